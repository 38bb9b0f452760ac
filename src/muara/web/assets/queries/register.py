"""The register: what is found, everything about one place, and what waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.assets.blur import Shown, shown_point
from muara.web.assets.models import Condition, Fact, IdleAsset, Pact, Photo, ReuseProposal, Sighting, Step
from muara.web.assets.models.places import IdleAssetQuerySet
from muara.web.assets.permissions import can_keep_assets, can_see_exactly
from muara.web.assets.rules import ASK, Route, routes_for
from muara.web.cities.models import City

State = IdleAsset.State
# Which sign a place gets on the map, and which heading it stands under.
KINDS = {
    State.REPORTED: "idle", State.SEEN: "idle", State.CONFIRMED: "idle", State.RETURNED: "idle",
    State.OPEN: "open", State.APPLIED: "open", State.AGREED: "open", State.IN_USE: "used",
}  # fmt: skip
LABELS: dict[str, Promise] = {
    "place": _("How to find it"),
    "point": _("Point"),
    "idle_since": _("Idle since"),
    "use_status": _("Use"),
    "owner_level": _("Owner"),
    "keeper": _("Agency that has it"),
    "land_m2": _("Land, m²"),
    "floor_m2": _("Floor, m²"),
    "usable_m2": _("Usable as it is, m²"),
    "title_status": _("Land title"),
    "heritage": _("Heritage"),
    "zoning": _("Zoning"),
    "hazards": _("Dangers"),
    "dispute": _("Legal dispute"),
}
# What the program itself wrote as a source or as evidence.
OWN_WORDS: dict[str, Promise | str] = {
    "REPORT": _("report of whoever found it"),
    "TWO_WERE_THERE": _("two people were there"),
    **{how.value: how.label for how in IdleAsset.How},
}
GIVES_AWAY = {"place", "point"}


@dataclass(frozen=True)
class Filter:
    """What somebody looks for in the register."""

    text: str = ""
    state: str = ""
    owner: str = ""
    district: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.state or self.owner or self.district)

    @property
    def query(self) -> str:
        """Return what an address asks for the same with; list and map hand it to one another."""
        told = {"q": self.text, "keadaan": self.state, "pemilik": self.owner, "kecamatan": self.district}
        return urlencode({name: value for name, value in told.items() if value})


def assets_found(city: City, asked: Filter) -> IdleAssetQuerySet:
    """Return the public places that fit, by name."""
    found = IdleAsset.objects.in_city(city).published()
    if asked.text:
        by_place = Q(place__icontains=asked.text, sensitive="")
        found = found.filter(Q(name__icontains=asked.text) | Q(village__name__icontains=asked.text) | by_place)
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.owner:
        found = found.filter(owner_level=asked.owner)
    if asked.district:
        found = found.filter(district=asked.district)
    return found.select_related("district", "village").order_by("name", "pk")


def waiting_reports(city: City) -> IdleAssetQuerySet:
    found = IdleAsset.objects.in_city(city).waiting().select_related("district", "village")
    return found.prefetch_related("photos").order_by("reported_at", "pk")


def hidden_assets(city: City) -> IdleAssetQuerySet:
    return IdleAsset.objects.in_city(city).exclude(hidden_at=None).order_by("-hidden_at", "pk")


@dataclass(frozen=True)
class Told:
    """What one source says about a field, in words."""

    fact: Fact
    words: str

    @property
    def source(self) -> Promise | str:
        return OWN_WORDS.get(self.fact.source, self.fact.source)


@dataclass(frozen=True)
class Line:
    """One field: what counts, and what other sources say."""

    name: str
    label: Promise
    counts: Told
    others: list[Told]

    @property
    def is_contradicted(self) -> bool:
        """Say whether a source that is as sure says something else."""
        best = self.counts
        return any(
            other.fact.value != best.fact.value and other.fact.confidence >= best.fact.confidence
            for other in self.others
        )


@dataclass(frozen=True)
class StepLine:
    step: Step
    evidence: Promise | str
    is_back: bool


@dataclass(frozen=True)
class Way:
    """One state of the flow: passed, present or ahead."""

    state: str
    label: str
    is_passed: bool
    is_here: bool


@dataclass(frozen=True)
class AssetPage:
    """Everything the page of a place shows to one reader."""

    asset: IdleAsset
    lines: list[Line]
    conditions: list[Condition]
    photos: list[Photo]
    sightings: list[Sighting]
    steps: list[StepLine]
    way: list[Way]
    proposals: list[ReuseProposal]
    pacts: list[Pact]
    routes: tuple[Route, ...]
    ask: Promise
    point: Shown | None
    sees_exactly: bool
    n_idle: int
    n_not_idle: int
    used_by: ReuseProposal | None = None
    idle_years: int | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def unknown(self) -> list[Promise]:
        """The fields about which no source says anything."""
        told = {line.name for line in self.lines}
        hidden = set() if self.sees_exactly else GIVES_AWAY
        return [label for name, label in LABELS.items() if name not in told | hidden | {"dispute", "hazards"}]


def asset_page(asset: IdleAsset, reader: User | None, *, day: date) -> AssetPage:
    exactly = can_see_exactly(reader, asset)
    proposals = list(asset.proposals.select_related("actor").order_by("number"))
    sightings = list(asset.sightings.order_by("-seen_date", "-pk"))
    return AssetPage(
        asset=asset,
        lines=[line for line in lines_of(asset) if exactly or line.name not in GIVES_AWAY],
        conditions=newest_conditions(asset),
        photos=list(asset.photos.order_by("pk")) if exactly else [],
        sightings=sightings,
        steps=[_step_line(step) for step in asset.steps.select_related("proposal__actor").order_by("-pk")],
        way=_way(asset),
        proposals=proposals,
        pacts=list(asset.pacts.select_related("actor").order_by("-number")),
        routes=routes_for(asset.owner_level),
        ask=ASK[asset.owner_level],
        point=shown_point(asset, exactly=reader is not None and can_keep_assets(reader, asset.city)),
        sees_exactly=exactly,
        n_idle=sum(seen.is_idle for seen in sightings),
        n_not_idle=sum(not seen.is_idle for seen in sightings),
        used_by=next((one for one in proposals if one.state == ReuseProposal.State.CHOSEN), None),
        idle_years=None if asset.idle_since is None else max(0, day.year - asset.idle_since),
    )


def lines_of(asset: IdleAsset) -> list[Line]:
    """Return what is known, field by field; the surest and then newest source counts."""
    told: dict[str, list[Told]] = {}
    for fact in asset.facts.order_by("-confidence", "-as_of", "-pk"):
        told.setdefault(fact.field, []).append(Told(fact, in_words(fact.field, fact.value)))
    return [
        Line(name, label, told[name][0], told[name][1:])
        for name, label in LABELS.items()
        if name in told and not (name == "dispute" and len(told[name]) == 1 and not told[name][0].fact.value)
    ]


def in_words(name: str, value: str) -> str:
    """Write a stored value as people read it."""
    if not value:
        return str(_("nothing known"))
    if name in {"place", "point", "keeper", "zoning", "hazards", "dispute", "idle_since"}:
        return value
    column: Any = IdleAsset._meta.get_field(name)
    if column.choices:
        return str(dict(column.choices).get(value, value))
    return f"{int(value):,}".replace(",", ".") if value.isdigit() else value


def newest_conditions(asset: IdleAsset) -> list[Condition]:
    """Return the newest entry of each part, in the order of the list of parts."""
    newest: dict[str, Condition] = {}
    for row in asset.conditions.order_by("seen_date", "pk"):
        newest[row.element] = row
    return [newest[element] for element in Condition.Element.values if element in newest]


def _step_line(step: Step) -> StepLine:
    order = list(State.values)
    went_back = bool(step.from_state) and order.index(step.to_state) < order.index(step.from_state)
    is_new_round = step.from_state == State.RETURNED and step.to_state == State.OPEN
    return StepLine(step, OWN_WORDS.get(step.evidence, step.evidence), went_back and not is_new_round)


def _way(asset: IdleAsset) -> list[Way]:
    order = list(State)
    here = order.index(State(asset.state))
    return [Way(state.value, str(state.label), place < here, place == here) for place, state in enumerate(order)]
