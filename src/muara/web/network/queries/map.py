"""The network map: who is drawn where, what is filtered, and the same told as a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.engine.network import Network, components, layout
from muara.web.cities.models import City
from muara.web.network.models import Actor, Layout, Tie
from muara.web.network.picture import MOST_MARKS, TALL, Legend, Line, Node, Picture, Points, draw, legend
from muara.web.network.queries.state import ActorFacts, State, network_at


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see."""

    day: date
    kinds: Collection[str] = ()
    ties: Collection[str] = ()
    confirmed_only: bool = False
    actor: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kinds or self.ties or self.confirmed_only)


@dataclass(frozen=True)
class Neighbor:
    """One tie in the list, as the actor of the row has it."""

    actor: ActorFacts
    kinds: str
    is_sure: bool


@dataclass(frozen=True)
class Row:
    actor: ActorFacts
    kind: str
    neighbors: Sequence[Neighbor]


@dataclass(frozen=True)
class NetworkMap:
    """The map and the list that says the same."""

    asked: Asked
    state: State
    picture: Picture | None
    legend: Sequence[Legend]
    rows: Sequence[Row]
    chosen: Row | None
    n_actors: int
    n_pairs: int
    n_unsure: int
    n_alone: int
    n_groups: int
    title: str
    text: str

    @property
    def is_too_large(self) -> bool:
        return self.n_actors > MOST_MARKS


def network_map(city: City, asked: Asked) -> NetworkMap:
    """Return the network of a day as a picture and as a list, narrowed as asked."""
    state = network_at(
        city, asked.day, kinds=asked.ties or None, confirmed_only=asked.confirmed_only, with_processes=False
    )
    places = places_of(city, state.network)
    if asked.kinds:
        state, places = _narrowed(state, places, set(asked.kinds))
    network = state.network
    chosen = next((pk for pk, actor in state.actors.items() if actor.slug == asked.actor), None)
    rows = _rows(state)
    around = {one.actor.pk for row in rows if row.actor.pk == chosen for one in row.neighbors}
    picture = None
    if 0 < network.n_actors <= MOST_MARKS:
        picture = picture_of(state, places, chosen=(chosen,) if chosen else (), around=around)
    kinds = dict(Actor.Kind.choices)
    pairs = _pairs(network)
    pieces = _pieces(network)
    alone = int((network.adjacency.degrees == 0).sum())
    unsure = sum(not sure for _a, _b, sure in pairs)
    title, text = finding(network.n_actors, len(pairs), len(pieces), alone, max(map(len, pieces), default=0))
    return NetworkMap(
        asked,
        state,
        picture,
        legend((actor.kind, str(kinds[actor.kind])) for actor in state.actors.values()),
        rows,
        next((row for row in rows if row.actor.pk == chosen), None),
        network.n_actors,
        len(pairs),
        unsure,
        alone,
        len(pieces),
        title,
        text,
    )


def places_of(city: City, network: Network) -> Points:
    """Return where each actor stands: the stored place, or one beside its neighbours until the clock stores it."""
    if network.n_actors > MOST_MARKS:
        return np.zeros((network.n_actors, 2))
    stored = Layout.objects.filter(city=city).first()
    return layout(network, kept=stored.kept(network) if stored else None, height=TALL)


def picture_of(
    state: State,
    places: Points,
    *,
    chosen: Iterable[int] = (),
    around: Collection[int] = (),
    gone: Collection[int] = (),
    cut_off: Collection[int] = (),
    named: Collection[int] = (),
) -> Picture:
    """Draw a state: one actor with those around it, or what is left when some are gone."""
    network, keys = state.network, set(chosen)
    degrees = network.adjacency.degrees
    index = {actor: i for i, actor in enumerate(network.actors)}
    nodes = []
    for i, pk in enumerate(network.actors):
        pk = int(pk)
        near = pk in around or pk in cut_off or pk in named
        nodes.append(
            Node(
                state.actors[pk].name,
                state.actors[pk].kind,
                rank=float(degrees[i]) + (1000 if near else 0),
                is_key=pk in keys or pk in gone,
                is_on=pk in cut_off or pk in keys,
                is_gone=pk in gone,
                is_faint=bool(keys) and pk not in keys and pk not in around,
            )
        )
    lines = []
    marked = {index[pk] for pk in keys if pk in index}
    left = {index[pk] for pk in gone if pk in index}
    for a, b, sure in _pairs(network):
        lost = a in left or b in left
        lines.append(Line(a, b, sure, lost, bool(marked) and a not in marked and b not in marked))
    return draw(places, nodes, lines)


def finding(n: int, n_pairs: int, n_pieces: int, n_alone: int, largest: int) -> tuple[str, str]:
    """Say what the picture shows: as a title, and as its text alternative."""
    if n == 0:
        return _("Nobody is on the map yet."), _(
            "Once organisations are entered, they stand here with their ties."
        )
    joined = n_pieces - n_alone
    if n_pairs == 0:
        title = _("No ties among them yet.")
    elif n_pieces == 1:
        title = _("All hang together.")
    elif joined == 1:
        title = ngettext("All hang together but for one.", "All hang together but for %(n)s.", n_alone) % {
            "n": n_alone
        }
    else:
        title = ngettext("The network is in %(n)s piece.", "The network is in %(n)s pieces.", joined) % {
            "n": joined
        }
    text = ngettext("%(n)s actor", "%(n)s actors", n) % {"n": n}
    text += ", " + ngettext("%(n)s pair has ties", "%(n)s pairs have ties", n_pairs) % {"n": n_pairs}
    if n_pairs:
        text += ". " + ngettext(
            "The largest piece holds %(n)s actor.", "The largest piece holds %(n)s actors.", largest
        ) % {"n": largest}
    if n_alone:
        text += " " + ngettext("%(n)s stands alone.", "%(n)s stand alone.", n_alone) % {"n": n_alone}
    return title, text


def _narrowed(state: State, places: Points, kinds: set[str]) -> tuple[State, Points]:
    stays = [state.actors[int(pk)].kind in kinds for pk in state.network.actors]
    gone = [pk for pk, stay in zip(state.network.actors, stays, strict=True) if not stay]
    actors = {pk: actor for pk, actor in state.actors.items() if actor.kind in kinds}
    return State(state.day, state.network.without(gone), state.work, actors, state.processes), places[stays]


def _pairs(network: Network) -> list[tuple[int, int, bool]]:
    """List tied pairs once, with whether any of their ties is confirmed by both."""
    low, high = (np.minimum(network.sources, network.targets), np.maximum(network.sources, network.targets))
    sure: dict[tuple[int, int], bool] = {}
    for a, b, evidence in zip(low.tolist(), high.tolist(), network.evidence.tolist(), strict=True):
        sure[a, b] = sure.get((a, b), False) or evidence == 1
    return [(a, b, known) for (a, b), known in sorted(sure.items())]


def _pieces(network: Network) -> list[list[int]]:
    label = components(network)
    return [np.flatnonzero(label == one).tolist() for one in np.unique(label)]


def _rows(state: State) -> list[Row]:
    network = state.network
    names = dict(Tie.Kind.choices)
    between: dict[tuple[int, int], tuple[set[str], bool]] = {}
    for a, b, layer, evidence in zip(
        network.sources.tolist(), network.targets.tolist(), network.layer_of.tolist(), network.evidence.tolist(),
        strict=True,
    ):  # fmt: skip
        for one, other in ((a, b), (b, a)):
            kinds, sure = between.get((one, other), (set(), False))
            between[one, other] = kinds | {network.layers[layer]}, sure or evidence == 1
    found: dict[int, list[Neighbor]] = {}
    for (one, other), (kinds, sure) in between.items():
        actor = state.actors[int(network.actors[other])]
        told = ", ".join(str(names[kind]) for kind in names if kind in kinds)
        found.setdefault(one, []).append(Neighbor(actor, told, sure))
    kind_names = dict(Actor.Kind.choices)
    rows = []
    for i, pk in enumerate(network.actors):
        actor = state.actors[int(pk)]
        neighbors = sorted(found.get(i, []), key=lambda one: one.actor.name.casefold())
        rows.append(Row(actor, str(kind_names[actor.kind]), neighbors))
    return sorted(rows, key=lambda row: row.actor.name.casefold())
