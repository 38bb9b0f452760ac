"""How the network stands: its readings with intervals, against its own past and against chance; and each actor."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from muara.engine.errors import BadNetwork
from muara.engine.network.attack import attack_curve
from muara.engine.network.graph import Network
from muara.engine.network.keyplayers import fragmentation
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.mixing import Mixing, mixing
from muara.engine.network.names import SEED, Floats, Id
from muara.engine.network.processes import Processes, stops, weight_stopped_by_each
from muara.engine.network.rewiring import rewired
from muara.engine.network.setdraws import Spread
from muara.engine.network.structure import centralisation, density, modularity
from muara.engine.network.uncertainty import draw_ties, uncertain_loss


@dataclass(frozen=True)
class Measured:
    """One reading. There is no published cut between good and bad: read it against its own past and chance.

    Attributes
    ----------
    value : float
        As reported, as if every tie existed; nan where the network is too small to have it.
    low, high : float
        5 and 95 % over draws of which ties exist.
    by_chance, chance_low, chance_high : float
        Median, 5 and 95 % over networks in which every actor has as many ties but with others, chosen by lot; nan
        for readings that chance cannot change.
    before : float or None
        The same reading of the earlier network, where one is given.
    """

    value: float
    low: float
    high: float
    by_chance: float
    chance_low: float
    chance_high: float
    before: float | None


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

    Examples
    --------
    >>> found = health(Network.from_ties(["adi", "budi"], ["budi", "sari"]))
    >>> found.articulation, found.actors[0].name, found.readings["critical"].value == 1 / 3
    (('budi',), 'budi', True)
    """
    if draws < 1 or nulls < 1:
        raise BadNetwork(f"{min(draws, nulls)} draws say nothing; take at least 1.")
    rng = np.random.default_rng(seed)
    lost = loss_of_each(network)
    return Health(
        network.n_actors, network.n_ties, int((network.evidence < 1).sum()), draws, nulls,
        _readings(network, labels, before, rng, min(draws, MOST_DRAWS), nulls),
        lost.critical, _actors(network, work, rng, draws),
        stops(work).one_step if work is not None else {},
        mixing(network, labels, rng=rng) if labels is not None else None,
    )  # fmt: skip


MOST_DRAWS = 200
FIXED_BY_DEGREES = ("density", "centralisation")


def critical_share(network: Network) -> float:
    """Share of actors whose leaving cuts somebody off; nan for nobody.

    Examples
    --------
    >>> critical_share(Network.from_ties(["a", "b"], ["b", "c"])) == 1 / 3
    True
    """
    return float(loss_of_each(network).is_critical.mean()) if network.n_actors else float("nan")


def worst_loss(network: Network) -> float:
    """Largest share of all pairs of others that one leaving costs, 0..1; nan for fewer than three actors.

    Examples
    --------
    >>> worst_loss(Network.from_ties(["a", "b"], ["b", "c"]))
    1.0
    """
    n = network.n_actors
    return float(loss_of_each(network).pairs_lost.max() / ((n - 1) * (n - 2) / 2)) if n > 2 else float("nan")


def _readings(
    network: Network,
    labels: Mapping[Id, Hashable | None] | None,
    before: Network | None,
    rng: np.random.Generator,
    draws: int,
    nulls: int,
) -> dict[str, Measured]:
    measures: dict[str, Callable[[Network], float]] = {
        "density": density,
        "centralisation": centralisation,
        "fragmentation": fragmentation,
        "r_index": lambda net: attack_curve(net).r_index,
        "critical": critical_share,
        "worst_loss": worst_loss,
    }
    if labels is not None:
        declared = labels

        def of_labels(net: Network) -> float:
            return modularity(net, {name: declared.get(name) for name in net.actors})

        measures["modularity"] = of_labels
    drawn = list(draw_ties(network, rng=rng, draws=draws)) if (network.evidence < 1).any() else [network]
    by_chance = [rewired(network, rng=rng) for _ in range(nulls)]
    found = {}
    for name, measure in measures.items():
        low, _, high = _middle([measure(net) for net in drawn])
        chance = [] if name in FIXED_BY_DEGREES else [measure(net) for net in by_chance]
        chance_low, usual, chance_high = _middle(chance)
        past = None if before is None else measure(before)
        found[name] = Measured(measure(network), low, high, usual, chance_low, chance_high, past)
    return found


def _middle(values: list[float]) -> tuple[float, float, float]:
    finite: Floats = np.array([value for value in values if np.isfinite(value)])
    if not len(finite):
        return (float("nan"),) * 3
    low, median, high = np.quantile(finite, [0.05, 0.5, 0.95]).tolist()
    return low, median, high


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
