"""A network drawn by chance in which every actor keeps its number of ties: the null for readings of the whole."""

from __future__ import annotations

import numpy as np

from muara.engine.network.graph import Network

SWAPS = 10


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
    near = network.adjacency
    once = near.rows < near.indices
    a, b = near.rows[once].tolist(), near.indices[once].tolist()
    m = len(a)
    there = set(zip(a, b, strict=True))
    tries = SWAPS * m if m > 1 else 0
    picked = rng.integers(0, max(m, 1), (tries, 2)).tolist()
    turned = rng.random(tries) < 0.5
    for (i, j), turn in zip(picked, turned.tolist(), strict=True):
        p, q = a[i], b[i]
        r, s = (b[j], a[j]) if turn else (a[j], b[j])
        if p == s or r == q or i == j:
            continue
        new, other = (min(p, s), max(p, s)), (min(r, q), max(r, q))
        if new in there or other in there:
            continue
        there -= {(a[i], b[i]), (a[j], b[j])}
        there |= {new, other}
        (a[i], b[i]), (a[j], b[j]) = new, other
    names = network.actors
    members = dict(zip(names, network.members.tolist(), strict=True))
    return Network.from_ties([names[i] for i in a], [names[j] for j in b], actors=names, members=members)
