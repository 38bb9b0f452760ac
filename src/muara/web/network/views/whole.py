"""The whole network: how it stands, and its bridges. Numbers for everybody, names for those who keep it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.network import queries
from muara.web.network.permissions import can_read_losses


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    context = {
        "found": queries.health_of(asked.city, timezone.localdate()),
        "may_read_losses": can_read_losses(asked.user, asked.city),
    }
    return render(request, "network/health.html", context)


@require_safe
def bridges(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    context = {
        "found": queries.bridges_of(asked.city, timezone.localdate()),
        "may_read_losses": can_read_losses(asked.user, asked.city),
    }
    return render(request, "network/bridges.html", context)
