from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language as set_cookie

from muara.web.accounts import actions, mail
from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of


@require_POST
def reminders(request: HttpRequest) -> HttpResponse:
    """Let somebody who is signed in stop reminders by e-mail, or ask for them again."""
    asked = cast(ParticipantRequest, request)
    participant = participant_of(request)
    if participant is None or user_of(request) is None:
        raise PermissionDenied
    wants = request.POST.get("wants") == "yes"
    actions.choose_reminders(by=participant, wants=wants, at=timezone.now())
    messages.success(
        request, _("You are reminded by e-mail again.") if wants else _("You get no more reminders by e-mail.")
    )
    return redirect("accounts:me", city=asked.city.slug)


@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; only pressing it stops them (programs that look at mail open its links)."""
    asked = cast(ParticipantRequest, request)
    person = mail.person_of(token, asked.city)
    if person is None:
        raise Http404
    if request.method == "POST":
        actions.choose_reminders(by=person, wants=False, at=timezone.now())
    return render(request, "accounts/stop_reminders.html", {"is_stopped": not person.wants_reminders})


def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language as Django does, and remember it for letters to whoever is signed in."""
    user = user_of(request)
    if request.method == "POST" and user is not None:
        actions.keep_language(by=user, language=request.POST.get("language", ""))
    return set_cookie(request)
