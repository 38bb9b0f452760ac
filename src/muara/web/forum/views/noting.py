"""The note-taker's page: one small form for a point, one for a follow-up, and what is written down already."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.forum.actions import (
    CannotNote,
    CannotPlanFollowUp,
    CannotStrikeNote,
    note,
    plan_follow_up,
    strike_note,
)
from muara.web.forum.forms import FollowUpForm, NoteForm
from muara.web.forum.models import Contribution, Session
from muara.web.forum.permissions import can_run_sessions
from muara.web.forum.queries import minutes as queries
from muara.web.forum.views.common import session_or_404

USUAL_TIME = timedelta(days=28)


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    session = _session_to_note(request, number)
    if request.method != "POST":
        return _desk(request, session)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _desk(request, session, form=form, status=422)
    try:
        note(by=asked.user, session=session, at=timezone.now(), **form.cleaned_data)
    except CannotNote as error:
        return _desk(request, session, form=form, problem=str(error), status=409)
    return redirect(f"{reverse('forum:notes', args=[asked.city.slug, number])}?jenis={form.cleaned_data['kind']}")


@require_POST
def strike(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    session = _session_to_note(request, number)
    contribution = get_object_or_404(Contribution.objects.select_related("session__city"), session=session, pk=pk)
    try:
        strike_note(by=asked.user, contribution=contribution, at=timezone.now())
    except CannotStrikeNote as error:
        return _desk(request, session, problem=str(error), status=409)
    return redirect("forum:notes", asked.city.slug, number)


@require_POST
def follow_up(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    session = _session_to_note(request, number)
    form = FollowUpForm(request.POST)
    if not form.is_valid():
        return _desk(request, session, follow_up_form=form, status=422)
    try:
        plan_follow_up(by=asked.user, session=session, at=timezone.now(), **form.cleaned_data)
    except CannotPlanFollowUp as error:
        return _desk(request, session, follow_up_form=form, problem=str(error), status=409)
    return redirect(reverse("forum:notes", args=[asked.city.slug, number]) + "#janji")


def _session_to_note(request: HttpRequest, number: int) -> Session:
    asked = cast(ParticipantRequest, request)
    session = session_or_404(request, number)
    if not can_run_sessions(asked.user, asked.city):
        raise PermissionDenied
    if session.status in {Session.Status.DRAFT, Session.Status.ANNOUNCED}:
        raise Http404(_("This evening has not begun."))
    return session


def _desk(
    request: HttpRequest,
    session: Session,
    *,
    form: NoteForm | None = None,
    follow_up_form: FollowUpForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    kind = request.GET.get("jenis", "")
    usual = {"kind": kind if kind in Contribution.Kind.values else Contribution.Kind.CONCERN}
    found = queries.minutes_of(session)
    context: dict[str, Any] = {
        "session": session,
        "minutes": found,
        "form": form or NoteForm(initial=usual),
        "follow_up_form": follow_up_form
        or FollowUpForm(initial={"due_date": timezone.localtime(session.starts_at).date() + USUAL_TIME}),
        "notes": queries.notes_of(session),
        "roles": queries.roles_said(session),
        "follow_ups": list(session.follow_ups.order_by("due_date", "pk")),
        "are_out": found is not None and found.is_published,
        "problem": problem,
    }
    return render(request, "forum/notes.html", context, status=status)
