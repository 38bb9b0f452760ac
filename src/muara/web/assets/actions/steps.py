"""The way of a place: owner confirmed → open → applied → agreed → in use → returned, and back with a reason."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import tell
from muara.web.accounts.models import Participant, User
from muara.web.assets.actions.knowing import settle
from muara.web.assets.actions.reporting import locked, page_of, write_step
from muara.web.assets.models import Fact, IdleAsset, ReuseProposal, Step
from muara.web.assets.permissions import can_change_proposal, can_take_steps
from muara.web.assets.rules import is_open
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later

State = IdleAsset.State
ORDER = list(State.values)
# What follows what; “seen by two” follows from sightings alone.
NEXT = {
    State.SEEN: State.CONFIRMED,
    State.CONFIRMED: State.OPEN,
    State.OPEN: State.APPLIED,
    State.APPLIED: State.AGREED,
    State.AGREED: State.IN_USE,
    State.IN_USE: State.RETURNED,
    State.RETURNED: State.OPEN,
}
UNDISPUTED = {State.OPEN, State.APPLIED, State.AGREED, State.IN_USE}


class CannotTakeStep(Exception):
    """The place stays where it is; the message says why."""


@transaction.atomic
def take_step(
    *,
    by: User,
    asset: IdleAsset,
    evidence: str,
    at: datetime,
    on: date | None = None,
    link: str = "",
    owner_level: str = "",
    proposal: ReuseProposal | None = None,
    route: str = "",
) -> Step:
    """Move a place one step on, with evidence: a letter, minutes, a contract, who was there.

    Confirming the owner needs `owner_level`; applying and agreeing need the `proposal`; agreeing needs the `route`
    as well, and it has to be open to that actor under that owner.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat (to apply, speaking for the proposing actor is enough).
    CannotTakeStep
        If there is no next step, no evidence, a dispute stands, or what the step needs is missing.
    """
    asset = locked(asset)
    to = NEXT.get(State(asset.state))
    is_own = to == State.APPLIED and proposal is not None and can_change_proposal(by, proposal)
    if not (can_take_steps(by, asset.city) or is_own):
        raise PermissionDenied
    if to is None:
        raise CannotTakeStep(_("First two people have to say that they were there and that it stands unused."))
    evidence, on = _evidence(asset, evidence, at, on)
    if to in UNDISPUTED and asset.is_disputed:
        raise CannotTakeStep(
            _("A dispute stands: %(dispute)s It has to be settled, and that stated as a fact, before it goes on.")
            % {"dispute": asset.dispute}
        )
    if to == State.CONFIRMED:
        _confirm_owner(asset, owner_level, evidence, link, on, by, at)
    if to in {State.APPLIED, State.AGREED}:
        proposal = _proposal_of(asset, proposal)
    else:
        proposal = asset.proposals.filter(state=ReuseProposal.State.CHOSEN).first()
    if to == State.AGREED:
        assert proposal is not None
        if not is_open(route, asset.owner_level, proposal.actor):
            raise CannotTakeStep(
                _("Choose a form of use that is open to %(actor)s under this owner.")
                % {"actor": proposal.actor.name}
            )
        _choose(asset, proposal, route, at)
    step = Step(link=link, route=route if to == State.AGREED else "")
    check_fields(step, CannotTakeStep, ["link"])
    if to == State.RETURNED:
        _free_proposals(asset)
    return write_step(asset, to, evidence, on, by=by, at=at, link=link, proposal=proposal, route=step.route)


@transaction.atomic
def step_back(*, by: User, asset: IdleAsset, to: str, reason: str, at: datetime, on: date | None = None) -> Step:
    """Move a place back to an earlier state, and say why. The way there and back stays on record.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    CannotTakeStep
        If it does not lie behind, or no reason is given.
    """
    if not can_take_steps(by, asset.city):
        raise PermissionDenied
    asset = locked(asset)
    if to not in ORDER or ORDER.index(to) >= ORDER.index(asset.state):
        raise CannotTakeStep(_("Choose a state that lies behind."))
    reason, on = _evidence(asset, reason, at, on)
    if ORDER.index(to) < ORDER.index(State.AGREED):
        _free_proposals(asset)
    return write_step(asset, to, reason, on, by=by, at=at)


def _evidence(asset: IdleAsset, evidence: str, at: datetime, on: date | None) -> tuple[str, date]:
    evidence = cleaned(evidence, CannotTakeStep)
    if not evidence:
        raise CannotTakeStep(_("Write what shows it: the letter with its date, the minutes, who was there."))
    check_fields(Step(evidence=evidence), CannotTakeStep, ["evidence"])
    today = day_in(asset.city, at)
    on = on or today
    not_later(on, today, CannotTakeStep)
    last = asset.steps.order_by("-on_date", "-pk").first()
    if last is not None and on < last.on_date:
        raise CannotTakeStep(_("This day lies before the last step. Choose a later one."))
    return evidence, on


def _confirm_owner(
    asset: IdleAsset, owner_level: str, evidence: str, link: str, on: date, by: User, at: datetime
) -> None:
    if owner_level not in IdleAsset.Owner.values or owner_level == IdleAsset.Owner.UNKNOWN:
        raise CannotTakeStep(_("Choose which level owns it; that is what is confirmed here."))
    Fact.objects.create(
        asset=asset, field="owner_level", value=owner_level, source=evidence[:200], link=link, as_of=on,
        confidence=Fact.Confidence.HIGH, by=by, at=at,
    )  # fmt: skip
    settle(asset, ["owner_level"])


def _proposal_of(asset: IdleAsset, proposal: ReuseProposal | None) -> ReuseProposal:
    if proposal is None or proposal.asset_id != asset.pk:
        raise CannotTakeStep(_("Choose which proposal this is about."))
    proposal = ReuseProposal.objects.select_related("actor", "asset__city").get(pk=proposal.pk)
    if proposal.state != ReuseProposal.State.OFFERED:
        raise CannotTakeStep(_("This proposal does not stand any more. Choose another."))
    return proposal


def _choose(asset: IdleAsset, proposal: ReuseProposal, route: str, at: datetime) -> None:
    states = ReuseProposal.State
    asset.proposals.filter(state=states.OFFERED).exclude(pk=proposal.pk).update(state=states.DECLINED)
    ReuseProposal.objects.filter(pk=proposal.pk).update(state=states.CHOSEN, route=route, changed_at=at)
    offered = asset.proposals.filter(state__in=[states.CHOSEN, states.DECLINED]).select_related("by")
    for one in offered:
        who = Participant.objects.in_city(asset.city).filter(user=one.by).first() if one.by_id else None
        kind = "proposal_chosen" if one.pk == proposal.pk else "proposal_declined"
        tell(who, kind, city=asset.city, at=at, link=page_of(asset), name=asset.name)


def _free_proposals(asset: IdleAsset) -> None:
    """Let the proposals stand again as offers when nothing is agreed any more."""
    states = ReuseProposal.State
    asset.proposals.filter(state__in=[states.CHOSEN, states.DECLINED]).update(state=states.OFFERED)
