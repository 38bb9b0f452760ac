from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.cities.middleware import CityRequest
from muara.web.network import actions
from muara.web.network.queries.directory import stale_actors
from muara.web.network.views.actors import changeable
from muara.web.network.views.common import actor_here, keeper_of, see


@require_safe
def stale(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    keeper_of(request)
    old = stale_actors(asked.city, timezone.now(), timezone.localdate())
    return render(request, "network/stale.html", {"actors": old[:200], "n": old.count()})


@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Make the link for one actor; the one who asked sends it by the way that reaches them."""
    asked, by, actor = cast(ParticipantRequest, request), keeper_of(request), actor_here(request, slug)
    try:
        token = actions.remind(by=by, actor=actor, at=timezone.now())
    except actions.CannotRemind as refusal:
        messages.error(request, str(refusal))
        return see("network:stale", asked.city.slug)
    address = settings.BASE_URL + reverse("network:review", args=[asked.city.slug, token])
    text = _("Is the entry of %(actor)s at Muara still true? One press is enough: %(address)s") % {
        "actor": actor.name,
        "address": address,
    }
    context = {"actor": actor, "address": address, "text": text, "whatsapp": f"https://wa.me/?text={quote(text)}"}
    return render(request, "network/reminder.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, token: str) -> HttpResponse:
    """Show an entry to whoever has its link; the press of the button, not the visit, confirms it."""
    city, now = cast(CityRequest, request).city, timezone.now()
    try:
        if request.method == "POST":
            actor = actions.review_by_link(city=city, token=token, at=now)
        else:
            actor = actions.actor_of_token(city, token, now)
    except actions.CannotReview as refusal:
        return render(request, "network/review.html", {"told": str(refusal)}, status=410)
    return render(request, "network/review.html", {"actor": actor, "is_done": request.method == "POST"})


@require_POST
def still_true(request: HttpRequest, slug: str) -> HttpResponse:
    asked, actor = cast(ParticipantRequest, request), changeable(request, slug)
    actions.review_actor(by=asked.user, actor=actor, at=timezone.now())
    messages.success(request, _("Thank you. The entry counts as looked at today."))
    return see("network:actor", asked.city.slug, actor.slug)
