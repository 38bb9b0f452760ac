"""What is done: initiatives, what was measured, cooperatives and their annual meetings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Prefetch, QuerySet
from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from muara.web.cooperatives.models import AnnualMeeting, Cooperative, Kind
from muara.web.cooperatives.queries.register import band_of
from muara.web.initiatives.models import Direction, Initiative, Outcome, Phase
from muara.web.opendata.place import Place
from muara.web.opendata.resource import Resource, by_number, by_slug, where


@dataclass(frozen=True)
class Measure:
    """What an initiative will be measured by, written before it starts."""

    what: str
    unit: str
    baseline: float | None
    direction: Direction
    target: float
    due: date


@dataclass(frozen=True)
class ToldInitiative:
    """What somebody does about a thread, a concern or a decision."""

    id: Annotated[str, "Last part of its address"]
    url: str
    title: str
    purpose: str
    owner: Annotated[str, "The organisation that answers for it"]
    phase: Phase
    phase_since: datetime
    thread: Annotated[str | None, "The common thread that it answers"]
    decision: Annotated[str | None, "The decision by which it is done"]
    enters_village: Annotated[bool, "Brings technology into a village"]
    budget_idr: int | None
    measure: Annotated[Measure | None, "null: not written yet"]
    started_at: datetime | None
    closed_at: datetime | None
    result: Initiative.Result | None
    lesson: str
    cash_book: Annotated[str, "Its money in and out as CSV"]


def _initiatives(place: Place) -> QuerySet[Initiative]:
    return Initiative.objects.in_city(place.city).select_related("owner", "thread", "decision")


def _measure_of(one: Initiative) -> Measure | None:
    if one.measure_target is None or one.measure_due_date is None:
        return None
    return Measure(
        what=one.measure,
        unit=one.measure_unit,
        baseline=None if one.measure_baseline is None else float(one.measure_baseline),
        direction=Direction(one.measure_direction),
        target=float(one.measure_target),
        due=one.measure_due_date,
    )


def _tell_initiatives(place: Place, rows: Sequence[Initiative]) -> Iterable[ToldInitiative]:
    for one in rows:
        thread, decision = one.thread, one.decision
        yield ToldInitiative(
            id=one.slug,
            url=place.link("initiatives:initiative", one.slug),
            title=one.title,
            purpose=one.purpose,
            owner=one.owner.slug,
            phase=Phase(one.phase),
            phase_since=one.phase_since_at,
            thread=str(thread.number) if thread is not None and thread.is_published else None,
            decision=decision.slug if decision is not None and decision.is_closed else None,
            enters_village=one.enters_village,
            budget_idr=one.budget_idr,
            measure=_measure_of(one),
            started_at=one.started_at,
            closed_at=one.closed_at,
            result=Initiative.Result(one.result) if one.result else None,
            lesson=one.lesson,
            cash_book=place.link("initiatives:cash_file", one.slug),
        )


@dataclass(frozen=True)
class MeasuredOutcome:
    """What was measured, beside what had been written before the start."""

    id: str
    url: str
    initiative: str
    measure: str
    unit: str
    direction: Direction
    target: float
    due: date
    value: float
    on: Annotated[date, "The day it was measured"]
    reached: bool
    late: bool
    evidence: str
    source: Annotated[str, "Where it can be looked up"]


def _outcomes(place: Place) -> QuerySet[Outcome]:
    return Outcome.objects.standing().in_city(place.city).select_related("initiative")


def _tell_outcomes(place: Place, rows: Sequence[Outcome]) -> Iterable[MeasuredOutcome]:
    for one in rows:
        yield MeasuredOutcome(
            id=str(one.pk),
            url=place.link("initiatives:initiative", one.initiative.slug),
            initiative=one.initiative.slug,
            measure=one.measure,
            unit=one.unit,
            direction=Direction(one.direction),
            target=float(one.target),
            due=one.due_date,
            value=float(one.value),
            on=one.on_date,
            reached=one.is_reached,
            late=one.is_late,
            evidence=one.evidence,
            source=one.source,
        )


class Life(TextChoices):
    """How long ago the last annual members' meeting was; a way of counting, and no law."""

    LIVES = "hidup", _("met within 18 months")
    SLOWS = "lama", _("met 18 months to 3 years ago")
    GONE = "mati", _("no meeting for 3 years or more")
    UNKNOWN = "tanpa", _("no meeting is known")


@dataclass(frozen=True)
class HeldMeeting:
    """An annual members' meeting that was held."""

    on: date
    for_year: int
    present: int | None
    members: int | None


@dataclass(frozen=True)
class RegisteredCooperative:
    """A cooperative of the register. Whether it lives, its annual members' meetings say."""

    id: Annotated[str, "Last part of its address"]
    url: str
    name: str
    actor: Annotated[str | None, "The same in the network, if it is part of it"]
    kind: Kind
    level: Cooperative.Level
    origin: Cooperative.Origin
    district: Annotated[str | None, "Code of the kecamatan (Kemendagri)"]
    what: str
    registered: Annotated[date | None, "No sign of life"]
    members: int | None
    last_meeting: date | None
    life: Annotated[Life, "By the last meeting: within 18 months, within 3 years, longer, or none known"]
    meetings: tuple[HeldMeeting, ...]
    source: Annotated[str, "Where this entry comes from"]
    source_date: date | None


def _cooperatives(place: Place) -> QuerySet[Cooperative]:
    meetings = AnnualMeeting.objects.order_by("held_date")
    found = Cooperative.objects.in_city(place.city).with_last_meeting().select_related("actor")
    return found.prefetch_related(Prefetch("meetings", meetings))


def _tell_cooperatives(place: Place, rows: Sequence[Any]) -> Iterable[RegisteredCooperative]:
    for one in rows:
        yield RegisteredCooperative(
            id=one.slug,
            url=place.link("cooperatives:cooperative", one.slug),
            name=one.name,
            actor=one.actor.slug if one.actor is not None else None,
            kind=Kind(one.kind),
            level=Cooperative.Level(one.level),
            origin=Cooperative.Origin(one.origin),
            district=one.district_id,
            what=one.what,
            registered=one.registered_date,
            members=one.n_members,
            last_meeting=one.last_meeting,
            life=Life(band_of(one.last_meeting, place.day)),
            meetings=tuple(
                HeldMeeting(met.held_date, met.for_year, met.n_present, met.n_members)
                for met in one.meetings.all()
            ),
            source=one.source,
            source_date=one.source_date,
        )


DONE = (
    Resource(
        "initiatives", _("Initiatives"),
        _("What is done about a thread: phase, measure, budget, and the lesson once it is closed."),
        ToldInitiative, _initiatives, _tell_initiatives, by_slug, "phase_since_at", "initiatives:initiatives",
        withheld=_("Whose concern it began with, and who wrote what down."),
    ),
    Resource(
        "outcomes", _("Outcomes"),
        _("What was measured, beside the measure as it was written before the start; the failed ones too."),
        MeasuredOutcome, _outcomes, _tell_outcomes, by_number("pk"), "at", "initiatives:initiatives",
        withheld=_("Outcomes that were withdrawn; that they were stands on the page."),
        filters={"initiative": where("initiative__slug")},
    ),
    Resource(
        "cooperatives", _("Register of cooperatives"),
        _("The cooperatives of the city by their last annual members' meeting: registered is not alive."),
        RegisteredCooperative, _cooperatives, _tell_cooperatives, by_slug, "changed_at",
        "cooperatives:register",
        withheld=_("Founders by name, members, and what a member gets of the surplus."),
    ),
)  # fmt: skip
