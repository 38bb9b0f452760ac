"""What the clock says to people about decisions; each reminder is noted before it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant
from muara.web.governance.actions.decisions import tell_people
from muara.web.governance.actions.letters import want_letters
from muara.web.governance.ledger import locked
from muara.web.governance.models import Decision
from muara.web.governance.queries.decisions import undecided
from muara.web.network.actions.checks import day_in

BEFORE_THE_CLOSE = timedelta(hours=24)


@transaction.atomic
def remind_undecided(*, decision: Decision, at: datetime) -> list[int]:
    """Tell who has not voted that a decision closes soon, once, here and by e-mail; return whom."""
    decision = locked(decision)
    closes_at = decision.closes_at
    if not decision.takes_ballots(at) or closes_at is None or decision.reminded_at is not None:
        return []
    if at < hour_to_remind(decision, closes_at):
        return []
    decision.reminded_at = at
    decision.save(update_fields=["reminded_at"])
    people = {
        one.participant_id or (one.membership.delegate_id if one.membership is not None else None)
        for one in undecided(decision)
    }
    told = sorted(pk for pk in people if pk is not None)
    tell_people(told, decision, "decision_closes_soon", at=at, title=decision.title)
    record("reminded_of_decision", decision, by=None, city=decision.city, at=at, n=len(told))
    want_letters(decision=decision, people=told, at=at)
    return told


def hour_to_remind(decision: Decision, closes_at: datetime) -> datetime:
    """Return a day before the close, or half-way of less than two days: nobody is reminded at the opening."""
    opened_at = decision.opened_at or closes_at - BEFORE_THE_CLOSE
    return closes_at - min(BEFORE_THE_CLOSE, (closes_at - opened_at) / 2)


@transaction.atomic
def remind_of_review(*, decision: Decision, at: datetime) -> bool:
    """Tell who proposed a decision that its day to be looked at again has come, once."""
    decision = locked(decision)
    is_due = decision.review_date is not None and decision.review_date <= day_in(decision.city, at)
    if not is_due or decision.reviewed_at is not None or decision.reminded_at is not None:
        return False
    decision.reminded_at = at
    decision.save(update_fields=["reminded_at"])
    people = Participant.objects.in_city(decision.city).filter(user=decision.proposed_by_id, user__isnull=False)
    tell_people(people.values_list("pk", flat=True), decision, "review_due", at=at, title=decision.title)
    record("reminded_of_review", decision, by=None, city=decision.city, at=at)
    return True
