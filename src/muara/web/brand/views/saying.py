from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.accounts.models import User
from muara.web.brand import actions, permissions
from muara.web.brand.forms.saying import (
    ClaimForm,
    FigureForm,
    ReferenceForm,
    RenewForm,
    TargetForm,
    WithdrawForm,
    chosen,
)
from muara.web.brand.models import Claim, ReferenceCity, RoadmapTarget
from muara.web.brand.published import REFERENCES, TARGETS
from muara.web.brand.queries.evidence import offered
from muara.web.brand.queries.saying import (
    claims_of,
    figures_of,
    members_counted,
    references_of,
    roadmap_headline,
    targets_of,
)
from muara.web.network.views.common import see, worked_through


def _speaker_of(request: HttpRequest) -> User:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_speak_for_city(asked.user, asked.city):
        raise PermissionDenied
    return asked.user


def _road_keeper_of(request: HttpRequest) -> User:
    asked = cast(ParticipantRequest, request)
    if not permissions.can_keep_roadmap(asked.user, asked.city):
        raise PermissionDenied
    return asked.user


# What the city says about itself


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    lines = claims_of(asked.city, timezone.localdate())
    context = {
        "lines": lines,
        "n_standing": sum(line.stands for line in lines),
        "may_speak": permissions.can_speak_for_city(asked.user, asked.city),
    }
    return render(request, "brand/claims.html", context)


@require_safe
def claim(request: HttpRequest, number: int) -> HttpResponse:
    return _claim(request, number)


def _claim(request: HttpRequest, number: int, status: int = 200, **more: Any) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    found = get_object_or_404(Claim.objects.in_city(asked.city), number=number)
    [line] = claims_of(asked.city, timezone.localdate(), numbers=[found.number])
    context = {
        "line": line,
        "may_speak": permissions.can_speak_for_city(asked.user, asked.city),
        "renew_form": RenewForm(prefix="lagi"),
        "withdraw_form": WithdrawForm(prefix="tarik"),
        **more,
    }
    return render(request, "brand/claim.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: HttpRequest) -> HttpResponse:
    by, asked = _speaker_of(request), cast(ParticipantRequest, request)
    ticked = chosen(request.POST)

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.make_claim(by=by, city=asked.city, evidence=ticked, at=timezone.now(), **given)
        return see("brand:claim", asked.city.slug, made.number)

    form = ClaimForm(request.POST or None)
    context = {"offered": offered(asked.city, timezone.localdate()), "ticked": ticked}
    return worked_through(request, form, "brand/claim_form.html", context, act, actions.CannotClaim)


@require_POST
def renew_claim(request: HttpRequest, number: int) -> HttpResponse:
    by, asked = _speaker_of(request), cast(ParticipantRequest, request)
    found = get_object_or_404(Claim.objects.in_city(asked.city), number=number)
    form = RenewForm(request.POST, prefix="lagi")
    if not form.is_valid():
        return _claim(request, number, 422, renew_form=form)
    try:
        actions.renew_claim(by=by, claim=found, days=form.cleaned_data["days"], at=timezone.now())
    except actions.CannotClaim as refusal:
        form.add_error(None, str(refusal))
        return _claim(request, number, 409, renew_form=form)
    return see("brand:claim", asked.city.slug, number)


@require_POST
def withdraw_claim(request: HttpRequest, number: int) -> HttpResponse:
    by, asked = _speaker_of(request), cast(ParticipantRequest, request)
    found = get_object_or_404(Claim.objects.in_city(asked.city), number=number)
    form = WithdrawForm(request.POST, prefix="tarik")
    if not form.is_valid():
        return _claim(request, number, 422, withdraw_form=form)
    try:
        actions.withdraw_claim(by=by, claim=found, why=form.cleaned_data["why"], at=timezone.now())
    except actions.CannotWithdraw as refusal:
        form.add_error(None, str(refusal))
        return _claim(request, number, 409, withdraw_form=form)
    return see("brand:claim", asked.city.slug, number)


# The roadmap


@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    return _roadmap(request)


def _roadmap(request: HttpRequest, told: str = "", status: int = 200) -> HttpResponse:
    asked, today = cast(ParticipantRequest, request), timezone.localdate()
    lines = targets_of(asked.city, today)
    members, n_said, n_cooperatives = members_counted(asked.city, today)
    known = {line.target.key for line in lines}
    context = {
        "lines": lines,
        "headline": roadmap_headline(lines),
        "figures": figures_of(asked.city),
        "members": members,
        "n_said": n_said,
        "n_cooperatives": n_cooperatives,
        "n_to_take": sum(one.key not in known for one in TARGETS.get(asked.city.regency_code, ())),
        "may_keep": permissions.can_keep_roadmap(asked.user, asked.city),
        "told": told,
    }
    return render(request, "brand/roadmap.html", context, status=status)


@require_POST
def take_targets(request: HttpRequest) -> HttpResponse:
    by, asked = _road_keeper_of(request), cast(ParticipantRequest, request)
    try:
        n = actions.take_published_targets(by=by, city=asked.city, at=timezone.now())
    except actions.CannotKeepTarget as refusal:
        return _roadmap(request, str(refusal), 409)
    messages.success(request, ngettext("%(n)s row came in.", "%(n)s rows came in.", n) % {"n": n})
    return see("brand:roadmap", asked.city.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def new_target(request: HttpRequest) -> HttpResponse:
    by, asked = _road_keeper_of(request), cast(ParticipantRequest, request)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_target(by=by, city=asked.city, at=timezone.now(), **given)
        return see("brand:roadmap", asked.city.slug)

    form = TargetForm(request.POST or None)
    return worked_through(request, form, "brand/target_form.html", {}, act, actions.CannotKeepTarget)


@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    by, asked = _road_keeper_of(request), cast(ParticipantRequest, request)
    target = get_object_or_404(RoadmapTarget, city=asked.city, pk=pk)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_figure(by=by, target=target, at=timezone.now(), **given)
        return see("brand:roadmap", asked.city.slug)

    form, context = FigureForm(request.POST or None), {"target": target}
    return worked_through(request, form, "brand/figure_form.html", context, act, actions.CannotKeepTarget)


# Other cities


@require_safe
def references(request: HttpRequest) -> HttpResponse:
    asked = cast(ParticipantRequest, request)
    places = references_of(asked.city)
    known = {one.key for _place, rows in places for one in rows}
    context = {
        "places": places,
        "levels": ReferenceCity.Evidence.choices,
        "n_to_take": sum(one.key not in known for one in REFERENCES),
        "may_keep": permissions.can_keep_roadmap(asked.user, asked.city),
    }
    return render(request, "brand/references.html", context)


@require_POST
def take_references(request: HttpRequest) -> HttpResponse:
    by, asked = _road_keeper_of(request), cast(ParticipantRequest, request)
    n = actions.take_published_references(by=by, city=asked.city, at=timezone.now())
    messages.success(request, ngettext("%(n)s row came in.", "%(n)s rows came in.", n) % {"n": n})
    return see("brand:references", asked.city.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def new_reference(request: HttpRequest) -> HttpResponse:
    by, asked = _road_keeper_of(request), cast(ParticipantRequest, request)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.add_reference(by=by, city=asked.city, at=timezone.now(), **given)
        return see("brand:references", asked.city.slug)

    form = ReferenceForm(request.POST or None)
    return worked_through(request, form, "brand/reference_form.html", {}, act, actions.CannotKeepReference)
