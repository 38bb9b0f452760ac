"""Places of an evening: who comes, who waits, and who moves up. Every write holds the row of the session.

Two people who take the last place at the same moment stand behind each other at that row, on either database; so
does whoever cancels while another registers. Nobody waits while a place is free.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _
from lokal import normalize_phone

from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant, Sector, User
from muara.web.forum.actions.news import tell_of_a_place
from muara.web.forum.actions.telling import longest
from muara.web.forum.codes import hash_of
from muara.web.forum.models import Registration, Session
from muara.web.forum.permissions import can_cancel_registration

Status = Registration.Status
# Counted for each person, never for an address: a whole hall may sit behind one (reliability T2).
MOST_BY_ONE = 10
NAMES_LAST = timedelta(days=30)


class CannotRegister(Exception):
    """The registration was refused; the message is fit to show to the person."""


class CannotCancelRegistration(Exception):
    """The place stays; the message is fit to show to the person."""


@transaction.atomic
def register(
    *,
    by: Participant,
    session: Session,
    name: str,
    token: str,
    at: datetime,
    phone: str = "",
    sector: str = "",
    is_for_another: bool = False,
) -> Registration:
    """Keep a place for somebody, or one on the waiting list; whoever holds `token` may give it back.

    Raises
    ------
    CannotRegister
        If the session takes no registrations now, the name is missing, or they have a place or typed many already.
    """
    session = (
        Session.objects.select_for_update(no_key=True, of=("self",)).select_related("city").get(pk=session.pk)
    )
    name = name.strip()
    if not session.takes_registrations(at):
        raise CannotRegister(_("This session takes no registrations now. Its page says what holds."))
    if not name or len(name) > longest(Registration, "name"):
        raise CannotRegister(_("Write a name, within 80 characters. A first name is enough."))
    if phone and not (phone := normalize_phone(phone) or ""):
        raise CannotRegister(_("Write an Indonesian phone number, for example 0812 3456 7890, or leave it empty."))
    if sector and sector not in Sector.values:
        raise CannotRegister(_("Choose a sector from the list, or none."))
    standing = session.registrations.standing()
    if not is_for_another and standing.filter(participant=by).exists():
        raise CannotRegister(_("You have a place already. For somebody else, say so on the form."))
    if standing.filter(entered_by=by).count() >= MOST_BY_ONE:
        raise CannotRegister(
            _("You have registered ten people. For a larger group, tell the facilitator how many you are.")
        )
    registration = Registration.objects.create(
        session=session,
        participant=None if is_for_another else by,
        entered_by=by,
        name=name,
        phone=phone,
        sector=sector,
        status=Status.CONFIRMED if _has_room(session) else Status.WAITING,
        token_hash=hash_of(token),
        registered_at=at,
    )
    record("registered", registration, by=by, city=session.city, at=at, status=registration.status)
    return registration


@transaction.atomic
def cancel_registration(
    *, by: User | Participant | None, registration: Registration, at: datetime, token: str = ""
) -> Registration:
    """Give a place back; the first who waits moves up and is told.

    Raises
    ------
    PermissionDenied
        If `by` neither holds the place, nor its token, nor runs sessions here.
    CannotCancelRegistration
        If it was given back already, or the evening has begun.
    """
    locked = Session.objects.select_for_update(no_key=True, of=("self",)).select_related("city")
    session = locked.get(pk=registration.session_id)
    registration = Registration.objects.select_related("session__city").get(pk=registration.pk)
    has_token = bool(token) and secrets.compare_digest(hash_of(token), registration.token_hash)
    if not has_token and not can_cancel_registration(by, registration):
        raise PermissionDenied
    if registration.status == Status.CANCELLED:
        raise CannotCancelRegistration(_("This place was given back already. Nothing more is to be done."))
    if session.status != Session.Status.ANNOUNCED:
        raise CannotCancelRegistration(_("The evening has begun or is over, so there is no place to give back."))
    _give_back(registration, session, by, at)
    return registration


@transaction.atomic
def move_registrations(*, by: User, source: Participant, target: Participant, at: datetime) -> None:
    """Hand the places of a guest to the person who signed in; of two for the same evening one goes back."""
    for row in source.registrations.standing().select_related("session").order_by("session_id"):
        session = Session.objects.select_for_update(no_key=True).get(pk=row.session_id)
        if session.registrations.standing().filter(participant=target).exists():
            _give_back(row, session, target, at)
    source.registrations.update(participant=target)


@transaction.atomic
def forget_registrations(*, person: Participant, at: datetime) -> None:
    """Give back every place of somebody who asked to be forgotten, and take their name off it."""
    for row in person.registrations.standing().select_related("session").order_by("session_id"):
        session = Session.objects.select_for_update(no_key=True).get(pk=row.session_id)
        if session.status == Session.Status.ANNOUNCED:
            _give_back(row, session, person, at)
    _without_names(person.registrations.all())


@transaction.atomic
def forget_old_registrations(*, at: datetime) -> int:
    """Take names, phones and people off the registrations of evenings that are thirty days past."""
    old = Registration.objects.filter(session__starts_at__lt=at - NAMES_LAST).exclude(name="")
    return _without_names(old)


def move_up(session: Session, at: datetime) -> list[Registration]:
    """Give every free place to who waited longest. Call it with the session's row locked."""
    moved = session.registrations.waiting().select_related("participant__user")
    if session.capacity is not None:
        moved = moved[: max(session.capacity - session.registrations.confirmed().count(), 0)]
    told = list(moved)
    for registration in told:
        registration.status, registration.moved_up_at = Status.CONFIRMED, at
        registration.save(update_fields=["status", "moved_up_at"])
        record("moved_up", registration, by=None, city=session.city, at=at)
        tell_of_a_place(registration, session, at)
    return told


def _has_room(session: Session) -> bool:
    return session.capacity is None or session.registrations.confirmed().count() < session.capacity


def _give_back(registration: Registration, session: Session, by: User | Participant | None, at: datetime) -> None:
    registration.status, registration.cancelled_at = Status.CANCELLED, at
    registration.save(update_fields=["status", "cancelled_at"])
    record("gave_back_place", registration, by=by, city=session.city, at=at)
    move_up(session, at)


def _without_names(rows: models.QuerySet[Registration]) -> int:
    return rows.update(name="", phone="", participant=None, entered_by=None)
