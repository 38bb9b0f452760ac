"""New ties: which few introductions make the network least dependent on any single actor."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import scipy.sparse as sp

from muara.engine.errors import BadNetwork
from muara.engine.network.graph import Network
from muara.engine.network.loss import components
from muara.engine.network.loss_each import LossOfEach, loss_of_each, losses
from muara.engine.network.names import Bools, Floats, Id, Ints


@dataclass(frozen=True)
class NewTies:
    """New ties in the order of choice, **without any guarantee** that they are the best.

    Attributes
    ----------
    ties : tuple of pairs of int or str
    kept : tuple of float
        After 0, 1, .. new ties: share of pairs of actors that can still reach one another when one other actor,
        chosen by lot, leaves; 0..1.
    critical : tuple of int
        After 0, 1, .. new ties: number of actors whose leaving cuts somebody off.
    at_least : int
        No fewer new ties than this leave a network in one piece without critical actors (Eswaran and Tarjan).

    Examples
    --------
    >>> new_ties(Network.from_ties(["a", "b"], ["b", "c"]), 1).ties
    (('a', 'c'),)
    """

    ties: tuple[tuple[Id, Id], ...]
    kept: tuple[float, ...]
    critical: tuple[int, ...]
    at_least: int


def ties_needed(network: Network) -> int:
    """Bound from below the new ties after which the network is one piece and nobody is critical.

    Notes
    -----
    ``max(d - 1, q + ceil(p / 2))`` with p leaf blocks (blocks with one critical actor), q components without any
    critical actor, d the most pieces that one leaving makes of the whole network; 0 where nothing is needed
    (Eswaran and Tarjan 1976, SIAM Journal on Computing 5:653). Two actors are one piece with a single tie.

    Examples
    --------
    >>> ties_needed(Network.from_ties(["a", "b", "c"], ["b", "c", "d"])), ties_needed(Network.from_ties([], []))
    (1, 0)
    """
    if network.n_actors < 2:
        return 0
    lost = loss_of_each(network)
    label = components(network)
    n_components = int(label.max()) + 1
    if n_components == 1 and not lost.is_critical.any():
        return 0
    if network.n_actors == 2:
        return 1
    leaves, whole = _ends(network, lost)
    most = int((lost.n_pieces + n_components - 1).max())
    return max(most - 1, len(whole) + ceil(len(leaves) / 2))


def new_ties(network: Network, count: int, *, may: Bools | None = None) -> NewTies:
    """Choose up to `count` new ties, one after the other, each the best at that moment.

    Parameters
    ----------
    network : Network
    count : int
        At least 0; fewer are chosen where nothing is left to gain.
    may : ndarray of bool, shape (actors, actors), optional
        Which pairs could be introduced; all unless given.

    Raises
    ------
    BadNetwork
        If the count is below 0, or `may` has another shape.

    Notes
    -----
    Candidates join the ends of the network: one actor of each leaf block and of each component without critical
    actors (there the one with most members, then in canonical order); with `may`, every allowed pair is tried.
    Judged by the pairs that stay joined, added over all single leavings. **No guarantee**: this measure is not
    submodular, and no claim is made how near to the best the choice is.

    Examples
    --------
    >>> found = new_ties(Network.from_ties(["a", "b", "c"], ["b", "c", "d"]), 1)
    >>> found.ties, found.critical, found.at_least
    ((('a', 'd'),), (2, 0), 1)
    """
    n = network.n_actors
    if count < 0:
        raise BadNetwork(f"{count} new ties cannot be chosen.")
    if may is not None and (np.asarray(may).shape != (n, n) or np.asarray(may).dtype.kind != "b"):
        raise BadNetwork(f"`may` should be True or False, of shape ({n}, {n}).")
    ties: list[tuple[Id, Id]] = []
    now = network
    value, critical = _kept(now.sources, now.targets, n)
    kept, n_critical = [value], [critical]
    while len(ties) < count:
        best: tuple[float, int, tuple[int, int]] | None = None
        there = set(zip(now.adjacency.rows.tolist(), now.adjacency.indices.tolist(), strict=True))
        for a, b in _candidates(now, may):
            if (a, b) in there:
                continue
            value, critical = _kept(np.append(now.sources, a), np.append(now.targets, b), n)
            if value > kept[-1] + 1e-12 and (best is None or value > best[0] + 1e-12):
                best = (value, critical, (a, b))
        if best is None:
            break
        kept.append(best[0])
        n_critical.append(best[1])
        one, other = (network.actors[i] for i in best[2])
        ties.append((one, other))
        now = Network.from_ties(
            [network.actors[i] for i in now.sources] + [one],
            [network.actors[i] for i in now.targets] + [other],
            actors=network.actors,
            members=dict(zip(network.actors, network.members.tolist(), strict=True)),
            twice="max",
        )
    return NewTies(tuple(ties), tuple(kept), tuple(n_critical), ties_needed(network))


def _kept(sources: Ints, targets: Ints, n: int) -> tuple[float, int]:
    ends = (np.r_[sources, targets], np.r_[targets, sources])
    matrix = sp.coo_array((np.ones(2 * len(sources)), ends), shape=(n, n)).tocsr()
    matrix.sort_indices()
    pieces, lost = losses(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64))
    if n < 3:
        return float("nan"), int((pieces > 1).sum())
    _, label = sp.csgraph.connected_components(matrix, directed=False)
    size = np.bincount(label).astype(np.float64)
    joined = (size * (size - 1) / 2).sum() - (size - 1)[label] - lost
    pairs: Floats = joined / ((n - 1) * (n - 2) / 2)
    return float(pairs.mean()), int((pieces > 1).sum())


def _candidates(network: Network, may: Bools | None) -> list[tuple[int, int]]:
    n = network.n_actors
    if may is not None:
        a, b = np.nonzero(np.triu(may | may.T, 1))
        return list(zip(a.tolist(), b.tolist(), strict=True))
    leaves, whole = _ends(network, loss_of_each(network))
    ends = sorted(
        min(block, key=lambda i: (-int(network.members[i]), i)) for block in [*leaves, *whole] if block and n > 1
    )
    return [(a, b) for place, a in enumerate(ends) for b in ends[place + 1 :]]


def _ends(network: Network, lost: LossOfEach) -> tuple[list[list[int]], list[list[int]]]:
    """Return the uncritical actors of each leaf block, and of each component without critical actors."""
    stays = ~lost.is_critical
    label = components(network, stays)
    near = network.adjacency
    touched: dict[int, set[int]] = {}
    for i, j in zip(near.rows.tolist(), near.indices.tolist(), strict=True):
        if stays[i] and not stays[j]:
            touched.setdefault(int(label[i]), set()).add(j)
    leaves, whole = [], []
    for piece in range(int(label.max(initial=-1)) + 1):
        members = np.flatnonzero(label == piece).tolist()
        critical = touched.get(piece, set())
        if len(critical) == 1:
            leaves.append(members)
        elif not critical:
            whole.append(members)
    return leaves, whole
