"""The whole network: how it stands, and its bridges. Numbers for everybody, names for those who keep it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.network import queries
from muara.web.network.queries.survey import newest_reading
from muara.web.network.views.common import may_read


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    context = {"found": queries.health_of(asked.city, timezone.localdate()), **may_read(request)}
    if context["may_read_surveys"]:
        context["survey"] = newest_reading(asked.city)
    return render(request, "network/health.html", context)


@require_safe
def bridges(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    context = {"found": queries.bridges_of(asked.city, timezone.localdate()), **may_read(request)}
    return render(request, "network/bridges.html", context)
