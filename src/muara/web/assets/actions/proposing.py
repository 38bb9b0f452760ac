"""Actors propose how a place could be used, with figures that can be checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.assets.actions.reporting import locked
from muara.web.assets.feasibility import BadFigures, read_figures, verdict_of
from muara.web.assets.models import IdleAsset, ReuseProposal
from muara.web.assets.permissions import can_change_proposal, can_propose_for
from muara.web.assets.rules import is_open
from muara.web.network.actions.checks import check_fields, cleaned, day_in, is_there
from muara.web.network.models import Actor

FIELDS = ("use", "how", "for_whom", "open_hours", "fatal_risk", "route", "inputs")
WELCOME = {IdleAsset.State.SEEN, IdleAsset.State.CONFIRMED, IdleAsset.State.OPEN, IdleAsset.State.APPLIED}


class CannotProposeReuse(Exception):
    """The proposal was not taken; the message says why."""


class CannotChangeProposal(Exception):
    """The proposal stays as it was; the message says why."""


class CannotWithdrawProposal(Exception):
    """The proposal still stands; the message says why."""


@transaction.atomic
def propose_reuse(
    *, by: User, asset: IdleAsset, actor: Actor, use: str, at: datetime, **given: Any
) -> ReuseProposal:
    """Propose that an actor uses a place; `given` holds any other of `FIELDS`.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the actor nor keeps the register.
    CannotProposeReuse
        If two people have not seen the place yet, it is agreed already, or what is said does not fit.
    """
    if actor.city_id != asset.city_id or not can_propose_for(by, actor):
        raise PermissionDenied
    asset = locked(asset)
    if not asset.is_public or asset.state not in WELCOME:
        raise CannotProposeReuse(
            _("Proposals are welcome once two people have seen the place, and until something is agreed.")
        )
    if not is_there(actor, day_in(asset.city, at)):
        raise CannotProposeReuse(_("%(actor)s is not part of the network now.") % {"actor": actor.name})
    proposal = ReuseProposal(asset=asset, actor=actor, by=by, offered_at=at, changed_at=at)
    _write(proposal, {**given, "use": use}, CannotProposeReuse)
    last = asset.proposals.aggregate(last=Max("number"))["last"]
    proposal.number = (last or 0) + 1
    proposal.save()
    record("proposed_reuse", proposal, by=by, city=asset.city, at=at, asset=asset.pk, actor=actor.pk)
    return proposal


@transaction.atomic
def change_proposal(*, by: User, proposal: ReuseProposal, at: datetime, **given: Any) -> ReuseProposal:
    """Change what is proposed, as long as nothing is agreed.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the actor nor keeps the register.
    CannotChangeProposal
        If it is chosen or withdrawn, or what is said does not fit.
    """
    if not can_change_proposal(by, proposal):
        raise PermissionDenied
    proposal = _locked(proposal)
    if proposal.state != ReuseProposal.State.OFFERED:
        raise CannotChangeProposal(_("Only a proposal that is on offer can be changed."))
    _write(proposal, given, CannotChangeProposal)
    proposal.changed_at = at
    proposal.save()
    record("changed_proposal", proposal, by=by, city=proposal.asset.city, at=at, changed=sorted(given))
    return proposal


@transaction.atomic
def withdraw_proposal(*, by: User, proposal: ReuseProposal, at: datetime) -> ReuseProposal:
    """Take a proposal back; it stays readable as withdrawn.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the actor nor keeps the register.
    CannotWithdrawProposal
        If it is not on offer.
    """
    if not can_change_proposal(by, proposal):
        raise PermissionDenied
    proposal = _locked(proposal)
    if proposal.state != ReuseProposal.State.OFFERED:
        raise CannotWithdrawProposal(_("Only a proposal that is on offer can be withdrawn."))
    proposal.state, proposal.changed_at = ReuseProposal.State.WITHDRAWN, at
    proposal.save(update_fields=["state", "changed_at"])
    record("withdrew_proposal", proposal, by=by, city=proposal.asset.city, at=at)
    return proposal


def _locked(proposal: ReuseProposal) -> ReuseProposal:
    locked(proposal.asset)
    return ReuseProposal.objects.select_related("asset__city", "actor__city").get(pk=proposal.pk)


def _write(proposal: ReuseProposal, given: Mapping[str, Any], error: type[Exception]) -> None:
    if unknown := given.keys() - set(FIELDS):
        raise TypeError(f"A proposal has no {sorted(unknown)}.")
    for name, value in given.items():
        if isinstance(value, str):
            value = cleaned(value, error, keeps_lines=name == "how")
        setattr(proposal, name, value)
    if not proposal.use:
        raise error(_("Write what the place would become, for example: shared kitchen."))
    if proposal.route and not is_open(proposal.route, proposal.asset.owner_level, proposal.actor):
        raise error(
            _("This form of use is not open to %(actor)s under this owner.") % {"actor": proposal.actor.name}
        )
    check_fields(proposal, error, ["use", "how", "for_whom", "open_hours", "fatal_risk", "route"])
    if proposal.inputs:
        try:
            verdict_of(read_figures(proposal.inputs))
        except BadFigures as bad:
            raise error(str(bad)) from bad
