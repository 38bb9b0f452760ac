"""How near everybody is to everybody, and how much of that is lost when one actor leaves."""

from __future__ import annotations

import numpy as np

from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.names import Bools, Floats, Ints
from muara.engine.network.rings import Words, packed, unpacked

BLOCK = 512
"""Targets looked at together: eight words an actor."""


def closeness(network: Network) -> Floats:
    """How near each actor is to those it can reach, shape (actors,): 1 if tied to all, 0 if to nobody.

    Notes
    -----
    ``C_i = (r / (n - 1)) * (r / sum of d_ij over the r others that i reaches)``: Freeman's (1979) closeness, and
    where the network is in pieces the correction of Wasserman and Faust (1994, p. 201). Directions, layers and
    weights do not matter. nan in a network of one. Breadth-first from 512 targets at once, bit by bit:
    O(ties * actors / 64) a step.

    Examples
    --------
    >>> closeness(Network.from_ties(["a", "b"], ["b", "c"])).round(3).tolist()
    [0.667, 1.0, 0.667]
    """
    n, near = network.n_actors, network.adjacency
    if n < 2:
        return np.full(n, np.nan)
    reached, far = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    some = np.flatnonzero(near.degrees > 0)
    for at in range(0, n, BLOCK):
        targets = np.zeros((n, min(BLOCK, n - at)), dtype=bool)
        targets[at + np.arange(targets.shape[1]), np.arange(targets.shape[1])] = True
        ring = packed(targets)
        seen, steps = ring.copy(), 0
        while len(some):
            ring, steps = _next(near.indptr, near.indices, some, ring, seen), steps + 1
            new = _count(ring)
            if not new.any():
                break
            reached += new
            far += steps * new
    with np.errstate(invalid="ignore"):
        return np.where(far > 0, reached * (reached / far) / (n - 1), 0.0)


def efficiency(network: Network) -> float:
    """Mean of 1/distance over all pairs of actors, 0 (no ties) to 1 (all tied to all); nan for fewer than two.

    Notes
    -----
    Latora and Marchiori 2001, Physical Review Letters 87:198701; 1 less `distance_fragmentation`.

    Examples
    --------
    >>> efficiency(Network.from_ties(["a"], ["b"], actors=["c"])) == 1 / 3
    True
    """
    n, near = network.n_actors, network.adjacency
    if n < 2:
        return float("nan")
    _, counts = _affected(near.indptr, near.indices)
    total = 0.0
    for steps, pairs in enumerate(counts.sum(axis=0).tolist(), 1):
        total += pairs / steps
    return total / (n * (n - 1))


def efficiency_lost(network: Network) -> Floats:
    """Say for each actor how much nearness the others lose when it leaves, shape (actors,), exact.

    Returns
    -------
    ndarray of float64
        ``sum of 1/d_ij - 1/d'_ij`` over pairs of others, d' = their distance without the actor: 1 for two who were
        tied only through it at distance 1 would be the most a pair can lose, 1/2 is what two lose who met through
        it and are now cut off. Never below 0; divided by the sum of all 1/d_ij it is the share of `efficiency`
        lost.

    Notes
    -----
    A pair's distance changes only if all its shortest ways lead through the actor; then on the way from one of the
    two the actor is the only one before somebody. So one search finds for each actor the few whose ways may
    change, and only those are searched again without it, 64 in one machine word: O(actors * ties * affected / 64)
    a step. Searching anew for everybody would cost O(actors^2 * ties).

    Examples
    --------
    >>> efficiency_lost(Network.from_ties(["a", "b", "c"], ["b", "c", "d"])).round(3).tolist()
    [0.0, 0.833, 0.833, 0.0]
    """
    n, near = network.n_actors, network.adjacency
    affected, counts = _affected(near.indptr, near.indices)
    who = unpacked(affected, n)
    before = _pairs_before(near.indptr, near.indices, affected, who, counts)
    busy = np.flatnonzero(who.any(axis=1))
    fast = kernels(len(busy) * len(near.indices) * 4)
    if fast is not None:
        after = fast.nearness_without(near.indptr, near.indices, who, busy)
    else:
        after = np.array([_nearness_without(near.indptr, near.indices, who[i], int(i)) for i in busy], dtype=float)
    lost = np.zeros(n)
    lost[busy] = (before[busy] - after) / 2
    return lost


def _next(indptr: Ints, indices: Ints, some: Ints, ring: Words, seen: Words) -> Words:
    """Give who is reached in one step more, and note it in `seen`."""
    near = np.bitwise_or.reduceat(ring[indices], indptr[some], axis=0)
    found = np.zeros_like(seen)
    found[some] = near & ~seen[some]
    seen |= found
    return found


def _count(ring: Words) -> Ints:
    found: Ints = np.bitwise_count(ring).sum(axis=1, dtype=np.int64)
    return found


def _affected(indptr: Ints, indices: Ints) -> tuple[Words, Ints]:
    """Find whose ways each actor's leaving may change, and how many everybody reaches in how many steps.

    Returns
    -------
    affected : ndarray of words, shape (actors, words)
        Bit s of row v: v is, on the shortest ways from s, the only one before somebody.
    counts : ndarray of int64, shape (actors, steps)
        Actors at distance 1, 2, ..
    """
    n = len(indptr) - 1
    ring = packed(np.eye(n, dtype=bool)) if n else np.zeros((0, 0), dtype=np.uint64)
    seen, affected = ring.copy(), np.zeros_like(ring)
    some = np.flatnonzero(np.diff(indptr) > 0)
    counts: list[Ints] = []
    while len(some):
        reached = ring[indices]
        once = np.zeros_like(seen)
        once[some] = np.bitwise_or.reduceat(reached, indptr[some], axis=0) & ~seen[some]
        new = _count(once)
        if not new.any():
            break
        counts.append(new)
        only = np.zeros_like(seen)  # bits that just one neighbour hands on: those seen once but not twice
        only[some] = once[some] & ~_twice(reached, indptr, some)
        affected[some] |= np.bitwise_or.reduceat(only[indices], indptr[some], axis=0) & ring[some]
        seen |= once
        ring = once
    own = np.arange(n)
    affected[own, own // 64] &= ~(np.uint64(1) << (own % 64).astype(np.uint64))
    return affected, np.array(counts, dtype=np.int64).reshape(len(counts), n).T


def _twice(reached: Words, indptr: Ints, some: Ints) -> Words:
    """Say which bits at least two neighbours have: carry them from neighbour to neighbour."""
    degrees = np.diff(indptr)[some]
    once, twice = (
        np.zeros((len(some), reached.shape[1]), np.uint64),
        np.zeros((len(some), reached.shape[1]), np.uint64),
    )
    order = np.argsort(-degrees, kind="stable")
    begin = indptr[some][order]
    for turn in range(int(degrees.max(initial=0))):
        many = int(np.searchsorted(-degrees[order], -turn))  # those with more than `turn` neighbours
        here = order[:many]
        word = reached[begin[:many] + turn]
        twice[here] |= once[here] & word
        once[here] |= word
    return twice


def _pairs_before(indptr: Ints, indices: Ints, affected: Words, who: Bools, counts: Ints) -> Floats:
    """Add up 1/distance from the affected of each actor to all others but the actor itself, shape (actors,)."""
    n = len(indptr) - 1
    pairs = who.astype(np.float64) @ counts.astype(np.float64)  # whole numbers below 2^53: exact in any order
    ring = packed(np.eye(n, dtype=bool)) if n else affected
    seen, total = ring.copy(), np.zeros(n)
    some = np.flatnonzero(np.diff(indptr) > 0)
    for steps in range(1, counts.shape[1] + 1):
        ring = _next(indptr, indices, some, ring, seen)
        total += (pairs[:, steps - 1] - _count(ring & affected)) / steps
    return total


def _nearness_without(indptr: Ints, indices: Ints, who: Bools, gone: int) -> float:
    """Add up 1/distance from some to all others when one actor is not there."""
    sources = np.flatnonzero(who)
    first = np.zeros((len(who), len(sources)), dtype=bool)
    first[sources, np.arange(len(sources))] = True
    ring = packed(first)
    seen, steps, total = ring.copy(), 0, 0.0
    seen[gone] = ~np.uint64(0)
    some = np.flatnonzero(np.diff(indptr) > 0)
    while True:
        ring, steps = _next(indptr, indices, some, ring, seen), steps + 1
        new = int(_count(ring).sum())
        if not new:
            return total
        total += new / steps
