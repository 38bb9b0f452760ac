"""Key players: whose leaving together parts most (KPP-NEG), and whom to ask to reach most (KPP-POS)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from muara.engine.errors import BadNetwork
from muara.engine.network.graph import Network
from muara.engine.network.loss import components
from muara.engine.network.names import Floats, Id
from muara.engine.network.rings import rings, unpacked

EXHAUSTIVE = 3_000  # sets that are simply all tried; beyond, greedy with swaps


@dataclass(frozen=True)
class KeySet:
    """A set of key players: `value` is what they reach or part; `exact` says whether all sets were tried.

    Examples
    --------
    >>> key_to_part(Network.from_ties(["a", "b"], ["b", "c"]), 1)
    KeySet(actors=('b',), value=1.0, exact=True)
    """

    actors: tuple[Id, ...]
    value: float
    exact: bool


def fragmentation(network: Network, without: Iterable[Id] = ()) -> float:
    """Share of pairs of remaining actors that cannot reach one another, 0 (one piece) to 1 (all alone).

    Notes
    -----
    ``F = 1 - sum s_k (s_k - 1) / (n (n - 1))`` over the remaining pieces (Borgatti 2006, Computational and
    Mathematical Organization Theory 12:21). nan for fewer than two remaining actors.

    Examples
    --------
    >>> round(fragmentation(Network.from_ties(["a", "b"], ["b", "c"]), ["b"]), 3)
    1.0
    """
    left = network.without(without)
    n = left.n_actors
    if n < 2:
        return float("nan")
    sizes = np.bincount(components(left))
    return float(1 - (sizes * (sizes - 1)).sum() / (n * (n - 1)))


def distances(network: Network) -> Floats:
    """Least number of ties between any two actors, shape (actors, actors); inf where there is no way.

    Examples
    --------
    >>> distances(Network.from_ties(["a"], ["b"], actors=["c"])).tolist()
    [[0.0, 1.0, inf], [1.0, 0.0, inf], [inf, inf, 0.0]]
    """
    n, near = network.n_actors, network.adjacency
    far = np.full((n, n), np.inf)
    for steps, reached in enumerate(rings(near.indptr, near.indices)):
        far[unpacked(reached, n)] = steps
    return far


def distance_fragmentation(network: Network, without: Iterable[Id] = ()) -> float:
    """Fragmentation that counts long ways too: 1 less the mean of 1/distance over remaining pairs, 0..1.

    Notes
    -----
    ``DF = 1 - sum over i != j of 1/d_ij / (n (n - 1))``; 0 if all are tied to all; nan for fewer than two.

    Examples
    --------
    >>> distance_fragmentation(Network.from_ties(["a"], ["b"]))
    0.0
    """
    left = network.without(without)
    n = left.n_actors
    if n < 2:
        return float("nan")
    far = distances(left)
    np.fill_diagonal(far, np.inf)
    return float(1 - (1 / far).sum() / (n * (n - 1)))


def reach(network: Network, actors: Iterable[Id]) -> float:
    """How well a set reaches everybody: mean of 1/distance from the nearest of them, 0..1; they count 1.

    Notes
    -----
    ``R = sum_j 1/d_Kj / n`` (Borgatti 2006). nan for a network without actors; 0 for an empty set.

    Examples
    --------
    >>> round(reach(Network.from_ties(["a", "b"], ["b", "c"]), ["a"]), 3)
    0.833
    """
    if network.n_actors == 0:
        return float("nan")
    return _reach(distances(network), network.places(actors).tolist())


def _reach(far: Floats, chosen: list[int]) -> float:
    if not chosen:
        return 0.0
    nearest = np.maximum(far[chosen].min(axis=0), 1.0)
    return float((1 / nearest).mean())


def key_to_part(network: Network, k: int, *, by_distance: bool = False) -> KeySet:
    """Find the `k` actors whose leaving together parts most (KPP-NEG).

    Parameters
    ----------
    network : Network
    k : int
        From 0 to the number of actors less 2.
    by_distance : bool
        Judge by `distance_fragmentation` in place of `fragmentation`.

    Raises
    ------
    BadNetwork
        If fewer than two actors would remain.

    Notes
    -----
    All sets are tried where there are few; else one is chosen after the other and swapped while that helps, which
    need not find the best (`exact` is False). Of equal sets the first in canonical order counts.

    Examples
    --------
    >>> key_to_part(Network.from_ties(["a", "b", "c"], ["b", "c", "d"]), 1).actors
    ('b',)
    """
    measure = distance_fragmentation if by_distance else fragmentation
    if not 0 <= k <= max(network.n_actors - 2, 0):
        raise BadNetwork(f"{k} of {network.n_actors} actors cannot leave and have two remain.")
    return _best(network, k, lambda chosen: measure(network, [network.actors[i] for i in chosen]))


def key_to_reach(network: Network, k: int) -> KeySet:
    """Find the `k` actors who together reach the others best (KPP-POS): whom to ask to carry a concern.

    Raises
    ------
    BadNetwork
        If there are fewer than `k` actors.

    Examples
    --------
    >>> key_to_reach(Network.from_ties(["a", "b", "c"], ["b", "c", "d"]), 2).value
    1.0
    """
    if not 0 <= k <= network.n_actors:
        raise BadNetwork(f"{k} of {network.n_actors} actors cannot be chosen.")
    far = distances(network)
    return _best(network, k, lambda chosen: _reach(far, list(chosen)) if network.n_actors else float("nan"))


def _best(network: Network, k: int, value: Callable[[tuple[int, ...]], float]) -> KeySet:
    n = network.n_actors
    if comb(n, k) <= EXHAUSTIVE:
        best = max(combinations(range(n), k), key=value)
        return KeySet(tuple(network.actors[i] for i in best), value(best), True)
    chosen: tuple[int, ...] = ()
    for _ in range(k):
        chosen = max(((*chosen, i) for i in range(n) if i not in chosen), key=value)
    reached, better = value(chosen), True
    while better:
        better = False
        for place in range(k):
            for i in range(n):
                if i not in chosen:
                    other = (*chosen[:place], i, *chosen[place + 1 :])
                    if value(other) > reached + 1e-12:
                        chosen, reached, better = other, value(other), True
    return KeySet(tuple(network.actors[i] for i in sorted(chosen)), reached, False)
