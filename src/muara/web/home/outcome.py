"""What became of an evening, read from every room downstream of the forum. Reads only, five queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from muara.web.concerns.models import Concern
from muara.web.forum.models import Session
from muara.web.home.brook import Brook, Strand, draw_brook
from muara.web.home.deeds import Deed, deeds_about, deeds_of
from muara.web.home.fates import along, fates_of
from muara.web.home.queries import published_threads


@dataclass(frozen=True)
class NamedThread:
    """A published common thread that holds a concern of this evening."""

    number: int
    name: str
    published_at: datetime | None


@dataclass(frozen=True)
class Voiced:
    """A concern as it was said, and how far it came."""

    pk: int
    because: str
    role: str
    is_worded: bool
    thread: NamedThread | None
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of what became of it: a thread that was named, a deed that began, or what was measured."""

    on: date
    thread: NamedThread | None = None
    deed: Deed | None = None
    is_measured: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of the concerns of one evening. Everything is counted; nothing is dropped for being stuck."""

    concerns: tuple[Voiced, ...]
    threads: tuple[NamedThread, ...]
    deeds: tuple[Deed, ...]
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
    def log(self) -> list[Row]:
        """Return what happened, in the order of time."""
        rows = [Row(thread.published_at.date(), thread=thread) for thread in self.threads if thread.published_at]
        rows += log_of(self.deeds)
        return sorted(rows, key=lambda row: row.on)

    @property
    def n_measured(self) -> int:
        return sum(deed.is_reached is not None for deed in self.deeds)

    @property
    def n_not_worded(self) -> int:
        return self.n_concerns - self.n_worded

    @property
    def n_not_tied(self) -> int:
        return self.n_worded - self.n_tied


def log_of(deeds: Iterable[Deed]) -> list[Row]:
    """Return when each deed began and when it was measured, in the order of time."""
    rows = []
    for deed in deeds:
        rows.append(Row(deed.began_at.date(), deed=deed))
        if deed.measured_on is not None:
            rows.append(Row(deed.measured_on, deed=deed, is_measured=True))
    return sorted(rows, key=lambda row: row.on)


def outcome_of(session: Session) -> Outcome:
    """Return what became of the concerns that were raised in a session and that everybody may read."""
    raised = list(Concern.objects.filter(session=session).shown().order_by("raised_at", "pk"))
    joined_to = {concern.pk: concern.merged_into_id for concern in raised}
    asked = {pk for pair in joined_to.items() for pk in pair if pk is not None}
    threads = published_threads(session.city)
    fates = fates_of(joined_to, session.city, threads, only_of=asked)
    known = {thread.number: NamedThread(thread.number, thread.name, thread.published_at) for thread in threads}
    every = deeds_of(session.city)
    voiced = []
    for concern in raised:
        fate, line = fates[concern.pk], tuple(along(concern.pk, joined_to))
        done = deeds_about(every, concerns=line, thread=fate.thread)
        voiced.append(
            Voiced(concern.pk, concern.because, concern.role, fate.is_worded, known.get(fate.thread), done)
        )
    named = {concern.thread.number: concern.thread for concern in voiced if concern.thread}
    strands = [Strand(concern.is_worded, concern.thread.number if concern.thread else 0) for concern in voiced]
    return Outcome(
        concerns=tuple(voiced),
        threads=tuple(named[number] for number in sorted(named)),
        deeds=tuple(deed for deed in every if any(deed in one.deeds for one in voiced)),
        brook=draw_brook(strands),
    )
