"""Compare two groupings of the same people."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from muara.engine.opinion.votes import Ints


def _table(a: Ints, b: Ints) -> Ints:
    both = (a >= 0) & (b >= 0)
    a, b = a[both], b[both]
    rows, columns = int(a.max(initial=-1)) + 1, int(b.max(initial=-1)) + 1
    return np.bincount(a * columns + b, minlength=rows * columns).reshape(rows, columns)


def adjusted_rand_index(a: Ints, b: Ints) -> float:
    """Say how far two groupings put the same people together.

    Parameters
    ----------
    a, b : ndarray of int, shape (n,)
        Group of each person, 0..; -1 = in no group. Only people in a group of both count.

    Returns
    -------
    float
        1 = the same groups, 0 = no better than chance; may be negative.

    References
    ----------
    Hubert & Arabie 1985, Journal of Classification 2, 193-218.

    Examples
    --------
    >>> round(adjusted_rand_index(np.array([0, 0, 1, 1, 1]), np.array([1, 1, 0, 0, 1])), 4)
    0.1667
    """
    table = _table(a, b).astype(np.float64)
    pairs = (table * (table - 1) / 2).sum()
    row, column = table.sum(axis=1), table.sum(axis=0)
    of_a, of_b = (row * (row - 1) / 2).sum(), (column * (column - 1) / 2).sum()
    n = table.sum()
    every = n * (n - 1) / 2
    if every == 0:
        return 1.0
    chance, most = of_a * of_b / every, (of_a + of_b) / 2
    return 1.0 if most == chance else float((pairs - chance) / (most - chance))


def match(a: Ints, b: Ints, k: int) -> Ints:
    """Rename the groups of `b` (0..k-1) so that most people keep the group they have in `a`.

    Parameters
    ----------
    a : ndarray of int, shape (people,)
        Groups before, 0..k-1; -1 = in none.
    b : ndarray of int, shape (people,)
        Groups now, of the same people in the same order.
    k : int
        Number of groups, at least 1.

    Returns
    -------
    ndarray of int, shape (people,)
        `b` with its groups renamed; -1 stays.

    Examples
    --------
    >>> match(np.array([0, 0, 1, 1]), np.array([1, 1, 0, -1]), 2).tolist()
    [0, 0, 1, -1]
    """
    table = np.zeros((k, k), dtype=np.int64)
    found = _table(a, b)[:k, :k]
    table[: found.shape[0], : found.shape[1]] = found
    new, old = linear_sum_assignment(-table)
    name = np.zeros(k, dtype=np.int64)
    name[old] = new
    renamed: Ints = np.where(b < 0, -1, name[np.maximum(b, 0)])
    return renamed
