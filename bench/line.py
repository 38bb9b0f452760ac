"""One measured task, beside another program that does the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One task: what it took, what was wanted, and what another program took for the same."""

    task: str
    ours: float
    unit: str = "s"
    goal: float | None = None
    peer: str = ""
    theirs: float | None = None
    same: bool | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or self.ours <= self.goal


def best(do: Callable[[], object], times: int = 3) -> float:
    """Return the processor seconds of the best of some runs."""
    found = []
    for _ in range(times):
        began = time.process_time()
        do()
        found.append(time.process_time() - began)
    return min(found)
