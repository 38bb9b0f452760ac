from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.actions import verify_by_hall
from muara.web.accounts.audit import record
from muara.web.accounts.models import AuditLine, Channel, Participant, Sector, User
from muara.web.forum.codes import read_code
from muara.web.forum.models import Attendance, HeadCount, Session
from muara.web.forum.permissions import can_run_sessions

# Counted for each person, never for an address: a whole hall may sit behind one (reliability T2).
WRONG_TRIES = 10
REST = timedelta(minutes=15)
MOST_HEADS = 10_000


class CannotEnterHall(Exception):
    """The code opens nothing; the message is fit to show to the person."""


class CannotCountHeads(Exception):
    """The count was refused; the message is fit to show to the person."""


def enter_hall(*, by: Participant, code: str, at: datetime) -> Attendance:
    """Record that somebody is in the room whose code this is, once, and that they were seen there.

    Not atomic as a whole: a wrong code leaves its audit line, which is what limits the guessing, and only then
    is refused.

    Raises
    ------
    CannotEnterHall
        If the code opens no session of this city now, or the person guessed too often. One message for all:
        it tells a guesser nothing.
    """
    with transaction.atomic():
        participant = Participant.objects.select_for_update(no_key=True).get(pk=by.pk)
        n_wrong = AuditLine.objects.filter(
            city=participant.city, at__gt=at - REST, verb="mistook_hall_code", by_participant=participant
        ).count()
        if n_wrong < WRONG_TRIES:
            session = _open_session_with(read_code(code), participant)
            if session is not None:
                return _attend(session, participant, at)
            record("mistook_hall_code", participant, by=participant, city=participant.city, at=at)
    raise CannotEnterHall(
        _(
            "This code opens no room now. Look at the screen in the room and type it again. After many tries it "
            "rests for a quarter of an hour; the facilitator can help you."
        )
    )


@transaction.atomic
def count_heads(*, by: User, session: Session, sector: str, change: int, at: datetime) -> HeadCount:
    """Add to or take from the people of one sector, as the facilitator counts them in the room.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotCountHeads
        If the session is a draft or published, the sector is unknown, or fewer than nobody would be left.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.status == Session.Status.DRAFT:
        raise CannotCountHeads(_("Announce the session first; then count who comes."))
    if session.status == Session.Status.CANCELLED:
        raise CannotCountHeads(_("This session was cancelled, so nobody is counted."))
    if session.status == Session.Status.PUBLISHED:
        raise CannotCountHeads(_("The record is published, so its count stays as it is."))
    if sector not in Sector.values:
        raise CannotCountHeads(_("Choose a sector from the list."))
    counted = HeadCount.objects.filter(session=session, sector=sector).first()
    n = (counted.n if counted else 0) + change
    if not 0 <= n <= MOST_HEADS:
        raise CannotCountHeads(_("A count goes from nobody to ten thousand. Nothing was changed."))
    if counted is None:
        counted = HeadCount(session=session, sector=sector)
    counted.n = n
    counted.save()
    record("counted_heads", session, by=by, city=session.city, at=at, sector=sector, n=n)
    return counted


@transaction.atomic
def move_attendance(*, by: User, source: Participant, target: Participant, at: datetime) -> None:
    """Hand the evenings of a guest to the person who signed in; where both came in, one evening stays one."""
    known = set(target.attendances.values_list("session_id", flat=True))
    n_moved = source.attendances.exclude(session__in=known).update(participant=target)
    n_doubled, _by_model = source.attendances.all().delete()
    if n_moved or n_doubled:
        record("moved_attendance", target, by=by, city=target.city, at=at, source=source.pk, n=n_moved)


def _open_session_with(code: str, participant: Participant) -> Session | None:
    if not code:
        return None
    return (
        Session.objects.select_for_update(no_key=True)
        .in_city(participant.city)
        .filter(hall_code=code, status=Session.Status.OPEN)
        .first()
    )


def _attend(session: Session, participant: Participant, at: datetime) -> Attendance:
    attendance, is_new = Attendance.objects.get_or_create(
        session=session,
        participant=participant,
        defaults={
            "channel": Channel.ASSISTED if participant.is_assisted else Channel.PHONE,
            "at": at,
        },
    )
    verify_by_hall(by=participant, at=at)
    if is_new:
        record("attended", session, by=participant, city=session.city, at=at, channel=attendance.channel)
    return attendance
