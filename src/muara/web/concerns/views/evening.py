"""Where the pages of an evening lead on to, by the number of its session. The forum names these addresses only."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.concerns.queries.evening import pulse_of, topic_of_evening
from muara.web.forum.models import Session
from muara.web.forum.permissions import can_see_session


@require_safe
def session_topic(request: HttpRequest, number: int) -> HttpResponse:
    """Lead to the vote on the topic of this evening, or to all topics where it has none."""
    session = _session(request, number)
    topic = topic_of_evening(session)
    if topic is None:
        return redirect("concerns:topics", session.city.slug)
    return redirect("concerns:vote", session.city.slug, topic.slug)


@require_safe
def session_pulse(request: HttpRequest, number: int) -> HttpResponse:
    """Tell the screen of the room how much has been said; a fragment for the projector."""
    return render(request, "concerns/_pulse.html", {"pulse": pulse_of(_session(request, number))})


def _session(request: HttpRequest, number: int) -> Session:
    asked = cast(ParticipantRequest, request)
    session = Session.objects.in_city(asked.city).select_related("city").filter(number=number).first()
    if session is None or not can_see_session(asked.user, session):
        raise Http404(_("There is no such session here."))
    return session
