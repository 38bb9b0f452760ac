"""Who is in an arrangement, and who votes for an organisation."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant, User
from muara.web.governance.actions.arrangements.basis import locked
from muara.web.governance.models import Arrangement, ArrangementMember, Decision, Matter, Seat, Terms
from muara.web.governance.permissions import can_change_member, can_keep_arrangements
from muara.web.governance.queries.mandates import may_decide
from muara.web.network.actions.checks import check_fields, cleaned, day_in
from muara.web.network.models import Actor

PASSED = ("passed", "chosen")


class CannotAdmit(Exception):
    """Nobody was admitted; the message says why."""


class CannotLeaveArrangement(Exception):
    """The leaving was not recorded; the message says why."""


class CannotNameDelegate(Exception):
    """The delegate stays as before; the message says why."""


class CannotLinkSeat(Exception):
    """Nobody was linked to the seat; the message says why."""


@transaction.atomic
def admit_member(
    *,
    by: User,
    arrangement: Arrangement,
    at: datetime,
    actor: Actor | None = None,
    participant: Participant | None = None,
    name: str = "",
    by_decision: Decision | None = None,
) -> ArrangementMember:
    """Take an organisation or a person in. While the arrangement is a draft, its founders are written down.

    Once it is in force, admitting needs the mandate for it, or a decision of the members that names the new one.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor holds the mandate to admit.
    CannotAdmit
        If the mandate is missing, the new one does not fit or is in already.
    """
    arrangement = locked(arrangement)
    answer = may_decide(by, Matter.ADMISSION, city=arrangement.city, at=at, arrangement=arrangement)
    is_standing = arrangement.state == Arrangement.State.STANDING
    if not can_keep_arrangements(by, arrangement.city) and not (is_standing and answer.allowed):
        raise PermissionDenied
    if is_standing and by_decision is not None:
        if not names(by_decision, arrangement, actor, participant):
            raise CannotAdmit(_("This decision does not admit this member. Choose the one that names it."))
    elif is_standing and not answer.allowed:
        raise CannotAdmit(answer.why)
    member = write_member(arrangement, at, actor=actor, participant=participant, name=name)
    decision = by_decision.pk if by_decision is not None else None
    record("admitted_member", member, by=by, city=arrangement.city, at=at, decision=decision)
    return member


def names(
    decision: Decision, arrangement: Arrangement, actor: Actor | None, participant: Participant | None
) -> bool:
    """Say whether the members passed a decision of this arrangement that admits this one."""
    passed = decision.is_closed and (decision.result or {}).get("status") in PASSED
    if not passed or decision.arrangement_id != arrangement.pk or decision.matter != Matter.ADMISSION:
        return False
    wanted = ("actor", actor.pk) if actor is not None else ("participant", participant.pk if participant else None)
    return any(one.get(wanted[0]) == wanted[1] for one in decision.effect.get("admit", []))


def write_member(
    arrangement: Arrangement,
    at: datetime,
    *,
    actor: Actor | None,
    participant: Participant | None,
    name: str = "",
) -> ArrangementMember:
    """Write a member down whom somebody had the right to admit.

    Raises
    ------
    CannotAdmit
        If it does not fit the arrangement or is in already.
    """
    city = arrangement.city
    if arrangement.state == Arrangement.State.ENDED:
        raise CannotAdmit(_("This arrangement has ended."))
    if (actor is None) == (participant is None):
        raise CannotAdmit(_("Choose one organisation or one person."))
    by_person = _unit_of(arrangement) == Terms.Unit.PERSON
    if by_person != (participant is not None):
        raise CannotAdmit(
            _("In this arrangement people vote, each for themselves. Choose a person.")
            if by_person
            else _("In this arrangement organisations vote, each once. Choose an organisation.")
        )
    now = arrangement.members.current()
    member = ArrangementMember(arrangement=arrangement, actor=actor, participant=participant, since_at=at)
    if actor is not None:
        there = Actor.objects.in_city(city).filter(pk=actor.pk).present_on(day_in(city, at))
        if not there.exists():
            raise CannotAdmit(_("This organisation is not part of the network. Choose another one."))
        if now.filter(actor=actor).exists():
            raise CannotAdmit(_("%(actor)s is in already.") % {"actor": actor.name})
    if participant is not None:
        _check_person(participant, arrangement, CannotAdmit)
        if now.filter(Q(participant=participant) | Q(delegate=participant)).exists():
            raise CannotAdmit(_("This person votes here already. Everybody votes once."))
        member.name = cleaned(name, CannotAdmit)
        if not member.name:
            raise CannotAdmit(_("Write how this person is called on the roll."))
        check_fields(member, CannotAdmit, ["name"])
    member.save()
    if participant is not None:
        tell(participant, "admitted_to_arrangement", city=city, at=at, arrangement=arrangement.name)
    return member


@transaction.atomic
def member_leaves(*, by: User, member: ArrangementMember, reason: str, at: datetime) -> ArrangementMember:
    """Record that a member left. Nobody can be kept; a mandate that it held rests from now on.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor is or speaks for the member.
    CannotLeaveArrangement
        If it has left already, or nobody says why.
    """
    member = _locked_member(member)
    if not can_change_member(by, member):
        raise PermissionDenied
    if member.left_at is not None:
        raise CannotLeaveArrangement(_("This member has left already."))
    member.left_reason = cleaned(reason, CannotLeaveArrangement)
    if not member.left_reason:
        raise CannotLeaveArrangement(_("Write in a sentence why, so that others can learn from it."))
    check_fields(member, CannotLeaveArrangement, ["left_reason"])
    member.left_at = at
    member.save(update_fields=["left_at", "left_reason"])
    record("member_left", member, by=by, city=member.arrangement.city, at=at, reason=member.left_reason)
    return member


@transaction.atomic
def name_delegate(
    *, by: User, member: ArrangementMember, participant: Participant | None, at: datetime
) -> ArrangementMember:
    """Say who votes for an organisation from the next decision on; None leaves the place empty.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps arrangements nor speaks for the member.
    CannotNameDelegate
        If the member is a person or has left, or the delegate votes here already (nobody votes twice).
    """
    member = _locked_member(member)
    if not can_change_member(by, member):
        raise PermissionDenied
    if member.actor is None:
        raise CannotNameDelegate(_("A person votes for themselves. Only an organisation has a delegate."))
    if member.left_at is not None:
        raise CannotNameDelegate(_("This member has left already."))
    if participant is not None:
        _check_person(participant, member.arrangement, CannotNameDelegate)
        others = member.arrangement.members.current().exclude(pk=member.pk)
        if others.filter(Q(participant=participant) | Q(delegate=participant)).exists():
            raise CannotNameDelegate(_("This person votes here for another member already. Everybody votes once."))
    former, member.delegate = member.delegate, participant
    member.save(update_fields=["delegate"])
    city, params = member.arrangement.city, {"actor": member.actor.name, "arrangement": member.arrangement.name}
    if former is not None and former != participant:
        tell(former, "delegate_no_more", city=city, at=at, **params)
    if participant is not None and former != participant:
        tell(participant, "named_delegate", city=city, at=at, **params)
    record("named_delegate", member, by=by, city=city, at=at, is_empty=participant is None)
    return member


@transaction.atomic
def link_seat(*, by: User, seat: Seat, participant: Participant, at: datetime) -> Seat:
    """Say who somebody is whom the members elected by name: once, as a seat changes no hands.

    Raises
    ------
    PermissionDenied
        If `by` does not keep arrangements, or would link the seat to themselves.
    CannotLinkSeat
        If the seat is somebody's already or over, or the person does not fit.
    """
    arrangement = locked(seat.body.arrangement)
    if not can_keep_arrangements(by, arrangement.city) or participant.user_id == by.pk:
        raise PermissionDenied
    seat = Seat.objects.select_related("body").get(pk=seat.pk)
    if seat.participant_id is not None:
        raise CannotLinkSeat(_("It is known who sits here. Only the members give a seat to somebody else."))
    if seat.until_at is not None and seat.until_at <= at:
        raise CannotLinkSeat(_("Nobody sits in this seat any more."))
    _check_person(participant, arrangement, CannotLinkSeat)
    sitting = seat.body.seats.filter(Q(until_at=None) | Q(until_at__gt=at), participant=participant)
    if sitting.exists():
        raise CannotLinkSeat(_("This person sits in this body already."))
    seat.participant = participant
    seat.save(update_fields=["participant"])
    params = {"body": seat.body.name, "arrangement": arrangement.name}
    tell(participant, "given_seat", city=arrangement.city, at=at, **params)
    record("linked_seat", seat, by=by, city=arrangement.city, at=at)
    return seat


def _locked_member(member: ArrangementMember) -> ArrangementMember:
    arrangement = locked(member.arrangement)
    member = ArrangementMember.objects.select_related("actor", "participant", "delegate").get(pk=member.pk)
    member.arrangement = arrangement
    if member.actor is not None:
        member.actor.city = arrangement.city
    return member


def _check_person(person: Participant, arrangement: Arrangement, error: type[Exception]) -> None:
    if person.city_id != arrangement.city_id or person.merged_into_id is not None:
        raise error(_("This person is not known here. Choose somebody else."))
    if person.tier != Participant.Tier.VERIFIED:
        raise error(_("Only people who were seen at a session or stand on a member roll decide."))


def _unit_of(arrangement: Arrangement) -> str:
    """Return who votes: by the terms in force, or else by the last draft."""
    rows = arrangement.terms.all()
    terms = rows.in_force().first() or rows.order_by("-pk").first()
    return terms.unit if terms is not None else Terms.Unit.ORGANISATION
