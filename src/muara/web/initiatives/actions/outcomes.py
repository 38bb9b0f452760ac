from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.initiatives.actions.locking import kept_by
from muara.web.initiatives.models import Initiative, Outcome
from muara.web.initiatives.upstream import tell_upstream
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later


class CannotRecordOutcome(Exception):
    """The outcome was not written down; the message says why."""


class CannotWithdrawOutcome(Exception):
    """The outcome stands; the message says why."""


@transaction.atomic
def record_outcome(
    *,
    by: User,
    initiative: Initiative,
    value: Decimal,
    on_date: date,
    evidence: str,
    source: str,
    at: datetime,
) -> Outcome:
    """Write down what was measured, beside the measure from before the start, and tell everybody upstream.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotRecordOutcome
        If it has not started, the day lies before the start or ahead, or the evidence is missing.
    """
    initiative = kept_by(by, initiative, CannotRecordOutcome)
    started, target, due = initiative.started_at, initiative.measure_target, initiative.measure_due_date
    if started is None or target is None or due is None:
        raise CannotRecordOutcome(_("It has not started yet, so there is nothing to measure."))
    not_later(on_date, day_in(initiative.city, at), CannotRecordOutcome)
    if on_date < day_in(initiative.city, started):
        raise CannotRecordOutcome(_("This day lies before the start. What was there before is the baseline."))
    one = Outcome(
        initiative=initiative,
        measure=initiative.measure,
        unit=initiative.measure_unit,
        target=target,
        direction=initiative.measure_direction,
        due_date=due,
        value=value,
        on_date=on_date,
        by=by,
        at=at,
    )
    one.evidence = cleaned(evidence, CannotRecordOutcome, keeps_lines=True)
    one.source = cleaned(source, CannotRecordOutcome)
    if not one.evidence or not one.source:
        raise CannotRecordOutcome(_("Write how it was measured, and where that can be looked up."))
    check_fields(one, CannotRecordOutcome, ["value", "evidence", "source"])
    one.save()
    kind = "initiative_reached" if one.is_reached else "initiative_not_reached"
    told = tell_upstream(initiative, kind, at)
    record(
        "recorded_initiative_outcome", one, by=by, city=initiative.city, at=at,
        initiative=initiative.pk, value=value, is_reached=one.is_reached, told=told,
    )  # fmt: skip
    return one


@transaction.atomic
def withdraw_outcome(*, by: User, outcome: Outcome, why: str, at: datetime) -> Outcome:
    """Take an outcome back that was measured or written wrongly; it stays readable with the reason.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotWithdrawOutcome
        If it was taken back already, or no reason is given.
    """
    initiative = kept_by(by, outcome.initiative, CannotWithdrawOutcome, may_be_closed=True)
    outcome = Outcome.objects.select_for_update().get(pk=outcome.pk)
    if outcome.withdrawn_at is not None:
        raise CannotWithdrawOutcome(_("This was taken back already."))
    outcome.withdrawn_at, outcome.withdrawn_why = at, cleaned(why, CannotWithdrawOutcome)
    if not outcome.withdrawn_why:
        raise CannotWithdrawOutcome(_("Write why it is taken back."))
    check_fields(outcome, CannotWithdrawOutcome, ["withdrawn_why"])
    outcome.save(update_fields=["withdrawn_at", "withdrawn_why"])
    told = tell_upstream(initiative, "initiative_outcome_withdrawn", at)
    record(
        "withdrew_initiative_outcome", outcome, by=by, city=initiative.city, at=at,
        initiative=initiative.pk, told=told,
    )  # fmt: skip
    return outcome
