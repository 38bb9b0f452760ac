"""What of a burst stayed: attention long afterwards beside attention before, once it can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy.stats import t as student

from muara.engine.brand.bursts import BASE_DAYS, LEVEL, Attention, Burst, Floats, HalfLife, bursts, half_life
from muara.engine.errors import BadSeries

LATE_DAYS = 28
"""The late window begins so many days after the peak at the earliest, and is as long."""

HALF_LIVES = 5
"""… and not before so many half-lives, when 97 % of what the burst added is gone, …"""

REST = 0.02
"""… nor before what is left of the burst is this part of the usual: a very high burst is long in going."""

BEFORE_DAYS, TREND_DAYS = 180, 84
"""What was before is read from so many days; a trend only if there are at least so many."""

BLOCK_DAYS, DRAWS = 7, 500


class TooEarly(Enum):
    """Why persistence cannot be judged yet, or ever for this burst."""

    TOO_COARSE = "too_coarse"
    """A count covers more than a week."""
    TOO_SHORT = "too_short"
    """The late window is not over yet; wait."""
    NEXT_BURST = "next_burst"
    """Another burst began before the late window was over."""
    NO_FALL = "no_fall"
    """How fast attention fell cannot be read, so nobody knows when the burst is over."""
    NOTHING_BEFORE = "nothing_before"
    """There was no attention before, so there is nothing to compare with."""


@dataclass(frozen=True)
class Persistence:
    """Attention after a burst as a multiple of attention before, 1 = as before.

    Attributes
    ----------
    ratio, low, high : float or None
        With a 90 % interval; None if it cannot be judged.
    why_not : TooEarly or None
        Set exactly if `ratio` is None.
    half_life : HalfLife or None
    late : tuple of int or None
        First place of the late window in the counts, and the place after its last.
    days_missing : int
        Days until it could be judged, if waiting helps; else 0.
    trend_removed : bool
        Whether a trend from before the burst was carried on and taken out.
    n_before, n_late : int
        Counts compared.
    """

    ratio: float | None
    low: float | None = None
    high: float | None = None
    why_not: TooEarly | None = None
    half_life: HalfLife | None = None
    late: tuple[int, int] | None = None
    days_missing: int = 0
    trend_removed: bool = False
    n_before: int = 0
    n_late: int = 0


def persistence(
    series: Attention, which: int, *, seed: int, found: tuple[Burst, ...] | None = None
) -> Persistence:
    """Say how much attention stayed after a burst, or why that cannot be judged.

    Parameters
    ----------
    series : Attention
    which : int
        Place of the burst in `bursts(series)`.
    seed : int
        Of the bootstrap.
    found : tuple of Burst, optional
        What `bursts` returned, if it is at hand.

    Returns
    -------
    Persistence

    Notes
    -----
    ratio = mean of the late window / what would have been there without the burst. The late window is 28 days long
    and begins when all of this is true: 28 days after the peak, five half-lives after it, and what is left of the
    burst below 2 % of the usual; it must be over before the next burst. What would have been there: the mean of up
    to 180 days since the burst before, or, from 84 days on, their straight line carried on. Interval: Student's t,
    with as many degrees of freedom as the late window has weeks less one, times the standard error from a
    bootstrap of blocks of a week, 500 draws (Künsch 1989, Annals of Statistics 17, 1217-1241). A window that began
    earlier would count the burst's own tail as persistence.

    Examples
    --------
    >>> t = np.arange(240)
    >>> planted = np.concatenate([np.full(60, 100.0), 100 + 900 * 2 ** (-(t + 0.5) / 7)])
    >>> found = persistence(Attention.of(planted, step=1), 0, seed=1)
    >>> round(found.ratio, 1), found.late
    (1.0, (122, 150))
    >>> persistence(Attention.of(planted[:100], step=1), 0, seed=1).why_not.value
    'too_short'
    """
    found = bursts(series) if found is None else found
    if not 0 <= which < len(found):
        raise BadSeries(f"There are {len(found)} bursts; the number {which} is none of them.")
    burst = found[which]
    if series.step > BLOCK_DAYS:
        return Persistence(None, why_not=TooEarly.TOO_COARSE)
    fall = half_life(series, which, found)
    if fall is None:
        return _not_yet(series, burst, found, which, None)
    begins = burst.peak + series.steps(_wait(burst, fall))
    ends = begins + series.steps(LATE_DAYS)
    if ends > _until(series, found, which):
        return _not_yet(series, burst, found, which, fall, ends)
    since = found[which - 1].ends + series.steps(LATE_DAYS) if which else 0
    before = series.counts[max(since, burst.begins - series.steps(BEFORE_DAYS)) : burst.begins]
    late = series.counts[begins:ends]
    if len(before) < series.steps(BASE_DAYS) or not before.any():
        return Persistence(None, why_not=TooEarly.NOTHING_BEFORE, half_life=fall)
    with_trend = len(before) * series.step >= TREND_DAYS
    away = begins - burst.begins
    rng, block = np.random.default_rng(seed), series.steps(BLOCK_DAYS)
    drawn = _drawn(before, late, away, with_trend, rng, block)
    ratio = _ratio(before, late, away, with_trend)
    reach = float(student.ppf((1 + LEVEL) / 2, len(late) // block - 1) * drawn.std())
    return Persistence(
        ratio=ratio,
        low=max(ratio - reach, 0.0),
        high=ratio + reach,
        half_life=fall,
        late=(begins, ends),
        trend_removed=with_trend,
        n_before=len(before),
        n_late=len(late),
    )


def _wait(burst: Burst, fall: HalfLife) -> float:
    """Return the days from the peak to the late window."""
    added = (burst.height - burst.usual) / max(burst.usual, 1.0)
    return max(LATE_DAYS, fall.days * max(HALF_LIVES, float(np.log2(added / REST))))


def _until(series: Attention, found: tuple[Burst, ...], which: int) -> int:
    return found[which + 1].begins if which + 1 < len(found) else len(series.counts)


def _not_yet(
    series: Attention,
    burst: Burst,
    found: tuple[Burst, ...],
    which: int,
    fall: HalfLife | None,
    ends: int | None = None,
) -> Persistence:
    if which + 1 < len(found):
        return Persistence(None, why_not=TooEarly.NEXT_BURST, half_life=fall)
    wanted = burst.peak + series.steps(LATE_DAYS) * 2 if ends is None else ends
    missing = max(wanted - len(series.counts), 0) * series.step
    why = TooEarly.TOO_SHORT if missing else TooEarly.NO_FALL
    return Persistence(None, why_not=why, half_life=fall, days_missing=missing)


def _line(before: Floats, with_trend: bool) -> tuple[float, float]:
    """Return level at the burst and slope of what was before."""
    if not with_trend:
        return float(before.mean()), 0.0
    place = np.arange(len(before), dtype=np.float64) - len(before)
    middle = place.mean()
    slope = float(((place - middle) * before).sum() / ((place - middle) ** 2).sum())
    return float(before.mean() - slope * middle), slope


def _ratio(before: Floats, late: Floats, away: int, with_trend: bool) -> float:
    level, slope = _line(before, with_trend)
    expected = level + slope * (away + (len(late) - 1) / 2)
    return float(late.mean() / max(expected, before.mean() / 10))


def _drawn(
    before: Floats, late: Floats, away: int, with_trend: bool, rng: np.random.Generator, block: int
) -> Floats:
    """Return the ratio in each draw: blocks of what lies off the line before, and of the late window."""
    level, slope = _line(before, with_trend)
    line = level + slope * (np.arange(len(before)) - len(before))
    rest = before - line
    return np.array(
        [
            _ratio(line + _blocks(rest, rng, block), _blocks(late, rng, block), away, with_trend)
            for _ in range(DRAWS)
        ]
    )


def _blocks(values: Floats, rng: np.random.Generator, block: int) -> Floats:
    starts = rng.integers(0, max(len(values) - block, 0) + 1, -(-len(values) // block))
    drawn: Floats = values[(starts[:, None] + np.arange(block)).ravel()[: len(values)]]
    return drawn
