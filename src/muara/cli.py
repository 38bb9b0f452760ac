"""The command line: parse, call one action or one engine function, print."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from muara import __version__


def worker(asked: argparse.Namespace) -> int:
    from muara.web.tasks.worker import Worker, plant_cron

    plant_cron()
    Worker().run()
    return 0


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="muara", description="From a room full of concerns to a common thread.")
    parser.add_argument("--version", action="version", version=f"muara {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    commands.add_parser("worker", help="do the background work, and nothing else").set_defaults(do=worker)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    asked = build_parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "muara.web.config.settings")
    import django

    django.setup()
    return int(asked.do(asked))


if __name__ == "__main__":
    sys.exit(main())
