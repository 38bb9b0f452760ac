"""The life of a decision, from its draft to its review."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from muara.engine.errors import BadEvent, BadRules
from muara.engine.governance.decisions import Outcome, Rules, events, read_rules
from muara.engine.governance.decisions.recount import Wrong, count_bundle
from muara.engine.ledger import Voter, make_roll, voter_tag
from muara.web.accounts.audit import record
from muara.web.accounts.models import Notice, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City
from muara.web.governance.actions.arrangements import CannotTakeEffect, take_effect
from muara.web.governance.ledger import code_hash, frontier, locked, staff_tag, write_event
from muara.web.governance.models import Arrangement, BallotCode, Decision, Elector, Matter
from muara.web.governance.permissions import can_keep_arrangements, can_open, can_prepare_decision
from muara.web.governance.queries.log import bundle, openings_of
from muara.web.governance.queries.roll import RollLine, roll_of, warnings_before_opening
from muara.web.governance.queries.templates import TEMPLATES
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug
from muara.web.network.models import Actor

WAITING = (Decision.State.DRAFT, Decision.State.SCHEDULED)
RESERVED_SLUGS = frozenset({"baru", "kalender", "periksa", "saksi", "suara-saya", "tinjau"})
FEWEST_NAMED = 5  # who took part in a secret ballot is told from this many on (settled: smallest cell)
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


class CannotOpen(Exception):
    """The decision was not opened; the message says why."""


class CannotClose(Exception):
    """The decision was not closed; the message says why."""


class CannotRecordOutcome(Exception):
    """Nothing was written down; the message says why."""


class CannotReview(Exception):
    """The review was not written down; the message says why."""


class CannotTakeUpAgain(Exception):
    """No new draft was begun; the message says why."""


@dataclass(frozen=True)
class Opened:
    """A decision that was opened; for a secret one, the slips, which nobody can ever show again."""

    decision: Decision
    codes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


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
    decision = _preparing(by, decision)
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
        If it has opened, or the days are not in order.
    """
    if not can_open(by, decision):
        raise PermissionDenied
    decision = locked(decision)
    if decision.state not in WAITING:
        raise CannotSchedule(_("This decision has opened already, or was called off."))
    if closes_at is not None and closes_at <= opens_at:
        raise CannotSchedule(_("It must close after it opens."))
    if closes_at is not None and closes_at <= at:
        raise CannotSchedule(_("This moment has passed. Choose a later one."))
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
    decision = _preparing(by, decision)
    if decision.state not in WAITING:
        raise CannotCancel(_("This decision has opened. It can only be closed, with whatever it came to."))
    decision.state = Decision.State.CANCELLED
    decision.save(update_fields=["state"])
    record("cancelled_decision", decision, by=by, city=decision.city, at=at)
    return decision


@transaction.atomic
def draw_roll(*, by: User, decision: Decision, at: datetime) -> Decision:
    """List who could vote, so that who is present can be marked before a meeting decides.

    Raises
    ------
    PermissionDenied
        If `by` may not open decisions of the city.
    CannotOpen
        If it has opened already.
    """
    if not can_open(by, decision):
        raise PermissionDenied
    decision = locked(decision)
    if decision.state not in WAITING:
        raise CannotOpen(_("This decision has opened already, or was called off."))
    decision.electors.all().delete()
    Elector.objects.bulk_create(_electors(decision, roll_of(decision).lines))
    decision.roll_by = by
    decision.save(update_fields=["roll_by"])
    record("drew_roll", decision, by=by, city=decision.city, at=at)
    return decision


@transaction.atomic
def open_decision(*, by: User | None, decision: Decision, at: datetime) -> Opened:
    """Freeze rules and roll and begin to take ballots. `by` is None where the hour that was set has come.

    Of a decision in a meeting, whose roll was drawn up before, only who was marked present stays on the roll.

    Raises
    ------
    PermissionDenied
        If `by` may not open decisions of the city.
    CannotOpen
        If it is not waiting to be opened, or nobody could vote.
    """
    if by is not None and not can_open(by, decision):
        raise PermissionDenied
    decision = locked(decision)
    _may_open(by, decision, at)
    warnings = warnings_before_opening(decision)
    rules = read_rules(decision.rules)
    drawn = list(decision.electors.all())
    if drawn:
        decision.electors.filter(is_present=False).delete()
        decision.rules = {**decision.rules, "members": len(drawn)}
        rules = read_rules(decision.rules)
    else:
        Elector.objects.bulk_create(_electors(decision, roll_of(decision).lines))
    roll = make_roll(Voter(one.tag, one.weight) for one in decision.electors.all())
    if not roll:
        raise CannotOpen(_("Nobody could vote: no member is verified, or nobody was marked present."))
    codes = _codes(decision, len(roll))
    decision.roll_by = by or decision.roll_by
    decision.state, decision.opened_at = Decision.State.OPEN, at
    decision.opens_at = min(decision.opens_at or at, at)
    decision.save()
    body = events.opened(
        rules,
        roll,
        roll_by=staff_tag(decision.roll_by, decision),
        at=_moment(at),
        codes=sorted(map(code_hash, codes)),
    )
    write_event(decision, body)
    tell_electors(decision, "decision_opened", at=at, title=decision.title)
    record("opened_decision", decision, by=by, city=decision.city, at=at, on_roll=len(roll))
    return Opened(decision, codes, warnings)


@transaction.atomic
def close_decision(*, by: User | None, decision: Decision, at: datetime, lot: str = "") -> Decision:
    """Seal the log with its last event, count, and let what passed come into force, all or nothing.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotClose
        If it is not open, or `by` made the roll: two people (reliability T3).
    """
    if by is not None and not can_facilitate(by, decision.city):
        raise PermissionDenied
    lot = cleaned(lot, CannotClose)
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
    body, outcome = _counted(by, decision, at, lot)
    write_event(decision, body)
    decision.result = outcome.to_data()
    decision.state, decision.closed_at, decision.closed_by, decision.lot = Decision.State.CLOSED, at, by, lot
    decision.save()
    # Rewritten all at once, so that no database tells in which order slips were drawn (T5).
    decision.electors.update(drew_code=F("drew_code"))
    record("closed_decision", decision, by=by, city=decision.city, at=at, status=outcome.status)
    if outcome.status in {"passed", "chosen"}:
        _bring_about(decision, at)
    tell_electors(decision, "decision_closed", at=at, title=decision.title)
    return decision


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
    decision = _preparing(by, decision)
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
    decision = _preparing(by, decision)
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
    try:
        return draft_decision(
            by=by, city=decision.city, arrangement=decision.arrangement, title=decision.title,
            rules={**decision.rules, "members": 0}, at=at, refers_to=decision, effect=effect, **fields,
        )  # fmt: skip
    except CannotDraftDecision as refusal:
        raise CannotTakeUpAgain(str(refusal)) from refusal


def tell_electors(decision: Decision, kind: str, *, at: datetime, **params: Any) -> None:
    """Tell everybody on the roll, in one statement."""
    electors = decision.electors.select_related("membership")
    people = {one.participant_id or (one.membership.delegate_id if one.membership else None) for one in electors}
    tell_people((pk for pk in people if pk is not None), decision, kind, at=at, **params)


def tell_people(people: Iterable[int], decision: Decision, kind: str, *, at: datetime, **params: Any) -> None:
    link = page_of(decision)
    Notice.objects.bulk_create(
        Notice(city=decision.city, participant_id=pk, kind=kind, params=params, link=link, at=at)
        for pk in sorted(people)
    )


def page_of(decision: Decision) -> str:
    try:
        return reverse("governance:decision", args=[decision.city.slug, decision.slug])
    except NoReverseMatch:
        return ""


def _preparing(by: User, decision: Decision) -> Decision:
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
        raise error(_("These rules cannot be counted by: %(why)s") % {"why": bad}) from bad
    decision.mode = str(decision.rules["mode"])
    for name in ("adopts", "recalls", "elects_to"):
        _is_of(decision, getattr(decision, name), error)


def _is_of(decision: Decision, what: Any, error: type[Exception]) -> None:
    if what is None:
        return
    owner = what.arrangement_id if hasattr(what, "arrangement_id") else what.terms.arrangement_id
    if owner != decision.arrangement_id:
        raise error(_("What this decision is about belongs to another arrangement."))


def _may_open(by: User | None, decision: Decision, at: datetime) -> None:
    if decision.state not in WAITING:
        raise CannotOpen(_("This decision has opened already, or was called off."))
    if by is None:
        is_due = decision.state == Decision.State.SCHEDULED and decision.opens_at and decision.opens_at <= at
        if not is_due or decision.is_secret:
            raise CannotOpen(_("The hour to open has not come, or somebody must print the slips."))
    if decision.closes_at is not None and decision.closes_at <= at:
        raise CannotOpen(_("The hour until which it takes ballots has passed. Set another one."))
    if decision.roll_by_id and by is not None and by.pk != decision.roll_by_id and decision.electors.exists():
        raise CannotOpen(_("Somebody else marked who is present. They open it, or you draw the roll up anew."))
    if decision.adopts is not None and decision.adopts.based_on != decision.arrangement.version:
        raise CannotOpen(
            _("These terms rest on a version that is not in force any more. Lay them on the one in force.")
        )


def _electors(decision: Decision, lines: Iterable[RollLine]) -> list[Elector]:
    """Return the rows of a roll under fresh salts, in the order of their tags: it tells nothing else."""
    found = []
    for line in lines:
        salt = secrets.token_bytes(32)
        tag = voter_tag(salt, decision=decision.rules["decision"], member=line.member)
        found.append(
            Elector(
                decision=decision,
                tag=tag,
                salt=salt,
                member=line.member,
                participant=line.participant,
                membership=line.membership,
                weight=line.weight,
            )
        )
    return sorted(found, key=lambda one: one.tag)


def _codes(decision: Decision, n: int) -> tuple[str, ...]:
    """Draw the one-time slips of a secret decision: 80 bits each; only their hashes are kept, in their order."""
    if not decision.is_secret:
        return ()
    codes: set[str] = set()
    while len(codes) < n:
        plain = base64.b32encode(secrets.token_bytes(10)).decode()
        codes.add("-".join(plain[at : at + 4] for at in range(0, 16, 4)))
    BallotCode.objects.bulk_create(
        BallotCode(decision=decision, code_hash=one) for one in sorted(map(code_hash, codes))
    )
    shuffled = list(codes)
    secrets.SystemRandom().shuffle(shuffled)
    return tuple(shuffled)


def _moment(at: datetime) -> str:
    return at.astimezone(timezone.get_default_timezone()).isoformat(timespec="minutes")


def _counted(by: User | None, decision: Decision, at: datetime, lot: str) -> tuple[events.Body, Outcome]:
    """Return the event that closes, and what the decision comes to with it, by the recount itself."""
    openings = openings_of(decision) if decision.is_secret else None
    hands = decision.hand_counts.order_by("-seq").first()
    people = decision.sealed.count() if decision.is_secret else decision.ballots.count()
    people += sum(hands.counts.values()) if hands is not None else 0

    def count(drew: list[str] | None) -> tuple[events.Body, Outcome]:
        body = events.closed(
            closed_by=staff_tag(by, decision),
            at=_moment(at),
            ballots=people,
            openings=openings,
            drew=drew,
            lot=lot,
        )
        entry, _log = events.append(frontier(decision), decision.rules["decision"], body)
        try:
            return body, count_bundle(bundle(decision, added=(entry,), drew=drew, opens=True))
        except Wrong as wrong:
            raise CannotClose(_("The log does not hold together: %(why)s") % {"why": wrong}) from wrong

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
