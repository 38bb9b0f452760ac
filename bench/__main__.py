"""Measure the engines: ``python -m bench`` for all, ``python -m bench opinion`` for one."""

from __future__ import annotations

import sys
from importlib import import_module

ENGINES = ("opinion", "network", "ledger")


def run(asked: list[str]) -> int:
    unknown = [name for name in asked if name not in ENGINES]
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are: {', '.join(ENGINES)}.", file=sys.stderr)
        return 2
    for name in asked or ENGINES:
        import_module(f"bench.{name}").main()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
