"""Who has a place: in numbers for everybody, by name for facilitators, and one's own for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from muara.web.accounts.models import Participant
from muara.web.forum.codes import hash_of
from muara.web.forum.models import Registration, Session
from muara.web.forum.queries.attendance import SMALLEST_CELL

Status = Registration.Status


@dataclass(frozen=True)
class Places:
    """How full an evening is, as everybody may know: no number of people below five."""

    capacity: int | None
    n_confirmed: int | None
    n_waiting: int | None
    is_full: bool
    is_open: bool

    @property
    def n_free(self) -> int | None:
        """What is left, once so many have a place that the number tells of nobody."""
        if self.capacity is None or self.n_confirmed is None:
            return None
        return max(self.capacity - self.n_confirmed, 0)


@dataclass(frozen=True)
class Mine:
    """One's own place; `turn` counts from one on the waiting list."""

    registration: Registration
    turn: int

    @property
    def is_confirmed(self) -> bool:
        return self.registration.status == Status.CONFIRMED

    @property
    def is_cancelled(self) -> bool:
        return self.registration.status == Status.CANCELLED


@dataclass(frozen=True)
class Expected:
    """Who wants to come, for those who run the evening."""

    confirmed: tuple[Registration, ...]
    waiting: tuple[Registration, ...]
    n_cancelled: int

    @property
    def n(self) -> int:
        return len(self.confirmed) + len(self.waiting)


def places_of(session: Session, *, at: datetime) -> Places:
    counted = session.registrations.aggregate(
        confirmed=Count("pk", filter=Q(status=Status.CONFIRMED)),
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
    )
    confirmed, waiting = counted["confirmed"], counted["waiting"]
    return Places(
        capacity=session.capacity,
        n_confirmed=confirmed if confirmed >= SMALLEST_CELL else None,
        n_waiting=waiting if waiting >= SMALLEST_CELL else None,
        is_full=session.capacity is not None and confirmed >= session.capacity,
        is_open=session.takes_registrations(at),
    )


def place_of(session: Session, participant: Participant | None) -> Mine | None:
    """Return the place of somebody whom the program knows by their phone or account."""
    if participant is None:
        return None
    found = session.registrations.standing().filter(participant=participant).first()
    return None if found is None else _mine(found)


def place_with(session: Session, token: str) -> Mine | None:
    """Return the place whose secret link this is; also one that was given back, to say so."""
    found = session.registrations.filter(token_hash=hash_of(token)).first()
    return None if found is None else _mine(found)


def expected_at(session: Session) -> Expected:
    """Return everybody by name, first come first."""
    rows = list(session.registrations.order_by("pk"))
    return Expected(
        confirmed=tuple(row for row in rows if row.status == Status.CONFIRMED),
        waiting=tuple(row for row in rows if row.status == Status.WAITING),
        n_cancelled=sum(row.status == Status.CANCELLED for row in rows),
    )


def _mine(registration: Registration) -> Mine:
    turn = 0
    if registration.status == Status.WAITING:
        turn = (
            Registration.objects.waiting().filter(session=registration.session_id, pk__lte=registration.pk).count()
        )
    return Mine(registration, turn)
