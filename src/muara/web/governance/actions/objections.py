"""Objections: things with a reason that are tested, then taken in, withdrawn, or left standing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muara.engine.governance.decisions import CHECKS, events
from muara.engine.ledger import commitment
from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.governance.actions.decisions import tell_electors, tell_people
from muara.web.governance.ledger import locked, staff_tag, write_event
from muara.web.governance.models import Amendment, Decision, Elector, Objection
from muara.web.network.actions.checks import cleaned

MOVABLE = (Objection.State.OPEN, Objection.State.STANDS)


class CannotRaiseObjection(Exception):
    """The objection was not taken; the message says why."""


class CannotMoveObjection(Exception):
    """The objection stays as it was; the message says why."""


@transaction.atomic
def raise_objection(*, by: Participant, decision: Decision, reason: str, at: datetime) -> Objection:
    """Say what harm a proposal would do.

    Raises
    ------
    PermissionDenied
        If `by` is not on the roll, nor the delegate of who is.
    CannotRaiseObjection
        If the decision is no consent round with open ballots, is not open, or no reason is given.
    """
    decision = locked(decision)
    mine = Q(participant=by) | Q(membership__delegate=by, membership__actor__isnull=False)
    elector = decision.electors.filter(mine).order_by("pk").first()
    if elector is None or by.tier != Participant.Tier.VERIFIED:
        raise PermissionDenied
    if decision.rules["kind"] != "consent" or decision.is_secret:
        raise CannotRaiseObjection(_("Objections are raised in a consent round with open ballots."))
    if not decision.takes_ballots(at):
        raise CannotRaiseObjection(_("This decision takes no objections now."))
    reason = cleaned(reason, CannotRaiseObjection, keeps_lines=True)
    if not reason:
        raise CannotRaiseObjection(_("Say what harm you see, in a sentence. Only then can it be taken in."))
    if len(reason) > 1000:
        raise CannotRaiseObjection(
            _("This text is longer than %(n)s characters. Please shorten it.") % {"n": 1000}
        )
    objection = write_objection(decision, elector, reason, at)
    record("raised_objection", objection, by=by, city=decision.city, at=at)
    return objection


def write_objection(decision: Decision, elector: Elector, reason: str, at: datetime) -> Objection:
    """Write an objection and its event; for actions that have locked the decision and checked everything."""
    number = decision.objections.count() + 1
    salt = secrets.token_bytes(32)
    bound = commitment(salt, {"decision": decision.rules["decision"], "number": number, "reason": reason})
    write_event(decision, events.objected(number, elector.tag, reason=bound))
    return Objection.objects.create(
        decision=decision, elector=elector, number=number, reason=reason, salt=salt, raised_at=at
    )


@transaction.atomic
def check_objection(
    *, by: User, objection: Objection, checks: Mapping[str, bool | None], at: datetime
) -> Objection:
    """Write down what the four checks found; whether they bind, the rules of the decision say.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotMoveObjection
        If the decision is not open or the objection is settled.
    """
    decision, objection = _moving(by, objection, at)
    if set(checks) - set(CHECKS) or not all(found in (True, False, None) for found in checks.values()):
        raise CannotMoveObjection(_("Answer the four checks with yes, no, or not looked at yet."))
    objection.checks = {name: checks.get(name, objection.checks.get(name)) for name in CHECKS}
    _move(decision, objection, objection.state, staff_tag(by, decision), at)
    record("checked_objection", objection, by=by, city=decision.city, at=at)
    return objection


@transaction.atomic
def integrate(*, by: User, objection: Objection, after: str, why: str, at: datetime) -> Objection:
    """Take an objection in by another wording of the proposal. Who voted is told, and may vote again.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotMoveObjection
        If the decision is not open, the objection is settled, or the wording is the same.
    """
    decision, objection = _moving(by, objection, at)
    after = cleaned(after, CannotMoveObjection, keeps_lines=True)
    why = cleaned(why, CannotMoveObjection, keeps_lines=True)
    if not after or after == decision.details:
        raise CannotMoveObjection(_("Write the proposal in its new wording."))
    if len(after) > 6000 or len(why) > 500:
        raise CannotMoveObjection(_("This text is too long. Please shorten it."))
    objection.amendment = Amendment.objects.create(
        decision=decision, number=decision.amendments.count() + 1, before=decision.details, after=after, why=why,
        by=by, at=at,
    )  # fmt: skip
    decision.details = after
    decision.save(update_fields=["details"])
    digest = sha256(after.encode()).hexdigest()
    _move(decision, objection, Objection.State.INTEGRATED, staff_tag(by, decision), at, amendment=digest)
    tell_electors(decision, "proposal_amended", at=at, title=decision.title)
    record("integrated_objection", objection, by=by, city=decision.city, at=at)
    return objection


@transaction.atomic
def withdraw(*, by: Participant, objection: Objection, at: datetime) -> Objection:
    """Take one's own objection back; it stays in the record.

    Raises
    ------
    PermissionDenied
        If somebody else raised it.
    CannotMoveObjection
        If the decision is not open or the objection is settled.
    """
    elector = Elector.objects.select_related("membership").get(pk=objection.elector_id)
    delegate = elector.membership.delegate_id if elector.membership is not None else None
    if by.pk not in {elector.participant_id, delegate}:
        raise PermissionDenied
    decision, objection = _locked(objection, at)
    _move(decision, objection, Objection.State.WITHDRAWN, elector.tag, at)
    record("withdrew_objection", objection, by=by, city=decision.city, at=at)
    return objection


@transaction.atomic
def let_stand(*, by: User, objection: Objection, at: datetime) -> Objection:
    """Say that an objection could not be taken in: it stands.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotMoveObjection
        If the decision is not open or the objection is settled.
    """
    decision, objection = _moving(by, objection, at)
    _move(decision, objection, Objection.State.STANDS, staff_tag(by, decision), at)
    record("let_objection_stand", objection, by=by, city=decision.city, at=at)
    return objection


def _moving(by: User, objection: Objection, at: datetime) -> tuple[Decision, Objection]:
    if not can_facilitate(by, objection.decision.city):
        raise PermissionDenied
    return _locked(objection, at)


def _locked(objection: Objection, at: datetime) -> tuple[Decision, Objection]:
    decision = locked(objection.decision)
    objection = Objection.objects.select_related("elector__membership").get(pk=objection.pk)
    objection.decision = decision
    if not decision.takes_ballots(at):
        raise CannotMoveObjection(_("This decision is not open. Its objections stay as they are."))
    if objection.state not in MOVABLE:
        raise CannotMoveObjection(_("This objection was taken in or withdrawn already."))
    return decision, objection


def _move(
    decision: Decision, objection: Objection, state: str, by: str, at: datetime, *, amendment: str = ""
) -> None:
    body = events.moved(objection.number, str(state), by=by, checks=objection.checks or None, amendment=amendment)
    write_event(decision, body)
    objection.state, objection.moved_at = state, at
    objection.save()
    person = objection.elector.participant_id
    if person is not None and state != Objection.State.WITHDRAWN:
        tell_people([person], decision, "objection_moved", at=at, title=decision.title)
