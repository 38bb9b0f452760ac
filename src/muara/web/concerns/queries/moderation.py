from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, Q, QuerySet, Value

from muara.web.accounts.models import AuditLine
from muara.web.cities.models import City
from muara.web.concerns.models import Concern, Statement, Topic
from muara.web.concerns.text import fold_text

Thing = TypeVar("Thing", Concern, Statement)
PER_PAGE = 50
ALIKE, MOST_ALIKE = 0.34, 3
# What the public record of moderation shows: the verbs of decisions, in this order.
DECISIONS = (
    "concern_read", "concern_rejected", "concern_merged", "concern_reconsidered", "statement_worded",
    "statement_accepted", "statement_reworded", "statement_mended", "statement_replaced", "statement_merged",
    "statement_rejected", "statement_withdrawn", "statement_reconsidered",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing that waits for a decision, and what looks like it."""

    concern: Concern | None = None
    statement: Statement | None = None
    alike: Sequence[Concern | Statement] = ()

    @property
    def key(self) -> str:
        thing = self.concern or self.statement
        return f"{'keresahan' if self.concern else 'pernyataan'}-{thing.pk if thing else 0}"


@dataclass(frozen=True)
class Queue:
    """One page of what waits, the oldest first."""

    page: Page[tuple[datetime, int, str]]
    items: list[Item]
    n_concerns: int
    n_statements: int
    n_unanswered: int


def queue_of(city: City, number: object) -> Queue:
    """Return what waits for the moderators of a city."""
    concerns, statements = waiting_concerns(city), waiting_statements(city)
    # A few hundred rows at most: reading all their keys is cheaper than counting them apart.
    both = concerns.order_by().values_list("raised_at", "pk", Value("concern", output_field=CharField()))
    rows = sorted(
        both.union(
            statements.order_by().values_list("created_at", "pk", Value("statement", output_field=CharField()))
        )
    )
    page = Paginator(rows, PER_PAGE).get_page(number)  # type: ignore[arg-type]
    here = list(page.object_list)
    live = _with_live_ones(_keys(here, "statement"))
    found: dict[tuple[str, int], Concern | Statement] = {
        **{("concern", c.pk): c for c in concerns.filter(pk__in=_keys(here, "concern"))},
        **{("statement", s.pk): s for s in live if s.status == Statement.Status.PENDING},
    }
    items = items_for(city, [found[kind, pk] for _, pk, kind in here if (kind, pk) in found], live)
    n_unanswered = (
        Concern.objects.in_city(city).filter(status=Concern.Status.RAISED, decided_at__isnull=False).count()
    )
    n_concerns = sum(kind == "concern" for _, _, kind in rows)
    return Queue(page, items, n_concerns, len(rows) - n_concerns, n_unanswered)


def _keys(rows: list[tuple[datetime, int, str]], kind: str) -> list[int]:
    return [pk for _, pk, what in rows if what == kind]


def waiting_concerns(city: City) -> QuerySet[Concern]:
    return Concern.objects.in_city(city).waiting().select_related("topic", "session").order_by("raised_at", "pk")


def waiting_statements(city: City) -> QuerySet[Statement]:
    return Statement.objects.filter(topic__city=city).waiting()


def _with_live_ones(pks: list[int]) -> list[Statement]:
    """Return these statements together with all accepted ones of their topics, in one query."""
    asked = Statement.objects.filter(pk__in=pks)
    live = Q(status=Statement.Status.ACCEPTED, topic__in=asked.values("topic"))
    both = Statement.objects.filter(Q(pk__in=pks) | live) if pks else Statement.objects.none()
    return list(both.select_related("topic__session", "topic__city").order_by("number", "pk"))


def items_for(
    city: City, found: Iterable[Concern | Statement], live: Iterable[Statement] | None = None
) -> list[Item]:
    """Put beside each thing what says nearly the same: at most two more queries, whatever their number."""
    found = list(found)
    concerns: list[tuple[frozenset[str], Concern]] = []
    if any(isinstance(thing, Concern) for thing in found):
        kept = Concern.objects.in_city(city).filter(status__in=[Concern.Status.RAISED, Concern.Status.WORDED])
        concerns = [(words_of(c.because), c) for c in kept.only("pk", "because").order_by("-pk")[:500]]
    if live is None:
        live = _with_live_ones([thing.pk for thing in found if isinstance(thing, Statement)])
    statements = [(words_of(s.text), s) for s in live if s.status == Statement.Status.ACCEPTED]
    items = []
    for thing in found:
        if isinstance(thing, Concern):
            items.append(Item(concern=thing, alike=_nearest(words_of(thing.because), concerns, thing.pk)))
        else:
            same_topic = [(words, other) for words, other in statements if other.topic_id == thing.topic_id]
            items.append(Item(statement=thing, alike=_nearest(words_of(thing.text), same_topic, thing.pk)))
    return items


def words_of(text: str) -> frozenset[str]:
    """Return the longer words of a text, by which its likeness to another is judged."""
    return frozenset(word for word in fold_text(text).split() if len(word) > 3)


def likeness(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """Return the share of words that two texts have in common, 0 to 1.

    Examples
    --------
    >>> likeness(words_of("Gedung depan pasar kosong"), words_of("gedung kosong di depan pasar"))
    1.0
    """
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else 0.0


def _nearest(words: frozenset[str], others: list[tuple[frozenset[str], Thing]], pk: int) -> list[Thing]:
    near = [(likeness(words, theirs), other.pk, other) for theirs, other in others if other.pk != pk]
    near = sorted((row for row in near if row[0] >= ALIKE), key=lambda row: (-row[0], row[1]))
    return [other for _, _, other in near[:MOST_ALIKE]]


@dataclass(frozen=True)
class Decision:
    """How often a decision was taken."""

    verb: str
    n: int


def decisions_of(city: City) -> QuerySet[AuditLine]:
    """Return every decision of the moderators, the newest first. Whoever shows it leaves out the names."""
    return AuditLine.objects.filter(city=city, verb__in=DECISIONS).order_by("-at", "-pk")


def counts_of_decisions(city: City) -> list[Decision]:
    found = dict(
        AuditLine.objects.filter(city=city, verb__in=DECISIONS)
        .values("verb")
        .annotate(n=Count("pk"))
        .values_list("verb", "n")
    )
    return [Decision(verb, found[verb]) for verb in DECISIONS if verb in found]


def open_topics(city: City) -> list[Topic]:
    """Return the topics that statements can still go into, the open ones first."""
    return list(
        Topic.objects.in_city(city).exclude(status=Topic.Status.CLOSED).order_by("-status", "-created_at", "-pk")
    )


def wordable_concerns(city: City, chosen: set[int], most: int = 30) -> list[Concern]:
    """Return the chosen concerns, and beside them what else is not worded yet, the newest first."""
    usable = Concern.objects.in_city(city).exclude(status__in=[Concern.Status.REJECTED, Concern.Status.MERGED])
    loaded = usable.select_related("topic").order_by("-raised_at", "-pk")
    others = loaded.filter(status=Concern.Status.RAISED).exclude(pk__in=chosen)[:most]
    return [*loaded.filter(pk__in=chosen), *others]
