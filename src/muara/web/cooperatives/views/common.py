from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import User
from muara.web.cooperatives.models import Cooperative, Founding, SurplusYear
from muara.web.cooperatives.permissions import can_keep_register, can_keep_surplus, can_see_founding


def cooperative_here(request: HttpRequest, slug: str) -> Cooperative:
    asked = cast(ParticipantRequest, request)
    rows = Cooperative.objects.in_city(asked.city).with_last_meeting().select_related("district", "actor")
    found = get_object_or_404(rows, slug=slug)
    found.city = asked.city
    return found


def register_keeper(request: HttpRequest) -> User:
    asked = cast(ParticipantRequest, request)
    if not can_keep_register(asked.user, asked.city):
        raise PermissionDenied
    return asked.user


def founding_here(request: HttpRequest, slug: str) -> Founding:
    """Return a founding that the reader may see; one that nobody has shown yet is not there for others."""
    asked = cast(ParticipantRequest, request)
    rows = Founding.objects.in_city(asked.city).select_related("district", "cooperative")
    found = get_object_or_404(rows, slug=slug)
    found.city = asked.city
    if not can_see_founding(asked.user, found):
        raise Http404(_("There is no such page."))
    return found


def surplus_here(request: HttpRequest, slug: str, year: int, version: int) -> SurplusYear:
    cooperative = cooperative_here(request, slug)
    rows = SurplusYear.objects.select_related("meeting", "decision")
    found = get_object_or_404(rows, cooperative=cooperative, year=year, version=version)
    found.cooperative = cooperative
    return found


def books_keeper(request: HttpRequest, cooperative: Cooperative) -> User:
    asked = cast(ParticipantRequest, request)
    if not can_keep_surplus(asked.user, cooperative):
        raise PermissionDenied
    return asked.user
