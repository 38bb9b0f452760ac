from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import User
from muara.web.initiatives.models import Initiative
from muara.web.initiatives.permissions import can_keep
from muara.web.network.views.common import SeeOther, see


def initiative_here(request: HttpRequest, slug: str) -> Initiative:
    asked = cast(ParticipantRequest, request)
    rows = Initiative.objects.in_city(asked.city).select_related(
        "owner", "thread__topic", "thread__statement", "concern__session", "mandate", "decision", "process"
    )
    initiative = get_object_or_404(rows, slug=slug)
    initiative.city = initiative.owner.city = asked.city
    return initiative


def kept_here(request: HttpRequest, slug: str) -> tuple[User, Initiative]:
    """Return an initiative of the city and who writes for it, or refuse."""
    initiative = initiative_here(request, slug)
    asked = cast(ParticipantRequest, request)
    if not can_keep(asked.user, initiative):
        raise PermissionDenied
    return asked.user, initiative


def one_of(initiative: Initiative, rows: Any, pk: int) -> Any:
    """Return one row of an initiative by its number; of another initiative it is not there."""
    one = get_object_or_404(rows.filter(initiative=initiative), pk=pk)
    one.initiative = initiative
    return one


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def see_initiative(initiative: Initiative, part: str = "") -> SeeOther:
    answer = see("initiatives:initiative", initiative.city.slug, initiative.slug)
    if part:
        answer["Location"] += f"#{part}"
    return answer
