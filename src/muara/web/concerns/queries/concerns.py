from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet

from muara.web.accounts.models import Participant
from muara.web.cities.models import City
from muara.web.concerns.models import Concern, Statement, StatementOrigin

GONE = {Statement.Status.MERGED, Statement.Status.REPLACED, Statement.Status.REJECTED}


@dataclass(frozen=True)
class Card:
    """A concern, and what became of it."""

    concern: Concern
    statements: list[Statement] = field(default_factory=list)

    @property
    def is_waiting(self) -> bool:
        return self.concern.status == Concern.Status.RAISED and self.concern.decided_at is None

    @property
    def is_rejected(self) -> bool:
        return self.concern.status == Concern.Status.REJECTED

    @property
    def joined(self) -> Concern | None:
        return self.concern.merged_into


def with_outcomes(concerns: QuerySet[Concern]) -> QuerySet[Concern]:
    """Load what the cards of these concerns need, in a fixed number of queries."""
    origins = StatementOrigin.objects.select_related("statement__topic").order_by("pk")
    return concerns.select_related("topic", "session", "merged_into").prefetch_related(
        Prefetch("outcomes", queryset=origins), Prefetch("merged_into__outcomes", queryset=origins)
    )


def cards_of(concerns: Iterable[Concern]) -> list[Card]:
    return [Card(concern, _statements_of(concern)) for concern in concerns]


def concerns_of(city: City, *, for_facilitator: bool = False) -> QuerySet[Concern]:
    """Return the concerns that everybody may read, the newest first; facilitators read all of them."""
    concerns = Concern.objects.in_city(city)
    if not for_facilitator:
        concerns = concerns.filter(pk__in=Concern.objects.in_city(city).shown().values("pk"))
    return with_outcomes(concerns).order_by("-raised_at", "-pk")


def own_concerns(person: Participant) -> QuerySet[Concern]:
    return with_outcomes(Concern.objects.filter(raised_by=person)).order_by("-raised_at", "-pk")


def own_statements(person: Participant) -> QuerySet[Statement]:
    return (
        Statement.objects.filter(author=person).select_related("topic", "successor").order_by("-created_at", "-pk")
    )


def unanswered(concerns: QuerySet[Concern]) -> QuerySet[Concern]:
    """Keep what was read and is no statement yet."""
    return concerns.filter(status=Concern.Status.RAISED, decided_at__isnull=False)


def _statements_of(concern: Concern) -> list[Statement]:
    source = concern.merged_into or concern
    return [origin.statement for origin in source.outcomes.all() if origin.statement.status not in GONE]
