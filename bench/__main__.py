"""Run every benchmark, or those that are named: ``python -m bench votes network``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

KNOWN = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def main(names: list[str]) -> int:
    """Run each in its own process, so that none is measured with the memory of another."""
    if unknown := set(names) - set(KNOWN):
        print(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(KNOWN)}.")
        return 2
    worst = 0
    for name in names or KNOWN:
        print(f"\n— {name} —", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode)
    return worst


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
