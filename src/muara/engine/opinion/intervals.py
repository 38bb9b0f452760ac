"""Shares with their uncertainty."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, ndtri

from muara.engine.opinion.votes import Floats, Ints

LEVEL = 0.90
TAIL = 0.05


def wilson(hits: Ints, n: Ints, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Bound a share on both sides.

    Parameters
    ----------
    hits, n : ndarray of int, same shape
        So many of so many.
    level : float
        How often the interval should hold the truth; 0.90 by default.

    Returns
    -------
    low, high : ndarray of float
        In [0, 1]; 0 and 1 where nobody answered.

    References
    ----------
    Wilson 1927, J. Am. Stat. Assoc. 22, 209-212.

    Examples
    --------
    >>> low, high = wilson(np.array([9, 0]), np.array([10, 0]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.652, 0.0], [0.977, 1.0])
    """
    z = float(ndtri(0.5 + level / 2))
    n = np.asarray(n, dtype=np.float64)
    answered = n > 0
    safe = np.where(answered, n, 1.0)
    share = np.asarray(hits) / safe
    middle = (share + z * z / (2 * safe)) / (1 + z * z / safe)
    half = z * np.sqrt(share * (1 - share) / safe + z * z / (4 * safe * safe)) / (1 + z * z / safe)
    low = np.where(answered, np.clip(middle - half, 0.0, 1.0), 0.0)
    high = np.where(answered, np.clip(middle + half, 0.0, 1.0), 1.0)
    return low, high


def lower_bound(hits: Ints, n: Ints, tail: float = TAIL) -> Floats:
    """Bound a share from below: the true share is under this with chance `tail` only.

    Parameters
    ----------
    hits, n : ndarray of int, same shape
        So many of so many, 0 <= hits <= n.
    tail : float
        One-sided, between 0 and 1; 0.05 by default.

    Returns
    -------
    ndarray of float, shape of `hits`
        Between 0 and 1.

    Notes
    -----
    Bayesian, with a uniform prior: quantile of Beta(hits + 1, n - hits + 1). Nobody answered: the prior,
    0.05.

    Examples
    --------
    Everybody agrees, of 2, 5 and 30 people:

    >>> lower_bound(np.array([2, 5, 30]), np.array([2, 5, 30])).round(2).tolist()
    [0.37, 0.61, 0.91]
    """
    hits, n = np.asarray(hits), np.asarray(n)
    bound: Floats = np.asarray(betaincinv(hits + 1.0, n - hits + 1.0, tail), dtype=np.float64)
    return bound


def difference(hits_a: Ints, n_a: Ints, hits_b: Ints, n_b: Ints, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Bound the difference of two shares, a minus b.

    Parameters
    ----------
    hits_a, n_a, hits_b, n_b : ndarray of int, same shape
        So many of so many, in a and in b.
    level : float
        How often the interval should hold the truth, between 0 and 1.

    Returns
    -------
    low, high : ndarray of float
        In [-1, 1]; an interval without 0 says that the groups differ.

    References
    ----------
    Newcombe 1998, Statistics in Medicine 17, 873-890, method 10 (from two Wilson intervals).

    Examples
    --------
    >>> low, high = difference(np.array([56]), np.array([70]), np.array([48]), np.array([80]), level=0.95)
    >>> low.round(4).item(), high.round(4).item()
    (0.0524, 0.3339)
    """
    low_a, high_a = wilson(hits_a, n_a, level)
    low_b, high_b = wilson(hits_b, n_b, level)
    a, b = np.asarray(hits_a) / np.maximum(n_a, 1), np.asarray(hits_b) / np.maximum(n_b, 1)
    low = a - b - np.sqrt((a - low_a) ** 2 + (high_b - b) ** 2)
    high = a - b + np.sqrt((high_a - a) ** 2 + (b - low_b) ** 2)
    return low, high
