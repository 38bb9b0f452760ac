from __future__ import annotations

from typing import Any, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, resolve_url

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import User
from muara.web.concerns.models import Topic
from muara.web.concerns.permissions import can_run_topics

PER_PAGE = 50
LARGEST_ID = 2**63 - 1
Row = TypeVar("Row", bound=Model)


class SeeOther(HttpResponseRedirect):
    """What was sent is kept; the page that shows it is over there."""

    status_code = 303


def see(to: Any, *args: Any) -> SeeOther:
    return SeeOther(resolve_url(to, *args))


def is_facilitator(request: HttpRequest) -> bool:
    asked = cast(ParticipantRequest, request)
    return can_run_topics(asked.user, asked.city)


def facilitator_of(request: HttpRequest) -> User:
    """Return the facilitator who asks, or refuse."""
    if not is_facilitator(request):
        raise PermissionDenied
    return cast(ParticipantRequest, request).user


def topic_or_404(request: HttpRequest, slug: str) -> Topic:
    """Return a topic of this city; drafts exist for its facilitators only."""
    topics = Topic.objects.in_city(cast(ParticipantRequest, request).city).select_related("city", "session")
    if not is_facilitator(request):
        topics = topics.visible()
    return get_object_or_404(topics, slug=slug)


def page_of(request: HttpRequest, rows: QuerySet[Row]) -> Page[Row]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("hal"))
