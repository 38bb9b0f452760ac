from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.network.views.common import see, worked_through
from muara.web.products import actions, permissions
from muara.web.products.actions.needs import FIELDS
from muara.web.products.forms.things import NeedForm
from muara.web.products.queries.directory import needs_of
from muara.web.products.queries.offers import matches_of
from muara.web.products.views.common import need_here, offerer_for, offerer_of, own_actors


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    may_offer = permissions.can_offer_something(asked.user, asked.city)
    return render(request, "products/needs.html", {"needs": needs_of(asked.city), "may_offer": may_offer})


@require_safe
def need(request: HttpRequest, pk: int) -> HttpResponse:
    found = need_here(request, pk)
    may_change = permissions.can_offer(cast(ParticipantRequest, request).user, found.actor)
    matches = matches_of(found, timezone.localdate()) if found.ended_at is None else []
    return render(request, "products/need.html", {"need": found, "matches": matches, "may_change": may_change})


@require_http_methods(["GET", "HEAD", "POST"])
def new_need(request: HttpRequest) -> HttpResponse:
    asked, by = cast(ParticipantRequest, request), offerer_of(request)
    first = {"actor": request.GET.get("aktor"), "what": request.GET.get("apa", "")[:160]}
    form = NeedForm(request.POST or None, city=asked.city, actors=own_actors(request), initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.tell_need(by=by, city=asked.city, at=timezone.now(), **given)
        messages.success(request, _("It is written down. Here is what may fit."))
        return see("products:need", asked.city.slug, made.pk)

    return worked_through(request, form, "products/need_form.html", {}, act, actions.CannotTellNeed)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_need(request: HttpRequest, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), need_here(request, pk)
    by = offerer_for(request, found.actor)
    first = {name: getattr(found, name) for name in FIELDS}
    form = NeedForm(request.POST or None, city=asked.city, initial=first)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_need(by=by, need=found, at=timezone.now(), **given)
        messages.success(request, _("The entry is changed."))
        return see("products:need", asked.city.slug, found.pk)

    return worked_through(request, form, "products/need_form.html", {"need": found}, act, actions.CannotChangeNeed)


@require_POST
def end_need(request: HttpRequest, pk: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), need_here(request, pk)
    actions.end_need(by=offerer_for(request, found.actor), need=found, at=timezone.now())
    messages.success(request, _("It is written down that this is no longer needed."))
    return see("products:needs", asked.city.slug)
