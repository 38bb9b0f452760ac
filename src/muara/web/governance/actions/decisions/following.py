"""After the close: what was decided in words, what became of it, and taking it up again."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.governance.actions.decisions.preparing import (
    FIELDS,
    CannotDraftDecision,
    draft_decision,
    in_preparation,
)
from muara.web.governance.actions.decisions.telling import tell_electors
from muara.web.governance.ledger import locked
from muara.web.governance.models import Decision
from muara.web.governance.permissions import can_prepare_decision
from muara.web.governance.queries.candidates import electable_in
from muara.web.network.actions.checks import check_fields, cleaned, day_in
from muara.web.network.models import Actor


class CannotRecordOutcome(Exception):
    """Nothing was written down; the message says why."""


class CannotReview(Exception):
    """The review was not written down; the message says why."""


class CannotTakeUpAgain(Exception):
    """No new draft was begun; the message says why."""


@transaction.atomic
def record_outcome(
    *,
    by: User,
    decision: Decision,
    text: str,
    owner: str = "",
    due_date: date | None = None,
    review_date: date | None = None,
    at: datetime,
    owner_actor: Actor | None = None,
) -> Decision:
    """Say in words what was decided, who carries it out, by when, and when it is looked at again.

    Raises
    ------
    PermissionDenied
        If `by` neither drafted it nor keeps arrangements.
    CannotRecordOutcome
        If it is not closed, or something is missing.
    """
    decision = in_preparation(by, decision)
    if not decision.is_closed:
        raise CannotRecordOutcome(_("Close the decision first. Then say what was decided."))
    if owner_actor is not None and owner_actor.city_id != decision.city_id:
        raise CannotRecordOutcome(_("This organization belongs to another city."))
    decision.outcome = cleaned(text, CannotRecordOutcome, keeps_lines=True)
    decision.owner = cleaned(owner, CannotRecordOutcome) or (owner_actor.name if owner_actor is not None else "")
    if not decision.outcome:
        raise CannotRecordOutcome(_("Write down what was decided, in a sentence."))
    if not decision.owner or review_date is None:
        raise CannotRecordOutcome(_("Say who carries it out, and when you will look at it again."))
    if review_date < day_in(decision.city, at):
        raise CannotRecordOutcome(_("The day to look at it again has passed. Choose a later one."))
    decision.owner_actor, decision.due_date, decision.review_date = owner_actor, due_date, review_date
    decision.outcome_at, decision.reviewed_at, decision.reminded_at = at, None, None
    check_fields(decision, CannotRecordOutcome, ["outcome", "owner"])
    decision.save()
    tell_electors(decision, "outcome_recorded", at=at, title=decision.title)
    record("recorded_outcome", decision, by=by, city=decision.city, at=at)
    return decision


@transaction.atomic
def review(*, by: User, decision: Decision, note: str, at: datetime) -> Decision:
    """Write down what became of a decision.

    Raises
    ------
    PermissionDenied
        If `by` neither drafted it nor keeps arrangements.
    CannotReview
        If nothing was written down as decided yet, or the note is empty.
    """
    decision = in_preparation(by, decision)
    if not decision.outcome:
        raise CannotReview(_("First write down what was decided."))
    decision.review_note = cleaned(note, CannotReview, keeps_lines=True)
    if not decision.review_note:
        raise CannotReview(_("Write down what became of it, in a sentence."))
    check_fields(decision, CannotReview, ["review_note"])
    decision.reviewed_at = at
    decision.save(update_fields=["review_note", "reviewed_at"])
    record("reviewed_decision", decision, by=by, city=decision.city, at=at)
    return decision


@transaction.atomic
def take_up_again(*, by: User, decision: Decision, at: datetime) -> Decision:
    """Begin a new draft that refers to a decision. A closed one is never opened again.

    Raises
    ------
    PermissionDenied
        If `by` may not put anything before the members.
    CannotTakeUpAgain
        If it is still waiting or open.
    """
    if not can_prepare_decision(by, decision.city):
        raise PermissionDenied
    decision = locked(decision)
    if decision.state not in {Decision.State.CLOSED, Decision.State.CANCELLED}:
        raise CannotTakeUpAgain(_("This decision is not over yet."))
    fields = {
        name: getattr(decision, name)
        for name in FIELDS - {"opens_at", "closes_at", "refers_to", "title", "rules", "effect"}
    }
    effect = {name: value for name, value in decision.effect.items() if name != "hindrance"}
    if tied := effect.pop("candidates", None):  # who has left since stands by name only
        here = {one.participant_id for one in electable_in([decision.arrangement_id])}
        effect["candidates"] = {key: one for key, one in tied.items() if one.get("participant") in here}
    try:
        return draft_decision(
            by=by, city=decision.city, arrangement=decision.arrangement, title=decision.title,
            rules={**decision.rules, "members": 0}, at=at, refers_to=decision, effect=effect, **fields,
        )  # fmt: skip
    except CannotDraftDecision as refusal:
        raise CannotTakeUpAgain(str(refusal)) from refusal
