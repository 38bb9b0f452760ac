from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from muara.web.cities.models import City


class CityRequest(HttpRequest):
    """A request inside a city. Views under ``/<city>/`` take this."""

    city: City
    htmx: Any


class CityMiddleware:
    """Turn the first part of the address into ``request.city``, and tell the time of its place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.city = None  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()  # the thread goes on to another city

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: list[Any], kwargs: dict[str, Any]
    ) -> None:
        if "city" not in kwargs:
            return
        try:
            request.city = City.objects.get(slug=kwargs.pop("city"))  # type: ignore[attr-defined]
        except City.DoesNotExist:
            raise Http404(_("There is no such city here.")) from None
        timezone.activate(request.city.time_zone)  # type: ignore[attr-defined]
