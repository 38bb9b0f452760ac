"""Before a decision opens: everything of it may still change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.engine.errors import BadEvent, BadRules
from muara.engine.governance.decisions import Rules, read_rules
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.governance.actions.decisions.telling import tell_candidates
from muara.web.governance.ledger import locked
from muara.web.governance.models import Arrangement, Decision, Matter
from muara.web.governance.permissions import can_keep_arrangements, can_open, can_prepare_decision
from muara.web.governance.queries.candidates import electable_in
from muara.web.governance.queries.templates import TEMPLATES
from muara.web.governance.reason_words import why_not_counted
from muara.web.network.actions.checks import check_fields, cleaned, free_slug

WAITING = (Decision.State.DRAFT, Decision.State.SCHEDULED)
RESERVED_SLUGS = frozenset({"baru", "kalender", "periksa", "saksi", "suara-saya", "tinjau"})
FIELDS = {
    "title", "details", "template", "matter", "rules", "amount", "mode", "reason_rule", "hides_results",
    "names_voters", "drawn", "opens_at", "closes_at", "adopts", "recalls", "elects_to", "effect", "session",
    "refers_to",
}  # fmt: skip


class CannotDraftDecision(Exception):
    """Nothing was drafted; the message says why."""


class CannotChangeDraft(Exception):
    """The draft stays as it was; the message says why."""


class DraftHasChanged(CannotChangeDraft):
    """Somebody else changed the draft first (reliability F9); `now` is how it reads today."""

    def __init__(self, message: str, now: Decision) -> None:
        super().__init__(message)
        self.now = now


class CannotSchedule(Exception):
    """The decision keeps its days; the message says why."""


class CannotCancel(Exception):
    """The decision goes on; the message says why."""


@transaction.atomic
def draft_decision(
    *,
    by: User,
    city: City,
    arrangement: Arrangement,
    title: str,
    rules: Rules | Mapping[str, Any],
    at: datetime,
    details: str = "",
    template: str = "",
    matter: str = Matter.OTHER,
    **fields: Any,
) -> Decision:
    """Begin something that the members of an arrangement will decide.

    Raises
    ------
    PermissionDenied
        If `by` may not put anything before the members.
    CannotDraftDecision
        If the arrangement is not of this city or has ended, or the input does not fit.
    """
    if not can_prepare_decision(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    if arrangement.city_id != city.pk:
        raise CannotDraftDecision(_("This arrangement belongs to another city."))
    if Arrangement.objects.get(pk=arrangement.pk).state == Arrangement.State.ENDED:
        raise CannotDraftDecision(_("This arrangement has ended. Nothing is decided in it any more."))
    decision = Decision(city=city, arrangement=arrangement, proposed_by=by, created_at=at)
    given = {"title": title, "details": details, "template": template, "matter": matter, **fields}
    if template in TEMPLATES:
        given.setdefault("reason_rule", TEMPLATES[template].reason_rule)
        given.setdefault("hides_results", TEMPLATES[template].hides_results)
    stem = cleaned(title, CannotDraftDecision)
    decision.slug = free_slug(Decision.objects.in_city(city), stem, "keputusan", RESERVED_SLUGS)
    _write(decision, {**given, "rules": rules}, CannotDraftDecision)
    decision.save()
    record("drafted_decision", decision, by=by, city=city, at=at, template=template)
    return decision


@transaction.atomic
def change_draft(*, by: User, decision: Decision, version: int, at: datetime, **fields: Any) -> Decision:
    """Change a decision that has not opened. `version` is the one that was read: nobody overwrites anybody.

    Raises
    ------
    PermissionDenied
        If `by` neither drafted it nor keeps arrangements.
    CannotChangeDraft
        If it has opened or was called off, somebody changed it first, or the input does not fit.
    """
    decision = in_preparation(by, decision)
    if decision.state != Decision.State.DRAFT:
        raise CannotChangeDraft(_("This decision is no draft any more. Call it off and take it up again."))
    if decision.version != version:
        raise DraftHasChanged(_("Somebody else changed this draft. Look at what it says now."), decision)
    _write(decision, fields, CannotChangeDraft)
    decision.version += 1
    decision.electors.all().delete()  # another draft may have another roll
    decision.save()
    record("changed_decision", decision, by=by, city=decision.city, at=at, version=decision.version)
    return decision


@transaction.atomic
def schedule(
    *, by: User, decision: Decision, opens_at: datetime, closes_at: datetime | None, at: datetime
) -> Decision:
    """Announce when a decision opens and until when it takes ballots. A clock opens it, but never a secret one.

    Raises
    ------
    PermissionDenied
        If `by` may not open decisions of the city.
    CannotSchedule
        If it has opened, it would adopt terms and names none, or the days are not in order.
    """
    if not can_open(by, decision):
        raise PermissionDenied
    decision = locked(decision)
    if decision.state not in WAITING:
        raise CannotSchedule(_("This decision has opened already, or was called off."))
    if why := lacks_terms(decision):
        raise CannotSchedule(why)
    if closes_at is not None and closes_at <= opens_at:
        raise CannotSchedule(_("It must close after it opens."))
    if closes_at is not None and closes_at <= at:
        raise CannotSchedule(_("This moment has passed. Choose a later one."))
    if decision.state == Decision.State.DRAFT:
        tell_candidates(decision, at=at)
    decision.opens_at, decision.closes_at = opens_at, closes_at
    decision.state, decision.roll_by = Decision.State.SCHEDULED, by
    decision.version += 1
    decision.save()
    record("scheduled_decision", decision, by=by, city=decision.city, at=at)
    return decision


@transaction.atomic
def cancel(*, by: User, decision: Decision, at: datetime) -> Decision:
    """Call a decision off before it opens; it stays readable.

    Raises
    ------
    PermissionDenied
        If `by` neither drafted it nor keeps arrangements.
    CannotCancel
        If it has opened: then it is closed, and its result says what it came to.
    """
    decision = in_preparation(by, decision)
    if decision.state not in WAITING:
        raise CannotCancel(_("This decision has opened. It can only be closed, with whatever it came to."))
    decision.state = Decision.State.CANCELLED
    decision.save(update_fields=["state"])
    record("cancelled_decision", decision, by=by, city=decision.city, at=at)
    return decision


def lacks_terms(decision: Decision) -> str:
    """Say what to do where a decision would adopt terms and names none: passed, it would bring nothing about."""
    if decision.template != "adopt_arrangement" or decision.adopts_id is not None:
        return ""
    if decision.state == Decision.State.DRAFT:
        return _(
            "It says nowhere which terms come into force. Change the draft and choose them; "
            "if there are none yet, write them down first under “How we decide here”."
        )
    return _("It says nowhere which terms come into force. Call it off, decide on it anew, and choose them there.")


def in_preparation(by: User, decision: Decision) -> Decision:
    if not can_prepare_decision(by, decision.city):
        raise PermissionDenied
    if by.pk != decision.proposed_by_id and not can_keep_arrangements(by, decision.city):
        raise PermissionDenied
    return locked(decision)


def _write(decision: Decision, fields: Mapping[str, Any], error: type[Exception]) -> None:
    """Write the fields of a draft; rules get the name and title of the decision, so that they say the same."""
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"A decision has no {', '.join(sorted(unknown))}.")
    given = dict(fields)
    rules = given.pop("rules", None)
    for name, value in given.items():
        is_text = isinstance(value, str) and name in {"title", "details", "template"}
        setattr(decision, name, cleaned(value, error, keeps_lines=name == "details") if is_text else value)
    if not decision.title:
        raise error(_("Say in a few words what is to be decided."))
    check_fields(decision, error, ["title", "details", "template", "matter", "reason_rule", "drawn"])
    if decision.amount is not None and not 0 <= decision.amount <= 10**15:
        raise error(_("Write the amount in whole rupiah."))
    if rules is None:
        rules = decision.rules
    data = dict(rules.to_data() if isinstance(rules, Rules) else rules)
    data |= {"decision": decision.slug, "title": decision.title}
    if "mode" in given:
        data["mode"] = str(given["mode"])
    try:
        decision.rules = read_rules(data).to_data()
    except (BadRules, BadEvent) as bad:
        raise error(_("These rules cannot be counted by: %(why)s") % {"why": why_not_counted(bad)}) from bad
    decision.mode = str(decision.rules["mode"])
    _check_candidates(decision, error)
    for name in ("adopts", "recalls", "elects_to"):
        _is_of(decision, getattr(decision, name), error)


def _check_candidates(decision: Decision, error: type[Exception]) -> None:
    """Let candidates be people who decide in the arrangement, each tied to one option of the ballot."""
    tied = decision.effect.get("candidates") or {}
    if not tied:
        return
    options = {option["id"] for option in decision.rules["options"]}
    people = [one.get("participant") for one in tied.values()]
    here = {one.participant_id for one in electable_in([decision.arrangement_id])}
    if set(tied) - options:
        raise error(_("A candidate is tied to an option that is not on the ballot."))
    if set(people) - here:
        raise error(_("A candidate is tied to somebody who does not decide here. Choose among the members."))
    if len(set(people)) < len(people):
        raise error(_("One person is tied to two candidates. Everybody stands once."))


def _is_of(decision: Decision, what: Any, error: type[Exception]) -> None:
    if what is None:
        return
    owner = what.arrangement_id if hasattr(what, "arrangement_id") else what.terms.arrangement_id
    if owner != decision.arrangement_id:
        raise error(_("What this decision is about belongs to another arrangement."))
