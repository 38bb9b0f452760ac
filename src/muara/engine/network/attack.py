"""How fast the network falls apart when its best connected, or just anybody, leave one after the other."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from muara.engine.errors import BadNetwork
from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.names import Floats, Id, Ints


@dataclass(frozen=True, eq=False)
class Curve:
    """What remains while actors leave one after the other.

    Attributes
    ----------
    order : tuple of int or str
        Who leaves, first to last.
    largest : ndarray of float, shape (actors + 1,)
        Largest remaining piece as a share of all actors, after 0, 1, .. all have left.
    r_index : float
        Mean of ``largest[1:]``; from (n - 1)/n² (no ties) to (n - 1)/2n (all tied to all); nan for nobody.

    Examples
    --------
    >>> attack_curve(Network.from_ties(["a"], ["b"])).order
    ('a', 'b')
    """

    order: tuple[Id, ...]
    largest: Floats
    r_index: float


def attack_curve(network: Network, *, rng: np.random.Generator | None = None) -> Curve:
    """Let leave, again and again, whoever has most ties at that moment.

    Parameters
    ----------
    network : Network
        Directions, layers and weights do not matter here.
    rng : numpy.random.Generator, optional
        **Ties between equals**: without it, who stands first in canonical order leaves first. With it, equals are
        ordered by lot; several runs show how much the rule matters.

    Notes
    -----
    ``R = (1/N) sum over Q = 1..N of S(Q)``, S(Q) = share of actors in the largest piece after Q have left
    (Schneider et al. 2011, PNAS 108:3838). Removal with a heap, pieces from the end backwards by union of sets:
    O((actors + ties) log actors).

    Examples
    --------
    >>> star = Network.from_ties(["hub"] * 3, ["a", "b", "c"])
    >>> attack_curve(star).order, attack_curve(star).largest.tolist()
    (('hub', 'a', 'b', 'c'), [1.0, 0.25, 0.25, 0.25, 0.0])
    """
    n, near = network.n_actors, network.adjacency
    lot = np.arange(n) if rng is None else rng.permutation(n)
    return _curve(network, *largest_after(near.indptr, near.indices, lot))


def largest_after(indptr: Ints, indices: Ints, lot: Ints) -> tuple[Ints, Ints]:
    """Return who leaves, first to last, and the largest piece after 0, 1, .. have left, shape (actors + 1,).

    Examples
    --------
    >>> largest_after(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]), np.arange(3))[1].tolist()
    [3, 1, 1, 0]
    """
    if (fast := kernels(len(indices))) is not None:
        order = fast.attack_order(indptr, indices, lot, np.argsort(lot))
        return order, fast.largest_pieces(indptr, indices, order)
    order = _attack_order(indptr, indices, lot)
    return order, _largest_pieces(indptr, indices, order)


def _attack_order(ends: Ints, others: Ints, lot: Ints) -> Ints:
    n, who = len(lot), np.argsort(lot).tolist()
    indptr, indices = ends.tolist(), others.tolist()
    left, rank = np.diff(ends).tolist(), lot.tolist()
    heap = [-left[i] * n + rank[i] for i in range(n)]
    heapq.heapify(heap)
    gone, order = bytearray(n), []
    while heap:
        key = heapq.heappop(heap)
        i = who[key % n]
        if gone[i] or left[i] != -(key // n):
            continue
        gone[i] = 1
        order.append(i)
        for j in indices[indptr[i] : indptr[i + 1]]:
            if not gone[j]:
                left[j] -= 1
                heapq.heappush(heap, -left[j] * n + rank[j])
    return np.array(order, dtype=np.int64)


def removal_curve(network: Network, order: Ints) -> Curve:
    """Let actors leave in a given order (their places; everybody once).

    Raises
    ------
    BadNetwork
        If somebody is missing in the order, or stands in it twice.

    Examples
    --------
    >>> removal_curve(Network.from_ties(["a"], ["b"]), np.array([1, 0])).largest.tolist()
    [1.0, 0.5, 0.0]
    """
    if sorted(np.asarray(order).tolist()) != list(range(network.n_actors)):
        raise BadNetwork("An order of leaving names every actor's place once.")
    return _removal(network, np.asarray(order, dtype=np.int64))


@dataclass(frozen=True, eq=False)
class Attrition:
    """Largest piece while actors leave by lot: mean and 5 to 95 % over draws, each of shape (actors + 1,).

    Examples
    --------
    >>> attrition(Network.from_ties(["a"], ["b"]), rng=np.random.default_rng(0), draws=3).r_index
    0.25
    """

    mean: Floats
    low: Floats
    high: Floats
    r_index: float
    r_low: float
    r_high: float
    draws: int


def attrition(network: Network, *, rng: np.random.Generator, draws: int = 200) -> Attrition:
    """Let actors leave by lot, many times: what slow attrition does, to be shown beside the attack.

    Raises
    ------
    BadNetwork
        If there are no draws.

    Examples
    --------
    >>> ring = Network.from_ties([0, 1, 2], [1, 2, 0])
    >>> attrition(ring, rng=np.random.default_rng(0), draws=5).mean.round(3).tolist()
    [1.0, 0.667, 0.333, 0.0]
    """
    if draws < 1:
        raise BadNetwork(f"{draws} draws say nothing; take at least 1.")
    runs = [_removal(network, rng.permutation(network.n_actors)) for _ in range(draws)]
    rows = np.array([run.largest for run in runs])
    r = np.array([run.r_index for run in runs])
    low, high = np.quantile(rows, [0.05, 0.95], axis=0)
    r_low, r_high = np.quantile(r, [0.05, 0.95])
    return Attrition(rows.mean(axis=0), low, high, float(r.mean()), float(r_low), float(r_high), draws)


def _removal(network: Network, order: Ints) -> Curve:
    near = network.adjacency
    fast = kernels(len(near.indices))
    pieces = fast.largest_pieces if fast is not None else _largest_pieces
    return _curve(network, order, pieces(near.indptr, near.indices, order))


def _curve(network: Network, order: Ints, largest: Ints) -> Curve:
    n = network.n_actors
    r = int(largest[1:].sum()) / (n * n) if n else float("nan")
    return Curve(tuple(network.actors[i] for i in order.tolist()), largest / max(n, 1), r)


def _largest_pieces(indptr: Ints, indices: Ints, order: Ints) -> Ints:
    """Return the largest piece after 0, 1, .. have left, shape (actors + 1,)."""
    n = len(order)
    when = np.empty(n, dtype=np.int64)
    when[order] = np.arange(n)
    rows = np.repeat(np.arange(n), np.diff(indptr))
    later = when[indices] > when[rows]  # joined when the row's actor comes back
    rows, ends = when[rows[later]], when[indices[later]]
    sequence = np.argsort(rows, kind="stable")
    begin = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=n))]).tolist()
    near_later = ends[sequence].tolist()
    root, size, largest, most = list(range(n)), [1] * n, [0] * (n + 1), 0
    for i in range(n - 1, -1, -1):
        mine = i
        for j in near_later[begin[i] : begin[i + 1]]:
            while root[j] != j:
                root[j] = root[root[j]]
                j = root[j]
            if j != mine:
                if size[j] < size[mine]:
                    j, mine = mine, j
                root[mine] = j
                size[j] += size[mine]
                mine = j
        most = max(most, size[mine])
        largest[i] = most
    return np.array(largest, dtype=np.int64)
