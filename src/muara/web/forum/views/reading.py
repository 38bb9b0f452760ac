from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import Sector
from muara.web.forum.codes import read_code
from muara.web.forum.models import Session
from muara.web.forum.permissions import can_run_sessions
from muara.web.forum.queries import attendance_of, in_batches, roles_of, sessions_of
from muara.web.forum.views.common import session_or_404, short_address, whatsapp, without_scheme
from muara.web.ui.templatetags.muara import moment


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    may_run = can_run_sessions(asked.user, asked.city)
    listed = sessions_of(asked.city, at=timezone.now(), has_drafts=may_run)
    return render(request, "forum/sessions.html", {"listed": listed, "may_run": may_run})


@require_safe
def session(request: HttpRequest, number: int) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = session_or_404(request, number)
    may_run = can_run_sessions(asked.user, asked.city)
    attended = attendance_of(found)
    address = short_address(request, found)
    text = _("BATS %(number)s: %(question)s\n%(when)s, %(venue)s\n%(address)s") % {
        "number": found.number,
        "question": found.question,
        "when": moment(found.starts_at),
        "venue": found.venue,
        "address": address,
    }
    is_published = found.status == Session.Status.PUBLISHED
    context = {
        "session": found,
        "roles": roles_of(found),
        "gist": found.gist.splitlines(),
        "invited": [str(Sector(sector).label) for sector in found.invited_sectors],
        "may_run": may_run,
        "attended": attended if is_published else None,
        "n_so_far": in_batches(attended.total or 0),
        "is_over": found.status in {Session.Status.CLOSED, Session.Status.PUBLISHED},
        "address": address,
        "address_shown": without_scheme(address),
        "text": text,
        "whatsapp": whatsapp(text),
    }
    return render(request, "forum/session.html", context)


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the page of a session, and nowhere else: the code names a row, never an address."""
    named = {code.lower(), read_code(code).lower()}
    found = get_object_or_404(Session.objects.select_related("city"), short_code__in=named)
    return redirect("forum:session", found.city.slug, found.number)
