from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant, User
from muara.web.network.actions.checks import check_fields, cleaned
from muara.web.network.models import Actor
from muara.web.products.actions.checks import not_foreign
from muara.web.products.actions.spaces import locked
from muara.web.products.models import Booking, Space
from muara.web.products.permissions import can_book, can_lend

MOST_OPEN = 10
"""So many bookings one account may hold or have asked for at a time: nobody takes all evenings."""


class CannotBook(Exception):
    """The space was not booked; the message says why, and what would be free."""


class CannotDecideBooking(Exception):
    """The booking stays as it was; the message says why."""


@transaction.atomic
def book(
    *,
    by: User,
    space: Space,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str,
    at: datetime,
    actor: Actor | None = None,
    n_people: int | None = None,
) -> Booking:
    """Book a space for some hours, or ask its owner for it. The row of the space is the lock: two never overlap.

    Raises
    ------
    PermissionDenied
        If nobody is signed in.
    CannotBook
        If it is taken, the rules of its owner do not allow it, or what is said does not fit.
    """
    if not can_book(by):
        raise PermissionDenied
    space = locked(space)
    if space.withdrawn_at is not None:
        raise CannotBook(_("%(space)s is not lent at the moment.") % {"space": space.name})
    if actor is not None:
        not_foreign(actor, space.city)
    booking = Booking(space=space, user=by, actor=actor, starts_at=starts_at, ends_at=ends_at, asked_at=at)
    booking.purpose, booking.n_people = cleaned(purpose, CannotBook), n_people
    _by_the_rules(booking, space, at)
    check_fields(booking, CannotBook, ["purpose", "n_people", "starts_at", "ends_at"])
    held = Booking.objects.holding().filter(user=by, ends_at__gt=at).count()
    if held >= MOST_OPEN and not can_lend(by, space):
        raise CannotBook(
            _("You hold %(n)s bookings that are still to come. Give one back before you take another.")
            % {"n": held}
        )
    other = _overlapping(space, starts_at, ends_at).first()
    if other is not None:
        raise CannotBook(
            _("It is taken from %(from)s to %(to)s. Choose another time.")
            % {"from": _clock(other.starts_at, space), "to": _clock(other.ends_at, space)}
        )
    is_at_once = not space.needs_yes or can_lend(by, space)
    booking.state = Booking.State.BOOKED if is_at_once else Booking.State.ASKED
    booking.decided_at = at if is_at_once else None
    booking.save()
    record("booked_space", booking, by=by, city=space.city, at=at, state=booking.state)
    return booking


def _overlapping(space: Space, starts_at: datetime, ends_at: datetime) -> QuerySet[Booking]:
    held = space.bookings.holding()
    return held.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("starts_at")


def _by_the_rules(booking: Booking, space: Space, at: datetime) -> None:
    starts, ends = (one.astimezone(ZoneInfo(space.city.time_zone)) for one in (booking.starts_at, booking.ends_at))
    if not booking.purpose:
        raise CannotBook(_("Write for what you need it."))
    if ends <= starts:
        raise CannotBook(_("It ends before it begins. Look at the times again."))
    if starts < at:
        raise CannotBook(_("This time has passed. Choose a later one."))
    if starts - at > timedelta(days=space.most_days_ahead):
        raise CannotBook(_("It can be booked at most %(n)s days ahead.") % {"n": space.most_days_ahead})
    if starts.date() != ends.date() or starts.time() < space.opens or ends.time() > space.closes:
        raise CannotBook(
            _("It is lent from %(opens)s to %(closes)s on one day.")
            % {"opens": f"{space.opens:%H.%M}", "closes": f"{space.closes:%H.%M}"}
        )
    if ends - starts > timedelta(hours=space.most_hours):
        raise CannotBook(_("One booking lasts at most %(n)s hours.") % {"n": space.most_hours})
    if space.capacity is not None and (booking.n_people or 0) > space.capacity:
        raise CannotBook(_("It holds %(n)s people.") % {"n": space.capacity})


@transaction.atomic
def accept_booking(*, by: User, booking: Booking, at: datetime) -> Booking:
    """Say yes for the owner. Nobody else could ask for that time meanwhile.

    Raises
    ------
    PermissionDenied
        If `by` does not speak for the owner, and does not keep the network.
    CannotDecideBooking
        If it does not wait for an answer.
    """
    booking = _waiting(by, booking)
    booking.state, booking.decided_at = Booking.State.BOOKED, at
    booking.save(update_fields=["state", "decided_at"])
    record("accepted_booking", booking, by=by, city=booking.space.city, at=at)
    _tell(booking, "booking_accepted", at)
    return booking


@transaction.atomic
def refuse_booking(*, by: User, booking: Booking, answer: str, at: datetime) -> Booking:
    """Say no for the owner, and why.

    Raises
    ------
    PermissionDenied
        If `by` does not speak for the owner, and does not keep the network.
    CannotDecideBooking
        If it does not wait for an answer, or no reason is given.
    """
    booking = _waiting(by, booking)
    booking.answer = cleaned(answer, CannotDecideBooking)
    check_fields(booking, CannotDecideBooking, ["answer"])
    if not booking.answer:
        raise CannotDecideBooking(_("Say why, so that they can plan."))
    booking.state, booking.decided_at = Booking.State.REFUSED, at
    booking.save(update_fields=["state", "decided_at", "answer"])
    record("refused_booking", booking, by=by, city=booking.space.city, at=at)
    _tell(booking, "booking_refused", at, answer=booking.answer)
    return booking


@transaction.atomic
def give_back(*, by: User, booking: Booking, at: datetime, answer: str = "") -> Booking:
    """Call a booking off: who booked it, or its owner with a reason. The time is free again.

    Raises
    ------
    PermissionDenied
        If `by` neither booked it nor speaks for the owner.
    CannotDecideBooking
        If it does not hold its time any longer, has begun, or the owner gives no reason.
    """
    booking = _with_its_space(booking)
    is_own, is_owner = booking.user_id == by.pk, can_lend(by, booking.space)
    if not (is_own or is_owner):
        raise PermissionDenied
    if booking.state not in {Booking.State.ASKED, Booking.State.BOOKED} or booking.ends_at <= at:
        raise CannotDecideBooking(_("This booking no longer holds its time."))
    booking.answer = cleaned(answer, CannotDecideBooking)
    check_fields(booking, CannotDecideBooking, ["answer"])
    if not is_own and not booking.answer:
        raise CannotDecideBooking(_("Say why, so that they can plan."))
    booking.state, booking.decided_at = Booking.State.CANCELLED, at
    booking.save(update_fields=["state", "decided_at", "answer"])
    record("gave_back_booking", booking, by=by, city=booking.space.city, at=at)
    if not is_own:
        _tell(booking, "booking_given_back", at, answer=booking.answer)
    return booking


def _with_its_space(booking: Booking) -> Booking:
    space = locked(booking.space)
    booking = Booking.objects.select_related("user").get(pk=booking.pk)
    booking.space = space
    return booking


def _waiting(by: User, booking: Booking) -> Booking:
    booking = _with_its_space(booking)
    if not can_lend(by, booking.space):
        raise PermissionDenied
    if booking.state != Booking.State.ASKED:
        raise CannotDecideBooking(_("This booking has been answered already."))
    return booking


def _clock(at: datetime, space: Space) -> str:
    return date_format(at.astimezone(ZoneInfo(space.city.time_zone)), "j F, H.i")


def _tell(booking: Booking, kind: str, at: datetime, **params: str) -> None:
    space = booking.space
    person = Participant.objects.filter(city=space.city, user=booking.user, merged_into=None).first()
    when = _clock(booking.starts_at, space)
    tell(person if booking.user else None, kind, city=space.city, at=at, space=space.name, when=when, **params)
