"""Networks drawn by chance in which every actor keeps its number of ties: the null for readings of the whole."""

from __future__ import annotations

import numpy as np

from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.names import Bools, Ints

SWAPS = 10
IN_STEP_UP_TO = 1_000
"""Actors up to which several networks are rewired in step without numba; beyond, one after the other is faster."""
CELLS = 30_000_000


def rewired(network: Network, *, rng: np.random.Generator) -> Network:
    """Exchange the ends of ties again and again: as many ties for everybody, but with whom is left to chance.

    Notes
    -----
    Double-edge swaps (a-b, c-d become a-d, c-b), ten tries per tie, refused where they would tie an actor to
    itself or tie two twice (Maslov and Sneppen 2002, Science 296:910). Parallel ties of several layers and
    directions count as one tie between two actors; weights, evidence and layers are not kept.

    Examples
    --------
    >>> net = Network.from_ties(["a", "b", "c", "d"], ["b", "c", "d", "a"])
    >>> rewired(net, rng=np.random.default_rng(1)).adjacency.degrees.tolist()
    [2, 2, 2, 2]
    """
    low, high = rewired_ties(network, rng=rng, times=1)
    names = network.actors
    members = dict(zip(names, network.members.tolist(), strict=True))
    one, other = ([names[i] for i in ends[0].tolist()] for ends in (low, high))
    return Network.from_ties(one, other, actors=names, members=members)


def rewired_ties(network: Network, *, rng: np.random.Generator, times: int) -> tuple[Ints, Ints]:
    """Rewire a network many times, each time anew; the places of both ends, lower first, shape (times, ties).

    Examples
    --------
    >>> net = Network.from_ties(["a", "b", "c", "d"], ["b", "c", "d", "a"])
    >>> low, high = rewired_ties(net, rng=np.random.default_rng(1), times=3)
    >>> low.shape, bool((low < high).all())
    ((3, 4), True)
    """
    n, near = network.n_actors, network.adjacency
    once = near.rows < near.indices
    m = int(once.sum())
    low, high = (np.tile(ends[once], (times, 1)) for ends in (near.rows, near.indices))
    tries = SWAPS * m if m > 1 else 0
    fast = kernels(10 * times * tries)
    in_step = fast is None and times > 1 and n <= IN_STEP_UP_TO
    together = max(1, min(CELLS // max(n * n, 1), CELLS // max(8 * tries, 1))) if in_step else 1
    for at in range(0, times, together):
        k = min(together, times - at)
        picked = np.empty((k, tries, 2), dtype=np.int64)
        turned = np.empty((k, tries), dtype=bool)
        for one in range(k):
            picked[one] = rng.integers(0, max(m, 1), (tries, 2))
            turned[one] = rng.random(tries) < 0.5
        a, b = low[at : at + k], high[at : at + k]
        if fast is not None:
            fast.swap(a[0], b[0], picked[0], turned[0], near.indptr, near.indices.copy())
        elif in_step:
            _swap_in_step(a, b, picked, turned, n)
        else:
            _swap(a[0], b[0], picked[0], turned[0])
    return low, high


def _swap(a: Ints, b: Ints, picked: Ints, turned: Bools) -> None:
    """Rewire one network, whose ties are a[i] - b[i], a below b, in place."""
    one, other = a.tolist(), b.tolist()
    there = set(zip(one, other, strict=True))
    for (i, j), turn in zip(picked.tolist(), turned.tolist(), strict=True):
        p, q = one[i], other[i]
        r, s = (other[j], one[j]) if turn else (one[j], other[j])
        if p == s or r == q or i == j:
            continue
        new, more = (min(p, s), max(p, s)), (min(r, q), max(r, q))
        if new in there or more in there:
            continue
        there -= {(one[i], other[i]), (one[j], other[j])}
        there |= {new, more}
        (one[i], other[i]), (one[j], other[j]) = new, more
    a[:], b[:] = one, other


def _swap_in_step(a: Ints, b: Ints, picked: Ints, turned: Bools, n: int) -> None:
    """Rewire several networks at once, try by try: each takes the same tries as `_swap` would give it."""
    k, m = a.shape
    if not m:
        return
    tied = np.zeros(k * n * n, dtype=bool)
    base = np.arange(k) * n * n
    tied[(base[:, None] + a * n + b).ravel()] = True
    ends = np.stack([a, b], axis=2).reshape(k * m, 2)
    first = np.ascontiguousarray(picked[:, :, 0].T) + np.arange(k) * m
    second = np.ascontiguousarray(picked[:, :, 1].T) + np.arange(k) * m
    turn = np.ascontiguousarray(turned.T).astype(np.int64)
    for i, j, t in zip(first, second, turn, strict=True):
        p, q = ends[i].T
        r, s = ends[j, t], ends[j, 1 - t]
        new = base + np.minimum(p, s) * n + np.maximum(p, s)
        more = base + np.minimum(r, q) * n + np.maximum(r, q)
        fine = np.flatnonzero((p != s) & (r != q) & (i != j) & ~tied[new] & ~tied[more])
        if not len(fine):
            continue
        new, more, here, i, j = new[fine], more[fine], base[fine], i[fine], j[fine]
        tied[here + ends[i, 0] * n + ends[i, 1]] = False
        tied[here + ends[j, 0] * n + ends[j, 1]] = False
        tied[new] = tied[more] = True
        ends[i, 0], ends[i, 1] = np.divmod(new - here, n)
        ends[j, 0], ends[j, 1] = np.divmod(more - here, n)
    a[:], b[:] = ends.reshape(k, m, 2).transpose(2, 0, 1)
