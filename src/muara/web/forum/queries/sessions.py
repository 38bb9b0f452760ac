from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from muara.web.cities.models import City
from muara.web.forum.models import Session, SessionRole
from muara.web.forum.models.sessions import STILL_TONIGHT

COMING = {Session.Status.ANNOUNCED, Session.Status.CANCELLED}
WAY = [status for status in Session.Status if status != Session.Status.CANCELLED]


@dataclass(frozen=True)
class ListedSession:
    """One line of the list of sessions."""

    number: int
    label: str
    theme: str
    question: str
    starts_at: datetime
    venue: str
    district: str
    is_open: bool
    is_draft: bool
    is_cancelled: bool


@dataclass(frozen=True)
class Year:
    """The past sessions of one year, newest first."""

    year: int
    sessions: tuple[ListedSession, ...]


@dataclass(frozen=True)
class SessionList:
    """Every session somebody may see: what is open or coming first, then what was."""

    drafts: tuple[ListedSession, ...]
    upcoming: tuple[ListedSession, ...]
    past: tuple[Year, ...]

    @property
    def n_past(self) -> int:
        return sum(not session.is_cancelled for year in self.past for session in year.sessions)

    @property
    def is_empty(self) -> bool:
        return not (self.drafts or self.upcoming or self.past)


@dataclass(frozen=True)
class Step:
    """One status on the way of a session, as its facilitator sees it."""

    status: str
    label: str
    is_done: bool
    is_now: bool
    at: datetime | None


def steps_of(session: Session) -> tuple[Step, ...]:
    """Return the way of a session from draft to published, with the moments that are known."""
    here = next((place for place, status in enumerate(WAY) if status == session.status), -1)
    known = {
        Session.Status.OPEN: session.opened_at,
        Session.Status.CLOSED: session.closed_at,
    }
    return tuple(
        Step(status.value, str(status.label), place < here, place == here, known.get(status))
        for place, status in enumerate(WAY)
    )


def shelved(sessions: Iterable[Session], at: datetime) -> SessionList:
    """Put sessions, the newest first, where the list shows them."""
    drafts, upcoming, past = [], [], []
    for session in sessions:
        line = _listed(session)
        if session.status == Session.Status.DRAFT:
            drafts.append(line)
        elif session.is_open or (session.status in COMING and session.starts_at >= at - STILL_TONIGHT):
            upcoming.append(line)
        else:
            past.append(line)
    upcoming.sort(key=lambda line: (not line.is_open, line.starts_at, line.number))
    return SessionList(
        drafts=tuple(drafts),
        upcoming=tuple(upcoming),
        past=tuple(
            Year(year, tuple(lines))
            for year, lines in groupby(past, key=lambda line: timezone.localtime(line.starts_at).year)
        ),
    )


def announced_of(city: City, *, most: int) -> list[Session]:
    """Return the evenings that everybody may know of, the last announced first, for feeds."""
    found = Session.objects.in_city(city).visible().select_related("district", "city")
    return list(found.order_by("-starts_at", "-number")[:most])


def roles_of(session: Session) -> list[SessionRole]:
    """Return who led the evening: spark speaker, moderator, note-taker, in that order."""
    order = {kind: place for place, kind in enumerate(SessionRole.Kind.values)}
    return sorted(session.roles.all(), key=lambda role: (order[role.kind], role.pk))


def _listed(session: Session) -> ListedSession:
    return ListedSession(
        number=session.number,
        label=session.label,
        theme=session.theme,
        question=session.question,
        starts_at=session.starts_at,
        venue=session.venue,
        district=session.district.name if session.district else "",
        is_open=session.is_open,
        is_draft=session.status == Session.Status.DRAFT,
        is_cancelled=session.status == Session.Status.CANCELLED,
    )
