"""Who wants to come, for those who run the evening: on the screen and as a table."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from muara.formats.spreadsheet import as_csv
from muara.web.accounts.middleware import ParticipantRequest
from muara.web.forum import actions
from muara.web.forum.models import Session
from muara.web.forum.queries import expected_at
from muara.web.forum.views.common import session_to_run, short_address, whatsapp, without_scheme, words_to_send
from muara.web.ui.templatetags.muara import phone


@never_cache
@require_safe
def expected(request: HttpRequest, number: int) -> HttpResponse:
    return _expected(request, session_to_run(request, number))


@never_cache
@require_POST
def take_off(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Give back the place of somebody who called to say that they cannot come."""
    session = session_to_run(request, number)
    registration = get_object_or_404(session.registrations, pk=pk)
    user = cast(ParticipantRequest, request).user
    try:
        actions.cancel_registration(by=user, registration=registration, at=timezone.now())
    except actions.CannotCancelRegistration as refusal:
        return _expected(request, session, problem=str(refusal))
    messages.success(request, _("The place was given back. Whoever waited first has it now."))
    return redirect("forum:expected", session.city.slug, number)


@never_cache
@require_safe
def expected_csv(request: HttpRequest, number: int) -> HttpResponse:
    session = session_to_run(request, number)
    people = expected_at(session)
    header = (_("No."), _("Name"), _("Phone"), _("Sector"), _("Place"), _("Registered at"))
    rows = [
        (
            place,
            one.name,
            phone(one.phone) if one.phone else "",
            one.get_sector_display() if one.sector else "",
            one.get_status_display(),
            timezone.localtime(one.registered_at).strftime("%Y-%m-%d %H:%M"),
        )
        for place, one in enumerate((*people.confirmed, *people.waiting), start=1)
    ]
    answer = HttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="peserta-{number}.csv"'
    return answer


def _expected(request: HttpRequest, session: Session, *, problem: str = "") -> HttpResponse:
    people = expected_at(session)
    context = {
        "session": session,
        "people": people,
        "problem": problem,
        "may_take_off": session.status == Session.Status.ANNOUNCED,
        "short": without_scheme(short_address(request, session)),
        "confirmed": [(one, _chat(request, session, one.phone)) for one in people.confirmed],
        "waiting": [(one, _chat(request, session, one.phone)) for one in people.waiting],
    }
    return render(request, "forum/expected.html", context, status=409 if problem else 200)


def _chat(request: HttpRequest, session: Session, phone: str) -> str:
    return whatsapp(words_to_send(request, session), phone) if phone else ""
