"""A place kept beforehand: by name alone, by phone or account; given back by its secret link or by its owner."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from muara.web.accounts.middleware import ParticipantRequest, participant_of, take_part, user_of
from muara.web.forum import actions
from muara.web.forum.codes import fresh_token
from muara.web.forum.forms import RegisterForm
from muara.web.forum.models import Session
from muara.web.forum.queries import Mine, place_of, place_with, places_of
from muara.web.forum.views.common import session_or_404, whatsapp, whole_address
from muara.web.ui.crowd import is_crowded, note_arrival

DOOR = "register"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, number: int) -> HttpResponse:
    asked, now = cast(ParticipantRequest, request), timezone.now()
    session = session_or_404(request, number)
    given = request.POST if request.method == "POST" else request.GET
    is_for_another = given.get("untuk") == "lain"
    crowded = is_crowded(request, DOOR)
    if request.method != "POST":
        if not is_for_another and place_of(session, participant_of(request)) is not None:
            return redirect("forum:my_registration", asked.city.slug, number)
        initial = {} if is_for_another else _known_of(request)
        form = RegisterForm(now=now, is_crowded=crowded, initial=initial)
        return _page(request, session, form, is_for_another)
    form = RegisterForm(request.POST, now=now, is_crowded=crowded)
    if not form.is_valid():
        return _page(request, session, form, is_for_another, status=422)
    note_arrival(request, DOOR)
    token = fresh_token()
    try:
        actions.register(
            by=take_part(request),
            session=session,
            token=token,
            at=now,
            is_for_another=is_for_another,
            **{name: form.cleaned_data[name] for name in ("name", "phone", "sector")},
        )
    except actions.CannotRegister as refusal:
        form.add_error(None, str(refusal))
        return _page(request, session, form, is_for_another, status=409)
    return redirect("forum:registration", asked.city.slug, number, token)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_registration(request: HttpRequest, number: int) -> HttpResponse:
    """Show the place of somebody whom the program knows by their phone or account."""
    asked = cast(ParticipantRequest, request)
    session = session_or_404(request, number)
    mine = place_of(session, participant_of(request))
    if mine is None:
        return redirect("forum:register", asked.city.slug, number)
    return _place(request, session, mine)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """Show the place whose secret link this is; a preview that asks for it changes nothing."""
    session = session_or_404(request, number)
    mine = place_with(session, token)
    if mine is None:
        raise Http404(_("There is no such place. Register anew on the page of the evening."))
    return _place(request, session, mine, token=token)


def _place(request: HttpRequest, session: Session, mine: Mine, *, token: str = "") -> HttpResponse:
    problem, status = "", 200
    if request.method == "POST":
        try:
            actions.cancel_registration(
                by=participant_of(request), registration=mine.registration, token=token, at=timezone.now()
            )
        except actions.CannotCancelRegistration as refusal:
            problem, status = str(refusal), 409
        else:
            messages.success(request, _("Your place was given back. Thank you for telling."))
            return redirect("forum:session", session.city.slug, session.number)
    link = whole_address(request, request.path) if token else ""
    note = _("My place at %(session)s, to look at or to give back:") % {"session": session.label}
    context = {
        "session": session,
        "mine": mine,
        "problem": problem,
        "link": link,
        "whatsapp": whatsapp(f"{note}\n{link}") if link else "",
        "may_give_back": session.status == Session.Status.ANNOUNCED and not mine.is_cancelled,
    }
    return render(request, "forum/registration.html", context, status=status)


def _page(
    request: HttpRequest, session: Session, form: RegisterForm, is_for_another: bool, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "session": session,
        "form": form,
        "is_for_another": is_for_another,
        "places": places_of(session, at=timezone.now()),
    }
    return render(request, "forum/register.html", context, status=status)


def _known_of(request: HttpRequest) -> dict[str, str]:
    user = user_of(request)
    return {} if user is None else {"name": user.name, "phone": user.phone or ""}
