"""How the whole network stands: readings beside their past and beside chance; and its bridges."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muara.engine.network import (
    SEED,
    Measured,
    Network,
    alignment,
    attack_curve,
    centralisation,
    constraint,
    critical_share,
    density,
    fragmentation,
    health,
    mixing,
    stops,
    worst_loss,
)
from muara.formats.published import SMALLEST_CELL
from muara.web.accounts.models import Participant, Sector
from muara.web.cities.models import City
from muara.web.common_ground.models import Reading, person_of_key
from muara.web.network.models import Actor
from muara.web.network.queries.history import networks_on
from muara.web.network.queries.state import State, network_at, quarters
from muara.web.network.queries.whatif import listed

DRAWS, NULLS = 200, 60
PAST = 9  # quarters shown: two years and today
KEPT_SECONDS = 24 * 3600
LARGE = 150
"""Above so many actors fewer draws are taken, so that the page answers."""

WHAT = {
    "density": (gettext_lazy("Density"), gettext_lazy("share of possible ties that exist")),
    "centralisation": (
        gettext_lazy("Centralisation"),
        gettext_lazy("how far the ties heap up at one actor: 0 even, 100 a star"),
    ),
    "fragmentation": (
        gettext_lazy("Fragmentation"),
        gettext_lazy("share of pairs that have no way to each other"),
    ),
    "r_index": (
        gettext_lazy("Staying together (R)"),
        gettext_lazy("what still hangs together, on average, while the best tied leave one after another"),
    ),
    "critical": (
        gettext_lazy("Critical actors"),
        gettext_lazy("share of actors whose leaving cuts somebody off"),
    ),
    "worst_loss": (
        gettext_lazy("Hardest single loss"),
        gettext_lazy("largest share of pairs that one leaving parts"),
    ),
}
MEASURES: dict[str, Callable[[Network], float]] = {
    "density": density,
    "centralisation": centralisation,
    "fragmentation": fragmentation,
    "r_index": lambda network: attack_curve(network).r_index,
    "critical": critical_share,
    "worst_loss": worst_loss,
}


@dataclass(frozen=True)
class ReadingRow:
    """One reading as a line: value, its range, what chance gives, and its past; in per cent of `top`."""

    name: str
    about: str
    value: str
    range: str
    chance: str
    verdict: str
    x: int
    x_low: int
    x_high: int
    chance_x: int | None
    chance_wide: int
    top: int
    path: str
    past: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Hang:
    """One process that hangs on single actors."""

    process: str
    actors: str


@dataclass(frozen=True)
class HealthPage:
    title: str
    lead: str
    rows: Sequence[ReadingRow]
    n_actors: int
    n_ties: int
    n_unsure: int
    draws: int
    nulls: int
    day: date
    since: date | None
    critical: Sequence[tuple[str, str]]
    hangs: Sequence[Hang]
    n_processes: int


def health_of(city: City, day: date) -> HealthPage:
    """Return the readings of today's network, with their quarters before."""
    state = network_at(city, day)
    network = state.network
    scale = 1 if network.n_actors <= LARGE else 4
    draws, nulls = DRAWS // scale, NULLS // scale
    days = [one for one in quarters(city, day) if one < day][-(PAST - 1) :]
    past = networks_on(city, days)
    usable = [(one, net) for one, net in zip(days, past, strict=True) if net.n_actors > 2]
    key = ":".join(["network-health", network.sha256[:24], *(net.sha256[:8] for _d, net in usable)])
    kept = cache.get(key)
    if kept is None:
        found = health(network, draws=draws, nulls=nulls)
        series = [{name: measure(net) for name, measure in MEASURES.items()} for _d, net in usable]
        kept = (found.readings, found.articulation, series)
        cache.set(key, kept, KEPT_SECONDS)
    readings, articulation, series = kept
    rows = [
        _row(name, readings[name], [(one, values[name]) for (one, _n), values in zip(usable, series, strict=True)])
        for name in WHAT
        if math.isfinite(readings[name].value)
    ]
    outside = [row for row in rows if row.verdict]
    one_step = stops(state.work).one_step
    names = state.names
    title = (
        _("Too few actors to read.")
        if not rows
        else ngettext(
            "%(n)s of %(all)s readings lies outside what chance gives.",
            "%(n)s of %(all)s readings lie outside what chance gives.",
            len(outside),
        )
        % {"n": len(outside), "all": len([row for row in rows if row.chance])}
        if outside
        else _("No reading lies outside what chance gives.")
    )
    return HealthPage(
        title,
        _(
            "There is no published line between good and bad. "
            "Read each number beside its own past and beside chance."
        ),
        rows,
        network.n_actors,
        network.n_ties,
        int((network.evidence < 1).sum()),
        draws,
        nulls,
        day,
        usable[0][0] if usable else None,
        [(state.actors[int(pk)].slug, names[int(pk)]) for pk in articulation],
        [
            Hang(state.processes[int(pk)].name, listed([names[int(who)] for who in actors]))
            for pk, actors in one_step.items()
        ],
        len(state.processes),
    )


def _row(name: str, read: Measured, past: Sequence[tuple[date, float]]) -> ReadingRow:
    label, about = WHAT[name]
    past = [(day, value) for day, value in past if math.isfinite(value)]
    by_chance = math.isfinite(read.by_chance)
    most = max([read.value, read.high, *(value for _d, value in past), read.chance_high if by_chance else 0.0])
    top = next((one for one in (5, 10, 20, 40, 60) if 100 * most <= one), 100)

    def x(value: float) -> int:
        return round(max(0.0, min(100.0, 10_000 * value / top)))

    verdict = ""
    if by_chance and read.value > read.chance_high:
        verdict = _("more than chance")
    elif by_chance and read.value < read.chance_low:
        verdict = _("less than chance")
    line = [value for _d, value in past] + [read.value]
    step = 100 / max(len(line) - 1, 1)
    path = (
        "M" + "L".join(f"{round(i * step)} {round(40 - 0.4 * x(value))}" for i, value in enumerate(line))
        if len(line) > 1
        else ""
    )
    return ReadingRow(
        str(label),
        str(about),
        _percent(read.value),
        _("%(low)s to %(high)s") % {"low": _percent(read.low), "high": _percent(read.high)},
        _("%(low)s to %(high)s") % {"low": _percent(read.chance_low), "high": _percent(read.chance_high)}
        if by_chance
        else "",
        verdict,
        x(read.value),
        x(read.low),
        x(read.high),
        x(read.chance_low) if by_chance else None,
        max(x(read.chance_high) - x(read.chance_low), 1) if by_chance else 0,
        top,
        path,
        [(f"{(day.month - 1) // 3 + 1}/{day.year}", _percent(value)) for day, value in past],
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


@dataclass(frozen=True)
class PairRow:
    """Two groups: how many pairs of actors tie them, and whether all hang on one actor or one tie."""

    one: str
    other: str
    n_ties: int
    names: str


@dataclass(frozen=True)
class Grouping:
    """Ties within and across one kind of group."""

    name: str
    groups: Sequence[tuple[str, int]]
    left_out: int
    is_enough: bool
    within: int
    across: int
    ei: str
    chance: str
    verdict: str
    pairs: Sequence[PairRow]
    n_bare: int


@dataclass(frozen=True)
class Aligned:
    """How far opinion groups follow what people declared."""

    name: str
    n: int
    ami: str
    verdict: str


@dataclass(frozen=True)
class BridgesPage:
    title: str
    lead: str
    groupings: Sequence[Grouping]
    brokers: Sequence[tuple[str, str, str]]
    aligned: Sequence[Aligned]
    topic: str
    n_actors: int
    day: date


def bridges_of(city: City, day: date) -> BridgesPage:
    """Return where ties cross the groups that actors declared, and where only one actor carries them."""
    state = network_at(city, day, with_processes=False)
    sectors = dict(Sector.choices)
    kinds = dict(Actor.Kind.choices)
    labels = {
        _("Kind"): {pk: str(kinds[actor.kind]) for pk, actor in state.actors.items()},
        _("Sector"): {pk: str(sectors[actor.sector]) for pk, actor in state.actors.items() if actor.sector},
        _("Hub"): _hubs(state),
        _("Kecamatan"): {pk: actor.district for pk, actor in state.actors.items() if actor.district},
    }
    groupings = [_grouping(name, state, said) for name, said in labels.items()]
    read = [one for one in groupings if one.is_enough]
    inward = [one.name for one in read if one.verdict == _("more within than chance")]
    if not read:
        title = _("Too few actors have said where they belong.")
    elif inward:
        title = _("Ties keep within: by %(names)s.") % {"names": listed([name.lower() for name in inward])}
    else:
        title = _("Ties cross the groups as chance would have it, or more.")
    aligned, topic = aligned_of(city)
    return BridgesPage(
        title,
        _(
            "“Hard to unite” is a saying. Here it is counted: "
            "whether ties stay within a group more than they would if the same groups were dealt out by lot."
        ),
        groupings,
        _brokers(state, labels[_("Kind")]),
        aligned,
        topic,
        state.network.n_actors,
        day,
    )


def _hubs(state: State) -> dict[int, str]:
    """Call each hub as it is written most often: capitals and spaces make no other hub."""
    written = {pk: " ".join(actor.hub.split()) for pk, actor in state.actors.items() if actor.hub}
    often = Counter(written.values())
    spelt = {word.casefold(): word for word in sorted(often, key=lambda word: (often[word], word))}
    return {pk: spelt[word.casefold()] for pk, word in written.items()}


def _grouping(name: str, state: State, said: dict[int, str]) -> Grouping:
    size = Counter(said.values())
    label: dict[int | str, str] = {pk: word for pk, word in said.items() if size[word] >= SMALLEST_CELL}
    groups = sorted(
        ((word, n) for word, n in size.items() if n >= SMALLEST_CELL), key=lambda one: (-one[1], one[0])
    )
    left_out = state.network.n_actors - len(label)
    if len(groups) < 2:
        return Grouping(name, groups, left_out, False, 0, 0, "", "", "", [], 0)
    found = mixing(state.network, label, rng=np.random.default_rng(SEED), deals=1000)
    near = state.network.adjacency
    across: dict[tuple[str, str], list[tuple[int, int]]] = {
        (one, other): [] for i, (one, _n) in enumerate(groups) for other, _m in groups[i + 1 :]
    }
    for i, j in zip(near.rows.tolist(), near.indices.tolist(), strict=True):
        a, b = int(state.network.actors[i]), int(state.network.actors[j])
        if (pair := (label.get(a, ""), label.get(b, ""))) in across:
            across[pair].append((a, b))
    names = state.names
    pairs = []
    for (one, other), ties in sorted(across.items(), key=lambda item: len(item[1])):
        alone = {a for a, _b in ties} if len({a for a, _b in ties}) == 1 else set()
        alone |= {b for _a, b in ties} if len({b for _a, b in ties}) == 1 else set()
        pairs.append(PairRow(one, other, len(ties), listed([names[pk] for pk in sorted(alone)])))
    verdict = ""
    if math.isfinite(found.ei):
        if found.ei < found.null_low:
            verdict = _("more within than chance")
        elif found.ei > found.null_high:
            verdict = _("more across than chance")
        else:
            verdict = _("as chance would have it")
    return Grouping(
        name, groups, left_out, math.isfinite(found.ei), found.internal, found.external,
        _signed(found.ei), f"{_signed(found.null_low)} – {_signed(found.null_high)}", verdict,
        pairs, sum(pair.n_ties == 0 for pair in pairs),
    )  # fmt: skip


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−").replace(".", ",") if math.isfinite(value) else "–"


def _brokers(state: State, kind: dict[int, str]) -> list[tuple[str, str, str]]:
    """Name who joins most kinds of actors that hardly know one another (lowest constraint), with the kinds."""
    network = state.network
    near = network.adjacency
    tight = constraint(network)
    found = []
    for i in np.argsort(np.where(np.isfinite(tight), tight, np.inf), kind="stable").tolist():
        others = {kind[int(network.actors[j])] for j in near.indices[near.indptr[i] : near.indptr[i + 1]].tolist()}
        pk = int(network.actors[i])
        if len(others) > 1 and math.isfinite(tight[i]):
            found.append((state.actors[pk].slug, state.actors[pk].name, listed(sorted(others))))
    return found[:5]


def aligned_of(city: City) -> tuple[list[Aligned], str]:
    """Compare the opinion groups of the newest public reading with what its people declared of themselves.

    Only where every cell that is not empty counts five people or more; else a person could be traced.
    """
    reading = (
        Reading.objects.filter(city=city)
        .public()
        .everybody()
        .select_related("topic")
        .order_by("-taken_at", "-pk")
        .first()
    )
    if reading is None or not reading.result.get("has_groups"):
        return [], ""
    group = {person_of_key(key): row["group"] for key, row in reading.people.items() if row["group"] is not None}
    told = Participant.objects.filter(pk__in=group).values_list("pk", "sector", "district__name", "hub")
    said: dict[str, dict[int, str]] = {_("Sector"): {}, _("Kecamatan"): {}, _("Hub"): {}}
    for who, sector, district, hub in told:
        for kind, word in zip(said, (sector, district or "", " ".join(hub.split()).casefold()), strict=True):
            if word:
                said[kind][who] = word
    found = []
    for kind, words in said.items():
        size = Counter(words.values())
        people = sorted(pk for pk, word in words.items() if size[word] >= SMALLEST_CELL)
        cells = Counter((group[pk], words[pk]) for pk in people)
        if len({words[pk] for pk in people}) < 2 or min(cells.values()) < SMALLEST_CELL:
            continue
        number = {word: i for i, word in enumerate(sorted({words[pk] for pk in people}))}
        answer = alignment(
            np.array([group[pk] for pk in people]),
            np.array([number[words[pk]] for pk in people]),
            rng=np.random.default_rng(SEED),
            deals=500,
        )
        found.append(
            Aligned(
                kind,
                answer.n,
                f"{answer.ami:.2f}".replace(".", ","),
                _("more alike than chance") if answer.p_value <= 0.05 else _("no more alike than chance"),
            )
        )
    return found, reading.topic.title
