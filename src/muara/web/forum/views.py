from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muara.web.cities.middleware import CityRequest
from muara.web.forum.models import Session


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    asked = cast(CityRequest, request)
    listed = Session.objects.in_city(asked.city).visible().order_by("-number")
    return render(request, "forum/sessions.html", {"sessions": listed})
