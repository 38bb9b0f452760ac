"""Whose way to one another gets longer when somebody leaves, though there still is one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muara.engine.network.graph import Network
from muara.engine.network.keyplayers import distances
from muara.engine.network.names import Bools, Id

MOST = 1_500
LISTED = 10


@dataclass(frozen=True)
class LongerWays:
    """Ways of remaining pairs, counted in ties.

    Attributes
    ----------
    pairs : int
        Pairs whose way gets longer, not counting those that are cut off.
    steps : int
        Steps added, over all these pairs.
    longest : tuple of (actor, actor, before, after)
        At most ten pairs, those with most added steps first.

    Examples
    --------
    >>> square = Network.from_ties(["a", "b", "c", "d"], ["b", "c", "d", "a"])
    >>> longer_ways(square, np.array([True, False, False, False])).pairs
    0
    """

    pairs: int
    steps: int
    longest: tuple[tuple[Id, Id, int, int], ...]


def longer_ways(network: Network, gone: Bools) -> LongerWays | None:
    """Compare the shortest ways of all remaining pairs with and without some actors; None for over 1,500 actors.

    Examples
    --------
    >>> ring = Network.from_ties(["a", "b", "c", "d", "e"], ["b", "c", "d", "e", "a"])
    >>> longer_ways(ring, np.array([False, True, False, False, False]))
    LongerWays(pairs=1, steps=1, longest=(('a', 'c', 2, 3),))
    """
    if network.n_actors > MOST:
        return None
    stays = np.flatnonzero(~gone)
    before = distances(network)[np.ix_(stays, stays)]
    after = distances(network.without([network.actors[i] for i in np.flatnonzero(gone)]))
    a, b = np.nonzero(np.triu(np.isfinite(after) & (after > before), 1))
    was, now = before[a, b].astype(np.int64), after[a, b].astype(np.int64)
    most = np.lexsort((b, a, now, was - now))[:LISTED]
    name = [network.actors[i] for i in stays.tolist()]
    longest = tuple((name[a[i]], name[b[i]], int(was[i]), int(now[i])) for i in most.tolist())
    return LongerWays(len(a), int((now - was).sum()), longest)
