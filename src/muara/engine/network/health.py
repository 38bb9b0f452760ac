"""How the network stands: its readings with intervals, against its own past and against chance; and each actor."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from muara.engine.errors import BadNetwork
from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.leaving import stops, weight_stopped_by_each
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.mixing import Mixing, mixing
from muara.engine.network.names import SEED, Id
from muara.engine.network.processes import Processes
from muara.engine.network.readings import Measured, read_whole
from muara.engine.network.rewiring import SWAPS
from muara.engine.network.setdraws import Spread
from muara.engine.network.uncertainty import uncertain_loss


@dataclass(frozen=True)
class ActorLoss:
    """What is lost if this one actor leaves.

    Attributes
    ----------
    name : int or str
    largest_piece : int
        Actors in the largest piece that remains.
    pairs_lost : Spread
        Pairs of others that could reach one another and no longer can.
    cut_off : tuple of int or str
        Who is cut off, as if every tie existed.
    cuts_somebody_off : float
        Share of draws of the ties in which somebody is.
    stops : tuple of int or str
        Processes that stop.
    weight_stopped : float
        Their weight.

    Examples
    --------
    >>> loss = health(Network.from_ties(["a", "b"], ["b", "c"]), draws=5, nulls=2).actors[0]
    >>> loss.name, loss.largest_piece, loss.cut_off
    ('b', 1, ('c',))
    """

    name: Id
    largest_piece: int
    pairs_lost: Spread
    cut_off: tuple[Id, ...]
    cuts_somebody_off: float
    stops: tuple[Id, ...]
    weight_stopped: float


@dataclass(frozen=True)
class Health:
    """Readings of the whole network by name, every actor by what its leaving costs.

    Attributes
    ----------
    n_actors, n_ties, n_unsure, draws, nulls : int
        What the readings rest on: actors, ties, ties of which it is not sure that they exist, draws of these ties,
        and networks drawn by chance.
    readings : dict of str to Measured
        ``density``, ``centralisation`` (Freeman), ``fragmentation``, ``r_index`` (adaptive attack), ``critical``
        (share of actors whose leaving cuts somebody off), ``worst_loss`` (largest share of pairs lost with one
        leaving) and, with labels, ``modularity``.
    articulation : tuple of int or str
        Actors whose leaving cuts somebody off, in canonical order.
    actors : tuple of ActorLoss
        Everybody; whose leaving costs most first: weight of processes that stop, then pairs lost.
    one_step : dict of process to tuple of actors
        Processes that stop if any one of these leaves.
    mixing : Mixing or None
        Ties across and within the declared groups, where labels are given.

    Examples
    --------
    >>> found = health(Network.from_ties(["a", "b"], ["b", "c"]), draws=5, nulls=2)
    >>> sorted(found.readings)
    ['centralisation', 'critical', 'density', 'fragmentation', 'r_index', 'worst_loss']
    """

    n_actors: int
    n_ties: int
    n_unsure: int
    draws: int
    nulls: int
    readings: dict[str, Measured]
    articulation: tuple[Id, ...]
    actors: tuple[ActorLoss, ...]
    one_step: dict[Id, tuple[Id, ...]]
    mixing: Mixing | None


def health(
    network: Network,
    *,
    work: Processes | None = None,
    labels: Mapping[Id, Hashable | None] | None = None,
    before: Network | None = None,
    draws: int = 1000,
    nulls: int = 100,
    seed: int = SEED,
    progress: Callable[[float], None] | None = None,
) -> Health:
    """Read the whole network.

    Parameters
    ----------
    network : Network
    work : Processes, optional
        With ``actors=network.actors``.
    labels : mapping of actor to label, optional
        Self-declared hub, sector or sub-district; never ethnicity or religion.
    before : Network, optional
        The network as it was, for instance a year ago.
    draws, nulls : int
        Draws of the unsure ties for each actor (the readings of the whole take at most 200 of them), and networks
        drawn by chance; at least 1.
    seed : int
        The same seed gives the same answer, to the byte.
    progress : callable, optional
        Called now and then with the share that is done, 0..1.

    Raises
    ------
    BadNetwork
        If there are no draws or no networks by chance.

    Examples
    --------
    >>> found = health(Network.from_ties(["adi", "budi"], ["budi", "sari"]))
    >>> found.articulation, found.actors[0].name, found.readings["critical"].value == 1 / 3
    (('budi',), 'budi', True)
    """
    if draws < 1 or nulls < 1:
        raise BadNetwork(f"{min(draws, nulls)} draws say nothing; take at least 1.")
    tell = progress or (lambda share: None)
    kernels(network.n_ties * (2 * draws + 6 * min(draws, MOST_DRAWS) + 10 * SWAPS * nulls))  # it adds up
    rng = np.random.default_rng(seed)
    lost = loss_of_each(network)
    readings = read_whole(network, labels, before, rng=rng, draws=min(draws, MOST_DRAWS), nulls=nulls, tell=tell)
    actors = _actors(network, work, rng, draws)
    tell(1.0)
    return Health(
        network.n_actors, network.n_ties, int((network.evidence < 1).sum()), draws, nulls, readings,
        lost.critical, actors,
        stops(work).one_step if work is not None else {},
        mixing(network, labels, rng=rng) if labels is not None else None,
    )  # fmt: skip


MOST_DRAWS = 200


def _actors(
    network: Network, work: Processes | None, rng: np.random.Generator, draws: int
) -> tuple[ActorLoss, ...]:
    lost, drawn = loss_of_each(network), uncertain_loss(network, rng=rng, draws=draws)
    weight = np.zeros(network.n_actors) if work is None else weight_stopped_by_each(work)
    order = np.lexsort((np.arange(network.n_actors), -lost.pairs_lost, -weight))
    listed = []
    for i in order.tolist():
        name = network.actors[i]
        low, median, high = (int(of[i]) for of in (drawn.pairs_low, drawn.pairs_median, drawn.pairs_high))
        listed.append(
            ActorLoss(
                name, int(lost.largest_piece[i]), Spread(int(lost.pairs_lost[i]), low, median, high, draws),
                lost.cut_off(name) if lost.n_cut_off[i] else (), float(drawn.is_critical[i]),
                stops(work, [name]).stopped if work is not None and weight[i] else (), float(weight[i]),
            )
        )  # fmt: skip
    return tuple(listed)
