"""Pacts of collaboration: drafted here, printed, signed on paper, and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.assets.actions.reporting import locked
from muara.web.assets.models import IdleAsset, Pact, ReuseProposal
from muara.web.assets.permissions import can_propose_for, can_take_steps
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later
from muara.web.network.models import Actor

LINES = {"duties_actor", "duties_owner"}
TEXTS = (
    "owner_party", "further_parties", "purpose", "duties_actor", "duties_owner", "costs", "liability", "governing",
    "monitoring", "publication", "ending",
)  # fmt: skip
FIELDS = (*TEXTS, "intensity", "starts_date", "ends_date")
OPTIONAL = {"further_parties", "governing", "publication"}


class CannotDraftPact(Exception):
    """The draft was not kept; the message says why."""


class CannotSignPact(Exception):
    """The signing was not recorded; the message says why."""


class CannotEndPact(Exception):
    """The ending was not recorded; the message says why."""


@transaction.atomic
def draft_pact(
    *,
    by: User,
    asset: IdleAsset,
    actor: Actor,
    at: datetime,
    proposal: ReuseProposal | None = None,
    **given: Any,
) -> Pact:
    """Draft a pact of collaboration between the owner of a place and an actor; `given` holds `FIELDS`.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the actor nor keeps the register.
    CannotDraftPact
        If the owner is not confirmed yet, or something that a pact has to state is missing.
    """
    if actor.city_id != asset.city_id or not can_propose_for(by, actor):
        raise PermissionDenied
    asset = locked(asset)
    if asset.state in {IdleAsset.State.REPORTED, IdleAsset.State.SEEN}:
        raise CannotDraftPact(_("First the owner has to be confirmed: somebody has to sign for them."))
    if proposal is not None and (proposal.asset_id, proposal.actor_id) != (asset.pk, actor.pk):
        raise CannotDraftPact(_("This proposal is about something else."))
    pact = Pact(asset=asset, actor=actor, proposal=proposal, by=by, drafted_at=at)
    _write(pact, given)
    last = asset.pacts.aggregate(last=Max("number"))["last"]
    pact.number = (last or 0) + 1
    pact.save()
    record("drafted_pact", pact, by=by, city=asset.city, at=at, asset=asset.pk, actor=actor.pk)
    return pact


@transaction.atomic
def change_pact(*, by: User, pact: Pact, at: datetime, **given: Any) -> Pact:
    """Change a draft.

    Raises
    ------
    PermissionDenied
        If `by` neither speaks for the actor nor keeps the register.
    CannotDraftPact
        If it is signed, or something that a pact has to state is missing.
    """
    if not can_propose_for(by, pact.actor):
        raise PermissionDenied
    pact = _locked(pact)
    if pact.signed_date is not None:
        raise CannotDraftPact(_("A signed pact is not changed. Draft a new one."))
    _write(pact, given)
    pact.save()
    record("changed_pact", pact, by=by, city=pact.asset.city, at=at, changed=sorted(given))
    return pact


@transaction.atomic
def sign_pact(*, by: User, pact: Pact, on: date, at: datetime) -> Pact:
    """Record that both sides signed the printed pact.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    CannotSignPact
        If it is signed already, or the day lies ahead.
    """
    if not can_take_steps(by, pact.asset.city):
        raise PermissionDenied
    pact = _locked(pact)
    if pact.signed_date is not None:
        raise CannotSignPact(_("This pact is signed already."))
    not_later(on, day_in(pact.asset.city, at), CannotSignPact)
    pact.signed_date = on
    pact.save(update_fields=["signed_date"])
    record("signed_pact", pact, by=by, city=pact.asset.city, at=at, on=on)
    return pact


@transaction.atomic
def end_pact(*, by: User, pact: Pact, on: date, why: str, at: datetime) -> Pact:
    """Record that a pact ended before its time, and why.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    CannotEndPact
        If it is not signed, has ended, or no reason is given.
    """
    if not can_take_steps(by, pact.asset.city):
        raise PermissionDenied
    pact = _locked(pact)
    why = cleaned(why, CannotEndPact)
    if pact.signed_date is None or pact.ended_date is not None:
        raise CannotEndPact(_("Only a signed pact that still runs can end."))
    if not why:
        raise CannotEndPact(_("Write why it ended, so that others can learn from it."))
    not_later(on, day_in(pact.asset.city, at), CannotEndPact)
    if on < pact.signed_date:
        raise CannotEndPact(_("It cannot end before it was signed."))
    pact.ended_date, pact.ended_why = on, why
    check_fields(pact, CannotEndPact, ["ended_why"])
    pact.save(update_fields=["ended_date", "ended_why"])
    record("ended_pact", pact, by=by, city=pact.asset.city, at=at, on=on, why=why)
    return pact


def _locked(pact: Pact) -> Pact:
    locked(pact.asset)
    return Pact.objects.select_related("asset__city", "actor__city").get(pk=pact.pk)


def _write(pact: Pact, given: Mapping[str, Any]) -> None:
    if unknown := given.keys() - set(FIELDS):
        raise TypeError(f"A pact has no {sorted(unknown)}.")
    for name, value in given.items():
        if isinstance(value, str):
            value = cleaned(value, CannotDraftPact, keeps_lines=name in LINES)
        setattr(pact, name, value)
    for name in TEXTS:
        if name not in OPTIONAL and not getattr(pact, name):
            raise CannotDraftPact(
                _("A pact has to say who signs, what for, the duties of both, costs, liability, monitoring and "
                  "how it ends.")
            )  # fmt: skip
    if pact.starts_date is None or pact.ends_date is None or pact.ends_date <= pact.starts_date:
        raise CannotDraftPact(_("A pact needs a first and a last day, in this order."))
    check_fields(pact, CannotDraftPact, [*TEXTS, "intensity"])
