"""What became of an evening, read from every room downstream of the forum. Reads only, five queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern, Statement, StatementOrigin
from muara.web.forum.models import Session
from muara.web.home.brook import Brook, Strand, draw_brook

LIVING = {Statement.Status.ACCEPTED, Statement.Status.MERGED, Statement.Status.REPLACED}


@dataclass(frozen=True)
class NamedThread:
    """A published common thread that holds a concern of this evening."""

    number: int
    name: str
    published_at: datetime | None


@dataclass(frozen=True)
class Voiced:
    """A concern as it was said, and how far it came."""

    because: str
    role: str
    is_worded: bool
    thread: NamedThread | None


@dataclass(frozen=True)
class Outcome:
    """What became of the concerns of one evening. Everything is counted; nothing is dropped for being stuck."""

    concerns: tuple[Voiced, ...]
    threads: tuple[NamedThread, ...]
    brook: Brook

    @property
    def n_concerns(self) -> int:
        return len(self.concerns)

    @property
    def n_worded(self) -> int:
        return sum(concern.is_worded for concern in self.concerns)

    @property
    def n_tied(self) -> int:
        return sum(concern.thread is not None for concern in self.concerns)

    @property
    def n_not_worded(self) -> int:
        return self.n_concerns - self.n_worded

    @property
    def n_not_tied(self) -> int:
        return self.n_worded - self.n_tied


def outcome_of(session: Session) -> Outcome:
    """Return what became of the concerns that were raised in a session and that everybody may read."""
    raised = list(Concern.objects.filter(session=session).shown().order_by("raised_at", "pk"))
    joined_to = {concern.pk: concern.merged_into_id for concern in raised}
    threads = _threads_by_statement(session)
    statements = _living_statements(raised)
    voiced = []
    for concern in raised:
        own = _followed(concern.pk, joined_to)
        worded = [statement for pk in own for statement in statements.get(pk, ())]
        held = [threads[statement] for statement in worded if statement in threads]
        thread = min(held, key=lambda found: found.number, default=None)
        voiced.append(Voiced(concern.because, concern.role, bool(worded), thread))
    named = {concern.thread.number: concern.thread for concern in voiced if concern.thread}
    strands = [Strand(concern.is_worded, concern.thread.number if concern.thread else 0) for concern in voiced]
    return Outcome(
        concerns=tuple(voiced),
        threads=tuple(named[number] for number in sorted(named)),
        brook=draw_brook(strands),
    )


def _threads_by_statement(session: Session) -> dict[int, NamedThread]:
    """Return the published threads of the city by their statement."""
    published = CommonThread.objects.filter(city=session.city, status=CommonThread.Status.PUBLISHED)
    return {
        thread.statement_id: NamedThread(thread.number, thread.name, thread.published_at)
        for thread in published.order_by("-number")
    }


def _living_statements(raised: list[Concern]) -> dict[int, set[int]]:
    """Return the statements that came from each concern, with those that took their place later."""
    joined = {concern.merged_into_id for concern in raised if concern.merged_into_id}
    origins = StatementOrigin.objects.filter(concern__in={concern.pk for concern in raised} | joined)
    pairs = list(origins.values_list("concern_id", "statement_id", "statement__topic_id"))
    found = Statement.objects.filter(topic__in={topic for _concern, _statement, topic in pairs})
    rows = {pk: (status, successor) for pk, status, successor in found.values_list("pk", "status", "successor_id")}
    living: dict[int, set[int]] = {}
    for concern, statement, _topic in pairs:
        step: int | None = statement
        seen: set[int] = set()
        while step in rows and step not in seen:
            status, successor = rows[step]
            if status not in LIVING:
                break
            seen.add(step)
            step = successor
        if seen:
            living.setdefault(concern, set()).update(seen)
    return living


def _followed(pk: int, joined_to: dict[int, int | None]) -> list[int]:
    """Return a concern and those that it was joined with, one after the other."""
    own: list[int] = []
    step: int | None = pk
    while step is not None and step not in own:
        own.append(step)
        step = joined_to.get(step)
    return own
