from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.forum.actions.news import CANCELLED, tell_everybody
from muara.web.forum.actions.telling import longest
from muara.web.forum.codes import fresh_hall_code
from muara.web.forum.models import Session
from muara.web.forum.permissions import can_run_sessions

Status = Session.Status


class CannotAnnounce(Exception):
    """The step was refused; the message is fit to show to the person."""


class CannotOpenSession(Exception):
    """The step was refused; the message is fit to show to the person."""


class CannotRenewHallCode(Exception):
    """The new code was refused; the message is fit to show to the person."""


class CannotCloseSession(Exception):
    """The step was refused; the message is fit to show to the person."""


class CannotPublishSession(Exception):
    """The step was refused; the message is fit to show to the person."""


class CannotCancelSession(Exception):
    """The session stays; the message is fit to show to the person."""


@transaction.atomic
def announce(*, by: User, session: Session, at: datetime) -> Session:
    """Show a draft to everybody, with its day and place.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotAnnounce
        If it is no draft any more.
    """
    session = _locked(by, session)
    if session.status != Status.DRAFT:
        raise CannotAnnounce(_("This session has been announced already."))
    return _move(session, Status.ANNOUNCED, by=by, at=at)


@transaction.atomic
def open_session(*, by: User, session: Session, at: datetime) -> Session:
    """Open the room: from now on people come in by a fresh hall code.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotOpenSession
        If it was not announced yet, is open already, or is over.
    """
    session = _locked(by, session)
    if session.status == Status.DRAFT:
        raise CannotOpenSession(_("Announce the session first; then it can be opened."))
    if session.status == Status.OPEN:
        raise CannotOpenSession(_("This session is open already."))
    if session.status == Status.CANCELLED:
        raise CannotOpenSession(_("This session was cancelled. Copy it to plan it anew."))
    if session.status != Status.ANNOUNCED:
        raise CannotOpenSession(_("This session is over and stays closed. Plan a new one to meet again."))
    session.hall_code, session.opened_at = _unused_hall_code(session), at
    return _move(session, Status.OPEN, by=by, at=at)


@transaction.atomic
def renew_hall_code(*, by: User, session: Session, at: datetime) -> Session:
    """Draw another hall code; the old one stops working at once.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotRenewHallCode
        If the session is not open.
    """
    session = _locked(by, session)
    if not session.is_open:
        raise CannotRenewHallCode(_("Only an open session has a hall code. Open the session first."))
    session.hall_code = _unused_hall_code(session)
    session.save(update_fields=["hall_code"])
    record("renewed_hall_code", session, by=by, city=session.city, at=at)
    return session


@transaction.atomic
def close_session(*, by: User, session: Session, at: datetime) -> Session:
    """Close the room: the hall code stops working.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotCloseSession
        If it is not open.
    """
    session = _locked(by, session)
    if session.status in {Status.CLOSED, Status.PUBLISHED}:
        raise CannotCloseSession(_("This session is closed already."))
    if not session.is_open:
        raise CannotCloseSession(_("Open the session first; then it can be closed."))
    session.hall_code, session.closed_at = "", at
    return _move(session, Status.CLOSED, by=by, at=at)


@transaction.atomic
def publish_session(*, by: User, session: Session, at: datetime) -> Session:
    """Publish the record of the evening: who was there by sector, and what was sparked.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotPublishSession
        If it is not closed, or published already.
    """
    session = _locked(by, session)
    if session.status == Status.PUBLISHED:
        raise CannotPublishSession(_("The record of this session is published already."))
    if session.status != Status.CLOSED:
        raise CannotPublishSession(_("Close the session first; then its record can be published."))
    return _move(session, Status.PUBLISHED, by=by, at=at)


@transaction.atomic
def cancel_session(*, by: User, session: Session, reason: str, at: datetime) -> Session:
    """Call an announced evening off: its page says why, and everybody who registered is told.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotCancelSession
        If it was not announced, has begun, or no reason is given.
    """
    session = _locked(by, session)
    reason = reason.strip()
    if session.status == Status.DRAFT:
        raise CannotCancelSession(_("Nobody sees a draft, so there is nothing to call off."))
    if session.status == Status.CANCELLED:
        raise CannotCancelSession(_("This session was cancelled already."))
    if session.status != Status.ANNOUNCED:
        raise CannotCancelSession(_("This session has begun. Close it instead."))
    if not reason or len(reason) > longest(Session, "cancel_reason"):
        raise CannotCancelSession(
            _("Write in a sentence, within 200 characters, why the evening does not take place.")
        )
    session.cancelled_at = session.changed_at = at
    session.cancel_reason = reason
    session.save(update_fields=["cancelled_at", "changed_at", "cancel_reason"])
    _move(session, Status.CANCELLED, by=by, at=at)
    tell_everybody(CANCELLED, session, at)
    return session


def _locked(by: User, session: Session) -> Session:
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    return Session.objects.select_for_update(no_key=True).get(pk=session.pk)


def _move(session: Session, status: Status, *, by: User, at: datetime) -> Session:
    session.status = status
    session.save(update_fields=["status", "hall_code", "opened_at", "closed_at"])
    record(status.lower(), session, by=by, city=session.city, at=at, number=session.number)
    return session


def _unused_hall_code(session: Session) -> str:
    code = fresh_hall_code()
    while Session.objects.in_city(session.city).filter(hall_code=code).exists():
        code = fresh_hall_code()
    return code
