"""Where somebody's voice is still missing: open ballots, statements they have not voted on, unread messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import CharField, Count, DateTimeField, Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from muara.web.accounts.models import Notice, Participant
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, Topic, Vote
from muara.web.concerns.permissions import votable_by
from muara.web.governance.queries.decisions import ballots_awaited

NEVER = datetime.max.replace(tzinfo=UTC)
COLUMNS = ("v_kind", "v_slug", "v_title", "v_closes", "v_n")
TEXT, NUMBER = CharField(), IntegerField()


@dataclass(frozen=True)
class Ballot:
    """A decision that waits for a ballot."""

    slug: str
    title: str
    closes_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """A topic with statements that somebody has not voted on yet."""

    slug: str
    title: str
    n_statements: int

    @property
    def minutes(self) -> int:
        return max(1, round(self.n_statements * 14 / 60))


@dataclass(frozen=True)
class Voice:
    """What waits for a voice: ballots the next to close first, topics the fullest first."""

    ballots: tuple[Ballot, ...]
    topics: tuple[Waiting, ...]
    n_unread: int

    @property
    def n(self) -> int:
        return len(self.ballots) + len(self.topics) + bool(self.n_unread)


def voice_of(participant: Participant | None, city: City, at: datetime) -> Voice:
    """Say where the voice of somebody, or of a guest who is still to come, is missing: one query."""
    unseen = Statement.objects.votable().filter(
        topic__city=city, topic__status=Topic.Status.OPEN, topic__who_may_vote__in=votable_by(participant)
    )
    others = []
    if participant is not None:
        unseen = unseen.filter(~Exists(Vote.objects.filter(participant=participant, statement=OuterRef("pk"))))
        unread = Notice.objects.filter(participant=participant, read_at=None)
        others = [
            _counted(unread, "UNREAD", "participant"),
            ballots_awaited(participant, city, at)
            .order_by()
            .annotate(v_kind=_text("BALLOT"), v_slug=Cast("slug", TEXT), v_title=Cast("title", TEXT))
            .annotate(v_closes=F("closes_at"), v_n=Value(1, output_field=NUMBER))
            .values_list(*COLUMNS),
        ]
    rows = list(_counted(unseen, "TOPIC", "topic__slug", "topic__title").union(*others, all=True))
    ballots = [Ballot(slug, title, closes) for kind, slug, title, closes, _n in rows if kind == "BALLOT"]
    topics = [Waiting(slug, title, n) for kind, slug, title, _closes, n in rows if kind == "TOPIC"]
    return Voice(
        tuple(sorted(ballots, key=lambda one: (one.closes_at or NEVER, one.slug))),
        tuple(sorted(topics, key=lambda one: (-one.n_statements, one.slug))),
        sum(n for kind, *_told, n in rows if kind == "UNREAD"),
    )


def _text(value: str) -> Value:
    return Value(value, output_field=TEXT)


def _counted(rows: QuerySet[Any, Any], kind: str, *by: str) -> QuerySet[Any, Any]:
    slug, title = (Cast(by[0], TEXT), Cast(by[1], TEXT)) if len(by) > 1 else (_text(""), _text(""))
    counted: QuerySet[Any, Any] = (
        rows.order_by()
        .values(*by)
        .annotate(v_n=Count("pk"), v_kind=_text(kind), v_slug=slug, v_title=title)
        .annotate(v_closes=Cast(Value(None), DateTimeField()))
        .values_list(*COLUMNS)
    )
    return counted
