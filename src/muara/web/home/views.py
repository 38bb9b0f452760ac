from __future__ import annotations

from typing import cast

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from muara.web.cities.middleware import CityRequest
from muara.web.cities.models import City


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "home/start.html", {"cities": City.objects.order_by("name")})


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    asked = cast(CityRequest, request)
    return render(request, "home/city.html", {"city": asked.city})


@require_safe
def healthy(request: HttpRequest) -> HttpResponse:
    """Say that the process lives; asks nothing else."""
    return JsonResponse({"ok": True})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say that the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
