"""What the leaving of a set costs when it is not sure that every tie exists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from muara.engine.errors import BadNetwork
from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.names import Bools, Floats, Id, Ints
from muara.engine.network.uncertainty import AT_ONCE, chance_of_ties


@dataclass(frozen=True)
class Spread:
    """A whole number as reported, and the range that holds 5 to 95 % of the draws, their median and number.

    Examples
    --------
    >>> spread(2, np.array([0, 2, 2])).low
    0
    """

    value: int
    low: int
    median: int
    high: int
    draws: int


@dataclass(frozen=True, eq=False)
class SetLosses:
    """What leaves a mark in each draw, shape (draws,): actors cut off and pairs lost; `times` cut off by actor."""

    network: Network
    cut_off: Ints
    pairs: Ints
    times: Ints

    @property
    def cuts_somebody_off(self) -> float:
        """Share of draws in which at least one actor is cut off."""
        return float((self.cut_off > 0).mean())

    @property
    def chance_cut_off(self) -> dict[Id, float]:
        """Share of draws in which each actor is cut off, most first; those never cut off are left out."""
        order = np.lexsort((np.arange(len(self.times)), -self.times))
        draws = len(self.cut_off)
        return {self.network.actors[i]: float(self.times[i]) / draws for i in order.tolist() if self.times[i]}

    def n_cut_off(self, value: int) -> Spread:
        """Spread of the number of actors cut off."""
        return spread(value, self.cut_off)

    def pairs_lost(self, value: int) -> Spread:
        """Spread of the number of pairs lost."""
        return spread(value, self.pairs)


def spread(value: int, drawn: Ints) -> Spread:
    """Summarise the draws of a whole number.

    Examples
    --------
    >>> spread(3, np.array([1, 2, 3]))
    Spread(value=3, low=1, median=2, high=3, draws=3)
    """
    low, median, high = np.quantile(drawn, [0.05, 0.5, 0.95], method="inverted_cdf").tolist()
    return Spread(value, int(low), int(median), int(high), len(drawn))


def draw_losses(network: Network, gone: Bools, *, rng: np.random.Generator, draws: int) -> SetLosses:
    """Draw which ties exist, many times, and say each time what the leaving of a set costs.

    Notes
    -----
    As in `uncertain_loss`, ties in different layers or directions exist independently. Cut off is who is not in
    the largest remaining piece of what was its component in that draw (of equals the one with more members counts,
    then the one that stands first), so an actor that had no way to others anyhow is never cut off.

    Examples
    --------
    >>> net = Network.from_ties(["a", "b"], ["b", "c"], evidence=[1, 0.5])
    >>> found = draw_losses(net, np.array([False, True, False]), rng=np.random.default_rng(1), draws=400)
    >>> 0.4 < found.cuts_somebody_off < 0.6, list(found.chance_cut_off)
    (True, ['c'])
    """
    if draws < 1:
        raise BadNetwork(f"{draws} draws say nothing; take at least 1.")
    n = network.n_actors
    low, high, chance = chance_of_ties(network)
    cut, pairs = np.zeros(draws, dtype=np.int64), np.zeros(draws, dtype=np.int64)
    times = np.zeros(n, dtype=np.int64)
    together = max(1, AT_ONCE // max(n, 1))
    fast = kernels(2 * draws * len(low))
    lumps = _lumps(network.members, gone, low, high, chance)
    for at in range(0, draws, together):
        k = min(together, draws - at)
        there: Bools = rng.random((k, len(low))) < chance
        if fast is not None:
            outside = np.empty((k, n), dtype=bool)
            fast.set_losses(network.members, gone, low, high, there, outside, pairs[at : at + k])
            cut[at : at + k] = outside.sum(axis=1)
            times += outside.sum(axis=0)
        else:
            outside, pairs[at : at + k] = _side_by_side(lumps, there[:, lumps.ties])
            cut[at : at + k] = outside @ lumps.size
            times += outside.sum(axis=0)[lumps.of]
    return SetLosses(network, cut, pairs, times)


@dataclass(frozen=True, eq=False)
class _Lumps:
    """Actors that hang together in every draw, numbered by their first; `ties` are those between two of them."""

    of: Ints
    size: Ints
    people: Ints
    gone: Bools
    ties: Ints
    a: Ints
    b: Ints


def _lumps(members: Ints, gone: Bools, low: Ints, high: Ints, chance: Floats) -> _Lumps:
    sure = (chance >= 1) & ~gone[low] & ~gone[high]
    label = _labels(len(gone), low[sure], high[sure])
    _, first, piece = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    of = rank[piece]
    ties = np.flatnonzero(of[low] != of[high])
    people = np.bincount(of, weights=members).astype(np.int64)
    return _Lumps(of, np.bincount(of), people, gone[np.sort(first)], ties, of[low[ties]], of[high[ties]])


def _side_by_side(lumps: _Lumps, there: Bools) -> tuple[Bools, Ints]:
    """Lay the draws side by side as one network; who is cut off (draws, lumps), and pairs lost (draws,)."""
    gone, low, high = lumps.gone, lumps.a, lumps.b
    k, n = len(there), len(gone)
    outside, pairs = np.zeros(k * n, dtype=bool), np.zeros(k, dtype=np.int64)
    here = np.flatnonzero(np.tile(~gone, k))
    if not len(here):
        return outside.reshape(k, n), pairs
    draw, tie = np.nonzero(there)
    a, b = low[tie], high[tie]
    stays = ~(gone[a] | gone[b])
    a, b = a + draw * n, b + draw * n
    before, after = _labels(k * n, a, b), _labels(k * n, a[stays], b[stays])
    _, first, piece = np.unique(after[here], return_index=True, return_inverse=True)
    size = np.bincount(piece, weights=lumps.size[here % n])
    people = np.bincount(piece, weights=lumps.people[here % n])
    home = before[here[first]]
    order = np.lexsort((first, -people, -size, home))
    main = np.zeros(len(size), dtype=bool)
    main[order] = np.concatenate([[True], home[order][1:] != home[order][:-1]])
    outside[here] = ~main[piece]
    whole = np.bincount(home, weights=size, minlength=k * n)[home]  # actors that remain of the component
    lost = np.bincount(here[first] // n, weights=size * (whole - size), minlength=k)
    pairs[:] = lost // 2
    return outside.reshape(k, n), pairs


def _labels(n: int, a: Ints, b: Ints) -> Ints:
    ties = sp.coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(n, n))
    label: Ints = connected_components(ties, directed=False)[1].astype(np.int64)
    return label
