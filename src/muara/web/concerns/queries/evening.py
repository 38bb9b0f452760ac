"""What an evening of the forum shows of this room: its topic, and how much has been said so far."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, Value, When

from muara.web.concerns.models import Concern, Topic, Vote
from muara.web.forum.models import Session
from muara.web.forum.queries import in_batches


@dataclass(frozen=True)
class Pulse:
    """What may be told live: votes and voters in batches of five, so that no vote can be read from a change."""

    n_concerns: int
    n_votes: int
    n_voters: int


def topic_of_evening(session: Session) -> Topic | None:
    """Return the topic of a session that people may see: an open one before a closed one, the newest first."""
    open_first = Case(When(status=Topic.Status.OPEN, then=Value(0)), default=Value(1))
    return Topic.objects.visible().filter(session=session).order_by(open_first, "-pk").first()


def pulse_of(session: Session) -> Pulse:
    """Return how much was said and voted in a session so far."""
    cast = Vote.objects.filter(statement__topic__session=session).aggregate(
        votes=Count("pk"), voters=Count("participant", distinct=True)
    )
    return Pulse(
        n_concerns=Concern.objects.filter(session=session).exclude(status=Concern.Status.REJECTED).count(),
        n_votes=in_batches(cast["votes"]),
        n_voters=in_batches(cast["voters"]),
    )
