from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import User
from muara.web.brand.models import Campaign
from muara.web.brand.permissions import can_keep_campaigns


def keeper_of(request: HttpRequest) -> User:
    """Return who keeps campaigns and asks, or refuse."""
    asked = cast(ParticipantRequest, request)
    if not can_keep_campaigns(asked.user, asked.city):
        raise PermissionDenied
    return asked.user


def campaign_here(request: HttpRequest, slug: str) -> Campaign:
    asked = cast(ParticipantRequest, request)
    campaign = get_object_or_404(Campaign.objects.in_city(asked.city), slug=slug)
    campaign.city = asked.city
    return campaign
