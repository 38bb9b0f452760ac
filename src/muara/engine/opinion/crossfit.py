"""Which statements speak for a group, judged by votes that had no part in making the groups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from muara.engine.opinion import readings as rd
from muara.engine.opinion.intervals import difference
from muara.engine.opinion.matching import match
from muara.engine.opinion.mixture import Sides
from muara.engine.opinion.repness import LISTED, Spoken
from muara.engine.opinion.votes import Counts, Floats, Ints, VoteTable

FALSE_SHARE = 0.10
"""Expected share of wrong statements among all that are said to speak for a group, at most."""

MAX_PEOPLE = 2_000
"""Judged among no more people than this, drawn at random."""

PARTS, FEW_PARTS, MANY_PEOPLE = 5, 2, 1_000
"""With more than `MANY_PEOPLE` two parts notice enough."""


def false_discoveries_held(p_values: npt.ArrayLike, share: float = FALSE_SHARE) -> npt.NDArray[np.bool_]:
    """Choose the tests that may be believed so that at most `share` of them are expected to be wrong.

    References
    ----------
    Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57, 289-300.

    Examples
    --------
    >>> false_discoveries_held([0.001, 0.2, 0.03, 0.9]).tolist()
    [True, False, True, False]
    """
    p = np.asarray(p_values, dtype=np.float64)
    flat = np.sort(p, axis=None)
    below = np.flatnonzero(flat <= share * np.arange(1, flat.size + 1) / max(flat.size, 1))
    limit = flat[below[-1]] if len(below) else -1.0
    believed: npt.NDArray[np.bool_] = p <= limit
    return believed


def larger(hits: Ints, n: Ints, hits_other: Ints, n_other: Ints) -> Floats:
    """Test whether a share is larger than another: one-sided p-value, with continuity correction.

    Notes
    -----
    Pooled two-proportion z-test with Yates' correction: near Fisher's exact test, and on its safe side. 1
    where one side is empty.

    Examples
    --------
    >>> larger(np.array([9, 0]), np.array([10, 0]), np.array([3, 3]), np.array([10, 10])).round(4).tolist()
    [0.0112, 1.0]
    """
    both = (n > 0) & (n_other > 0)
    a, b = np.maximum(n, 1), np.maximum(n_other, 1)
    pooled = (hits + hits_other) / (a + b)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / a + 1 / b))
    gap = np.maximum(hits / a - hits_other / b - (1 / a + 1 / b) / 2, 0.0)
    z = np.divide(gap, spread, out=np.zeros(spread.shape), where=spread > 0)
    p: Floats = np.where(both & (gap > 0), ndtr(-z), 1.0)
    return p


def cross_fitted(votes: VoteTable, groups: Ints, k: int, *, seed: int, parts: int | None = None) -> Floats:
    """Test which statements set each group apart, in groups that were made without these statements' votes.

    Parameters
    ----------
    votes : VoteTable
    groups : ndarray of int, shape (participants,)
        The groups as told, -1 = none; they give the groups of the parts their names.
    k : int
    seed : int
    parts : int, optional
        By default 5; 2 for more than 1,000 people.

    Returns
    -------
    ndarray of float, shape (2, k, statements)
        p-values of "agrees more" and "disagrees more than all others together".

    Notes
    -----
    The statements are parted at random. For each part, groups are made anew from the votes on all other
    statements; the votes of the part are then counted in them. So every vote is judged once, and by groups
    that it had no part in.
    """
    rows = np.flatnonzero(groups >= 0)
    rng = np.random.default_rng([seed, 7])
    if len(rows) > MAX_PEOPLE:
        rows = np.sort(np.random.default_rng([seed, 7, 1]).choice(rows, MAX_PEOPLE, replace=False))
    some, told = votes.people(rows), groups[rows]
    folds = parts or (PARTS if len(rows) <= MANY_PEOPLE else FEW_PARTS)
    part = rng.permutation(votes.n_statements) % folds
    p = np.ones((2, k, votes.n_statements))
    for one in range(folds):
        of_part = part == one
        inside = of_part[some.columns]
        making, judging = some.select(~inside), some.select(inside)
        sides = Sides(making)
        (mixture,) = rd.fit_numbers(making, sides, rng, [k], quick=True)
        found = match(told, np.asarray(mixture.membership(sides).argmax(axis=1), dtype=np.int64), k)
        counts = judging.counts(found, k)
        n, total = counts.n, counts.n.sum(axis=0)
        for direction, hits in enumerate((counts.agree, counts.disagree)):
            p_values = larger(hits, n, hits.sum(axis=0) - hits, total - n)
            p[direction][:, of_part] = p_values[:, of_part]
    return p


def representative(p_values: Floats, counts: Counts, limit: int = LISTED) -> list[tuple[Spoken, ...]]:
    """List for each group the statements that set it apart most surely.

    Parameters
    ----------
    p_values : ndarray of float, shape (2, groups, statements)
        From `cross_fitted`.
    counts : Counts
        Of all votes, by the groups as told.
    limit : int
        At most so many for a group.

    Notes
    -----
    Only tests that stand when at most `FALSE_SHARE` of all may be wrong, only directions that hold for at
    least half of the group; ranked by the lower end of the interval (Newcombe) of the group's share minus the
    others'.
    """
    believed = false_discoveries_held(p_values)
    n = counts.n
    lists: list[tuple[Spoken, ...]] = []
    for group in range(len(n)):
        rest, entries = n.sum(axis=0) - n[group], []
        for direction, name, hits in ((0, "agree", counts.agree), (1, "disagree", counts.disagree)):
            own = hits[group]
            low, _ = difference(own, n[group], hits.sum(axis=0) - own, rest)
            good = believed[direction, group] & (n[group] > 0) & (rest > 0) & (low > 0) & (2 * own >= n[group])
            entries += [(-float(low[column]), int(column), name) for column in np.flatnonzero(good)]
        lists.append(tuple(Spoken(column, name) for _, column, name in _first(entries, limit)))
    return lists


def _first(entries: Sequence[tuple[float, int, str]], limit: int) -> list[tuple[float, int, str]]:
    return sorted(entries)[:limit]
