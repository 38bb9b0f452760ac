"""Ballots: given, written down for others, counted as hands, and secret ones by a one-time slip."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muara.engine.errors import BadChoice, BadEvent
from muara.engine.governance.decisions import OF_ONE_OPTION, Rules, events, read_rules
from muara.engine.ledger import commitment
from muara.web.accounts.audit import record
from muara.web.accounts.models import Channel, Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.governance.actions.decisions import WAITING, tell_people
from muara.web.governance.actions.objections import write_objection
from muara.web.governance.ledger import as_data, code_hash, locked, receipt_of, staff_tag, write_event
from muara.web.governance.models import (
    ArrangementMember,
    Ballot,
    Decision,
    Elector,
    Event,
    HandCount,
    SealedBallot,
)
from muara.web.governance.permissions import can_record_ballot
from muara.web.governance.queries.decisions import LAST_MINUTES
from muara.web.network.actions.checks import cleaned

MOST_KEYS = 100
LOGGED = {
    Channel.PHONE: "phone",
    Channel.PAPER: "paper",
    Channel.MEETING: "meeting",
    Channel.ASSISTED: "meeting",
}


class CannotCastBallot(Exception):
    """The ballot was not taken; the message says why."""


class SlipIsUsed(CannotCastBallot):
    """A ballot came in with this slip before. `receipt` is the one that it was given."""

    def __init__(self, message: str, receipt: str) -> None:
        super().__init__(message)
        self.receipt = receipt


class CannotCountHands(Exception):
    """The hands were not written down; the message says why."""


@dataclass(frozen=True)
class Cast:
    """A ballot that was taken, now or, if `is_new` is false, the first time that its key came in."""

    receipt: str
    is_new: bool
    ballot: Ballot


@transaction.atomic
def cast_ballot(
    *,
    by: Participant,
    decision: Decision,
    choice: Any,
    key: str,
    at: datetime,
    reason: str = "",
    for_member: ArrangementMember | None = None,
) -> Cast:
    """Give an open ballot. The same key again gives the same receipt; another key takes the place of the last.

    Parameters
    ----------
    for_member : ArrangementMember, optional
        The organisation that `by` is the delegate of, where they could vote for more than one.

    Raises
    ------
    PermissionDenied
        If `by` is not on the roll, nor the delegate of who is.
    CannotCastBallot
        If the decision takes no ballots, or none like this.
    """
    decision = locked(decision)
    elector = _elector_of(by, decision, for_member)
    return _cast(decision, elector, choice, key, at, reason, by=by)


@transaction.atomic
def record_ballot(
    *,
    by: User,
    decision: Decision,
    elector: Elector,
    choice: Any,
    channel: str,
    key: str,
    at: datetime,
    reason: str = "",
) -> Cast:
    """Write down the ballot of somebody who is not online. They are told, and can change it until the close.

    Raises
    ------
    PermissionDenied
        If `by` may not write ballots down; nobody may in a secret decision.
    CannotCastBallot
        If the decision takes no ballots, none like this, or the person has voted themselves.
    """
    if not can_record_ballot(by, decision) or elector.decision_id != decision.pk:
        raise PermissionDenied
    if channel not in Channel.values:
        raise CannotCastBallot(_("Say how the ballot was given: by phone, on paper or in a meeting."))
    decision = locked(decision)
    elector = Elector.objects.select_related("membership").get(pk=elector.pk)
    cast = _cast(decision, elector, choice, key, at, reason, by=by, channel=Channel(channel))
    if cast.is_new and (person := _person_of(elector)) is not None:
        tell_people([person], decision, "ballot_recorded", at=at, title=decision.title)
    return cast


@transaction.atomic
def count_hands(
    *, by: User, witness: User, decision: Decision, counts: Mapping[str, int], at: datetime
) -> HandCount:
    """Write down hands that two people counted, of who gave no ballot. A later count takes its place.

    Raises
    ------
    PermissionDenied
        If one of them does not facilitate in the city, or the decision is secret.
    CannotCountHands
        If it is one person twice, the decision takes no ballots, or more hands than people are left.
    """
    if not (can_record_ballot(by, decision) and can_facilitate(witness, decision.city)):
        raise PermissionDenied
    decision = locked(decision)
    rules = read_rules(decision.rules)
    if by.pk == witness.pk:
        raise CannotCountHands(_("Two people count hands. Name somebody else as the second."))
    if not decision.takes_ballots(at):
        raise CannotCountHands(_("This decision takes no ballots now."))
    if rules.kind not in OF_ONE_OPTION or rules.weighted:
        raise CannotCountHands(
            _("Hands can only be counted where everybody chooses one option, at one vote each.")
        )
    if set(counts) - {option.id for option in rules.options} or any(
        type(n) is not int or n < 0 for n in counts.values()
    ):
        raise CannotCountHands(_("Write a whole number of hands for each option."))
    left = _without_ballot(decision)
    if sum(counts.values()) > left:
        raise CannotCountHands(_("%(n)s people have no ballot yet. There cannot be more hands.") % {"n": left})
    given = {option.id: counts.get(option.id, 0) for option in rules.options}
    who = {"recorder": staff_tag(by, decision), "witness": staff_tag(witness, decision)}
    event = write_event(decision, events.hands(given, rules, **who))
    found = HandCount.objects.create(
        decision=decision, counts=given, seq=event.seq, recorded_by=by, witness=witness, at=at
    )
    record("counted_hands", decision, by=by, city=decision.city, at=at, witness=witness.pk)
    return found


@transaction.atomic
def mark_present(*, by: User, elector: Elector, at: datetime, is_present: bool = True) -> Elector:
    """Note that somebody is in the meeting. Before the opening this makes the roll; afterwards only the minutes.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotCastBallot
        If the decision is over, or somebody else draws its roll up.
    """
    if not can_facilitate(by, elector.decision.city):
        raise PermissionDenied
    decision = locked(elector.decision)
    elector = Elector.objects.get(pk=elector.pk)
    if decision.state in WAITING and decision.roll_by_id != by.pk:
        raise CannotCastBallot(_("Somebody else draws this roll up. They go on, or you draw it up anew."))
    if decision.state not in {*WAITING, Decision.State.OPEN}:
        raise CannotCastBallot(_("This decision is over."))
    elector.is_present = is_present
    elector.save(update_fields=["is_present"])
    if decision.state in WAITING:
        record("marked_present", decision, by=by, city=decision.city, at=at)
    return elector


@transaction.atomic
def hand_out_slip(*, by: User, elector: Elector, at: datetime) -> Elector:
    """Note that somebody drew a slip of a secret decision: this mark alone, without a time (reliability T5).

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotCastBallot
        If the decision is not secret or not open, or they drew one before.
    """
    decision = elector.decision
    if not can_facilitate(by, decision.city):
        raise PermissionDenied
    if not (decision.is_secret and Decision.objects.get(pk=decision.pk).takes_ballots(at)):
        raise CannotCastBallot(_("Slips are drawn while a secret decision is open."))
    if not Elector.objects.filter(pk=elector.pk, drew_code=False).update(drew_code=True):
        raise CannotCastBallot(_("They drew a slip already. Each member draws one."))
    elector.refresh_from_db()
    return elector


@transaction.atomic
def cast_sealed(*, decision: Decision, code: str, choice: Any, at: datetime) -> str:
    """Take a secret ballot by a one-time code and return its receipt.

    Nothing about a person, and no time, is written here: not in the ballot, not in the audit log (T5).

    Raises
    ------
    CannotCastBallot
        If the decision takes no secret ballots, the code is none of its own, or the choice does not fit.
    SlipIsUsed
        If a ballot came in with it before, whatever it says; with the receipt of that one.
    """
    decision = locked(decision)
    if not decision.is_secret:
        raise CannotCastBallot(_("This decision has open ballots."))
    hashed = code_hash(code)
    if not decision.codes.filter(code_hash=hashed).exists():
        raise CannotCastBallot(_("This code is not one of this decision. Look at your slip again."))
    used = decision.sealed.filter(code_hash=hashed).first()
    if used is not None:
        event = Event.objects.get(decision=decision, data__contains=f'"commitment":"{used.commitment}"')
        raise SlipIsUsed(_("A ballot came in with this slip already. It counts."), receipt_of(decision, event))
    if not decision.takes_ballots(at):
        raise CannotCastBallot(_not_open(decision, at))
    rules = read_rules(decision.rules)
    chosen = _read(rules, choice)
    salt = secrets.token_bytes(32)
    seal = events.seal_choice(salt, decision=rules.decision, code=hashed, choice=chosen)
    SealedBallot.objects.create(
        commitment=seal, decision=decision, salt=salt, code_hash=hashed, choice=as_data(chosen)
    )
    return receipt_of(decision, write_event(decision, events.sealed(seal)))


def _elector_of(by: Participant, decision: Decision, for_member: ArrangementMember | None) -> Elector:
    if by.tier != Participant.Tier.VERIFIED:
        raise PermissionDenied
    mine = Q(participant=by) & Q(membership__actor=None) | Q(
        membership__delegate=by, membership__actor__isnull=False
    )
    mine |= Q(participant=by, membership=None)
    electors = decision.electors.filter(mine)
    if for_member is not None:
        electors = electors.filter(membership=for_member)
    found = list(electors.select_related("membership").order_by("pk")[:2])
    if not found:
        raise PermissionDenied
    if len(found) > 1:
        raise CannotCastBallot(_("You could vote for more than one member. Say for whom."))
    return found[0]


def _cast(
    decision: Decision,
    elector: Elector,
    choice: Any,
    key: str,
    at: datetime,
    reason: str,
    *,
    by: Participant | User,
    channel: Channel | None = None,
) -> Cast:
    if decision.is_secret:
        raise CannotCastBallot(_("This decision is secret. Ballots are given with a slip."))
    if not 0 < len(key) <= 64:
        raise CannotCastBallot(_("This page is too old. Open it again and vote once more."))
    ballot = Ballot.objects.filter(decision=decision, elector=elector).first()
    if ballot is not None:
        before = ballot.seq if ballot.key == key else ballot.earlier.get(key)
        if before is not None:
            event = Event.objects.get(decision=decision, seq=before)
            return Cast(receipt_of(decision, event), False, ballot)
    if not decision.takes_ballots(at):
        raise CannotCastBallot(_not_open(decision, at))
    if decision.hand_counts.exists():
        raise CannotCastBallot(_("Hands have been counted in the meeting. No ballot is taken after that."))
    if channel is not None and ballot is not None and not ballot.channel:
        raise CannotCastBallot(_("They have voted themselves. Only they can change it."))
    if isinstance(by, Participant):
        _sits_once(by, elector)
    rules = read_rules(decision.rules)
    chosen = _read(rules, choice)
    reason = _read_reason(decision, rules, chosen, reason)
    salt = secrets.token_bytes(32)
    seal = commitment(salt, {"decision": rules.decision, "voter": elector.tag, "choice": as_data(chosen)})
    recorder = staff_tag(by, decision) if isinstance(by, User) else ""
    logged = "online" if channel is None else LOGGED[channel]
    event = write_event(
        decision, events.balloted(elector.tag, chosen, seal=seal, channel=logged, recorder=recorder)
    )
    is_first = ballot is None
    ballot = ballot or Ballot(decision=decision, elector=elector)
    if not is_first:
        ballot.earlier = dict([*ballot.earlier.items(), (ballot.key, ballot.seq)][-MOST_KEYS:])
    ballot.choice, ballot.reason, ballot.salt = as_data(chosen), reason, salt
    ballot.seq, ballot.key, ballot.cast_at = event.seq, key, at
    ballot.channel = channel or ""
    ballot.recorded_by = by if isinstance(by, User) else None
    ballot.save()
    verb = "recorded_ballot" if channel is not None else "cast_ballot"
    record(verb, decision, by=by, city=decision.city, at=at, seq=event.seq)
    _tell_of_change(decision, elector, is_first, at)
    against = rules.with_role("objection")
    objects = rules.kind == "consent" and bool(reason) and chosen in against
    if objects and not elector.objections.filter(state__in=("open", "stands")).exists():
        write_objection(decision, elector, reason, at)
    return Cast(receipt_of(decision, event), True, ballot)


def _tell_of_change(decision: Decision, elector: Elector, is_first: bool, at: datetime) -> None:
    """Tell somebody that their vote was changed; in the last hour, in words that make them look (Zeus)."""
    person = _person_of(elector)
    if is_first or person is None:
        return
    is_late = decision.closes_at is not None and decision.closes_at - at <= LAST_MINUTES
    kind = "ballot_changed_late" if is_late else "ballot_changed"
    tell_people([person], decision, kind, at=at, title=decision.title)


def _person_of(elector: Elector) -> int | None:
    if elector.participant_id is not None:
        return elector.participant_id
    return elector.membership.delegate_id if elector.membership is not None else None


def _sits_once(by: Participant, elector: Elector) -> None:
    """Bind an organisation to the person who votes for it: one person never votes for two (T1)."""
    if elector.participant_id == by.pk:
        return
    others = Elector.objects.filter(decision_id=elector.decision_id, participant=by).exclude(pk=elector.pk)
    if others.exists():
        raise CannotCastBallot(_("You vote for another member in this decision. One person gives one ballot."))
    elector.participant = by
    elector.save(update_fields=["participant"])


def _read(rules: Rules, choice: Any) -> Any:
    try:
        return rules.read_choice(as_data(choice))
    except (BadChoice, BadEvent) as bad:
        raise CannotCastBallot(_("This choice does not fit the rules of the decision. Choose again.")) from bad


def _read_reason(decision: Decision, rules: Rules, choice: Any, reason: str) -> str:
    reason = cleaned(reason, CannotCastBallot, keeps_lines=True)
    rule = Decision.ReasonRule
    if len(reason) > 500:
        raise CannotCastBallot(_("This text is longer than %(n)s characters. Please shorten it.") % {"n": 500})
    if decision.reason_rule == rule.OFF:
        return ""
    objects = isinstance(choice, str) and choice in rules.with_role("objection") | rules.with_role("against")
    needed = decision.reason_rule == rule.REQUIRED or (decision.reason_rule == rule.OBJECTION and objects)
    if needed and not reason:
        raise CannotCastBallot(_("Say why, in a sentence. Others can only answer what they know."))
    return reason


def _not_open(decision: Decision, at: datetime) -> str:
    if decision.is_closed:
        return _("This decision is closed. No ballot is taken any more.")
    if decision.is_open:
        return _("The hour until which this decision took ballots has passed.")
    return _("This decision is not open yet.")


def _without_ballot(decision: Decision) -> int:
    """Count who could still raise a hand: on the roll, present where that was noted, and without a ballot."""
    rows = decision.electors.filter(ballots=None)
    if decision.electors.filter(is_present=True).exists():
        rows = rows.filter(is_present=True)
    return rows.count()
