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
from muara.web.forum.queries import Sought, archive_of, attendance_of, in_batches, roles_of
from muara.web.forum.views.common import session_or_404, short_address, whatsapp, without_scheme
from muara.web.ui.templatetags.muara import moment
from muara.web.ui.text import UnreadableText, clean_text

SOUGHT = {"words": "q", "year": "tahun", "sector": "sektor", "district": "kecamatan", "venue": "tempat"}
"""What can be looked for in the archive, and how it is called in the address."""


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    may_run = can_run_sessions(asked.user, asked.city)
    sought = _sought_in(request)
    archive = archive_of(asked.city, at=timezone.now(), has_drafts=may_run, sought=sought)
    context = {"archive": archive, "listed": archive.listed, "sought": sought, "may_run": may_run}
    return render(request, "forum/sessions.html", context)


def _sought_in(request: HttpRequest) -> Sought:
    """Read what is looked for from the address; what makes no sense there is left out."""
    try:
        given = {part: clean_text(request.GET.get(name, ""))[:120] for part, name in SOUGHT.items()}
    except UnreadableText:
        return Sought()
    given["venue"] = given["venue"].casefold()
    if given["sector"] not in Sector.values:
        given["sector"] = ""
    return Sought(**given)


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
