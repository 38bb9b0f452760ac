"""What the note-taker writes down during or after the evening, until the minutes are out."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Sector, User
from muara.web.forum.models import Contribution, Minutes, Session
from muara.web.forum.permissions import can_run_sessions

MOST_NOTES = 200
MAX_ROLE, MAX_NOTE = 80, 500


class CannotNote(Exception):
    """The note was refused; the message is fit to show to the person."""


class CannotStrikeNote(Exception):
    """The note stays; the message is fit to show to the person."""


@transaction.atomic
def note(
    *,
    by: User,
    session: Session,
    kind: str,
    text: str,
    at: datetime,
    role: str = "",
    sector: str = "",
    is_answered: bool = False,
) -> Contribution:
    """Write down one point of an evening: who said it by role, or what the room saw, differed in, decided.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotNote
        If the evening has not begun or its minutes are out, or the point is empty, too long or without a role.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.status in {Session.Status.DRAFT, Session.Status.ANNOUNCED}:
        raise CannotNote(_("Open the session first; then write down what is said."))
    if are_out(session):
        raise CannotNote(_("The minutes are out. Suggest a correction instead."))
    text, role = " ".join(text.split()), " ".join(role.split())
    if kind not in Contribution.Kind.values:
        raise CannotNote(_("Choose what kind of point this is."))
    if sector and sector not in Sector.values:
        raise CannotNote(_("Choose a sector from the list."))
    if not text:
        raise CannotNote(_("Write the point first."))
    if kind in Contribution.SPOKEN and not role:
        raise CannotNote(_("Write what the speaker is, for example “shop owner”; no name is needed."))
    if len(text) > MAX_NOTE or len(role) > MAX_ROLE:
        raise CannotNote(_("Keep the point within 500 characters and the role within 80."))
    if session.contributions.count() >= MOST_NOTES:
        raise CannotNote(_("There are 200 points already. Join some of them."))
    written = Contribution.objects.create(
        session=session,
        kind=kind,
        role=role,
        sector=sector,
        text=text,
        is_answered=is_answered and kind == Contribution.Kind.QUESTION,
        recorded_by=by,
        at=at,
    )
    record("noted", written, by=by, city=session.city, at=at, session=session.number, kind=kind)
    return written


@transaction.atomic
def strike_note(*, by: User, contribution: Contribution, at: datetime) -> None:
    """Take a point out that was written down by mistake.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotStrikeNote
        If the minutes are out.
    """
    city = contribution.session.city
    if not can_run_sessions(by, city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=contribution.session_id)
    if are_out(session):
        raise CannotStrikeNote(_("The minutes are out. Suggest a correction instead."))
    record("struck_note", contribution, by=by, city=city, at=at, session=session.number, text=contribution.text)
    contribution.delete()


def are_out(session: Session) -> bool:
    return Minutes.objects.filter(session=session, published_at__isnull=False).exists()
