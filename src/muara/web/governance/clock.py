"""What the clock does for decisions: it opens and closes them at their hour, and reminds."""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from muara.web.governance.actions.decisions import CannotClose, CannotOpen, close_decision, open_decision
from muara.web.governance.actions.reminding import BEFORE_THE_CLOSE, remind_of_review, remind_undecided
from muara.web.governance.models import Decision
from muara.web.governance.models.decisions import DecisionQuerySet
from muara.web.governance.queries.decisions import warnings_before_closing
from muara.web.tasks.queue import Work, background

log = logging.getLogger(__name__)


@background(lease=300)
def keep_decisions_going(work: Work) -> None:
    """Do what is due; each step stands alone, so that one that fails keeps no other."""
    go_on(timezone.now())


def go_on(at: datetime) -> None:
    """Open, close and remind. A secret decision whose result would tell too much waits for a person."""
    for decision in _rows().filter(state=Decision.State.SCHEDULED, opens_at__lte=at, mode="terbuka"):
        try:
            open_decision(by=None, decision=decision, at=at)
        except CannotOpen as refusal:
            log.warning("Decision %s was not opened: %s", decision.pk, refusal)
    for decision in _rows().filter(state=Decision.State.OPEN, closes_at__lte=at):
        if warnings_before_closing(decision, at):
            continue
        try:
            close_decision(by=None, decision=decision, at=at)
        except CannotClose as refusal:
            log.warning("Decision %s was not closed: %s", decision.pk, refusal)
    soon = _rows().filter(state=Decision.State.OPEN, closes_at__gt=at, closes_at__lte=at + BEFORE_THE_CLOSE)
    for decision in soon.filter(reminded_at=None):
        remind_undecided(decision=decision, at=at)
    outcomes = _rows().filter(state=Decision.State.CLOSED, reviewed_at=None, reminded_at=None)
    for decision in outcomes.exclude(outcome="").filter(review_date__isnull=False):
        remind_of_review(decision=decision, at=at)


def _rows() -> DecisionQuerySet:
    rows: DecisionQuerySet = Decision.objects.select_related("city", "arrangement").order_by("pk")
    return rows
