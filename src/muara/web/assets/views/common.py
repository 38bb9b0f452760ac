from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from muara.web.accounts.middleware import ParticipantRequest, participant_of, user_of
from muara.web.accounts.models import User
from muara.web.assets import permissions
from muara.web.assets.models import IdleAsset, Pact, ReuseProposal
from muara.web.network.models import Actor
from muara.web.network.permissions import actors_spoken_for
from muara.web.network.views.common import see, worked_through

__all__ = ["asset_here", "form_page", "is_keeper", "keeper_of", "open_to", "own_actors", "see"]


def is_keeper(request: HttpRequest) -> bool:
    asked = cast(ParticipantRequest, request)
    return permissions.can_keep_assets(asked.user, asked.city)


def keeper_of(request: HttpRequest) -> User:
    """Return who keeps the register and asks, or refuse."""
    if not is_keeper(request):
        raise PermissionDenied
    return cast(ParticipantRequest, request).user


def asset_here(request: HttpRequest, slug: str) -> IdleAsset:
    """Return a place of this city that the reader may read; any other is not there."""
    asked = cast(ParticipantRequest, request)
    rows = IdleAsset.objects.in_city(asked.city).select_related("district", "village")
    asset = get_object_or_404(rows, slug=slug)
    asset.city = asked.city
    if not permissions.can_read_asset(user_of(request), asset, participant_of(request)):
        raise Http404
    return asset


def proposal_here(request: HttpRequest, slug: str, number: int) -> ReuseProposal:
    asset = asset_here(request, slug)
    proposal = get_object_or_404(asset.proposals.select_related("actor"), number=number)
    proposal.asset = asset
    proposal.actor.city = asset.city
    return proposal


def pact_here(request: HttpRequest, slug: str, number: int) -> Pact:
    asset = asset_here(request, slug)
    pact = get_object_or_404(asset.pacts.select_related("actor", "proposal"), number=number)
    pact.asset = asset
    pact.actor.city = asset.city
    return pact


def own_actors(request: HttpRequest) -> Any:
    """Return for whom the reader may propose something: all for who keeps the register, else their own."""
    asked = cast(ParticipantRequest, request)
    rows = Actor.objects.in_city(asked.city).order_by("name", "pk")
    return rows if is_keeper(request) else rows.filter(pk__in=actors_spoken_for(user_of(request), asked.city))


def open_to(may: bool) -> None:
    if not may:
        raise PermissionDenied


def form_page(
    request: HttpRequest,
    form: forms.Form,
    context: dict[str, Any],
    act: Callable[[dict[str, Any]], HttpResponse],
    *refusals: type[Exception],
    page: str = "assets/form.html",
) -> HttpResponse:
    """Show a form of this room, or do what it says."""
    return worked_through(request, form, page, context, act, *refusals)
