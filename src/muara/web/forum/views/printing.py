"""What hangs on a wall and what lies at the door: the poster, and the sheet to sign."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muara.web.accounts.models import Sector
from muara.web.forum.queries import agenda_of, expected_at, roles_of
from muara.web.forum.views.common import session_or_404, session_to_run, short_address, without_scheme

FEWEST_ROWS, BLANK_ROWS = 30, 10


@require_safe
def poster(request: HttpRequest, number: int) -> HttpResponse:
    session = session_or_404(request, number)
    address = short_address(request, session)
    context = {
        "session": session,
        "roles": roles_of(session),
        "agenda": agenda_of(session, at=timezone.now()),
        "invited": [str(Sector(sector).label) for sector in session.invited_sectors],
        "address": address,
        "address_shown": without_scheme(address),
    }
    return render(request, "forum/poster.html", context)


@never_cache
@require_safe
def sign_in_sheet(request: HttpRequest, number: int) -> HttpResponse:
    session = session_to_run(request, number)
    people = expected_at(session).confirmed
    n_blank = max(FEWEST_ROWS - len(people), BLANK_ROWS)
    context = {"session": session, "people": people, "blank": range(len(people) + 1, len(people) + n_blank + 1)}
    return render(request, "forum/sign_in_sheet.html", context)
