from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from muara.web.accounts import actions, device
from muara.web.accounts.models import Participant, User
from muara.web.cities.middleware import CityRequest


class ParticipantRequest(CityRequest):
    """A request inside a city by somebody who may take part in it."""

    user: User
    device: str
    new_device: str
    _participant: Participant | None


class ParticipantMiddleware:
    """Know a guest's phone again; hand a newly made device token to the phone with the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(ParticipantRequest, request)
        asked.device = device.read(request)
        asked.new_device = ""
        response = self.get_response(request)
        if asked.new_device:
            device.write(response, asked.new_device)
        return response


def user_of(request: HttpRequest) -> User | None:
    """Return who is signed in, or nobody."""
    return request.user if isinstance(request.user, User) else None


def participant_of(request: HttpRequest) -> Participant | None:
    """Return who takes part in this request's city, if they already do; one query, remembered."""
    asked = cast(ParticipantRequest, request)
    if not hasattr(asked, "_participant"):
        user = user_of(request)
        asked._participant = actions.find_participant(city=asked.city, user=user, device_token=asked.device)
    return asked._participant


def take_part(request: HttpRequest) -> Participant:
    """Return who takes part, admitting them as a guest if they are new. Only for unsafe methods."""
    asked = cast(ParticipantRequest, request)
    if (known := participant_of(request)) is not None:
        return known
    if not asked.device:
        asked.device = asked.new_device = device.new_token()
    user = asked.user if asked.user.is_authenticated else None
    asked._participant = actions.admit(city=asked.city, user=user, device_token=asked.device, at=timezone.now())
    return asked._participant
