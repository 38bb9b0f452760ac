"""The door of the room: scan or type the code, say that you are here."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from muara.web.accounts.middleware import ParticipantRequest, participant_of, take_part
from muara.web.forum.actions import CannotEnterHall, enter_hall
from muara.web.forum.codes import read_code
from muara.web.forum.forms import CodeForm
from muara.web.forum.models import Attendance, Session
from muara.web.forum.views.common import session_or_404


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def type_code(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "forum/type_code.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(request, "forum/type_code.html", {"form": form}, status=422)
    return _enter(request, form.cleaned_data["code"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hall(request: HttpRequest, code: str) -> HttpResponse:
    """Show the session and one button: a link preview that asks for this page changes nothing."""
    asked = cast(ParticipantRequest, request)
    if request.method == "POST":
        return _enter(request, code)
    found = Session.objects.in_city(asked.city).select_related("city", "district")
    session = found.filter(hall_code=read_code(code), status=Session.Status.OPEN).first() if code else None
    if session is None:
        form = CodeForm(initial={"code": code})
        problem = _("This code opens no room now. Look at the screen in the room and type it again.")
        return render(request, "forum/type_code.html", {"form": form, "problem": problem}, status=404)
    if _attends(request, session):
        return redirect("forum:joined", asked.city.slug, session.number)
    return render(request, "forum/hall.html", {"session": session, "code": code})


@never_cache
@require_safe
def joined(request: HttpRequest, number: int) -> HttpResponse:
    """Lead on from the door: to the voices of this evening."""
    session = session_or_404(request, number)
    return render(request, "forum/joined.html", {"session": session, "attends": _attends(request, session)})


def _enter(request: HttpRequest, code: str) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    try:
        attendance = enter_hall(by=take_part(request), code=code, at=timezone.now())
    except CannotEnterHall as error:
        form = CodeForm(initial={"code": code})
        return render(request, "forum/type_code.html", {"form": form, "problem": str(error)}, status=409)
    return redirect("forum:joined", asked.city.slug, attendance.session.number)


def _attends(request: HttpRequest, session: Session) -> bool:
    participant = participant_of(request)
    return participant is not None and Attendance.objects.filter(session=session, participant=participant).exists()
