from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.cities.models import City
from muara.web.forum.actions import (
    CannotBeginSeries,
    CannotCancelSession,
    CannotEditSession,
    CannotPlanSession,
    CannotSetAgenda,
    CannotSetRoles,
    GivenRole,
    begin_series,
    cancel_session,
    duplicate_session,
    edit_session,
    plan_session,
    set_agenda,
    set_roles,
)
from muara.web.forum.forms import (
    AgendaForm,
    CancelSessionForm,
    NewSessionForm,
    RoleFormSet,
    SeriesForm,
    SessionForm,
)
from muara.web.forum.models import Session, SessionRole
from muara.web.forum.permissions import can_run_sessions
from muara.web.forum.queries import agenda_text, roles_of
from muara.web.forum.views.common import session_to_run

FRIDAY = 4
USUAL_TIME = time(19, 30)


@require_http_methods(["GET", "HEAD", "POST"])
def new_session(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not can_run_sessions(asked.user, asked.city):
        raise PermissionDenied
    if request.method != "POST":
        form = NewSessionForm(city=asked.city, initial=_usual(asked.city, timezone.localtime()))
        return render(request, "forum/session_form.html", {"form": form, "session": None})
    form = NewSessionForm(request.POST, city=asked.city)
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
    session = session_to_run(request, number)
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
    session = session_to_run(request, number)
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


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    session = session_to_run(request, number)
    form, status = AgendaForm(initial={"agenda": agenda_text(session)}), 200
    if request.method == "POST":
        form, status = AgendaForm(request.POST), 422
        if form.is_valid():
            try:
                set_agenda(by=asked.user, session=session, text=form.cleaned_data["agenda"], at=timezone.now())
            except CannotSetAgenda as refusal:
                form.add_error("agenda", str(refusal))
                status = 409
            else:
                return redirect("forum:facilitate", asked.city.slug, number)
    return render(request, "forum/agenda_form.html", {"form": form, "session": session}, status=status)


@require_POST
def duplicate(request: HttpRequest, number: int) -> HttpResponse:
    session = session_to_run(request, number)
    try:
        copy = duplicate_session(by=cast(ParticipantRequest, request).user, session=session, at=timezone.now())
    except CannotPlanSession as refusal:
        messages.error(request, str(refusal))
        return redirect("forum:facilitate", session.city.slug, number)
    return redirect("forum:edit_session", session.city.slug, copy.number)


@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    session = session_to_run(request, number)
    form, status = CancelSessionForm(), 200
    if request.method == "POST":
        form, status = CancelSessionForm(request.POST), 422
        if form.is_valid():
            try:
                cancel_session(
                    by=asked.user, session=session, reason=form.cleaned_data["reason"], at=timezone.now()
                )
            except CannotCancelSession as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return redirect("forum:expected", asked.city.slug, number)
    n_expected = session.registrations.standing().count()
    context = {"form": form, "session": session, "n_expected": n_expected}
    return render(request, "forum/call_off.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def series(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    if not can_run_sessions(asked.user, asked.city):
        raise PermissionDenied
    form, status = SeriesForm(), 200
    if request.method == "POST":
        form, status = SeriesForm(request.POST), 422
        if form.is_valid():
            try:
                begin_series(by=asked.user, city=asked.city, at=timezone.now(), **form.cleaned_data)
            except CannotBeginSeries as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return redirect("forum:series", asked.city.slug)
    known = asked.city.series.annotate(n=Count("sessions")).order_by("pk")
    return render(request, "forum/series.html", {"form": form, "known": known}, status=status)


def _usual(city: City, now: datetime) -> dict[str, Any]:
    """Return what the next evening usually is: next Friday, where the last one was, with the same guests."""
    last = Session.objects.in_city(city).order_by("-number").first()
    day = now.date() + timedelta(days=(FRIDAY - now.weekday()) % 7 or 7)
    usual: dict[str, Any] = {"day": day, "time": USUAL_TIME}
    if last is not None:
        usual |= {
            "time": timezone.localtime(last.starts_at).time(),
            "series": last.series_id,
            **_where_and_who(last),
        }
    return usual


def _as_it_is(session: Session) -> dict[str, Any]:
    starts_at = timezone.localtime(session.starts_at)
    return {
        "question": session.question,
        "theme": session.theme,
        "day": starts_at.date(),
        "time": starts_at.time(),
        "gist": session.gist,
        **_where_and_who(session),
    }


def _where_and_who(session: Session) -> dict[str, Any]:
    """Return what one evening usually has in common with the next."""
    lies = None if session.latitude is None else (session.latitude, session.longitude)
    return {
        "until": timezone.localtime(session.ends_at).time() if session.ends_at else None,
        "venue": session.venue,
        "access_note": session.access_note,
        "district": session.district_id,
        "point": lies,
        "capacity": session.capacity,
        "invited_sectors": session.invited_sectors,
    }


def _rows(session: Session) -> list[dict[str, Any]]:
    """Return the roles as they stand, with one empty row for each kind, so that a second speaker has a place."""
    names = ("kind", "role", "name", "is_name_public")
    known = [{name: getattr(role, name) for name in names} for role in roles_of(session)]
    order = SessionRole.Kind.values
    taken = {row["kind"] for row in known}
    empty = [{"kind": kind} for kind in order if kind not in taken or kind == SessionRole.Kind.SPARK_SPEAKER]
    return sorted(known + empty, key=lambda row: order.index(row["kind"]))
