from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest, user_of
from muara.web.network import actions, permissions
from muara.web.network.forms.actors import ClaimForm
from muara.web.network.models import ActorMembership
from muara.web.network.queries.directory import open_claims
from muara.web.network.views.common import actor_here, is_keeper, see, to_the_entrance, worked_through


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    asked, actor = cast(ParticipantRequest, request), actor_here(request, slug)
    if user_of(request) is None:
        return to_the_entrance(request)
    form = ClaimForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.claim(by=asked.user, actor=actor, at=timezone.now(), **given)
        messages.success(request, _("Asked. Two people look at it; what they say stands under About me."))
        return see("network:actor", asked.city.slug, actor.slug)

    return worked_through(request, form, "network/claim.html", {"actor": actor}, act, actions.CannotClaim)


def _decider(request: HttpRequest) -> ParticipantRequest:
    asked = cast(ParticipantRequest, request)
    if not is_keeper(request) and not permissions.actors_spoken_for(asked.user, asked.city):
        raise PermissionDenied
    return asked


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    return _claims_page(request, _decider(request))


def _claims_page(
    request: HttpRequest, asked: ParticipantRequest, *, told: str = "", status: int = 200
) -> HttpResponse:
    context = {"claims": open_claims(asked.city, asked.user), "told": told}
    return render(request, "network/claims.html", context, status=status)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _decider(request)
    rows = ActorMembership.objects.filter(actor__city=asked.city).select_related("actor__city", "user")
    membership = get_object_or_404(rows, pk=pk)
    decided = {"ya": actions.approve_claim, "tidak": actions.refuse_claim}.get(request.POST.get("step", ""))
    if decided is None:
        return _claims_page(request, asked, told=_("Choose yes or no."), status=422)
    try:
        membership = decided(by=asked.user, membership=membership, at=timezone.now())
    except (actions.CannotApproveClaim, actions.CannotRefuseClaim) as refusal:
        return _claims_page(request, asked, told=str(refusal), status=409)
    said = {
        ActorMembership.Status.ACTIVE: _("%(who)s now speaks for %(actor)s."),
        ActorMembership.Status.REFUSED: _("The wish of %(who)s to speak for %(actor)s is refused."),
    }.get(
        ActorMembership.Status(membership.status),
        _("Your yes for %(who)s at %(actor)s is kept. A second person has to say yes as well."),
    )
    messages.success(request, said % {"who": membership.user, "actor": membership.actor})
    return see("network:claims", asked.city.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def speakers(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who speaks for an actor to those who may end it, and end it."""
    asked, actor = cast(ParticipantRequest, request), actor_here(request, slug)
    if not permissions.can_change_actor(asked.user, actor):
        raise PermissionDenied
    told, status = "", 200
    if request.method == "POST":
        number = request.POST.get("membership", "")
        pk = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        membership = actor.memberships.active().filter(pk=pk).select_related("user", "actor__city").first()
        if membership is not None:
            try:
                actions.end_membership(by=asked.user, membership=membership, at=timezone.now())
            except actions.CannotEndMembership as refusal:
                told, status = str(refusal), 409
            else:
                messages.success(request, _("%(who)s no longer speaks for %(actor)s.") % {
                    "who": membership.user, "actor": actor.name,
                })  # fmt: skip
                return see("network:actor", asked.city.slug, actor.slug)
        else:
            told, status = _("Choose somebody from the list."), 422
    active = actor.memberships.active().select_related("user").order_by("since_at", "pk")
    context = {"actor": actor, "speakers": active, "told": told}
    return render(request, "network/speakers.html", context, status=status)
