from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, user_of
from muara.web.network.views.common import see, to_the_entrance, worked_through
from muara.web.products import actions, permissions
from muara.web.products.actions.spaces import FIELDS
from muara.web.products.forms.things import AnswerForm, BookingForm, SpaceForm
from muara.web.products.models import Booking
from muara.web.products.queries.directory import days_of, spaces_found, waiting_bookings
from muara.web.products.views.common import filter_of, offerer_for, offerer_of, own_actors, space_here
from muara.web.ui.calendar import FEED, Event, calendar_file


@require_safe
def spaces(request: HttpRequest) -> HttpResponse:
    asked, looked_for = cast(ParticipantRequest, request), filter_of(request)
    may_offer = permissions.can_offer_something(asked.user, asked.city)
    context = {
        "spaces": list(spaces_found(asked.city, looked_for)),
        "filter": looked_for,
        "districts": list(asked.city.districts),
        "may_offer": may_offer,
        "n_waiting": len(waiting_bookings(asked.city, asked.user, timezone.now())) if may_offer else 0,
    }
    return render(request, "products/spaces.html", context)


def _first_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("mulai", ""))
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a space and its next two weeks, and book some hours of it."""
    asked, found = cast(ParticipantRequest, request), space_here(request, slug)
    if request.method == "POST" and not permissions.can_book(asked.user):
        return to_the_entrance(request)
    form = BookingForm(request.POST or None, initial={"on": request.GET.get("mulai", "")})
    days = days_of(found, user_of(request), timezone.now(), _first_day(request))
    context = {
        "space": found,
        "days": days,
        "rules": [line for line in found.rules.splitlines() if line.strip()],
        "next_day": days[-1].on,
        "may_change": permissions.can_lend(asked.user, found),
        "may_book": permissions.can_book(asked.user) and found.withdrawn_at is None,
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        zone = ZoneInfo(asked.city.time_zone)
        day = given.pop("on")
        times = (datetime.combine(day, given.pop(name), zone) for name in ("starts", "ends"))
        starts_at, ends_at = times
        made = actions.book(
            by=asked.user, space=found, starts_at=starts_at, ends_at=ends_at, at=timezone.now(), **given
        )
        is_booked = made.state == Booking.State.BOOKED
        said = _("It is yours.") if is_booked else _("The owner is asked. You are told here what they say.")
        messages.success(request, said)
        return see(f"{reverse('products:space', args=[asked.city.slug, found.slug])}?mulai={day:%Y-%m-%d}")

    return worked_through(request, form, "products/space.html", context, act, actions.CannotBook)


@require_http_methods(["GET", "HEAD", "POST"])
def new_space(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), offerer_of(request)
    form = SpaceForm(request.POST or None, city=asked.city, actors=own_actors(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.lend_space(by=by, city=asked.city, at=timezone.now(), **given)
        messages.success(request, _("“%(space)s” can be booked now.") % {"space": made.name})
        return see("products:space", asked.city.slug, made.slug)

    return worked_through(request, form, "products/space_form.html", {}, act, actions.CannotLend)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_space(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), space_here(request, slug)
    by = offerer_for(request, found.actor)
    first = {name: getattr(found, name) for name in FIELDS}
    form = SpaceForm(request.POST or None, city=asked.city, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_space(by=by, space=found, at=timezone.now(), **given)
        messages.success(request, _("The entry is changed."))
        return see("products:space", asked.city.slug, found.slug)

    page = "products/space_form.html"
    return worked_through(request, form, page, {"space": found}, act, actions.CannotChangeSpace)


@require_POST
def turn_space(request: HttpRequest, slug: str) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), space_here(request, slug)
    by = offerer_for(request, found.actor)
    if request.POST.get("step") == "again":
        actions.lend_again(by=by, space=found, at=timezone.now())
        messages.success(request, _("It is lent again."))
    else:
        actions.withdraw_space(by=by, space=found, at=timezone.now())
        messages.success(request, _("It is no longer lent. What is booked stays booked."))
    return see("products:space", asked.city.slug, found.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def booking(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a booking to who may read it: the owner answers, either side may call it off."""
    asked, found = cast(ParticipantRequest, request), space_here(request, slug)
    one = get_object_or_404(Booking.objects.select_related("actor", "user"), space=found, pk=pk)
    one.space = found
    if not permissions.can_see_booking(asked.user, one):
        raise PermissionDenied
    form = AnswerForm(request.POST or None)

    def act(given: dict[str, Any]) -> HttpResponse:
        step = request.POST.get("step", "")
        if step == "accept":
            actions.accept_booking(by=asked.user, booking=one, at=timezone.now())
        elif step == "refuse":
            actions.refuse_booking(by=asked.user, booking=one, at=timezone.now(), **given)
        else:
            actions.give_back(by=asked.user, booking=one, at=timezone.now(), **given)
        messages.success(request, _("Thank you. It is written down."))
        return see("products:space", asked.city.slug, found.slug)

    context = {
        "space": found,
        "booking": one,
        "is_owner": permissions.can_lend(asked.user, found),
        "is_held": one.state in {Booking.State.ASKED, Booking.State.BOOKED} and one.ends_at > timezone.now(),
    }
    return worked_through(request, form, "products/booking.html", context, act, actions.CannotDecideBooking)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), offerer_of(request)
    return render(request, "products/waiting.html", {"bookings": waiting_bookings(asked.city, by, timezone.now())})


@require_safe
def space_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the bookings of a space to a calendar program: when it is taken, never by whom."""
    asked, found = cast(ParticipantRequest, request), space_here(request, slug)
    host = request.get_host()
    address = request.build_absolute_uri(reverse("products:space", args=[asked.city.slug, found.slug]))
    events = [
        Event(
            uid=f"booking-{one.pk}@{host}",
            stamp=one.decided_at or one.asked_at,
            starts=one.starts_at,
            ends=one.ends_at,
            summary=_("%(space)s is taken") % {"space": found.name},
            url=address,
        )
        for one in found.bookings.filter(state=Booking.State.BOOKED).order_by("starts_at", "pk")
    ]
    answer = HttpResponse(calendar_file("Ruang", found.name, events), content_type=FEED)
    answer["Content-Disposition"] = f'inline; filename="{found.slug}.ics"'
    return answer
