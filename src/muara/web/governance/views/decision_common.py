from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of
from muara.web.accounts.models import Participant, User
from muara.web.governance import permissions
from muara.web.governance.models import Decision
from muara.web.network.views.common import see, to_the_entrance

LONGEST_KEY = 64


def decision_here(request: HttpRequest, slug: str) -> Decision:
    """Return a decision of this city; a draft is found by those alone who prepare decisions."""
    asked = cast(ParticipantRequest, request)
    rows = Decision.objects.in_city(asked.city).select_related("arrangement", "owner_actor", "refers_to")
    decision = get_object_or_404(rows, slug=slug)
    decision.city = decision.arrangement.city = asked.city
    if decision.state == Decision.State.DRAFT and not is_preparer(request):
        raise Http404(_("There is no such decision here."))
    return decision


def is_preparer(request: HttpRequest) -> bool:
    asked = cast(ParticipantRequest, request)
    return permissions.can_prepare_decision(user_of(asked), asked.city)


def preparer_of(request: HttpRequest) -> User:
    if not is_preparer(request):
        raise PermissionDenied
    return cast(ParticipantRequest, request).user


def keeper_of(request: HttpRequest) -> User:
    """Return who keeps the decisions of the city and asks, or refuse."""
    asked = cast(ParticipantRequest, request)
    if not permissions.can_keep_arrangements(asked.user, asked.city):
        raise PermissionDenied
    return asked.user


def recorder_of(request: HttpRequest, decision: Decision) -> User:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_record_ballot(asked.user, decision):
        raise PermissionDenied
    return asked.user


def voter_of(request: HttpRequest) -> Participant:
    """Return who takes part and asks; nobody is admitted for the sake of a decision."""
    if (participant := participant_of(request)) is None:
        raise PermissionDenied
    return participant


def new_key() -> str:
    """Name a ballot before it is sent, so that the same one sent twice is one (F14)."""
    return secrets.token_urlsafe(18)


def see_decision(decision: Decision) -> HttpResponse:
    return see("governance:decision", decision.city.slug, decision.slug)


def told(
    request: HttpRequest, decision: Decision, act: Callable[[], Any], said: str, *refusals: type[Exception]
) -> HttpResponse:
    """Do one thing to a decision and go back to its page; a refusal is told there."""
    try:
        act()
    except refusals as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return see_decision(decision)


__all__ = [
    "LONGEST_KEY",
    "decision_here",
    "is_preparer",
    "keeper_of",
    "new_key",
    "preparer_of",
    "recorder_of",
    "see",
    "see_decision",
    "to_the_entrance",
    "told",
    "voter_of",
]
