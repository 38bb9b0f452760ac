from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muara.engine.brand import Evenness, evenness
from muara.engine.errors import BadSeries
from muara.engine.opinion import wilson

WINDOW = 3
FEWEST_PEOPLE, FEWEST_EVENINGS, FEWEST_PROMISES = 20, 8, 10


@dataclass(frozen=True)
class Share:
    """A share with its 90 % interval, or nothing but its counts while they are too few to be judged.

    Attributes
    ----------
    value, low, high : float or None
        None while `n` is below `fewest`.
    hits, n, fewest : int
    """

    value: float | None
    low: float | None
    high: float | None
    hits: int
    n: int
    fewest: int

    @property
    def is_judged(self) -> bool:
        return self.value is not None


def returning(evenings: Sequence[Collection[Hashable]], *, window: int = WINDOW) -> Share:
    """Say how many of those who came for the first time come again soon.

    Parameters
    ----------
    evenings : sequence of collections
        Who was seen at each evening, oldest first.
    window : int
        Within how many further evenings somebody has to come again.

    Notes
    -----
    A person is counted once, at their first evening, and only where `window` evenings have followed it: everybody
    counted had the same number of chances. Hits are those seen at one of these. Interval: Wilson.

    Examples
    --------
    >>> found = returning([{"a", "b", "c"}, {"b", "d"}, {"a"}, set()], window=2)
    >>> found.hits, found.n, found.is_judged
    (2, 4, False)
    """
    _check(window)
    hits = n = 0
    known: set[Hashable] = set()
    for place, here in enumerate(evenings):
        first = set(here) - known
        known |= first
        if place + window < len(evenings):
            later = set().union(*evenings[place + 1 : place + 1 + window])
            n += len(first)
            hits += len(first & later)
    return _share(hits, n, FEWEST_PEOPLE)


def new_sector(evenings: Sequence[Collection[str]], *, window: int = WINDOW) -> Share:
    """Say how often an evening brings a sector that was missing for a while.

    Parameters
    ----------
    evenings : sequence of collections of str
        The sectors in the room at each evening, oldest first.
    window : int
        At how many evenings before it the sector has to have been missing.

    Notes
    -----
    Counted are evenings with `window` evenings before them; a hit is one with a sector that was at none of these.
    Interval: Wilson, as if evenings were independent, which those of one series are not quite.

    Examples
    --------
    >>> found = new_sector([{"A"}, {"A"}, {"A", "B"}, {"B"}], window=2)
    >>> found.hits, found.n
    (1, 2)
    """
    _check(window)
    later = range(window, len(evenings))
    hits = sum(bool(set(evenings[place]) - set().union(*evenings[place - window : place])) for place in later)
    return _share(hits, len(later), FEWEST_EVENINGS)


def speaker_balance(points: Mapping[str, int], *, seed: int = 0) -> Evenness:
    """Say how evenly what was said spreads over the sectors that could have spoken, zeros included.

    Not computed below 30 points: see `muara.engine.brand.evenness`.

    Examples
    --------
    >>> speaker_balance({"A": 20, "B": 20}).value
    1.0
    """
    return evenness(points, seed=seed)


def in_time(n_in_time: int, n_due: int) -> Share:
    """Say how many promises whose day has passed were kept by that day.

    Raises
    ------
    BadSeries
        If more were kept than were due.

    Examples
    --------
    >>> found = in_time(8, 12)
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3)
    (0.667, 0.431, 0.841)
    """
    return _share(n_in_time, n_due, FEWEST_PROMISES)


def _check(window: int) -> None:
    if window < 1:
        raise BadSeries(f"A window holds one evening at least; {window} were given.")


def _share(hits: int, n: int, fewest: int) -> Share:
    if not 0 <= hits <= n:
        raise BadSeries(f"{hits} of {n} is no share.")
    if n < fewest:
        return Share(None, None, None, hits, n, fewest)
    low, high = wilson(np.array([hits]), np.array([n]))
    return Share(hits / n, float(low[0]), float(high[0]), hits, n, fewest)
