"""What is open for somebody to do, read from every room in one question.

Each source repeats, as a filter, who may do it: their organisations, or their role in
the city. `tests/test_todo.py` holds them against what the rooms themselves say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncDate

from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_administer, can_facilitate
from muara.web.assets.models import IdleAsset
from muara.web.brand.models import Claim
from muara.web.cities.models import City
from muara.web.concerns.models import Concern, Statement
from muara.web.governance.models import Decision, Objection
from muara.web.home.todo_words import Todo, told
from muara.web.initiatives.models import GateAnswer, Initiative, Outcome, StopRule
from muara.web.network.models import Actor, ActorMembership, SurveyRespondent, SurveyRound, Tie
from muara.web.network.permissions import actors_spoken_for
from muara.web.network.queries.directory import STALE_AFTER
from muara.web.products.models import Adoption, Booking

SOON = timedelta(days=30)
MOST = 60
Rows = QuerySet[Any, Any]
TEXT, DAY, NUMBER = CharField(), DateField(), IntegerField()
NO_TEXT, NO_DAY = Value("", output_field=TEXT), Cast(Value(None), DAY)
COLUMNS = ("t_kind", "t_title", "t_ref", "t_more", "t_due", "t_n")


@dataclass(frozen=True)
class Source:
    """Rows that wait, and in which of their fields stand their name, their page and their day."""

    rows: Rows
    kind: str
    title: str = ""
    ref: str = ""
    more: str = ""
    due: Any = None
    by: tuple[str, ...] = ()  # counted together, where they are many

    def branch(self) -> Rows:
        given = {
            "t_kind": Value(self.kind, output_field=TEXT),
            "t_title": Cast(self.title, TEXT) if self.title else NO_TEXT,
            "t_ref": Cast(self.ref, TEXT) if self.ref else NO_TEXT,
            "t_more": Cast(self.more, TEXT) if self.more else NO_TEXT,
        }
        rows = self.rows.order_by()
        if self.by:
            rows = rows.values(*self.by).annotate(t_n=Count("pk"), t_due=Min(self.due) if self.due else NO_DAY)
        else:
            rows = rows.annotate(t_n=Value(1, output_field=NUMBER), t_due=self.due or NO_DAY)
        branch: Rows = rows.annotate(**given).values_list(*COLUMNS)
        return branch


def open_for(city: City, user: User | None, at: datetime, day: date) -> list[Todo]:
    """Return what waits for somebody as far as they speak for organisations or run the city, the due first."""
    sources = [
        *_of_organisations(city, actors_spoken_for(user, city), at, day),
        *_of_the_city(city, user, at, day),
    ]
    if not sources:
        return []
    first, *others = (source.branch() for source in sources)
    rows = first.union(*others, all=True).order_by(F("t_due").asc(nulls_last=True), "t_kind", "t_ref")[:MOST]
    return [told(city, day, *row) for row in rows]


def _of_organisations(city: City, mine: Iterable[int], at: datetime, day: date) -> Iterator[Source]:
    if not (mine := list(mine)):
        return
    ties = Tie.objects.in_city(city).current().undisputed()
    yield Source(ties.filter(a__in=mine, reported_by_a_at=None), "TIE", "b__name", "pk", "a__name")
    yield Source(ties.filter(b__in=mine, reported_by_b_at=None), "TIE", "a__name", "pk", "b__name")
    uses = Adoption.objects.standing().filter(actor__in=mine, confirmed_at=None, product__withdrawn_at=None)
    yield Source(uses.filter(product__city=city), "USE", "product__name", "product__slug", "actor__name")
    asked = Booking.objects.filter(state=Booking.State.ASKED, ends_at__gt=at, space__actor__in=mine)
    yield Source(
        asked.filter(space__city=city), "BOOKING", "purpose", "space__slug", "space__name", TruncDate("starts_at")
    )
    yield from _of_initiatives(city, mine, day)
    promised = Decision.objects.in_city(city).filter(
        owner_actor__in=mine, reviewed_at=None, due_date__isnull=False
    )
    yield Source(promised, "CARRY_OUT", "title", "slug", "owner_actor__name", F("due_date"))
    silent = SurveyRespondent.objects.filter(actor__in=mine, finished_at=None, round__city=city)
    silent = silent.filter(round__state=SurveyRound.State.OPEN, round__closes_at__gt=at)
    yield Source(silent, "SURVEY", "round__title", "round__number", "actor__name", TruncDate("round__closes_at"))
    stale = Actor.objects.in_city(city).present_on(day).filter(pk__in=mine, reviewed_at__lte=at - STALE_AFTER)
    yield Source(stale, "STALE", "name", "slug")


def _of_initiatives(city: City, mine: list[int], day: date) -> Iterator[Source]:
    running = Initiative.objects.in_city(city).running()
    own = running.filter(owner__in=mine)
    rules = StopRule.objects.filter(initiative__in=own, answered_at=None, due_date__lte=day + SOON)
    yield Source(rules, "STOP_RULE", "text", "initiative__slug", "initiative__title", F("due_date"))
    since = Outcome.objects.standing().filter(initiative=OuterRef("pk"), at__gt=OuterRef("started_at"))
    unmeasured = own.exclude(started_at=None).filter(~Exists(since), measure_due_date__lte=day + SOON)
    yield Source(unmeasured, "MEASURE", "measure", "slug", "title", F("measure_due_date"))
    open_ones = GateAnswer.objects.exclude(value=GateAnswer.Value.YES).filter(gate__initiative__in=running)
    yield Source(
        open_ones.filter(Q(gate__initiative__owner__in=mine) | Q(actor__in=mine)),
        "QUESTION",
        "gate__village__name",
        "gate__pk",
        "gate__initiative__slug",
        "due_date",
        by=("gate__village__name", "gate__pk", "gate__initiative__slug"),
    )


def _of_the_city(city: City, user: User | None, at: datetime, day: date) -> Iterator[Source]:
    if user is None or not can_facilitate(user, city):
        return
    yield Source(Concern.objects.in_city(city).waiting(), "CONCERNS", by=("city",))
    yield Source(Statement.objects.filter(topic__city=city).waiting(), "STATEMENTS", by=("topic__city",))
    yield Source(IdleAsset.objects.in_city(city).waiting(), "REPORTS", by=("city",))
    claims = ActorMembership.objects.asked().filter(actor__city=city).exclude(user=user)
    yield Source(claims, "SPEAKERS", by=("actor__city",))
    decisions = Decision.objects.in_city(city)
    objections = Objection.objects.filter(state=Objection.State.OPEN, decision__in=decisions.open())
    yield Source(
        objections, "OBJECTION", "decision__title", "decision__slug", "number", TruncDate("decision__closes_at")
    )
    over = decisions.open().filter(closes_at__lte=at).exclude(roll_by=user)
    yield Source(over, "CLOSE", "title", "slug", "", TruncDate("closes_at"))
    closed = decisions.filter(state=Decision.State.CLOSED)
    yield Source(closed.filter(outcome=""), "OUTCOME", "title", "slug")
    reviewed = closed.exclude(outcome="").filter(reviewed_at=None, review_date__lte=day)
    yield Source(reviewed, "REVIEW", "title", "slug", "", F("review_date"))
    if can_administer(user, city):
        ending = Claim.objects.in_city(city).filter(withdrawn_at=None, expires_date__lte=day + SOON)
        yield Source(ending, "CLAIM", "text", "number", "", F("expires_date"))


def places_to_see(participant: Participant | None, city: City) -> list[IdleAsset]:
    """Return reported places at which a second person has still to look, those of one's kecamatan first."""
    waiting = IdleAsset.objects.in_city(city).published().filter(state=IdleAsset.State.REPORTED)
    order = ["-published_at", "pk"]
    if participant is not None:
        mine = IdleAsset.objects.filter(Q(reported_by=participant) | Q(sightings__participant=participant))
        waiting = waiting.exclude(pk__in=mine.values("pk"))
        if participant.district_id:
            waiting = waiting.annotate(is_far=Case(When(district=participant.district_id, then=0), default=1))
            order.insert(0, "is_far")
    return list(waiting.select_related("district").order_by(*order)[:3])
