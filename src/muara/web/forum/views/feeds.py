"""The evenings for calendar programs and feed readers."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.forum.models import Session
from muara.web.forum.queries import announced_of
from muara.web.forum.views.common import session_or_404, whole_address
from muara.web.ui.calendar import FEED, Event, calendar_file
from muara.web.ui.templatetags.muara import moment

MOST = 200


@require_safe
def session_calendar(request: HttpRequest, number: int) -> HttpResponse:
    session = session_or_404(request, number)
    return _calendar(session.label, [_event(request, session)], f"sesi-{number}.ics")


@require_safe
def city_calendar(request: HttpRequest) -> HttpResponse:
    city = cast(ParticipantRequest, request).city
    name = _("Evenings of %(city)s") % {"city": city.name}
    return _calendar(name, [_event(request, one) for one in announced_of(city, most=MOST)], "sesi.ics")


@require_safe
def city_atom(request: HttpRequest) -> HttpResponse:
    city = cast(ParticipantRequest, request).city
    feed = Atom1Feed(
        title=_("Evenings of %(city)s") % {"city": city.name},
        link=whole_address(request, reverse("forum:sessions", args=[city.slug])),
        feed_url=whole_address(request, reverse("forum:city_atom", args=[city.slug])),
        description="",
        language=get_language(),
        author_name="Muara",
    )
    for session in announced_of(city, most=MOST):
        feed.add_item(
            title=f"{session.label}: {session.question}",
            link=_address(request, session),
            description=escape(f"{_stated(session)}{moment(session.starts_at)}, {_place(session)}."),
            unique_id=f"tag:{_host(request)},{session.created_at:%Y-%m-%d}:{city.slug}/sesi/{session.number}",
            pubdate=session.created_at,
            updateddate=session.last_told_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _calendar(name: str, events: list[Event], file: str) -> HttpResponse:
    answer = HttpResponse(calendar_file("Sesi", name, events), content_type=FEED)
    answer["Content-Disposition"] = f'inline; filename="{file}"'
    return answer


def _event(request: HttpRequest, session: Session) -> Event:
    return Event(
        uid=f"sesi-{session.number}-{session.city.slug}@{_host(request)}",
        stamp=session.last_told_at,
        starts=session.starts_at,
        ends=session.ends_at,
        summary=f"{_stated(session)}{session.label}: {session.question}",
        place=_place(session),
        details=session.access_note,
        url=_address(request, session),
        is_cancelled=session.status == Session.Status.CANCELLED,
    )


def _stated(session: Session) -> str:
    return _("Cancelled: ") if session.status == Session.Status.CANCELLED else ""


def _place(session: Session) -> str:
    return f"{session.venue}, {session.district.name}" if session.district else session.venue


def _address(request: HttpRequest, session: Session) -> str:
    return whole_address(request, reverse("forum:session", args=[session.city.slug, session.number]))


def _host(request: HttpRequest) -> str:
    return urlsplit(whole_address(request, "/")).hostname or "localhost"
