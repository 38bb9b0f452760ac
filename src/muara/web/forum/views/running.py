"""The evening itself: the facilitator's phone and the screen in the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.forum import actions
from muara.web.forum.models import Session
from muara.web.forum.queries import agenda_of, in_batches, room_of, steps_of
from muara.web.forum.queries.minutes import minutes_of
from muara.web.forum.views.common import session_to_run, short_address, whole_address, without_scheme

STEPS: dict[str, Callable[..., Session]] = {
    "announce": actions.announce,
    "open": actions.open_session,
    "close": actions.close_session,
    "publish": actions.publish_session,
}
CANNOT_STEP = (
    actions.CannotAnnounce,
    actions.CannotOpenSession,
    actions.CannotCloseSession,
    actions.CannotPublishSession,
)
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@require_safe
@vary_on_headers("HX-Request")
def facilitate(request: HttpRequest, number: int) -> HttpResponse:
    return _facilitator(request, session_to_run(request, number))


@require_POST
def step(request: HttpRequest, number: int) -> HttpResponse:
    session = session_to_run(request, number)
    action = STEPS.get(request.POST.get("step", ""))
    if action is None:
        raise BadRequest
    try:
        action(by=cast(ParticipantRequest, request).user, session=session, at=timezone.now())
    except CANNOT_STEP as error:
        return _facilitator(request, session, problem=str(error))
    return redirect("forum:facilitate", session.city.slug, number)


@require_POST
def renew_code(request: HttpRequest, number: int) -> HttpResponse:
    session = session_to_run(request, number)
    try:
        actions.renew_hall_code(by=cast(ParticipantRequest, request).user, session=session, at=timezone.now())
    except actions.CannotRenewHallCode as error:
        return _facilitator(request, session, problem=str(error))
    return redirect("forum:facilitate", session.city.slug, number)


@require_POST
@vary_on_headers("HX-Request")
def count(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    session = session_to_run(request, number)
    taken, added = request.POST.get("take", ""), request.POST.get("add", "")
    change = -1 if taken else 1
    try:
        actions.count_heads(
            by=asked.user, session=session, sector=taken or added, change=change, at=timezone.now()
        )
    except actions.CannotCountHeads as error:
        return _facilitator(request, session, problem=str(error))
    if asked.htmx:
        return _facilitator(request, session)
    return redirect(reverse("forum:facilitate", args=[session.city.slug, number]) + "#ruang")


@require_safe
@vary_on_headers("HX-Request")
def projector(request: HttpRequest, number: int) -> HttpResponse:
    session = session_to_run(request, number)
    room = room_of(session)
    context = {
        "session": session,
        "n_present": in_batches(room.n),
        "hall_address": _hall_address(request, session),
        "hall_shown": _door(request, session),
        "address": short_address(request, session),
        "address_shown": without_scheme(short_address(request, session)),
        "is_over": session.is_over,
    }
    is_part = bool(cast(ParticipantRequest, request).htmx)
    return render(request, "forum/_stage.html" if is_part else "forum/stage.html", context)


def _facilitator(request: HttpRequest, session: Session, *, problem: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "session": session,
        "room": room_of(session),
        "problem": problem,
        "agenda": agenda_of(session, at=timezone.now()),
    }
    status = 409 if problem else 200
    if cast(ParticipantRequest, request).htmx:
        return render(request, "forum/_tick.html", context, status=status)
    host = request.get_host().rsplit(":", 1)[0]
    context |= {
        "steps": steps_of(session),
        "minutes": minutes_of(session),
        "hall_address": _hall_address(request, session),
        "hall_shown": _door(request, session),
        "is_only_here": host in LOCAL_HOSTS,
        "n_expected": session.registrations.standing().count(),
    }
    return render(request, "forum/facilitate.html", context, status=status)


def _door(request: HttpRequest, session: Session) -> str:
    """Return the address where the code is typed, as short as it can be read out."""
    return without_scheme(whole_address(request, reverse("forum:type_code", args=[session.city.slug]))).rstrip("/")


def _hall_address(request: HttpRequest, session: Session) -> str:
    if not session.hall_code:
        return ""
    return whole_address(request, reverse("forum:hall", args=[session.city.slug, session.hall_code]))
