from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest, participant_of
from muara.web.accounts.models import Sector
from muara.web.forum.codes import read_code
from muara.web.forum.models import Session
from muara.web.forum.permissions import can_run_sessions, can_see_minutes
from muara.web.forum.queries import (
    Sought,
    agenda_of,
    archive_of,
    attendance_of,
    in_batches,
    place_of,
    places_of,
    roles_of,
)
from muara.web.forum.queries.minutes import minutes_of, state_of
from muara.web.forum.views.common import (
    map_links,
    session_or_404,
    short_address,
    whatsapp,
    without_scheme,
    words_to_send,
)
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
    found = session_or_404(request, number)
    attended = attendance_of(found)
    context = {
        "session": found,
        "roles": roles_of(found),
        "gist": found.gist.splitlines(),
        "invited": [str(Sector(sector).label) for sector in found.invited_sectors],
        "may_run": can_run_sessions(cast(ParticipantRequest, request).user, found.city),
        "attended": attended if found.status == Session.Status.PUBLISHED else None,
        "n_so_far": in_batches(attended.total or 0),
        "is_over": found.is_over,
        "map": map_links(found),
        "agenda": agenda_of(found, at=timezone.now()),
        **_minutes(request, found),
        **_before(request, found),
        **_to_share(request, found),
    }
    return render(request, "forum/session.html", context)


def _minutes(request: HttpRequest, session: Session) -> dict[str, Any]:
    written = minutes_of(session)
    if written is None or not can_see_minutes(cast(ParticipantRequest, request).user, written):
        return {}
    return {"minutes": written, "minutes_state": state_of(written, timezone.now())}


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the page of a session, and nowhere else: the code names a row, never an address."""
    named = {code.lower(), read_code(code).lower()}
    found = get_object_or_404(Session.objects.select_related("city"), short_code__in=named)
    return redirect("forum:session", found.city.slug, found.number)


def _before(request: HttpRequest, session: Session) -> dict[str, Any]:
    """Return what a page says until the room opens: how full it is, and whether one has a place."""
    if session.status != Session.Status.ANNOUNCED:
        return {}
    return {
        "places": places_of(session, at=timezone.now()),
        "mine": place_of(session, participant_of(request)),
    }


def _to_share(request: HttpRequest, session: Session) -> dict[str, Any]:
    address, text = short_address(request, session), words_to_send(request, session)
    return {
        "address": address,
        "address_shown": without_scheme(address),
        "text": text,
        "whatsapp": whatsapp(text),
    }
