"""What the engine reads off a network, as plain data: the result of ``muara network``."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import numpy as np

from muara.engine.network import (
    ENGINE_VERSION,
    SEED,
    ActorLoss,
    Network,
    Processes,
    attack_curve,
    attrition,
    betweenness,
    closeness,
    constraint,
    core_periphery,
    efficiency_lost,
    fewest_to_stop,
    health,
    survey_readings,
    survive,
    ties_needed,
    what_if,
)
from muara.formats.network_file import NetworkFile, RolesFile
from muara.formats.sheet import BrokenNetwork, Problem, Sheet, shown

Tell = Callable[[float, str], None]
CHANCE = 0.1
SMALL, MIDDLE = 2_000, 20_000
"""Actors up to which a thousand draws are taken, and up to which a hundred; beyond, twenty."""
CORE_UP_TO = 2_000
YES = ("true", "1", "1.0", "ya", "yes")


@dataclass(frozen=True)
class Question:
    """What to look for.

    Attributes
    ----------
    leave : tuple of str
        Who leaves, together.
    by : str or None
        Attribute of the actors that groups them: hub, sector or sub-district as they declare it themselves.
    chance : float
        Chance that each leaves, for what lives on; an assumption to be varied.
    draws : int or None
        Draws of the unsure ties; by size unless given.
    seed : int
    """

    leave: tuple[str, ...] = ()
    by: str | None = None
    chance: float = CHANCE
    draws: int | None = None
    seed: int = SEED


def analyse_network(
    file: NetworkFile,
    asked: Question,
    *,
    roles: RolesFile | None = None,
    before: NetworkFile | None = None,
    progress: Tell | None = None,
) -> dict[str, Any]:
    """Read a network and write down what was found as plain data, ready for JSON.

    Raises
    ------
    BrokenNetwork
        If the sheet makes no network, or a name that was asked for is not in it.
    """
    tell = progress or (lambda share, what: None)
    tell(0.0, "network")
    net = file.sheet.network(twice="max")
    past = None if before is None else before.sheet.network(twice="max")
    work = None if roles is None else Processes.from_roles(roles.roles, actors=net.actors, weights=roles.weights)
    labels = None if asked.by is None else _labels(file.sheet, asked.by)
    leaving = [_known(name, file, net) for name in asked.leave]
    draws = asked.draws or (1_000 if net.n_actors <= SMALL else 100 if net.n_actors <= MIDDLE else 20)
    tell(0.05, "health")
    found = health(
        net, work=work, labels=labels, before=past, draws=draws, nulls=max(2, draws // 10), seed=asked.seed,
        progress=lambda share: tell(0.05 + 0.75 * share, "health"),
    )  # fmt: skip
    tell(0.8, "curves")
    rng = np.random.default_rng(asked.seed)
    result = {
        "engine_version": ENGINE_VERSION,
        "seed": asked.seed,
        "input_sha256": _fingerprint(net, work, past),
        "files": dict(file.files) | ({} if roles is None else {"roles": roles.sha256}),
        "is_directed": net.is_directed,
        "layers": list(net.layers),
        "n_given_twice": len(file.sheet.ties) - net.n_ties,
        **_plain(found),
        "actors": _actors(net, found.actors),
        "r_index": _plain(found.readings["r_index"].value),
        "by": asked.by,
        "attack": _plain(attack_curve(net)),
        "attrition": _plain(attrition(net, rng=rng, draws=min(draws, 200))),
        "ties_needed": ties_needed(net),
        "core": _plain(core_periphery(net)) if net.n_actors <= CORE_UP_TO else None,
    }
    tell(0.9, "bounds")
    result["response"] = _response(file.sheet, net, rng)
    result["processes"] = None if work is None else _processes(work, asked.chance, rng)
    tell(0.95, "what_if")
    result["what_if"] = None
    if leaving:
        answer = what_if(net, leaving, work=work, offers=_offers(file.sheet), draws=draws, seed=asked.seed)
        result["what_if"] = _plain(answer)
    tell(1.0, "done")
    return result


def _actors(net: Network, losses: Iterable[ActorLoss]) -> list[dict[str, Any]]:
    """Say of each actor what its leaving costs and, where every pair can be looked at, how it stands."""
    places: dict[str, Any] = {"efficiency_lost": None, "betweenness": None, "closeness": None, "constraint": None}
    if net.n_actors <= SMALL:
        measures = (efficiency_lost, betweenness, closeness, constraint)
        places = {name: _plain(of(net)) for name, of in zip(places, measures, strict=True)}
    told = []
    for one in losses:
        said: dict[str, Any] = _plain(one)
        pairs, place = said["pairs_lost"], net.index[one.name]
        said |= {"pairs_lost": pairs["value"], "pairs_low": pairs["low"], "pairs_high": pairs["high"]}
        told.append(said | {name: values and values[place] for name, values in places.items()})
    return told


def _known(name: str, file: NetworkFile, net: Network) -> str:
    """Find an actor by its name or its identifier in the file."""
    found = next((one for one in (name, file.called.get(name, "")) if one in net.index), None)
    if found is None:
        alike = [str(one) for one in net.actors if name.casefold() in str(one).casefold()][:5]
        hint = f" Alike: {', '.join(alike)}." if alike else ""
        raise BrokenNetwork([Problem(f"There is no actor {shown(name)}.{hint}")])
    return found


def _labels(sheet: Sheet, by: str) -> dict[Any, str | None]:
    labels: dict[Any, str | None] = {
        row.name: str(row.about[by]) if str(row.about.get(by, "")).strip() else None for row in sheet.actors
    }
    if not any(labels.values()):
        there = ", ".join(dict.fromkeys(name for row in sheet.actors for name in row.about)) or "none"
        raise BrokenNetwork([Problem(f"No actor has the attribute {shown(by)}; there is: {there}.")])
    return labels


def _offers(sheet: Sheet) -> dict[Any, list[Any]]:
    """Read who offers what: an attribute `offers`, things parted by semicolons, bars or lines."""
    offers: dict[Any, list[Any]] = {}
    for row in sheet.actors:
        told = str(row.about.get("offers", "")).replace("|", ";").replace("\n", ";")
        for thing in dict.fromkeys(part.strip() for part in told.split(";") if part.strip()):
            offers.setdefault(thing, []).append(row.name)
    return offers


def _response(sheet: Sheet, net: Network, rng: np.random.Generator) -> Any:
    """Read who names whom, with bounds for the silent; where the file names nobody silent, all have answered."""
    if not net.is_directed or net.n_actors > SMALL:
        return None
    said = {row.name: str(row.about.get("answered", True)).lower() for row in sheet.actors}
    answered = np.array([said.get(str(name), "true") in YES for name in net.actors], dtype=bool)
    return _plain(survey_readings(net.matrix() > 0, answered, rng=rng))


def _processes(work: Processes, chance: float, rng: np.random.Generator) -> dict[str, Any]:
    lives, fewest = survive(work, chance, rng=rng), fewest_to_stop(work).tolist()
    listed = [
        {
            "name": name,
            "weight": float(work.weights[place]),
            "lives": float(lives.lives[place]),
            "lives_at_least": float(lives.bound[place]),
            "fewest_to_stop": fewest[place],
        }
        for place, name in enumerate(work.processes)
    ]
    whole = {"weight": lives.weight, "at_least": lives.weight_bound, "low": lives.low, "high": lives.high}
    return {"chance": chance, "draws": lives.draws, **whole, "each": listed}


def _fingerprint(net: Network, work: Processes | None, past: Network | None) -> str:
    """Hash the network and, where they are given, the roles and the network as it was."""
    if work is None and past is None:
        return net.sha256
    about: list[Any] = [net.sha256, None if past is None else past.sha256]
    if work is not None:
        about += [work.roles, dict(zip(work.processes, work.weights.tolist(), strict=True))]
    return hashlib.sha256(json.dumps(about, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def _plain(found: Any) -> Any:
    """Make plain data of a result: no arrays, no tuples, and None for what is not a number."""
    if is_dataclass(found) and not isinstance(found, type):
        return {field.name: _plain(getattr(found, field.name)) for field in fields(found)}
    if isinstance(found, np.ndarray):
        return [_plain(one) for one in found.tolist()]
    if isinstance(found, Mapping):
        return {str(name): _plain(value) for name, value in found.items()}
    if isinstance(found, np.generic):
        return _plain(found.item())
    if isinstance(found, float):
        return found if math.isfinite(found) else None
    if isinstance(found, Iterable) and not isinstance(found, str):
        return [_plain(one) for one in found]
    return found
