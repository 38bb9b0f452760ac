"""How we decide here, for its pages: what holds, who is in, what is proposed, and how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from lokal import parse_phone

from muara.web.accounts.models import Participant
from muara.web.cities.models import City
from muara.web.governance.models import (
    Arrangement,
    ArrangementMember,
    Body,
    Decision,
    Mandate,
    Matter,
    Seat,
    Terms,
)
from muara.web.governance.terms_in_words import bounds_of, holder_name, how_of, rule_name
from muara.web.network.actions.checks import day_in
from muara.web.network.models import Holding

RUNS_OUT_WITHIN = timedelta(days=30)
# The lanes of the picture: the fewer stand above the members, the higher.
LANES = (Terms.Form.PARTICIPANT_GOVERNED, Terms.Form.LEAD_ORGANIZATION, Terms.Form.ADMINISTRATIVE)


@dataclass(frozen=True)
class ArrangementLine:
    """One arrangement in the list."""

    arrangement: Arrangement
    terms: Terms | None  # in force, or else the newest
    n_members: int
    runs_out: str = ""  # "", "soon" or "over"


@dataclass(frozen=True)
class MandateLine:
    """One holder of a matter, in words."""

    mandate: Mandate
    holder: str
    how: str
    rule: str
    can_be_recalled: bool


@dataclass(frozen=True)
class MatterLine:
    """One matter and everybody who may decide it, the narrowest mandate first."""

    matter: Matter
    mandates: list[MandateLine]

    @property
    def label(self) -> str:
        return str(self.matter.label)

    @property
    def is_of_the_members(self) -> bool:
        return bool(self.mandates) and all(one.mandate.holder == Mandate.Holder.MEMBERS for one in self.mandates)


@dataclass(frozen=True)
class HolderLine:
    """Who decides, and everything that they may decide."""

    name: str
    is_members: bool
    matters: list[str]


@dataclass(frozen=True)
class BodyLine:
    """A body with who sits in it now."""

    body: Body
    seats: list[Seat]
    has_mandate: bool
    delivers: list[str] = field(default_factory=list)  # roles it holds, though it should only administer

    @property
    def n_free(self) -> int:
        return max(self.body.n_seats - len(self.seats), 0)


@dataclass(frozen=True)
class Lane:
    """One form in the picture of how an arrangement moved between forms."""

    form: str
    label: str
    is_now: bool


@dataclass(frozen=True)
class Evolution:
    """A line through the forms since the beginning, for a picture 1000 wide with three lanes of 40."""

    lanes: list[Lane]
    path: str
    marks: list[str]
    told: list[tuple[str, date]]  # the form, and since when


@dataclass(frozen=True)
class ArrangementPage:
    """Everything that “how we decide here” shows."""

    arrangement: Arrangement
    terms: Terms
    alone: list[MatterLine]  # what somebody decides for the others, or nobody may
    together: list[MatterLine]  # what is the members' alone
    actors: list[ArrangementMember]
    people: list[ArrangementMember]
    bodies: list[BodyLine]
    pending: list[Terms]  # written or being decided on
    set_aside: list[Terms]  # put away, or not adopted
    versions: list[Terms]
    evolution: Evolution | None
    runs_out: str

    @property
    def holders(self) -> list[HolderLine]:
        """Who decides, each with everything that they may: those who decide alone first, the members last."""
        found: dict[tuple[bool, str], list[str]] = {}
        for line in [*self.alone, *self.together]:
            for one in line.mandates:
                is_members = one.mandate.holder == Mandate.Holder.MEMBERS
                bounds = ", ".join(bounds_of(one.mandate))
                said = f"{line.label} ({bounds})" if bounds else line.label
                found.setdefault((is_members, one.holder), []).append(said)
        return [
            HolderLine(who, is_members, matters)
            for (is_members, who), matters in sorted(found.items(), key=lambda item: item[0][0])
        ]

    @property
    def unheld(self) -> list[str]:
        return [line.label for line in self.alone if not line.mandates]

    @property
    def n_members(self) -> int:
        return len(self.actors) + len(self.people)


def arrangement_lines(city: City, at: datetime) -> list[ArrangementLine]:
    """Return the arrangements of a city: those in force first, then drafts, then those that ended."""
    rows = Arrangement.objects.in_city(city).order_by("name", "pk")
    inside = ArrangementMember.objects.current().filter(arrangement__city=city)
    n_in = dict(inside.values_list("arrangement").annotate(n=Count("pk")))
    newest = Terms.objects.select_related("lead").order_by("pk")
    today = day_in(city, at)
    found = []
    for one in rows.prefetch_related(Prefetch("terms", queryset=newest)):
        terms = _shown(list(one.terms.all()))
        found.append(ArrangementLine(one, terms, n_in.get(one.pk, 0), runs_out(one, terms, today)))
    order = [Arrangement.State.STANDING, Arrangement.State.DRAFT, Arrangement.State.ENDED]
    return sorted(found, key=lambda line: order.index(Arrangement.State(line.arrangement.state)))


def runs_out(arrangement: Arrangement, terms: Terms | None, today: date) -> str:
    """Say whether terms in force end soon, or are over and wait to be confirmed."""
    if terms is None or terms.until_date is None or arrangement.state != Arrangement.State.STANDING:
        return ""
    if terms.until_date < today:
        return "over"
    return "soon" if terms.until_date <= today + RUNS_OUT_WITHIN else ""


def terms_running_out(city: City, at: datetime) -> QuerySet[Terms]:
    """Return terms in force whose end comes soon or has come, the earliest first."""
    rows = Terms.objects.in_force().filter(
        arrangement__city=city,
        arrangement__state=Arrangement.State.STANDING,
        until_date__lte=day_in(city, at) + RUNS_OUT_WITHIN,
    )
    return rows.select_related("arrangement").order_by("until_date", "pk")


def arrangement_page(arrangement: Arrangement, at: datetime) -> ArrangementPage:
    known = list(arrangement.terms.select_related("lead", "by_decision").order_by("pk"))
    terms = _shown(known)
    assert terms is not None, "an arrangement is written with its terms"
    members = arrangement.members.current().select_related("actor").order_by("actor__name", "name", "pk")
    actors = [one for one in members if one.actor_id is not None]
    matters = matter_lines(terms, at)
    versions = sorted((one for one in known if one.number is not None), key=lambda one: one.number or 0)
    live = set(terms_being_decided(arrangement).values_list("pk", flat=True))
    others = [one for one in known if one.number is None and one.pk != terms.pk]
    waiting = [one for one in others if one.state == Terms.State.DRAFT or one.pk in live]
    return ArrangementPage(
        arrangement=arrangement,
        terms=terms,
        alone=[line for line in matters if not line.is_of_the_members],
        together=[line for line in matters if line.is_of_the_members],
        actors=actors,
        people=[one for one in members if one.actor_id is None],
        bodies=body_lines(arrangement, terms, at),
        pending=waiting,
        set_aside=[one for one in others if one not in waiting],
        versions=versions,
        evolution=evolution(versions, arrangement.city, at),
        runs_out=runs_out(arrangement, terms, day_in(arrangement.city, at)),
    )


def _shown(known: Sequence[Terms]) -> Terms | None:
    """Return the terms in force; of a draft or of what has ended, the newest that say most."""
    holds = [one for one in known if one.state == Terms.State.IN_FORCE]
    numbered = sorted((one for one in known if one.number is not None), key=lambda one: one.number or 0)
    return next(iter(holds or numbered[-1:] or known), None)


def matter_lines(terms: Terms, at: datetime) -> list[MatterLine]:
    """Return who may decide what under some terms; matters that nobody holds are left empty, not out."""
    rows = terms.mandates.select_related("actor", "body").order_by("pk")
    is_live = terms.state == Terms.State.IN_FORCE
    held: dict[str, list[Mandate]] = {matter: [] for matter in Matter.values}
    for row in rows:
        if row.holds_at(at):
            held[row.matter].append(row)
    return [
        MatterLine(matter, [_line(row, is_live) for row in _narrowest_first(held[matter])]) for matter in Matter
    ]


def _narrowest_first(rows: list[Mandate]) -> list[Mandate]:
    members = Mandate.Holder.MEMBERS
    return sorted(rows, key=lambda row: (row.holder == members, row.most_amount is None, row.most_amount or 0))


def _line(row: Mandate, is_live: bool) -> MandateLine:
    alone = row.holder != Mandate.Holder.MEMBERS
    rule = "" if alone else rule_name(row.template)
    return MandateLine(row, holder_name(row), how_of(row), rule, is_live and alone)


def body_lines(arrangement: Arrangement, terms: Terms, at: datetime) -> list[BodyLine]:
    sitting = Seat.objects.filter(Q(until_at=None) | Q(until_at__gt=at), since_at__lte=at).order_by("name", "pk")
    rows = arrangement.bodies.select_related("actor").prefetch_related(Prefetch("seats", queryset=sitting))
    bodies = list(rows.order_by("pk"))
    roles: dict[int, list[str]] = {}
    if terms.form == Terms.Form.ADMINISTRATIVE:
        held = Holding.objects.filter(
            actor__in=[one.actor_id for one in bodies if one.actor_id],
            until_date=None, role__until_date=None, role__process__until_date=None,
        )  # fmt: skip
        for actor, role, process in held.values_list("actor", "role__name", "role__process__name").order_by("pk"):
            roles.setdefault(actor, []).append(f"{role} ({process})")
    holders = set(terms.mandates.filter(ended_at=None).exclude(body=None).values_list("body", flat=True))
    return [
        BodyLine(one, list(one.seats.all()), one.pk in holders, roles.get(one.actor_id or 0, [])) for one in bodies
    ]


def evolution(versions: Sequence[Terms], city: City, at: datetime) -> Evolution | None:
    """Draw how an arrangement moved between the forms; nothing before the first terms came into force."""
    dated = [(one, one.since_at) for one in versions if one.since_at is not None and not one.ends_arrangement]
    if not dated:
        return None
    begin = dated[0][1]
    last = versions[-1]
    end = last.until_at if last.until_at is not None and last.until_at <= at else at
    span = max((end - begin).total_seconds(), 1.0)
    heights = {form: 20 + 40 * place for place, form in enumerate(LANES)}
    told: list[tuple[str, date]] = []
    path, marks = "", []
    for one, since in dated:
        x, y = round(1000 * (since - begin).total_seconds() / span), heights[Terms.Form(one.form)]
        path += f"H{x}V{y}" if path else f"M0 {y}"
        marks.append(f"M{x} {y - 7}v14")
        if not told or told[-1][0] != one.get_form_display():
            told.append((one.get_form_display(), day_in(city, since)))
    now = dated[-1][0].form
    lanes = [Lane(form, str(form.label), form == now) for form in LANES]
    return Evolution(lanes, f"{path}H1000", marks, told)


def terms_being_decided(arrangement: Arrangement) -> QuerySet[Terms]:
    """Return terms that were put before the members and may still be adopted."""
    live = (Decision.State.DRAFT, Decision.State.SCHEDULED, Decision.State.OPEN)
    rows = Terms.objects.filter(arrangement=arrangement, state=Terms.State.PROPOSED, decisions__state__in=live)
    return rows.distinct()


def decisions_on(terms: Terms) -> list[Decision]:
    return list(terms.decisions.order_by("created_at", "pk"))


def person_called(city: City, called: str) -> Participant | None:
    """Find who takes part by e-mail, phone or the number of their sheet; nobody if that is not clear."""
    people = Participant.objects.in_city(city).themselves().select_related("user")
    phone = parse_phone(called).e164
    by_account = Q(user__email__iexact=called) | (Q(user__phone=phone) if phone else Q())
    found = list(people.filter(by_account)[:2]) or list(people.filter(label__iexact=called).exclude(label="")[:2])
    return found[0] if len(found) == 1 else None
