"""Readings of the whole network: as reported, over draws of the ties, by chance, and as they were before."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import numpy as np

from muara.engine.network.attack import attack_curve
from muara.engine.network.batch import Batch, drawn, side_by_side
from muara.engine.network.graph import Network
from muara.engine.network.keyplayers import fragmentation
from muara.engine.network.loss_each import loss_of_each
from muara.engine.network.mixing import group_numbers
from muara.engine.network.names import Bools, Floats, Id, Ints
from muara.engine.network.rewiring import rewired_ties
from muara.engine.network.structure import centralisation, density, modularity

Measure = Callable[[Network], float]
Labels = Mapping[Id, Hashable | None] | None
TOGETHER = 400_000
"""Actors of all draws that are looked at together: some tens of megabytes."""


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

    Examples
    --------
    >>> found = read_whole(
    ...     Network.from_ties(["a"], ["b"]), None, None,
    ...     rng=np.random.default_rng(0), draws=1, nulls=1, tell=lambda share: None)
    >>> found["density"].low, found["density"].value, found["density"].high
    (1.0, 1.0, 1.0)
    """

    value: float
    low: float
    high: float
    by_chance: float
    chance_low: float
    chance_high: float
    before: float | None


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


def read_whole(
    network: Network,
    labels: Labels,
    before: Network | None,
    *,
    rng: np.random.Generator,
    draws: int,
    nulls: int,
    tell: Callable[[float], None],
) -> dict[str, Measured]:
    """Take every reading of `Health.readings`.

    Notes
    -----
    All draws, and all networks by chance, are laid side by side and read together: see `batch`.

    Examples
    --------
    >>> found = read_whole(
    ...     Network.from_ties(["a", "b"], ["b", "c"]), None, None,
    ...     rng=np.random.default_rng(0), draws=5, nulls=5, tell=lambda share: None)
    >>> found["density"].value == 2 / 3
    True
    """
    measures: dict[str, Measure] = {
        "density": density,
        "centralisation": centralisation,
        "fragmentation": fragmentation,
        "r_index": lambda net: attack_curve(net).r_index,
        "critical": critical_share,
        "worst_loss": worst_loss,
    }
    if labels is not None:
        declared = labels
        measures["modularity"] = lambda net: modularity(net, {name: declared.get(name) for name in net.actors})
    value = {name: measure(network) for name, measure in measures.items()}
    over_draws = {name: np.array([one]) for name, one in value.items()}
    if (network.evidence < 1).any():
        over_draws = _over_draws(network, labels, rng, draws, tell)
    by_chance = _by_chance(network, labels, rng, nulls, tell)
    found = {}
    for name, measure in measures.items():
        low, _, high = _middle(over_draws[name])
        chance_low, usual, chance_high = _middle(by_chance.get(name, np.zeros(0)))
        past = None if before is None else measure(before)
        found[name] = Measured(value[name], low, high, usual, chance_low, chance_high, past)
    return found


def _over_draws(
    network: Network, labels: Labels, rng: np.random.Generator, draws: int, tell: Callable[[float], None]
) -> dict[str, Floats]:
    parts: list[dict[str, Floats]] = []
    together = max(1, TOGETHER // max(network.n_actors, 1))
    for at in range(0, draws, together):
        exists: Bools = rng.random((min(together, draws - at), network.n_ties)) < network.evidence
        batch = drawn(network, exists)
        part = _of_batch(batch) | _of_ties(network, exists, batch)
        if labels is not None:
            groups = _groups(network, labels)
            low, high = (np.broadcast_to(one, exists.shape) for one in (network.sources, network.targets))
            part["modularity"] = modularities(low, high, exists * network.weights, groups)
        parts.append(part)
        tell(0.5 * (at + len(exists)) / draws)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _by_chance(
    network: Network, labels: Labels, rng: np.random.Generator, nulls: int, tell: Callable[[float], None]
) -> dict[str, Floats]:
    parts: list[dict[str, Floats]] = []
    n = network.n_actors
    together = max(1, TOGETHER // max(n, 1))
    for at in range(0, nulls, together):
        low, high = rewired_ties(network, rng=rng, times=min(together, nulls - at))
        part = _of_batch(side_by_side(low, high, n))
        if labels is not None:
            part["modularity"] = modularities(low, high, np.ones(low.shape), _groups(network, labels))
        parts.append(part)
        tell(0.5 + 0.4 * (at + len(low)) / nulls)
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _of_batch(batch: Batch) -> dict[str, Floats]:
    critical, worst = batch.losses()
    return {
        "fragmentation": batch.fragmentation(),
        "r_index": batch.r_index(),
        "critical": critical,
        "worst_loss": worst,
    }


def _of_ties(network: Network, exists: Bools, batch: Batch) -> dict[str, Floats]:
    """Read density and centralisation, which see the direction; layers are one."""
    n, degree = network.n_actors, batch.degrees
    if network.is_directed and network.n_ties:
        first = np.ones(network.n_ties, dtype=bool)
        first[1:] = (np.diff(network.sources) != 0) | (np.diff(network.targets) != 0)
        at = np.flatnonzero(first)
        there = np.logical_or.reduceat(exists, at, axis=1)
        draw, arc = np.nonzero(there)
        degree = np.bincount(draw * n + network.targets[at][arc], minlength=len(exists) * n).reshape(-1, n)
    most = (n - 1) ** 2 if network.is_directed else (n - 1) * (n - 2)
    nothing = np.full(len(exists), np.nan)
    return {
        "density": degree.sum(axis=1) / (n * (n - 1)) if n > 1 else nothing,
        "centralisation": (degree.max(axis=1)[:, None] - degree).sum(axis=1) / most if most > 0 else nothing,
    }


def _groups(network: Network, labels: Mapping[Id, Hashable | None]) -> Ints:
    """Number the groups; who declared nothing is a group of one, as in `modularity`."""
    group, k = group_numbers(network, labels)
    lone = np.flatnonzero(group < 0)
    group[lone] = k + np.arange(len(lone))
    return group


def modularities(low: Ints, high: Ints, weights: Floats, group: Ints) -> Floats:
    """Modularity of many networks of the same actors, shape (networks,), as `modularity` gives it.

    Parameters
    ----------
    low, high : ndarray of int64, shape (networks, ties)
    weights : ndarray of float64, shape (networks, ties)
        0 for a tie that does not exist.
    group : ndarray of int64, shape (actors,)

    Examples
    --------
    >>> modularities(np.array([[0, 2]]), np.array([[1, 3]]), np.ones((1, 2)), np.array([0, 0, 1, 1])).tolist()
    [0.5]
    """
    k, n_groups = len(low), int(group.max(initial=-1)) + 1
    total = weights.sum(axis=1)
    inside = (weights * (group[low] == group[high])).sum(axis=1)
    slot = np.arange(k)[:, None] * n_groups
    where, twice = np.concatenate([slot + group[low], slot + group[high]], axis=1), np.tile(weights, (1, 2))
    strength = np.bincount(where.ravel(), weights=twice.ravel(), minlength=k * n_groups).reshape(k, n_groups)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Floats = inside / total - np.square(strength / (2 * total[:, None])).sum(axis=1)
    return found


def _middle(values: Floats) -> tuple[float, float, float]:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return (float("nan"),) * 3
    low, median, high = np.quantile(finite, [0.05, 0.5, 0.95]).tolist()
    return low, median, high
