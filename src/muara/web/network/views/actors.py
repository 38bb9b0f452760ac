from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.network.models import Actor


@require_safe
def actors(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    present = Actor.objects.in_city(asked.city).present_on(timezone.localdate()).order_by("name", "pk")
    return render(request, "network/actors.html", {"actors": present})
