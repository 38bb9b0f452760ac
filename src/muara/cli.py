"""The command line: parse, call one action or one engine function, print."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from muara import __version__


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muara", description="From a room full of concerns to a common thread.")
    parser.add_argument("--version", action="version", version=f"muara {__version__}")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muara.web.config.settings")
    build_parser().parse_args(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
