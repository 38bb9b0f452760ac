"""How it was decided: decisions with their published results, and mandates in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muara.engine.governance.decisions import read_rules
from muara.web.governance.models import Arrangement, Decision, Mandate, Matter, Terms
from muara.web.governance.queries.roll import FEW
from muara.web.opendata.place import Place
from muara.web.opendata.resource import Resource, by_number, by_slug


@dataclass(frozen=True)
class OptionResult:
    """What one option got."""

    option: str
    name: str
    votes: Annotated[int, "Weights, marks, points or dots, by the kind of decision"]
    chosen: bool


@dataclass(frozen=True)
class Result:
    """What a closed decision came to."""

    status: Annotated[str, "passed, rejected, chosen, heard, no_quorum, tied or no_votes"]
    eligible: Annotated[int, "People on the roll"]
    voters: int
    objections: Annotated[int, "Objections that stand"]
    options: Annotated[tuple[OptionResult, ...] | None, "null: withheld"]


@dataclass(frozen=True)
class PublishedDecision:
    """Something that is, will be or was decided together; its result once it is closed."""

    id: Annotated[str, "Last part of its address"]
    url: str
    title: str
    details: str
    matter: Matter
    amount_idr: int | None
    mode: Annotated[Decision.Mode, "Open ballots or secret ones"]
    state: Decision.State
    arrangement: Annotated[str, "Whose members decide"]
    opens_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    result: Annotated[Result | None, "null: not closed"]
    outcome: Annotated[str, "What was decided, in words"]
    carried_out_by: Annotated[str | None, "The organisation that does it"]
    due: date | None
    log: Annotated[str | None, "The file from which anybody can count again"]


def _decisions(place: Place) -> QuerySet[Decision]:
    public = Decision.objects.in_city(place.city).public().exclude(state=Decision.State.CANCELLED)
    return public.select_related("arrangement", "owner_actor")


def result_of(decision: Decision) -> Result | None:
    """Return the result of a closed decision.

    Votes stay out where people stand for election, and of secret ballots of so few that the pages warn of it.
    """
    if not (decision.is_closed and decision.rules and decision.result):
        return None
    rules, found = read_rules(decision.rules), decision.result
    turnout, chosen = found["turnout"], set(found["chosen"])
    is_about_people = rules.kind == "elect" or bool(decision.effect.get("candidates"))
    is_telling = decision.is_secret and turnout["voters"] < FEW
    options = tuple(
        OptionResult(option.id, option.name or option.id, votes, option.id in chosen)
        for option, (_name, votes) in zip(rules.options, found["votes"], strict=False)
    )
    return Result(
        status=found["status"],
        eligible=turnout["eligible"],
        voters=turnout["voters"],
        objections=found["objections"],
        options=None if is_about_people or is_telling else options,
    )


def _tell_decisions(place: Place, rows: Sequence[Decision]) -> Iterable[PublishedDecision]:
    for one in rows:
        has_log = one.is_open or one.is_closed
        yield PublishedDecision(
            id=one.slug,
            url=place.link("governance:decision", one.slug),
            title=one.title,
            details=one.details,
            matter=Matter(one.matter),
            amount_idr=one.amount,
            mode=Decision.Mode(one.mode),
            state=Decision.State(one.state),
            arrangement=one.arrangement.slug,
            opens_at=one.opens_at,
            closes_at=one.closes_at,
            closed_at=one.closed_at,
            result=result_of(one),
            outcome=one.outcome,
            carried_out_by=one.owner_actor.slug if one.owner_actor is not None else None,
            due=one.due_date,
            log=place.link("governance:bundle", one.slug) if has_log else None,
        )


@dataclass(frozen=True)
class StandingMandate:
    """Who may decide a matter under the terms in force, and within which bounds."""

    id: str
    url: str
    arrangement: str
    matter: Matter
    holder: Annotated[Mandate.Holder, "The members together, an organisation, or a body"]
    actor: Annotated[str | None, "The organisation, where one holds it"]
    body: Annotated[str | None, "The body, where one holds it"]
    most_idr: Annotated[int | None, "Up to how much; null: no bound is written"]
    advice_days: Annotated[int, "Days in which members are asked first"]
    since: Annotated[datetime | None, "When these terms came into force"]
    decided_by: Annotated[str | None, "The decision that adopted them"]


def _mandates(place: Place) -> QuerySet[Mandate]:
    standing = Mandate.objects.filter(
        terms__arrangement__city=place.city,
        terms__arrangement__state=Arrangement.State.STANDING,
        terms__state=Terms.State.IN_FORCE,
        ended_at=None,
    )
    return standing.select_related("terms__arrangement", "terms__by_decision", "actor", "body")


def _tell_mandates(place: Place, rows: Sequence[Mandate]) -> Iterable[StandingMandate]:
    for one in rows:
        decision = one.terms.by_decision
        yield StandingMandate(
            id=str(one.pk),
            url=place.link("governance:arrangement", one.terms.arrangement.slug),
            arrangement=one.terms.arrangement.slug,
            matter=Matter(one.matter),
            holder=Mandate.Holder(one.holder),
            actor=one.actor.slug if one.actor is not None else None,
            body=one.body.name if one.body is not None else None,
            most_idr=one.most_amount,
            advice_days=one.advice_days,
            since=one.terms.since_at,
            decided_by=decision.slug if decision is not None and decision.is_closed else None,
        )


DECIDED = (
    Resource(
        "decisions", _("Decisions"),
        _("What is decided together: the proposal, the rules, and the result once it is closed."),
        PublishedDecision, _decisions, _tell_decisions, by_slug, "created_at", "governance:decisions",
        withheld=_(
            "Drafts, who is on the roll, single ballots, and results before the close. How many chose what is "
            "left out where people stand for election, and where fewer than ten gave a secret ballot."
        ),
    ),
    Resource(
        "mandates", _("Mandates in force"),
        _("Who may decide which matter, up to how much, and after how many days of advice."),
        StandingMandate, _mandates, _tell_mandates, by_number("pk"), "terms__since_at",
        "governance:arrangements",
        withheld=_("Names of members and of who sits in a body: they are for those who decide with them."),
    ),
)  # fmt: skip
