from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from muara.web.forum.models import Session


@dataclass(frozen=True)
class AgendaLine:
    """One item as a page shows it; without `minutes` nobody said how long it lasts."""

    starts_at: datetime
    what: str
    minutes: int | None
    is_now: bool

    @property
    def ends_at(self) -> datetime | None:
        return None if self.minutes is None else self.starts_at + timedelta(minutes=self.minutes)


def agenda_of(session: Session, *, at: datetime) -> tuple[AgendaLine, ...]:
    """Return what happens when, with durations, and what is on now while the room is open."""
    items = list(session.agenda.order_by("minute"))
    starts = [session.starts_at + timedelta(minutes=item.minute) for item in items]
    ends = [*starts[1:], session.ends_at] if items else []
    lines = []
    for item, begins, end in zip(items, starts, ends, strict=True):
        is_now = session.is_open and begins <= at and (end is None or at < end)
        minutes = round((end - begins).total_seconds() / 60) if end is not None and end > begins else None
        lines.append(AgendaLine(begins, item.what, minutes, is_now))
    return tuple(lines)


def agenda_text(session: Session) -> str:
    """Return the agenda as its facilitator writes it, a line for each item."""
    lines = agenda_of(session, at=session.starts_at)
    return "\n".join(f"{timezone.localtime(line.starts_at):%H.%M} {line.what}" for line in lines)
