"""Ties as they were given, checked and put in the one canonical order of `Network`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadNetwork
from muara.engine.network.names import Floats, Id, Ints, canonical, numbers, places

MOST_MEMBERS = 90_000_000
"""Up to here pairs of people are counted exactly (their number stays below 2^53)."""

Twice = Literal["refuse", "sum", "max"]


class Columns(NamedTuple):
    """The attributes of `Network`, in its order."""

    actors: tuple[Id, ...]
    sources: Ints
    targets: Ints
    weights: Floats
    evidence: Floats
    layers: tuple[str, ...]
    layer_of: Ints
    members: Ints
    is_directed: bool


def columns_of(
    sources: Iterable[Id], targets: Iterable[Id], actors: Iterable[Id], weights: npt.ArrayLike | None,
    evidence: npt.ArrayLike | None, layers: Iterable[str] | None, members: Mapping[Id, int] | None,
    *, directed: bool, twice: Twice,
) -> Columns:  # fmt: skip
    """Check and sort what `Network.from_ties` was given.

    Examples
    --------
    >>> columns_of(["b"], ["a"], [], None, None, None, None, directed=False, twice="refuse").actors
    ('a', 'b')
    """
    start, end, extra = _listed(sources), _listed(targets), _listed(actors)
    if len(start) != len(end):
        raise BadNetwork(f"There are {len(start)} sources and {len(end)} targets; each tie needs one of each.")
    if all(isinstance(one, np.ndarray) or not one for one in (start, end, extra)):
        everybody = np.concatenate([np.asarray(one, dtype=np.int64) for one in (start, end, extra)])
        who = canonical(everybody, "actor")
        known = np.array(who, dtype=np.int64)
        a, b = np.searchsorted(known, start).astype(np.int64), np.searchsorted(known, end).astype(np.int64)
    else:
        who = canonical([*start, *end, *extra], "actor")
        index = {name: place for place, name in enumerate(who)}
        a, b = places(start, index, "actor"), places(end, index, "actor")
    kinds = ["tie"] * len(a) if layers is None else list(layers)
    if len(kinds) != len(a) or not all(isinstance(kind, str) and kind for kind in kinds):
        raise BadNetwork(f"There are {len(kinds)} layers for {len(a)} ties; each needs one, with a name.")
    names = tuple(sorted(set(kinds)))
    layer = np.searchsorted(np.array(names), np.array(kinds)).astype(np.int64) if names else np.zeros(0, np.int64)
    weight = numbers(weights, len(a), "weights", default=1.0, low=0.0, strictly=True)
    sure = numbers(evidence, len(a), "evidence values", default=1.0, low=0.0, high=1.0, strictly=True)
    about = names, layer, _members(members, who)
    return _sorted(Columns(who, a, b, weight, sure, *about, directed), twice)


def _sorted(given: Columns, twice: Twice) -> Columns:
    actors, a, b, weights, evidence, layers, layer, members, directed = given
    loop = np.flatnonzero(a == b)
    if len(loop):
        raise BadNetwork(f"{actors[a[loop[0]]]!r} is tied to itself; a tie joins two actors.")
    if not directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((evidence, weights, layer, b, a))
    a, b, layer, weights, evidence = a[order], b[order], layer[order], weights[order], evidence[order]
    first = np.ones(len(a), dtype=bool)
    first[1:] = (a[1:] != a[:-1]) | (b[1:] != b[:-1]) | (layer[1:] != layer[:-1])
    if not first.all():
        if twice == "refuse":
            again = int(np.flatnonzero(~first)[0])
            ends, kind = f"{actors[a[again]]!r} and {actors[b[again]]!r}", layers[layer[again]]
            raise BadNetwork(
                f"The tie between {ends} ({kind}) is given twice; give it once, or say how to join the two."
            )
        at = np.flatnonzero(first)
        weights = (np.add if twice == "sum" else np.maximum).reduceat(weights, at)
        evidence = np.maximum.reduceat(evidence, at)
        a, b, layer = a[first], b[first], layer[first]
    return Columns(actors, a, b, weights, evidence, layers, layer, members, directed)


def _listed(given: Iterable[Id]) -> list[Id] | npt.NDArray[np.int64]:
    if isinstance(given, np.ndarray) and given.ndim == 1 and given.dtype.kind in "iu":
        return given.astype(np.int64)
    return list(given)


def _members(given: Mapping[Id, int] | None, actors: tuple[Id, ...]) -> Ints:
    members = np.ones(len(actors), dtype=np.int64)
    if given:
        index = {actor: place for place, actor in enumerate(actors)}
        at = places(given, index, "actor")
        counts = numbers(list(given.values()), len(at), "member counts", default=1, low=0, high=1e9)
        if (counts != np.floor(counts)).any():
            raise BadNetwork("A member count is no whole number.")
        members[at] = counts.astype(np.int64)
    if members.sum() > MOST_MEMBERS:
        raise BadNetwork(
            f"The actors have more than {MOST_MEMBERS:,} members together; count in thousands instead."
        )
    return members
