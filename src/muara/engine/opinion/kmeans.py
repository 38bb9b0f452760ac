"""k-means with every choice fixed: the same points in the same order give the same clusters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.sums import kernels
from muara.engine.opinion.votes import Floats, Ints

MOST_POINTS = 1_000


def first_distinct(points: Floats, k: int) -> Floats:
    """Take the first k distinct points in row order, as a cold start.

    Examples
    --------
    >>> first_distinct(np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]), 2).tolist()
    [[0.0, 0.0], [1.0, 0.0]]
    """
    _, first = np.unique(points, axis=0, return_index=True)
    start: Floats = points[np.sort(first)[:k]]
    return start


def squared_distances(points: Floats, centres: Floats) -> Floats:
    """Measure every point against every centre, shape (points, centres), in squared units of the points."""
    distance = np.zeros((len(points), len(centres)))
    for axis in range(points.shape[1]):
        distance += (points[:, axis, None] - centres[None, :, axis]) ** 2
    return distance


def lloyd(
    points: Floats,
    start: Floats,
    *,
    weights: Floats | None = None,
    max_steps: int = 100,
    tolerance: float = 0.01,
) -> tuple[Floats, Ints]:
    """Move the centres until they rest.

    Parameters
    ----------
    points : ndarray of float, shape (n, d)
    start : ndarray of float, shape (k, d)
        First centres.
    weights : ndarray of float, shape (n,), optional
        Weight of each point in the centres (all 1 by default).
    max_steps : int
    tolerance : float
        Rest = no centre moved by this distance or more in one step (units of the points).

    Returns
    -------
    centres : ndarray of float, shape (k', d)
        k' <= k, because a cluster without members vanishes.
    labels : ndarray of int, shape (n,)
        0..k'-1, in the order of the starts.

    Notes
    -----
    A point between two centres goes to the one that started first.

    Examples
    --------
    >>> points = np.array([[0.0], [0.2], [5.0], [5.2]])
    >>> centres, labels = lloyd(points, points[:2], tolerance=1e-9)
    >>> centres.round(1).ravel().tolist(), labels.tolist()
    ([0.1, 5.1], [0, 0, 1, 1])
    """
    centres = np.array(start, dtype=np.float64)
    weight = np.ones(len(points)) if weights is None else weights
    fast = kernels(len(points) * len(centres))
    if fast is not None:
        moved, labels = fast.lloyd(np.ascontiguousarray(points), centres, weight, max_steps, tolerance)
        return moved, labels
    labels = np.zeros(len(points), dtype=np.int64)
    for _ in range(max_steps):
        labels, alive = _compact(squared_distances(points, centres).argmin(axis=1), len(centres))
        moved = _means(points, weight, labels, int(alive.sum()))
        square = np.zeros(len(moved))
        for axis in range(points.shape[1]):
            square += (moved[:, axis] - centres[alive, axis]) ** 2
        centres = moved
        if alive.all() and np.sqrt(square).max(initial=0.0) < tolerance:
            break
    labels, alive = _compact(squared_distances(points, centres).argmin(axis=1), len(centres))
    return centres[alive], labels


def _compact(labels: npt.NDArray[np.int64], k: int) -> tuple[Ints, npt.NDArray[np.bool_]]:
    alive = np.bincount(labels, minlength=k) > 0
    return (np.cumsum(alive) - 1)[labels], alive


def _means(points: Floats, weight: Floats, labels: Ints, k: int) -> Floats:
    total = np.bincount(labels, weight, minlength=k)
    sums = [np.bincount(labels, weight * points[:, axis], minlength=k) for axis in range(points.shape[1])]
    means: Floats = np.stack(sums, axis=1) / total[:, None]
    return means


def spread_start(points: Floats, k: int, draws: Floats) -> Floats:
    """Choose k start points, each far from those before (k-means++, Arthur & Vassilvitskii 2007).

    Parameters
    ----------
    points : ndarray of float, shape (n, d)
    k : int
    draws : ndarray of float, shape (k,)
        Drawn evenly from [0, 1).

    Examples
    --------
    >>> spread_start(np.array([[0.0], [0.0], [9.0]]), 2, np.array([0.1, 0.7])).tolist()
    [[0.0], [9.0]]
    """
    n = len(points)
    fast = kernels(n * k)
    if fast is not None:
        found: Floats = points[fast.spread(np.ascontiguousarray(points), k, draws)]
        return found
    chosen = [min(int(draws[0] * n), n - 1)]
    nearest = squared_distances(points, points[chosen])[:, 0]
    while len(chosen) < k:
        mass = np.cumsum(nearest)
        if mass[-1] <= 0:
            break
        chosen.append(int(np.searchsorted(mass, draws[len(chosen)] * mass[-1], side="right").clip(max=n - 1)))
        nearest = np.minimum(nearest, squared_distances(points, points[chosen[-1:]])[:, 0])
    start: Floats = points[chosen]
    return start


def best_of(points: Floats, k: int, rng: np.random.Generator, *, starts: int = 8, max_steps: int = 30) -> Ints:
    """Cluster from several drawn starts and keep the tightest result; labels of shape (n,).

    Where there are many points the centres are found on some of them, evenly drawn, and everybody goes to the
    nearest: this is a first guess that something better starts from.

    Examples
    --------
    >>> points = np.array([[0.0], [0.1], [9.0], [9.1]])
    >>> labels = best_of(points, 2, np.random.default_rng(1))
    >>> bool(labels[0] == labels[1] != labels[2] == labels[3])
    True
    """
    some = points
    if len(points) > MOST_POINTS:
        some = points[np.sort(rng.choice(len(points), MOST_POINTS, replace=False))]
    draws = rng.random((starts, k))
    best, tightest = some[:1], np.inf
    for own in draws:
        centres, labels = lloyd(some, spread_start(some, k, own), max_steps=max_steps, tolerance=1e-3)
        inertia = float(((some - centres[labels]) ** 2).sum())
        if inertia < tightest * (1 - 1e-9):
            best, tightest = centres, inertia
    return np.asarray(squared_distances(points, best).argmin(axis=1), dtype=np.int64)


def silhouette(points: Floats, labels: Ints) -> float:
    """Say how much nearer the points are to their own cluster than to the next: mean of (b - a)/max(a, b).

    Parameters
    ----------
    points : ndarray of float, shape (n, d)
        Up to some thousand points: the cost grows with n squared.
    labels : ndarray of int, shape (n,)
        0..k-1 with no gap.

    Returns
    -------
    float
        In [-1, 1]. A member of a cluster of one scores 0; with fewer than two clusters the result is 0.

    References
    ----------
    Rousseeuw 1987, J. Comput. Appl. Math. 20, 53-65.

    Examples
    --------
    >>> round(silhouette(np.array([[0.0], [1.0], [10.0]]), np.array([0, 0, 1])), 4)
    0.5963
    """
    k = int(labels.max(initial=-1)) + 1
    if k < 2:
        return 0.0
    size = np.bincount(labels, minlength=k)
    distance = np.sqrt(squared_distances(points, points))
    total = np.stack([distance[:, labels == cluster].sum(axis=1) for cluster in range(k)], axis=1)
    own = labels[:, None] == np.arange(k)
    inside = total[own] / np.maximum(size[labels] - 1, 1)
    outside = np.where(own, np.inf, total / size).min(axis=1)
    widest = np.maximum(inside, outside)
    score = np.divide(outside - inside, widest, out=np.zeros(len(points)), where=widest > 0)
    score[size[labels] == 1] = 0.0
    return float(score.mean())
