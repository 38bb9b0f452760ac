from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.initiatives.actions.closing import shut
from muara.web.initiatives.actions.locking import kept_by, locked
from muara.web.initiatives.models import Initiative, StopRule
from muara.web.initiatives.upstream import tell_owner
from muara.web.network.actions.checks import check_fields, cleaned, day_in


class CannotWriteStopRule(Exception):
    """The stop rule stays as it was; the message says why."""


class CannotAnswerStopRule(Exception):
    """The stop rule was not answered; the message says why."""


@transaction.atomic
def write_stop_rule(*, by: User, initiative: Initiative, text: str, at: datetime, months: int = 3) -> StopRule:
    """Write down which result would end an initiative, and after how many months somebody looks.

    Before the start it may be worded anew; then it stands until it is answered.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotWriteStopRule
        If one stands since the start, or the input does not fit.
    """
    initiative = kept_by(by, initiative, CannotWriteStopRule)
    rule = initiative.stop_rules.filter(answered_at=None).first()
    if rule is not None and initiative.has_started:
        raise CannotWriteStopRule(_("The stop rule was written before the start and stands until it is answered."))
    rule = rule or StopRule(initiative=initiative)
    rule.text, rule.months, rule.written_at = cleaned(text, CannotWriteStopRule), months, at
    if not rule.text:
        raise CannotWriteStopRule(_("Write which result would end it."))
    check_fields(rule, CannotWriteStopRule, ["text", "months"])
    if initiative.has_started:
        rule.due_date = months_after(day_in(initiative.city, at), months)
    rule.save()
    record("wrote_stop_rule", rule, by=by, city=initiative.city, at=at, initiative=initiative.pk, months=months)
    return rule


def set_days(initiative: Initiative, at: datetime) -> None:
    """Give the open stop rule of a locked initiative the day on which it is asked."""
    for rule in initiative.stop_rules.filter(answered_at=None):
        rule.due_date, rule.asked_at = months_after(day_in(initiative.city, at), rule.months), None
        rule.save(update_fields=["due_date", "asked_at"])


@transaction.atomic
def answer_stop_rule(*, by: User, rule: StopRule, is_met: bool, found: str, at: datetime) -> StopRule:
    """Say whether it came to the result that ends an initiative. Yes closes it; no asks again after as long.

    Raises
    ------
    PermissionDenied
        If `by` neither facilitates nor speaks for the owner.
    CannotAnswerStopRule
        If it has no day yet, was answered already, or nothing is said of what was found.
    """
    initiative = kept_by(by, rule.initiative, CannotAnswerStopRule)
    rule = StopRule.objects.select_for_update().get(pk=rule.pk)
    if rule.answered_at is not None:
        raise CannotAnswerStopRule(_("This was answered already."))
    if rule.due_date is None:
        raise CannotAnswerStopRule(_("The stop rule gets its day when the initiative starts."))
    text = cleaned(found, CannotAnswerStopRule)
    if not text:
        raise CannotAnswerStopRule(_("Write what was found."))
    rule.is_met, rule.found, rule.answered_at, rule.answered_by = is_met, text, at, by
    check_fields(rule, CannotAnswerStopRule, ["found"])
    rule.save()
    record("answered_stop_rule", rule, by=by, city=initiative.city, at=at, initiative=initiative.pk, is_met=is_met)
    if is_met:
        shut(initiative, Initiative.Result.STOPPED, text, by, at, [])
    else:
        today = day_in(initiative.city, at)
        StopRule.objects.create(
            initiative=initiative, text=rule.text, months=rule.months, written_at=at,
            due_date=months_after(max(today, rule.due_date), rule.months),
        )  # fmt: skip
    return rule


@transaction.atomic
def ask_stop_rule(*, rule: StopRule, at: datetime) -> bool:
    """Tell the owner that a stop rule is due, once; return whether that was now."""
    initiative = locked(rule.initiative)
    rule = StopRule.objects.select_for_update().get(pk=rule.pk)
    is_due = rule.due_date is not None and rule.due_date <= day_in(initiative.city, at)
    if not is_due or rule.answered_at is not None or rule.asked_at is not None or initiative.is_closed:
        return False
    rule.asked_at = at
    rule.save(update_fields=["asked_at"])
    told = tell_owner(initiative, "stop_rule_due", at, rule=rule.text)
    record("asked_stop_rule", rule, by=None, city=initiative.city, at=at, initiative=initiative.pk, told=told)
    return True


def due_rules(city: City, day: date) -> list[StopRule]:
    """Return the stop rules of a city that are due and that nobody was asked about yet."""
    rows = StopRule.objects.filter(
        initiative__city=city, initiative__closed_at=None, due_date__lte=day, answered_at=None, asked_at=None
    )
    return list(rows.select_related("initiative__city", "initiative__owner").order_by("due_date", "pk"))


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or its last one.

    Examples
    --------
    >>> months_after(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
