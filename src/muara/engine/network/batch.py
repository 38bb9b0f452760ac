"""Readings of many networks of the same actors at once, laid side by side as one: draws of the ties, and chance.

Actor i of network k stands at place ``k * n + i``. Each reading is one array with a number for each network, the
same to the last bit as the function of that name gives for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from muara.engine.network.attack import largest_after
from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.loss_each import losses
from muara.engine.network.names import Bools, Floats, Ints

IN_STEP_UP_TO = 600
CELLS = 16_000_000


@dataclass(frozen=True, eq=False)
class Batch:
    """Many networks side by side.

    Attributes
    ----------
    k, n : int
        Networks, and actors of each.
    indptr, indices : ndarray of int64
        Neighbours of every actor whatever the direction, as in `Adjacency`.
    """

    k: int
    n: int
    indptr: Ints
    indices: Ints

    @property
    def degrees(self) -> Ints:
        return np.diff(self.indptr).reshape(self.k, self.n)

    def fragmentation(self) -> Floats:
        """Share of pairs that cannot reach one another, shape (k,); nan for fewer than two actors."""
        if self.n < 2:
            return np.full(self.k, np.nan)
        data = np.ones(len(self.indices), dtype=np.int8)
        graph = sp.csr_array((data, self.indices, self.indptr), shape=(self.k * self.n,) * 2)
        _, label = connected_components(graph, directed=False)
        size = np.bincount(label)
        together: Ints = (size[label] - 1).reshape(self.k, self.n).sum(axis=1)
        return 1 - together / (self.n * (self.n - 1))

    def losses(self) -> tuple[Floats, Floats]:
        """Share of critical actors, and the largest share of pairs lost with one leaving, each of shape (k,)."""
        n = self.n
        if not n:
            return np.full(self.k, np.nan), np.full(self.k, np.nan)
        pieces, pairs = losses(self.indptr, self.indices)
        critical = (pieces > 1).reshape(self.k, n).mean(axis=1)
        worst = pairs.reshape(self.k, n).max(axis=1)
        return critical, worst / ((n - 1) * (n - 2) / 2) if n > 2 else np.full(self.k, np.nan)

    def r_index(self) -> Floats:
        """Mean of the largest piece under attack, shape (k,), see `attack_curve`."""
        n = self.n
        if not n:
            return np.full(self.k, np.nan)
        fast = kernels(3 * len(self.indices))
        if fast is not None or n > IN_STEP_UP_TO:
            total = np.array([self._attack(one) for one in range(self.k)], dtype=np.int64)
        else:
            together = max(1, CELLS // (n * n))
            parts = [self._attack_in_step(at, min(at + together, self.k)) for at in range(0, self.k, together)]
            total = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        return total / (n * n)

    def _attack(self, one: int) -> int:
        ends = self.indptr[one * self.n : (one + 1) * self.n + 1]
        near = self.indices[ends[0] : ends[-1]] - one * self.n
        return int(largest_after(ends - ends[0], near, np.arange(self.n))[1][1:].sum())

    def _attack_in_step(self, low: int, high: int) -> Ints:
        """Let all lose whoever has most ties, one actor of each at a time, and add up the largest pieces."""
        n, k = self.n, high - low
        tied = np.zeros((k * n, n), dtype=bool)
        begin, end = self.indptr[low * n], self.indptr[high * n]
        rows = np.repeat(np.arange(k * n), np.diff(self.indptr[low * n : high * n + 1]))
        tied[rows, self.indices[begin:end] % n] = True
        base = np.arange(k) * n
        left = tied.sum(axis=1, dtype=np.int16).reshape(k, n)
        order = np.empty((n, k), dtype=np.int64)
        for turn in range(n):  # who has left keeps a number below 0: nobody's number rises
            who = left.argmax(axis=1)
            order[turn] = who
            left -= tied[base + who]
            left[np.arange(k), who] = -n - 1
        return _pieces_in_step(tied, order, k, n)


def _pieces_in_step(tied: Bools, order: Ints, k: int, n: int) -> Ints:
    """Bring them back in the opposite order, and add up the largest pieces after each leaving but none: (k,)."""
    base = np.arange(k) * n
    label = np.full((k, n), n, dtype=np.int64)  # the piece of each actor who is there; n: gone
    size = np.zeros((k, n + 1), dtype=np.int64)
    most, total = np.zeros(k, dtype=np.int64), np.zeros(k, dtype=np.int64)
    every = np.arange(k)
    slots = np.arange(k)[:, None] * (n + 1)
    for who in order[:0:-1]:
        near = tied[base + who]
        joined = np.zeros(k * (n + 1), dtype=bool)
        joined[(slots + label)[near]] = True
        joined[slots.ravel() + n] = False
        one = joined[slots + label]
        label = np.where(one, who[:, None], label)
        label[every, who] = who
        grown = 1 + (size * joined.reshape(k, n + 1)).sum(axis=1)
        size[every, who] = grown
        most = np.maximum(most, grown)
        total += most
    return total


def drawn(network: Network, exists: Bools) -> Batch:
    """Lay the draws of a network's ties side by side.

    Parameters
    ----------
    network : Network
    exists : ndarray of bool, shape (draws, ties)

    Examples
    --------
    >>> net = Network.from_ties(["a", "b"], ["b", "c"])
    >>> drawn(net, np.array([[True, True], [True, False]])).fragmentation().round(3).tolist()
    [0.0, 0.667]
    """
    k, n = len(exists), network.n_actors
    low, high = np.minimum(network.sources, network.targets), np.maximum(network.sources, network.targets)
    ends, others = np.r_[low, high], np.r_[high, low]
    order = np.lexsort((others, ends))
    tie, ends, others = np.tile(np.arange(network.n_ties), 2)[order], ends[order], others[order]
    first = np.ones(len(ends), dtype=bool)  # parallel ties are one arc, which is there if any of them is
    first[1:] = (ends[1:] != ends[:-1]) | (others[1:] != others[:-1])
    at = np.flatnonzero(first)
    there = exists[:, tie]
    if len(at) < len(ends):
        there = np.logical_or.reduceat(there, at, axis=1)
        ends, others = ends[at], others[at]
    degrees = np.zeros((k, n), dtype=np.int64)
    begin = np.searchsorted(ends, np.arange(n))
    some = np.flatnonzero(np.bincount(ends, minlength=n) > 0)
    if len(some):
        degrees[:, some] = np.add.reduceat(there, begin[some], axis=1, dtype=np.int64)
    indices = (others + np.arange(k)[:, None] * n)[there]
    return Batch(k, n, np.concatenate([[0], np.cumsum(degrees.ravel())]), indices)


def side_by_side(low: Ints, high: Ints, n: int) -> Batch:
    """Lay networks of equally many ties side by side, given by the places of both ends, shape (networks, ties).

    Examples
    --------
    >>> side_by_side(np.array([[0, 1]]), np.array([[1, 2]]), 3).r_index().round(3).tolist()
    [0.222]
    """
    k = len(low)
    key = np.sort(np.concatenate([low * n + high, high * n + low], axis=1), axis=1)
    rows = (key // max(n, 1) + np.arange(k)[:, None] * n).ravel()
    indices = (key % max(n, 1) + np.arange(k)[:, None] * n).ravel()
    return Batch(
        k, n, np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=k * n))]).astype(np.int64), indices
    )
