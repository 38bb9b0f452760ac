"""The cascade of every single first leaver, without running most of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from muara.engine.network.cascades import limits
from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.names import Floats, Ints

BIG = 64  # closures larger than this are kept, to be shared and continued from
KEPT = 32  # no more of them than this: each holds one number per actor


def cascade_of_each(network: Network, phi: npt.ArrayLike) -> Ints:
    """Count for every single first leaver how many go in the end, itself included, shape (actors,).

    Parameters
    ----------
    network, phi
        As in `cascade`; the counts are exactly those of running it for each actor.

    Notes
    -----
    Write i → j if i alone is enough for j to follow. Everybody in one strongly connected part of this graph ends
    with the same set. A leaver i whose run meets j ends with at least j's set: with exactly it if i is inside,
    otherwise with its continuation, since more gone never means fewer following. So where cascades are large, few
    long runs are left to do.

    Examples
    --------
    >>> cascade_of_each(Network.from_ties(["a", "b", "b"], ["b", "c", "d"]), 0.5).tolist()
    [1, 4, 1, 1]
    """
    n, near, limit = network.n_actors, network.adjacency, limits(network, phi)
    size = np.ones(n, dtype=np.int64)
    if n == 0 or not len(near.indices):
        return size
    enough = near.weights >= limit[near.indices]
    graph = sp.csr_array((enough[enough], (near.rows[enough], near.indices[enough])), shape=(n, n))
    label = connected_components(graph, directed=True, connection="strong")[1].astype(np.int64)
    parts = np.bincount(label)
    order = np.lexsort((np.arange(n), label, -parts[label]))
    first = order[np.concatenate([[True], label[order][1:] != label[order][:-1]])]
    lone = np.diff(graph.indptr) == 0  # moves nobody by itself
    of_part = np.ones(len(parts), dtype=np.int64)
    starts = first[~lone[first]]
    arrays = (near.indptr, near.indices, near.weights, limit, label)
    if (fast := kernels(10 * len(near.indices))) is not None:
        of_part[label[starts]] = fast.cascade_sizes(*arrays, starts, BIG, KEPT)
    else:
        runs = _Runs(*(array.tolist() for array in arrays))
        for i in starts.tolist():
            of_part[label[i]] = runs.size(i)
    found: Ints = of_part[label]
    return found


@dataclass(frozen=True, eq=False)
class CascadeCurve:
    """Cascades of every single first leaver over thresholds; arrays of shape (thresholds,) or with (.., actors).

    Attributes
    ----------
    phi : ndarray of float
    gone : ndarray of int64, shape (thresholds, actors)
        How many go in the end, the first leaver included.
    share_large : ndarray of float
        Share of first leavers that take more than `large` of all actors with them.
    becomes_large : ndarray of float, shape (actors,)
        Highest of the given thresholds at which this actor's leaving takes more than `large` along; nan if none.

    Examples
    --------
    >>> cascade_curve(Network.from_ties(["a"], ["b"]), [0.5]).share_large.tolist()
    [1.0]
    """

    phi: Floats
    gone: Ints
    share_large: Floats
    becomes_large: Floats


def cascade_curve(network: Network, phis: Sequence[float], *, large: float = 0.25) -> CascadeCurve:
    """Run the cascade of every single leaver at several thresholds.

    Examples
    --------
    >>> path = Network.from_ties(["a", "b", "c"], ["b", "c", "d"])
    >>> cascade_curve(path, [0.4, 0.6]).gone.tolist()
    [[4, 4, 4, 4], [1, 2, 2, 1]]
    """
    phi = np.asarray(phis, dtype=np.float64)
    n = network.n_actors
    gone = np.array([cascade_of_each(network, float(one)) for one in phi], dtype=np.int64).reshape(len(phi), n)
    big = gone > large * n
    highest = np.where(big, phi[:, None], -np.inf).max(axis=0, initial=-np.inf)
    share = big.mean(axis=1) if n else np.zeros(len(phi))
    return CascadeCurve(phi, gone, share, np.where(np.isfinite(highest), highest, np.nan))


class _Runs:
    """Runs cascades and keeps large ones; a run that meets somebody whose set is known starts from there."""

    def __init__(
        self, indptr: list[int], indices: list[int], weights: list[float], limit: list[float], label: list[int]
    ) -> None:
        self.indptr, self.indices, self.weights, self.limit, self.label = indptr, indices, weights, limit, label
        self.kept: list[tuple[bytearray, list[float], int]] = []
        self.base_of: dict[int, int] = {}  # part -> a kept set that the set of everybody in it contains

    def size(self, seed: int) -> int:
        found = self._afresh(seed)
        if isinstance(found, set):
            if len(found) > BIG and len(self.kept) < KEPT:
                self._keep(seed, found)
            return len(found)
        self.base_of[self.label[seed]] = found
        return self._onward(seed, found)

    def _afresh(self, seed: int) -> set[int] | int:
        """Return who goes, or the number of a kept set that all goes."""
        indptr, indices, weights, limit = self.indptr, self.indices, self.weights, self.limit
        pressure: dict[int, float] = {}
        mine, todo = {seed}, [seed]
        while todo:
            i = todo.pop()
            for at in range(indptr[i], indptr[i + 1]):
                j = indices[at]
                if j not in mine:
                    pressure[j] = now = pressure.get(j, 0.0) + weights[at]
                    if now >= limit[j]:
                        base = self.base_of.get(self.label[j])
                        if base is not None:
                            return base
                        mine.add(j)
                        todo.append(j)
        return mine

    def _onward(self, seed: int, base: int) -> int:
        gone, under, count = self.kept[base]
        if gone[seed]:
            return count
        indptr, indices, weights, limit = self.indptr, self.indices, self.weights, self.limit
        pressure: dict[int, float] = {}
        mine, todo = {seed}, [seed]
        while todo:
            i = todo.pop()
            for at in range(indptr[i], indptr[i + 1]):
                j = indices[at]
                if not gone[j] and j not in mine:
                    pressure[j] = now = pressure.get(j, under[j]) + weights[at]
                    if now >= limit[j]:
                        mine.add(j)
                        todo.append(j)
        return count + len(mine)

    def _keep(self, seed: int, mine: set[int]) -> None:
        gone, under = bytearray(len(self.limit)), [0.0] * len(self.limit)
        for i in sorted(mine):
            gone[i] = 1
            for at in range(self.indptr[i], self.indptr[i + 1]):
                under[self.indices[at]] += self.weights[at]
        self.base_of[self.label[seed]] = len(self.kept)
        self.kept.append((gone, under, len(mine)))
