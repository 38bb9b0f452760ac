from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.forum.models import Session
from muara.web.forum.permissions import can_run_sessions, can_see_session
from muara.web.ui.templatetags.muara import moment


def session_or_404(request: HttpRequest, number: int) -> Session:
    """Return a session of the request's city that the person may see."""
    asked = cast(ParticipantRequest, request)
    session = (
        Session.objects.in_city(asked.city)
        .select_related("city", "district", "series")
        .filter(number=number)
        .first()
    )
    if session is None or not can_see_session(asked.user, session):
        raise Http404(_("There is no such session here."))
    return session


def whole_address(request: HttpRequest, path: str) -> str:
    """Return an address to print or scan: the configured one in production, else the one this came in by."""
    return f"{settings.BASE_URL}{path}" if settings.PRODUCTION else request.build_absolute_uri(path)


def without_scheme(address: str) -> str:
    return address.split("://", 1)[-1]


def short_address(request: HttpRequest, session: Session) -> str:
    return whole_address(request, reverse("forum:short_link", args=[session.short_code]))


def whatsapp(text: str, phone: str = "") -> str:
    """Return a link that opens a chat with the text ready; without a phone the sender chooses whom."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text, safe='')}"


def session_to_run(request: HttpRequest, number: int) -> Session:
    """Return a session of the request's city to somebody who runs sessions there."""
    session = session_or_404(request, number)
    if not can_run_sessions(cast(ParticipantRequest, request).user, session.city):
        raise PermissionDenied
    return session


def words_to_send(request: HttpRequest, session: Session) -> str:
    """Return what a chat is told of an evening, with its short link."""
    off = _("Cancelled: ") if session.status == Session.Status.CANCELLED else ""
    return _("%(label)s: %(question)s\n%(when)s, %(venue)s\n%(address)s") % {
        "label": f"{off}{session.label}",
        "question": session.question,
        "when": moment(session.starts_at),
        "venue": session.venue,
        "address": short_address(request, session),
    }


def map_links(session: Session) -> dict[str, str]:
    """Return where a map shows the place: by its point, or by its name where nobody gave one."""
    place = ", ".join(part.name for part in (session.district, session.city) if part)
    name = quote(f"{session.venue}, {place}", safe="")
    if session.latitude is None or session.longitude is None:
        return {"program": f"geo:0,0?q={name}", "page": f"https://www.openstreetmap.org/search?query={name}"}
    point = f"{session.latitude:.6f},{session.longitude:.6f}"
    lat, lon = point.split(",")
    return {
        "program": f"geo:{point}?q={point}({quote(session.venue, safe='')})",
        "page": f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}",
    }
