from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render, resolve_url

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import User
from muara.web.network.models import Actor, Process
from muara.web.network.permissions import can_keep_network, can_read_losses, can_read_surveys

LARGEST_ID = 2**63 - 1


class SeeOther(HttpResponseRedirect):
    """What was sent is kept; the page that shows it is over there."""

    status_code = 303


def see(to: Any, *args: Any) -> SeeOther:
    return SeeOther(resolve_url(to, *args))


def is_keeper(request: HttpRequest) -> bool:
    asked = cast(ParticipantRequest, request)
    return can_keep_network(asked.user, asked.city)


def keeper_of(request: HttpRequest) -> User:
    """Return who keeps the network and asks, or refuse."""
    if not is_keeper(request):
        raise PermissionDenied
    return cast(ParticipantRequest, request).user


def may_read(request: HttpRequest) -> dict[str, bool]:
    """Say which pages of this room that are not for everybody the reader may open."""
    asked = cast(ParticipantRequest, request)
    return {
        "may_read_losses": can_read_losses(asked.user, asked.city),
        "may_read_surveys": can_read_surveys(asked.user, asked.city),
    }


def to_the_entrance(request: HttpRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path())


def actor_here(request: HttpRequest, slug: str) -> Actor:
    asked = cast(ParticipantRequest, request)
    rows = Actor.objects.in_city(asked.city).select_related("district", "village")
    actor = get_object_or_404(rows, slug=slug)
    actor.city = asked.city
    return actor


def process_here(request: HttpRequest, slug: str) -> Process:
    asked = cast(ParticipantRequest, request)
    process = get_object_or_404(Process.objects.in_city(asked.city), slug=slug)
    process.city = asked.city
    return process


def worked_through(
    request: HttpRequest,
    form: forms.Form,
    page: str,
    context: dict[str, Any],
    act: Callable[[dict[str, Any]], HttpResponse],
    *refusals: type[Exception],
) -> HttpResponse:
    """Show a form, or do what it says; what is refused (409) or wrong (422) comes back with the typed text."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return act(form.cleaned_data)
            except refusals as refusal:
                form.add_error(None, str(refusal))
                status = 409
    return render(request, page, {**context, "form": form}, status=status)
