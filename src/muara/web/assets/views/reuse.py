"""Steps, proposals with their figures, and pacts."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muara.web.accounts.middleware import ParticipantRequest
from muara.web.assets import actions, permissions
from muara.web.assets.actions.pacts import FIELDS as PACT_FIELDS
from muara.web.assets.actions.proposing import FIELDS as PROPOSAL_FIELDS
from muara.web.assets.actions.steps import NEXT
from muara.web.assets.forms.reuse import (
    BackForm,
    EndForm,
    FiguresForm,
    NewPactForm,
    ProposalForm,
    SignForm,
    StepForm,
    typed,
)
from muara.web.assets.models import IdleAsset, ReuseProposal
from muara.web.assets.queries.counts import verdict_or_none
from muara.web.assets.rules import ROUTE_NAMES
from muara.web.assets.views.common import asset_here, form_page, open_to, own_actors, pact_here, proposal_here, see
from muara.web.network.models import Actor

State = IdleAsset.State


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Take the next step with a place, with its evidence."""
    asked, asset = cast(ParticipantRequest, request), asset_here(request, slug)
    open_to(permissions.can_take_steps(asked.user, asked.city))
    to = NEXT.get(State(asset.state))
    form = StepForm(request.POST if request.method == "POST" else None, asset=asset, to=to or "")

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.take_step(by=asked.user, asset=asset, at=timezone.now(), **given)
        messages.success(request, _("The step is recorded."))
        return see("assets:asset", asked.city.slug, asset.slug)

    heading = _("Next step: %(state)s") % {"state": to.label} if to else _("There is no next step yet")
    context = {
        "asset": asset,
        "heading": heading,
        "lead": _("Every step needs evidence. What is recorded stays; a step back is a step of its own."),
        "button": _("Record the step"),
    }
    return form_page(request, form, context, act, actions.CannotTakeStep)


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, slug: str) -> HttpResponse:
    asked, asset = cast(ParticipantRequest, request), asset_here(request, slug)
    open_to(permissions.can_take_steps(asked.user, asked.city))
    form = BackForm(request.POST if request.method == "POST" else None, asset=asset)

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.step_back(by=asked.user, asset=asset, at=timezone.now(), **given)
        messages.success(request, _("The step back is recorded."))
        return see("assets:asset", asked.city.slug, asset.slug)

    context = {
        "asset": asset,
        "heading": _("A step back"),
        "lead": _("Going back is allowed. The way there and the reason stay on record."),
        "button": _("Record the step back"),
    }
    return form_page(request, form, context, act, actions.CannotTakeStep)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    asked, asset = cast(ParticipantRequest, request), asset_here(request, slug)
    actors = own_actors(request)
    if not asked.user.is_authenticated or not actors.exists():
        raise PermissionDenied
    form = ProposalForm(request.POST if request.method == "POST" else None, asset=asset, actors=actors)

    def act(given: dict[str, Any]) -> HttpResponse:
        given["actor"].city = asked.city
        made = actions.propose_reuse(by=asked.user, asset=asset, at=timezone.now(), **given)
        messages.success(request, _("The proposal stands. Now add its figures."))
        return see("assets:figures", asked.city.slug, asset.slug, made.number)

    context = {
        "asset": asset,
        "heading": _("Propose a use"),
        "lead": _("Everybody reads it, beside the other proposals. The figures come next."),
        "button": _("Propose it"),
    }
    return form_page(request, form, context, act, actions.CannotProposeReuse)


def changeable(request: HttpRequest, slug: str, number: int) -> ReuseProposal:
    found = proposal_here(request, slug, number)
    open_to(permissions.can_change_proposal(cast(ParticipantRequest, request).user, found))
    return found


@require_safe
def proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show what is proposed and whether the place could carry it, the worst plausible case first."""
    asked, found = cast(ParticipantRequest, request), proposal_here(request, slug, number)
    context = {
        "asset": found.asset,
        "proposal": found,
        "route": ROUTE_NAMES.get(found.route),
        "verdict": verdict_or_none(found),
        "may_change": permissions.can_change_proposal(asked.user, found)
        and found.state == ReuseProposal.State.OFFERED,
    }
    return render(request, "assets/proposal.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_proposal(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), changeable(request, slug, number)
    first = {name: getattr(found, name) for name in PROPOSAL_FIELDS if name != "inputs"}
    only = Actor.objects.filter(pk=found.actor_id)
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        initial={**first, "actor": found.actor_id}, asset=found.asset, actors=only,
    )  # fmt: skip

    def act(given: dict[str, Any]) -> HttpResponse:
        given.pop("actor")
        actions.change_proposal(by=asked.user, proposal=found, at=timezone.now(), **given)
        messages.success(request, _("The proposal is changed."))
        return see("assets:proposal", asked.city.slug, slug, number)

    context = {"asset": found.asset, "heading": _("Change the proposal"), "button": _("Save")}
    return form_page(request, form, context, act, actions.CannotChangeProposal)


@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), changeable(request, slug, number)
    form = FiguresForm(request.POST if request.method == "POST" else None, initial=typed(found.inputs))

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.change_proposal(by=asked.user, proposal=found, at=timezone.now(), inputs=form.inputs())
        messages.success(request, _("The figures are kept and reckoned with."))
        return see("assets:proposal", asked.city.slug, slug, number)

    context = {"asset": found.asset, "proposal": found}
    return form_page(request, form, context, act, actions.CannotChangeProposal, page="assets/figures.html")


@require_POST
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), changeable(request, slug, number)
    try:
        actions.withdraw_proposal(by=asked.user, proposal=found, at=timezone.now())
    except actions.CannotWithdrawProposal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The proposal is withdrawn."))
    return see("assets:proposal", asked.city.slug, slug, number)


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Lay the proposals for a place side by side; no rank, no score."""
    asset = asset_here(request, slug)
    standing = asset.proposals.exclude(state=ReuseProposal.State.WITHDRAWN).select_related("actor")
    rows = [(one, verdict_or_none(one), ROUTE_NAMES.get(one.route)) for one in standing.order_by("number")[:8]]
    return render(request, "assets/compare.html", {"asset": asset, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def new_pact(request: HttpRequest, slug: str) -> HttpResponse:
    asked, asset = cast(ParticipantRequest, request), asset_here(request, slug)
    actors = own_actors(request)
    if not asked.user.is_authenticated or not actors.exists():
        raise PermissionDenied
    chosen = asset.proposals.filter(state=ReuseProposal.State.CHOSEN).first()
    first = {"actor": chosen.actor_id, "purpose": chosen.use} if chosen else {}
    form = NewPactForm(request.POST if request.method == "POST" else None, initial=first, actors=actors)

    def act(given: dict[str, Any]) -> HttpResponse:
        given["actor"].city = asked.city
        about = chosen if chosen is not None and chosen.actor_id == given["actor"].pk else None
        pact = actions.draft_pact(by=asked.user, asset=asset, at=timezone.now(), proposal=about, **given)
        messages.success(request, _("The draft is kept. Print it, and let both sides sign it."))
        return see("assets:pact", asked.city.slug, asset.slug, pact.number)

    context = {
        "asset": asset,
        "heading": _("Draft a pact of collaboration"),
        "lead": _(
            "It says who does what for a place. It is lighter than a rent contract and does not replace one."
        ),
        "button": _("Keep the draft"),
    }
    return form_page(request, form, context, act, actions.CannotDraftPact)


@require_safe
def pact(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), pact_here(request, slug, number)
    context = {
        "asset": found.asset,
        "pact": found,
        "duties_actor": found.duties_actor.splitlines(),
        "duties_owner": found.duties_owner.splitlines(),
        "may_change": permissions.can_propose_for(asked.user, found.actor) and found.signed_date is None,
        "may_sign": permissions.can_take_steps(asked.user, asked.city),
    }
    return render(request, "assets/pact.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_pact(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    asked, found = cast(ParticipantRequest, request), pact_here(request, slug, number)
    open_to(permissions.can_propose_for(asked.user, found.actor))
    first = {name: getattr(found, name) for name in PACT_FIELDS} | {"actor": found.actor_id}
    only = Actor.objects.filter(pk=found.actor_id)
    form = NewPactForm(request.POST if request.method == "POST" else None, initial=first, actors=only)

    def act(given: dict[str, Any]) -> HttpResponse:
        given.pop("actor")
        actions.change_pact(by=asked.user, pact=found, at=timezone.now(), **given)
        messages.success(request, _("The draft is changed."))
        return see("assets:pact", asked.city.slug, slug, number)

    context = {"asset": found.asset, "heading": _("Change the draft"), "button": _("Save")}
    return form_page(request, form, context, act, actions.CannotDraftPact)


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Record that a pact was signed, or that a signed one ended."""
    asked, found = cast(ParticipantRequest, request), pact_here(request, slug, number)
    open_to(permissions.can_take_steps(asked.user, asked.city))
    if found.ended_date is not None:
        raise Http404
    is_signed = found.signed_date is not None
    kind = EndForm if is_signed else SignForm
    form = kind(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})

    def act(given: dict[str, Any]) -> HttpResponse:
        if is_signed:
            actions.end_pact(by=asked.user, pact=found, at=timezone.now(), **given)
            messages.success(request, _("It is recorded that the pact ended."))
        else:
            actions.sign_pact(by=asked.user, pact=found, at=timezone.now(), **given)
            messages.success(request, _("It is recorded that the pact is signed."))
        return see("assets:pact", asked.city.slug, slug, number)

    context = {
        "asset": found.asset,
        "heading": _("The pact ended") if is_signed else _("The pact is signed"),
        "button": _("Record it"),
    }
    return form_page(request, form, context, act, actions.CannotSignPact, actions.CannotEndPact)
