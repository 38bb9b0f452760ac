from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.forum.models import Session
from muara.web.forum.permissions import can_see_session


def session_or_404(request: HttpRequest, number: int) -> Session:
    """Return a session of the request's city that the person may see."""
    asked = cast(ParticipantRequest, request)
    session = Session.objects.in_city(asked.city).select_related("city", "district").filter(number=number).first()
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


def whatsapp(text: str) -> str:
    return f"https://wa.me/?text={quote(text, safe='')}"
