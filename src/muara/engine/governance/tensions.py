"""Three tensions of a network, as trends of what its own log counts: no target, and no good end of a scale.

Provan and Kenis 2008 name them: efficiency and inclusiveness, internal and external legitimacy, flexibility and
stability. What stands for each is declared in docs/explanation/governance.md, not published.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from muara.engine.errors import BadReading

FEWEST = 4  # periods: with fewer no order of the values is rare enough to be told from chance
RARE = 0.1


@dataclass(frozen=True)
class Trend:
    """Where a series goes.

    Attributes
    ----------
    word : str
        ``rising``, ``falling``, ``level`` (never changed), ``unclear`` (no more than chance would order them) or
        ``unknown`` (fewer than four periods with a value).
    score : int
        Of all pairs of periods, how many rise minus how many fall (Kendall's S).
    p_value : float
        How often chance alone would order the values so much in either direction; nan where unknown.
    n : int
        Periods with a value.
    """

    word: str
    score: int
    p_value: float
    n: int


def trend(values: Sequence[float | None]) -> Trend:
    """Say whether a series rises or falls (Mann and Kendall), by every order that its values could have.

    Parameters
    ----------
    values : sequence of float or None
        One for each period, the oldest first; None where there was nothing to count.

    Notes
    -----
    Mann 1945, Kendall 1975. Exact, for values without ties; with ties the chance that is told is too large rather
    than too small. A trend is named where it is rarer than 1 in 10.

    Examples
    --------
    >>> trend([3, None, 5, 8, 13]).word, trend([3, 5, 4]).word, trend([2, 2, 2, 2]).word
    ('rising', 'unknown', 'level')
    """
    known = [float(value) for value in values if value is not None]
    if any(value != value for value in known):
        raise BadReading("A period without anything to count is None, not nan.")
    n = len(known)
    score = sum((b > a) - (b < a) for at, a in enumerate(known) for b in known[at + 1 :])
    if n < FEWEST:
        return Trend("unknown", score, float("nan"), n)
    orders = _orders(n)
    most = n * (n - 1) // 2
    rare = sum(count for swaps, count in enumerate(orders) if most - 2 * swaps >= abs(score))
    p_value = min(1.0, 2 * rare / sum(orders))
    if min(known) == max(known):
        return Trend("level", 0, p_value, n)
    word = ("rising" if score > 0 else "falling") if p_value <= RARE else "unclear"
    return Trend(word, score, p_value, n)


@lru_cache(maxsize=64)
def _orders(n: int) -> tuple[int, ...]:
    """Return how many orders of n different values have 0, 1, 2, … pairs that fall."""
    found = [1]
    for size in range(2, n + 1):
        wider = [0] * (len(found) + size - 1)
        for swaps, count in enumerate(found):
            for more in range(size):
                wider[swaps + more] += count
        found = wider
    return tuple(found)


def gini(counts: Sequence[int]) -> float | None:
    """Say how unevenly something is spread: 0 where all have as much, near 1 where one has all; None of nothing.

    Parameters
    ----------
    counts : sequence of int
        How often each took part.

    Notes
    -----
    Gini 1912: the mean difference of all pairs over twice the mean.

    Examples
    --------
    >>> gini([2, 2, 2]), gini([0, 0, 0, 4]), gini([1, 3])
    (0.0, 0.75, 0.25)
    """
    if any(count < 0 for count in counts):
        raise BadReading("Nobody takes part less than never.")
    total, n = sum(counts), len(counts)
    if total == 0:
        return None
    ranked = sum((2 * place - n - 1) * count for place, count in enumerate(sorted(counts), 1))
    return ranked / (n * total)


def turnover(before: Set[Hashable], after: Set[Hashable]) -> float | None:
    """Say what part of all ties of two days is not in both: 1 minus their Jaccard index; None without any tie.

    Examples
    --------
    >>> turnover({"ab", "bc"}, {"bc", "cd"}) == 2 / 3, turnover(set(), set())
    (True, None)
    """
    either = before | after
    return len(before ^ after) / len(either) if either else None


def persistence(before: Set[Hashable], after: Set[Hashable]) -> float | None:
    """Say what part of those who held something on one day hold it on another; None if nobody did.

    Examples
    --------
    >>> persistence({"ani", "budi"}, {"budi", "cici"}), persistence(set(), {"budi"})
    (0.5, None)
    """
    return len(before & after) / len(before) if before else None
