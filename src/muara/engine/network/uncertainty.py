"""What a loss is worth when it is not sure that every tie exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from muara.engine.errors import BadNetwork
from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.loss_each import losses
from muara.engine.network.names import Bools, Floats, Ints

AT_ONCE = 60_000  # actors of all draws that are walked together: a few megabytes, which stay in the cache


@dataclass(frozen=True, eq=False)
class UncertainLoss:
    """Loss of each single actor over many draws of the ties; every array has shape (actors,).

    Attributes
    ----------
    is_critical : ndarray of float
        Share of draws in which the actor's leaving cuts somebody off, 0..1.
    pairs_low, pairs_median, pairs_high : ndarray of float
        5 %, 50 % and 95 % of the pairs lost.
    pairs_mean : ndarray of float
        Mean of the pairs lost.
    draws : int

    Examples
    --------
    >>> net = Network.from_ties(["a", "b"], ["b", "c"])
    >>> uncertain_loss(net, rng=np.random.default_rng(1), draws=9).pairs_mean.tolist()
    [0.0, 1.0, 0.0]
    """

    is_critical: Floats
    pairs_low: Floats
    pairs_median: Floats
    pairs_high: Floats
    pairs_mean: Floats
    draws: int


def chance_of_ties(network: Network) -> tuple[Ints, Ints, Floats]:
    """Join parallel ties: the two ends of each pair, and the chance that at least one of its ties exists.

    Examples
    --------
    >>> net = Network.from_ties(["a", "a"], ["b", "b"], layers=["x", "y"], evidence=[0.5, 0.5])
    >>> chance_of_ties(net)[2].tolist()
    [0.75]
    """
    low, high = np.minimum(network.sources, network.targets), np.maximum(network.sources, network.targets)
    key, pair = np.unique(low * max(network.n_actors, 1) + high, return_inverse=True)
    none = np.ones(len(key))
    np.multiply.at(none, pair, 1.0 - network.evidence)
    return key // max(network.n_actors, 1), key % max(network.n_actors, 1), 1.0 - none


def draw_ties(network: Network, *, rng: np.random.Generator, draws: int) -> Iterator[Network]:
    """Draw which ties exist, tie by tie, and give the network of each draw.

    Examples
    --------
    >>> net = Network.from_ties(["a"], ["b"], evidence=[0.5])
    >>> [drawn.n_ties for drawn in draw_ties(net, rng=np.random.default_rng(1), draws=4)]
    [0, 0, 1, 0]
    """
    for _ in range(draws):
        yield network.keep(rng.random(network.n_ties) < network.evidence)


def uncertain_loss(network: Network, *, rng: np.random.Generator, draws: int = 1000) -> UncertainLoss:
    """Draw, many times, which ties exist, and say what each actor's leaving then costs.

    Parameters
    ----------
    network : Network
        Its `evidence` is the chance of each tie; ties in different layers or directions exist independently.
    rng : numpy.random.Generator
    draws : int
        At least 1.

    Raises
    ------
    BadNetwork
        If there are no draws.

    Notes
    -----
    The draws are laid side by side as one large network and walked together, O(draws · (actors + ties)).

    Examples
    --------
    >>> net = Network.from_ties(["a", "b"], ["b", "c"], evidence=[1, 0.5])
    >>> found = uncertain_loss(net, rng=np.random.default_rng(1), draws=400)
    >>> bool(0.4 < found.is_critical[1] < 0.6), found.pairs_high.tolist()
    (True, [0.0, 1.0, 0.0])
    """
    if draws < 1:
        raise BadNetwork(f"{draws} draws say nothing; take at least 1.")
    n = network.n_actors
    low, high, chance = chance_of_ties(network)
    ends, others, tie = np.r_[low, high], np.r_[high, low], np.tile(np.arange(len(low)), 2)
    order = np.lexsort((others, ends))
    others, tie = others[order], tie[order]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=n))])
    fast = kernels(draws * len(others))
    some = np.flatnonzero(np.diff(indptr) > 0)
    critical, pairs = np.zeros(n), np.zeros((draws, n), dtype=np.int64)
    together = max(1, AT_ONCE // max(n, 1))
    for at in range(0, draws, together):
        k = min(together, draws - at)
        there: Bools = rng.random((k, len(low))) < chance
        if fast is not None:
            n_pieces = np.empty((k, n), dtype=np.int64)
            fast.losses_of_draws(indptr, others, tie, there, n_pieces, pairs[at : at + k])
            critical += (n_pieces > 1).sum(axis=0)
            continue
        kept = there[:, tie]
        degrees = np.zeros((k, n), dtype=np.int64)
        if len(some):
            degrees[:, some] = np.add.reduceat(kept, indptr[some], axis=1, dtype=np.int64)
        near = (others + np.arange(k)[:, None] * n)[kept]
        begin = np.concatenate([[0], np.cumsum(degrees.ravel())])
        n_pieces, lost = losses(begin, near)
        critical += (n_pieces.reshape(k, n) > 1).sum(axis=0)
        pairs[at : at + k] = lost.reshape(k, n)
    low_, median, high_ = np.quantile(pairs, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf").astype(np.float64)
    return UncertainLoss(critical / draws, low_, median, high_, pairs.mean(axis=0), draws)
