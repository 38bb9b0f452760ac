"""How long a phase usually takes here, and who takes much longer. Pure arithmetic over days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from muara.web.initiatives.rules import FEWEST_FINISHED, STALLS_AFTER


@dataclass(frozen=True)
class Pace:
    """The usual time in one phase.

    Attributes
    ----------
    n : int
        Finished stays it rests on.
    median_days : float or None
        None below `FEWEST_FINISHED`: then nobody can be said to stall.
    """

    n: int
    median_days: float | None

    @property
    def limit_days(self) -> float | None:
        return None if self.median_days is None else STALLS_AFTER * self.median_days

    def is_stalled(self, days: float) -> bool:
        return self.limit_days is not None and days > self.limit_days


def pace_of(finished: Sequence[float]) -> Pace:
    """Return the pace of a phase from the days of its finished stays.

    Examples
    --------
    >>> pace_of([10, 20, 60])
    Pace(n=3, median_days=20)
    >>> pace_of([10, 20]).is_stalled(1000), pace_of([10, 20, 60]).is_stalled(40)
    (False, False)
    >>> pace_of([10, 20, 60]).is_stalled(41)
    True
    """
    enough = len(finished) >= FEWEST_FINISHED
    return Pace(len(finished), median(finished) if enough else None)
