"""Opening a decision: from here on rules and roll are frozen, and stand with their hashes in the first event."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from muara.engine.governance.decisions import events, read_rules
from muara.engine.ledger import Voter, make_roll, voter_tag
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.governance.actions.decisions.preparing import WAITING, lacks_terms
from muara.web.governance.actions.decisions.telling import tell_candidates, tell_electors
from muara.web.governance.ledger import code_hash, locked, staff_tag, write_event
from muara.web.governance.models import BallotCode, Decision, Elector
from muara.web.governance.permissions import can_open
from muara.web.governance.queries.roll import RollLine, roll_of, warnings_before_opening


class CannotOpen(Exception):
    """The decision was not opened; the message says why."""


@dataclass(frozen=True)
class Opened:
    """A decision that was opened; for a secret one, the slips, which nobody can ever show again."""

    decision: Decision
    codes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


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
        If it is not waiting to be opened, it would adopt terms and names none, or nobody could vote.
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
    if decision.state == Decision.State.DRAFT:
        tell_candidates(decision, at=at)
    decision.roll_by = by or decision.roll_by
    decision.state, decision.opened_at = Decision.State.OPEN, at
    decision.opens_at = min(decision.opens_at or at, at)
    decision.save()
    body = events.opened(
        rules,
        roll,
        roll_by=staff_tag(decision.roll_by, decision),
        at=moment(at),
        codes=sorted(map(code_hash, codes)),
    )
    write_event(decision, body)
    tell_electors(decision, "decision_opened", at=at, title=decision.title)
    until = decision.closes_at
    record("opened_decision", decision, by=by, city=decision.city, at=at, on_roll=len(roll), until=until)
    return Opened(decision, codes, warnings)


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
    if why := lacks_terms(decision):
        raise CannotOpen(why)
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


def moment(at: datetime) -> str:
    return at.astimezone(timezone.get_default_timezone()).isoformat(timespec="minutes")
