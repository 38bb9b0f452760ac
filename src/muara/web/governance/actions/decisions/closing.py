"""Closing a decision: the last event under the lock of a ballot; then it is counted, once and for all."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from muara.engine.governance.decisions import Outcome, events
from muara.engine.governance.decisions.recount import Wrong, count_bundle
from muara.web.accounts.audit import record
from muara.web.accounts.models import Notice, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.governance.actions.arrangements import CannotTakeEffect, take_effect
from muara.web.governance.actions.decisions.opening import moment
from muara.web.governance.actions.decisions.telling import page_of, tell_electors
from muara.web.governance.actions.letters import drop_letters
from muara.web.governance.ledger import frontier, locked, staff_tag, write_event
from muara.web.governance.models import Decision
from muara.web.governance.queries.decisions import awaited
from muara.web.governance.queries.log import bundle, openings_of
from muara.web.governance.reason_words import why_wrong
from muara.web.network.actions.checks import check_fields, cleaned

FEWEST_NAMED = 5  # who took part in a secret ballot is told from this many on (settled: smallest cell)


class CannotClose(Exception):
    """The decision was not closed; the message says why."""


@transaction.atomic
def close_decision(*, by: User | None, decision: Decision, at: datetime, lot: str = "", why: str = "") -> Decision:
    """Seal the log with its last event, count, and let what passed come into force, all or nothing.

    Everybody on the roll was told until when there is time. Who closes before that hour, while somebody has not
    voted, says why: it stands in the audit log, on the page of the result, and in what everybody is told.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotClose
        If it is not open, `by` made the roll (two people, reliability T3), or it is early and nobody says why.
    """
    if by is not None and not can_facilitate(by, decision.city):
        raise PermissionDenied
    lot, why = cleaned(lot, CannotClose), cleaned(why, CannotClose)
    decision = locked(decision)
    if not decision.is_open:
        raise CannotClose(_("This decision is not open. What is closed stays closed."))
    if by is None and (decision.closes_at is None or at < decision.closes_at):
        raise CannotClose(_("The hour to close has not come."))
    if by is not None and by.pk == decision.roll_by_id:
        raise CannotClose(
            _("You made the roll of this decision. Somebody else must close it, so that two people have seen it.")
        )
    if len(lot) > 60:
        raise CannotClose(_("This text is longer than %(n)s characters. Please shorten it.") % {"n": 60})
    left = awaited(decision, at)
    decision.early_reason = why if left else ""
    if left and not why:
        raise CannotClose(
            _("There is time until the hour that everybody was told. Wait for it, or write why it closes now.")
        )
    check_fields(decision, CannotClose, ["early_reason"])
    body, outcome = _counted(by, decision, at, lot)
    write_event(decision, body)
    decision.result = outcome.to_data()
    decision.state, decision.closed_at, decision.closed_by, decision.lot = Decision.State.CLOSED, at, by, lot
    decision.save()
    # Who had not voted a day before is told to nobody any more: beside the log it would narrow a vote down (T5).
    drop_letters(decision=decision)
    if decision.is_secret:
        told = Notice.objects.filter(city=decision.city, kind="decision_closes_soon", link=page_of(decision))
        told.delete()
    # Rewritten all at once, so that no database tells in which order slips were drawn (T5).
    decision.electors.update(drew_code=F("drew_code"))
    early = {"why_early": why, "without_a_vote": left} if left else {}
    record("closed_decision", decision, by=by, city=decision.city, at=at, status=outcome.status, **early)
    if outcome.status in {"passed", "chosen"}:
        _bring_about(decision, at)
    kind, said = ("decision_closed_early", {"why": why}) if left else ("decision_closed", {})
    tell_electors(decision, kind, at=at, title=decision.title, **said)
    return decision


def _counted(by: User | None, decision: Decision, at: datetime, lot: str) -> tuple[events.Body, Outcome]:
    """Return the event that closes, and what the decision comes to with it, by the recount itself."""
    openings = openings_of(decision) if decision.is_secret else None
    hands = decision.hand_counts.order_by("-seq").first()
    people = decision.sealed.count() if decision.is_secret else decision.ballots.count()
    people += sum(hands.counts.values()) if hands is not None else 0

    def count(drew: list[str] | None) -> tuple[events.Body, Outcome]:
        body = events.closed(
            closed_by=staff_tag(by, decision),
            at=moment(at),
            ballots=people,
            openings=openings,
            drew=drew,
            lot=lot,
        )
        entry, _log = events.append(frontier(decision), decision.rules["decision"], body)
        try:
            return body, count_bundle(bundle(decision, added=(entry,), drew=drew, opens=True))
        except Wrong as wrong:
            raise CannotClose(_("The log does not hold together: %(why)s") % {"why": why_wrong(wrong)}) from wrong

    body, outcome = count(None)
    if decision.is_secret and decision.drawn == Decision.Drawn.NAMES and outcome.status != "no_quorum":
        drew = sorted(decision.electors.filter(drew_code=True).values_list("tag", flat=True))
        if len(drew) >= max(people, FEWEST_NAMED):
            return count(drew)
    return body, outcome


def _bring_about(decision: Decision, at: datetime) -> None:
    try:
        with transaction.atomic():
            take_effect(decision=decision, at=at)
    except CannotTakeEffect as hindrance:
        decision.effect = {**decision.effect, "hindrance": str(hindrance)}
        decision.save(update_fields=["effect"])
        record("decision_hindered", decision, by=None, city=decision.city, at=at, why=str(hindrance))
