from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.cities.models import City
from muara.web.forum.actions import (
    CannotEditSession,
    CannotPlanSession,
    CannotSetRoles,
    GivenRole,
    edit_session,
    plan_session,
    set_roles,
)
from muara.web.forum.forms import RoleFormSet, SessionForm
from muara.web.forum.models import Session, SessionRole
from muara.web.forum.permissions import can_run_sessions
from muara.web.forum.queries import roles_of
from muara.web.forum.views.common import session_or_404

FRIDAY = 4
USUAL_TIME = time(19, 30)


@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not can_run_sessions(asked.user, asked.city):
        raise PermissionDenied
    if request.method != "POST":
        form = SessionForm(city=asked.city, initial=_usual(asked.city, timezone.localtime()))
        return render(request, "forum/session_form.html", {"form": form, "session": None})
    form = SessionForm(request.POST, city=asked.city)
    status = 422
    if form.is_valid():
        try:
            planned = plan_session(by=asked.user, city=asked.city, at=timezone.now(), **form.plan())
        except CannotPlanSession as error:
            form.add_error(None, str(error))
            status = 409
        else:
            return redirect("forum:facilitate", asked.city.slug, planned.number)
    return render(request, "forum/session_form.html", {"form": form, "session": None}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    session = session_or_404(request, number)
    if not can_run_sessions(asked.user, asked.city):
        raise PermissionDenied
    if request.method != "POST":
        form = SessionForm(city=asked.city, initial=_as_it_is(session))
        return render(request, "forum/session_form.html", {"form": form, "session": session})
    form = SessionForm(request.POST, city=asked.city)
    status = 422
    if form.is_valid():
        try:
            edit_session(by=asked.user, session=session, at=timezone.now(), **form.plan())
        except CannotEditSession as error:
            form.add_error(None, str(error))
            status = 409
        else:
            return redirect("forum:facilitate", asked.city.slug, number)
    return render(request, "forum/session_form.html", {"form": form, "session": session}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def roles(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    session = session_or_404(request, number)
    if not can_run_sessions(asked.user, asked.city):
        raise PermissionDenied
    if request.method != "POST":
        formset = RoleFormSet(initial=_rows(session))
        return render(request, "forum/roles.html", {"session": session, "formset": formset})
    formset = RoleFormSet(request.POST)
    problem, status = "", 422
    if formset.is_valid():
        given = [GivenRole(**row) for row in formset.cleaned_data if row.get("role")]
        try:
            set_roles(by=asked.user, session=session, roles=given, at=timezone.now())
        except CannotSetRoles as error:
            problem, status = str(error), 409
        else:
            return redirect("forum:facilitate", asked.city.slug, number)
    context = {"session": session, "formset": formset, "problem": problem}
    return render(request, "forum/roles.html", context, status=status)


def _usual(city: City, now: datetime) -> dict[str, Any]:
    """Return what the next evening usually is: next Friday, where the last one was, with the same guests."""
    last = Session.objects.in_city(city).order_by("-number").first()
    day = now.date() + timedelta(days=(FRIDAY - now.weekday()) % 7 or 7)
    usual: dict[str, Any] = {"day": day, "time": USUAL_TIME}
    if last is not None:
        usual |= {
            "time": timezone.localtime(last.starts_at).time(),
            "venue": last.venue,
            "district": last.district_id,
            "invited_sectors": last.invited_sectors,
        }
    return usual


def _as_it_is(session: Session) -> dict[str, Any]:
    starts_at = timezone.localtime(session.starts_at)
    return {
        "question": session.question,
        "theme": session.theme,
        "day": starts_at.date(),
        "time": starts_at.time(),
        "venue": session.venue,
        "district": session.district_id,
        "invited_sectors": session.invited_sectors,
        "gist": session.gist,
    }


def _rows(session: Session) -> list[dict[str, Any]]:
    """Return the roles as they stand, with one empty row for each kind, so that a second speaker has a place."""
    names = ("kind", "role", "name", "is_name_public")
    known = [{name: getattr(role, name) for name in names} for role in roles_of(session)]
    order = SessionRole.Kind.values
    taken = {row["kind"] for row in known}
    empty = [{"kind": kind} for kind in order if kind not in taken or kind == SessionRole.Kind.SPARK_SPEAKER]
    return sorted(known + empty, key=lambda row: order.index(row["kind"]))
