"""Where the published words lie on an axis, under the declared crossings: what a picture of the table shows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from muara.engine.errors import BadReading
from muara.engine.governance.fit import Crossings
from muara.engine.governance.forms import LEVELS


@dataclass(frozen=True)
class Range:
    """Where a word of the table holds on the axis of its condition.

    Attributes
    ----------
    may_from, sure_from, sure_to, may_to : float
        From `may_from` to `may_to` it holds for some of the declared crossings, from `sure_from` to `sure_to` for
        all of them. Open ends are 0 and 1, or 1 and infinity for the number of participants.
    """

    may_from: float
    sure_from: float
    sure_to: float
    may_to: float


def range_of(condition: str, level: str, crossings: Crossings | None = None) -> Range:
    """Say where a word of the table holds.

    Parameters
    ----------
    condition : str
        One of `CONTINGENCIES`.
    level : str
        A word of `TABLE`.
    crossings : Crossings, optional

    Examples
    --------
    >>> range_of("trust", "moderate")
    Range(may_from=0.2, sure_from=0.45, sure_to=0.55, may_to=0.8)
    >>> range_of("participants", "few")
    Range(may_from=1.0, sure_from=1.0, sure_to=6, may_to=15)
    """
    if level not in LEVELS:
        raise BadReading(f"The words of the table are {', '.join(LEVELS)}.")
    given = crossings or Crossings()
    is_number = condition == "participants"
    low, high = (given.few, given.many) if is_number else (given.low, given.high)
    start, end = (1.0, math.inf) if is_number else (0.0, 1.0)
    if level in ("low", "few"):
        return Range(start, start, low[0], low[1])
    if level == "moderate":
        return Range(low[0], low[1], high[0], high[1])
    if level == "moderately_low":
        return Range(low[0] / 2, low[1] / 2, high[0], high[1])
    if level == "moderate_to_many":
        return Range(low[0], low[1], end, end)
    if level == "moderately_high":
        return Range((low[0] + high[0]) / 2, (low[1] + high[1]) / 2, end, end)
    return Range(high[0], high[1], end, end)
