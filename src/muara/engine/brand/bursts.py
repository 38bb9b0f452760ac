"""Bursts of attention in evenly spaced counts: when one began, how high it rose, how fast it fell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.stats import f as f_distribution

from muara.engine.errors import BadSeries

Floats: TypeAlias = npt.NDArray[np.float64]

BASE_DAYS = 28
"""Days before a burst whose median is what was usual."""

TIMES_USUAL, ROBUST_Z = 2.0, 6.0
"""A burst is more than so many times the usual, and so many robust standard deviations above it."""

CALM_DAYS = 7
"""A burst is over after so many days without such a count."""

FIT_DAYS = 120
"""The fall is read from so many days after the peak at the most."""

LEVEL = 0.90
SHORTEST, LONGEST = 0.25, 365.0


@dataclass(frozen=True)
class Attention:
    """Counts of attention (visits, searches, mentions, people in a room), evenly spaced.

    Attributes
    ----------
    counts : ndarray of float
        Not negative, none missing, at least one.
    step : int
        Days that one count covers: 1 daily, 7 weekly, 30 monthly.
    """

    counts: Floats
    step: int

    @classmethod
    def of(cls, counts: npt.ArrayLike, step: int) -> Attention:
        """Check counts and return them as a series.

        Raises
        ------
        BadSeries
            If a count is missing, negative or no number, or a step is not a whole number of days.

        Examples
        --------
        >>> Attention.of([3, 4, 5], step=7).counts.tolist()
        [3.0, 4.0, 5.0]
        """
        try:
            read = np.asarray(counts, dtype=np.float64)
        except (TypeError, ValueError):
            raise BadSeries("Every count must be a number.") from None
        if read.ndim != 1 or not len(read) or not np.isfinite(read).all() or (read < 0).any():
            raise BadSeries("Counts must be one row of numbers of 0 or more, without a gap.")
        if not isinstance(step, int) or step < 1:
            raise BadSeries("A count covers a whole number of days: 1 daily, 7 weekly.")
        return cls(read, step)

    def steps(self, days: float) -> int:
        """Return how many counts cover so many days, rounded up.

        Examples
        --------
        >>> Attention.of([1], step=7).steps(28), Attention.of([1], step=7).steps(30)
        (4, 5)
        """
        return int(np.ceil(days / self.step))


@dataclass(frozen=True)
class Burst:
    """A time in which attention was far above the usual.

    Attributes
    ----------
    begins, peak, ends : int
        Places in the counts: first high one, highest one, first usual one (the length of the series if none came).
    usual : float
        Median of the counts in the four weeks before.
    height : float
        The highest count.
    """

    begins: int
    peak: int
    ends: int
    usual: float
    height: float


@dataclass(frozen=True)
class HalfLife:
    """Days in which what a burst added falls by half, with its 90 % interval."""

    days: float
    low: float
    high: float


def bursts(series: Attention) -> tuple[Burst, ...]:
    """Find the times in which attention was far above the usual.

    Notes
    -----
    A burst begins with a count over twice the median of the four weeks before it *and* more than six robust
    standard deviations above (1.4826 × the median distance from that median, at least √median as for counts of
    chance). It is over after a week without such a count; meanwhile the usual is that of its beginning. The first
    four weeks can have no burst, because nothing is known before them.

    Examples
    --------
    >>> quiet = [10, 11, 9, 10] * 10
    >>> found = bursts(Attention.of([*quiet, 90, 50, 30, *quiet], step=1))
    >>> [(burst.begins, burst.peak, burst.ends) for burst in found]
    [(40, 40, 43)]
    """
    counts, base, calm = series.counts, series.steps(BASE_DAYS), series.steps(CALM_DAYS)
    found: list[Burst] = []
    place = base
    while place < len(counts):
        before = counts[place - base : place]
        usual = float(np.median(before))
        limit = _limit(before, usual)
        if counts[place] <= limit:
            place += 1
            continue
        high = np.flatnonzero(counts[place:] > limit) + place
        gaps = np.flatnonzero(np.diff(high) > calm)
        last = int(high[gaps[0]] if len(gaps) else high[-1])
        peak = place + int(counts[place : last + 1].argmax())
        found.append(Burst(place, peak, last + 1, usual, float(counts[peak])))
        place = last + 1 + calm
    return tuple(found)


def half_life(series: Attention, which: int, found: tuple[Burst, ...] | None = None) -> HalfLife | None:
    """Read how fast a burst fell; None where the counts cannot tell.

    Parameters
    ----------
    series : Attention
    which : int
        Place of the burst in `bursts(series)`.
    found : tuple of Burst, optional
        What `bursts` returned, if it is at hand.

    Returns
    -------
    HalfLife or None
        None if a count covers more than a week (a fall within a week cannot be seen in monthly counts), if fewer
        than five counts lie between the peak and the next burst or the end, or if the fall is slower than they can
        show.

    Notes
    -----
    Least squares, each count weighted by 1 / max(count, 1), of plateau + jump × 2^(-t / half-life), added up over
    the days of each count; the jump comes anywhere within the count of the peak, because nobody knows the hour.
    The interval holds every half-life whose misfit the F test (1 and n - 4 degrees of freedom) does not reject.
    Weekly counts show a fall of two days only roughly; the interval says so.

    Examples
    --------
    >>> days = np.arange(60)
    >>> planted = np.concatenate([np.full(40, 100.0), 100 + 900 * 2 ** (-(days + 0.5) / 7)])
    >>> round(half_life(Attention.of(planted, step=1), 0).days, 1)
    7.0
    """
    found = bursts(series) if found is None else found
    burst = found[which]
    until = found[which + 1].begins if which + 1 < len(found) else len(series.counts)
    window = series.counts[burst.peak : min(until, burst.peak + series.steps(FIT_DAYS))]
    if series.step > CALM_DAYS or len(window) < 5:
        return None
    lives = np.geomspace(SHORTEST, LONGEST, 120)
    misfit = np.array([_misfit(window, series.step, life) for life in lives])
    best = int(misfit.argmin())
    near = np.geomspace(lives[max(best - 1, 0)], lives[min(best + 1, len(lives) - 1)], 81)
    close = np.array([_misfit(window, series.step, life) for life in near])
    days, least = float(near[close.argmin()]), float(close.min())
    if 2 * days > len(window) * series.step:
        return None
    freedom = len(window) - 4
    limit = least * (1 + float(f_distribution.ppf(LEVEL, 1, freedom)) / freedom)
    return HalfLife(days, *(_edge(window, series.step, days, end, limit) for end in (SHORTEST, LONGEST)))


def _edge(window: Floats, step: int, inside: float, outside: float, limit: float) -> float:
    """Return where between two half-lives the misfit passes the limit; `outside` if it does not."""
    if _misfit(window, step, outside) <= limit:
        return outside
    for _ in range(20):
        middle = float(np.sqrt(inside * outside))
        if _misfit(window, step, middle) <= limit:
            inside = middle
        else:
            outside = middle
    return inside


def _limit(before: Floats, usual: float) -> float:
    spread = max(1.4826 * float(np.median(np.abs(before - usual))), np.sqrt(max(usual, 1.0)))
    return max(TIMES_USUAL * usual, usual + ROBUST_Z * float(spread))


def _misfit(window: Floats, step: int, life: float) -> float:
    """Return the least weighted misfit over plateau, jump and the moment of the jump."""
    return min(_least(window, shape) for shape in _shapes(len(window), step, life))


def _shapes(n: int, step: int, life: float) -> Iterator[Floats]:
    """Yield what a jump of 1 adds to each count, for moments of the jump within the first count."""
    ends = step * np.arange(1, n + 1, dtype=np.float64)
    for moment in np.linspace(0.0, step, 15)[:-1]:
        left = 2 ** (-np.maximum(ends - step - moment, 0.0) / life)
        yield (left - 2 ** (-(ends - moment) / life)) * life / np.log(2)


def _least(window: Floats, shape: Floats) -> float:
    """Return the weighted misfit of plateau + jump × shape, neither below 0."""
    weight = 1 / np.maximum(window, 1.0)
    design: npt.NDArray[Any] = np.stack([np.ones_like(shape), shape], axis=1)
    normal, right = design.T @ (weight[:, None] * design), design.T @ (weight * window)
    plateau, jump = np.linalg.solve(normal + 1e-12 * np.diag(np.diag(normal)), right)
    if jump < 0:
        plateau, jump = right[0] / normal[0, 0], 0.0
    elif plateau < 0:
        plateau, jump = 0.0, right[1] / normal[1, 1]
    rest = window - plateau - jump * shape
    return float((weight * rest * rest).sum())
