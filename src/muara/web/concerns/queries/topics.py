from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, Value, When

from muara.web.accounts.models import Participant
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, StatementOrigin, Topic, Vote


@dataclass(frozen=True)
class TopicLine:
    """One line of the list of topics."""

    topic: Topic
    n_statements: int = 0
    n_voted: int = 0
    n_pending: int = 0

    @property
    def n_left(self) -> int:
        return max(self.n_statements - self.n_voted, 0)


def topics_of(city: City, *, has_drafts: bool) -> QuerySet[Topic]:
    """Return the topics of a city, the open ones first, then drafts and closed ones, the newest first."""
    topics = Topic.objects.in_city(city).select_related("session")
    if not has_drafts:
        topics = topics.visible()
    rank = Case(
        When(status=Topic.Status.OPEN, then=Value(0)), When(status=Topic.Status.DRAFT, then=Value(1)),
        default=Value(2),
    )  # fmt: skip
    return topics.alias(rank=rank).order_by("rank", "-created_at", "-pk")


def lines_of(topics: list[Topic], person: Participant | None) -> list[TopicLine]:
    """Return what each topic holds, and how much of it this person has answered."""
    votable = Q(status=Statement.Status.ACCEPTED) | Q(
        status=Statement.Status.PENDING, topic__moderation=Topic.Moderation.AFTER
    )
    counts = (
        Statement.objects.filter(topic__in=topics)
        .values("topic_id")
        .annotate(n=Count("pk", filter=votable), n_pending=Count("pk", filter=Q(status=Statement.Status.PENDING)))
        .values_list("topic_id", "n", "n_pending")
    )
    held = {topic_id: (n, n_pending) for topic_id, n, n_pending in counts}
    voted: dict[int, int] = {}
    if person is not None:
        own = Vote.objects.filter(
            participant=person, statement__topic__in=topics, statement__in=Statement.objects.votable()
        )
        voted = dict(
            own.values("statement__topic_id").annotate(n=Count("pk")).values_list("statement__topic_id", "n")
        )
    lines = []
    for topic in topics:
        n, n_pending = held.get(topic.pk, (0, 0))
        lines.append(TopicLine(topic, n, voted.get(topic.pk, 0), n_pending))
    return lines


def statements_of(topic: Topic) -> QuerySet[Statement]:
    """Return every statement of a topic with its published counts, for its facilitators."""
    return topic.statements.select_related("successor", "split").order_by("-number")


def origins_of(statement: Statement) -> list[StatementOrigin]:
    return list(statement.origins.select_related("concern__topic").order_by("at", "pk"))
