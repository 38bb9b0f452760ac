from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant, User
from muara.web.network.actions.checks import check_fields, cleaned
from muara.web.network.models import Actor, ActorMembership, ClaimApproval
from muara.web.network.permissions import can_claim, can_decide_claim, can_keep_network, speaks_for

Status = ActorMembership.Status
YES_NEEDED = 2


class CannotClaim(Exception):
    """The claim was not taken; the message says why."""


class CannotApproveClaim(Exception):
    """The yes was not taken; the message says why."""


class CannotRefuseClaim(Exception):
    """The no was not taken; the message says why."""


class CannotEndMembership(Exception):
    """The person still speaks for the actor; the message says why."""


@transaction.atomic
def claim(*, by: User, actor: Actor, note: str, at: datetime) -> ActorMembership:
    """Ask to speak for an actor. Nothing changes until others have said yes (`approve_claim`).

    Raises
    ------
    PermissionDenied
        If `by` is not signed in.
    CannotClaim
        If they speak for it or have asked already, or do not say what they do there.
    """
    if not can_claim(by):
        raise PermissionDenied
    actor = _lock(actor)
    open_one = actor.memberships.filter(user=by, status__in=[Status.ASKED, Status.ACTIVE]).first()
    if open_one is not None:
        if open_one.status == Status.ACTIVE:
            raise CannotClaim(_("You speak for %(actor)s already.") % {"actor": actor.name})
        raise CannotClaim(_("You have asked already. Two people look at it; you will be told."))
    membership = ActorMembership(actor=actor, user=by, note=cleaned(note, CannotClaim), asked_at=at)
    if not membership.note:
        raise CannotClaim(_("Write what you do there, so that others can tell that it is you."))
    check_fields(membership, CannotClaim, ["note"])
    membership.save()
    record("claimed_actor", membership, by=by, city=actor.city, at=at, actor=actor.pk)
    return membership


@transaction.atomic
def approve_claim(*, by: User, membership: ActorMembership, at: datetime) -> ActorMembership:
    """Say yes to a claim.

    One yes of somebody who speaks for the actor is enough. An actor whose own people are not there is taken over
    only with the yes of two different people who keep the network; nobody says yes to themselves.

    Raises
    ------
    PermissionDenied
        If `by` made the claim, or neither keeps the network nor speaks for the actor.
    CannotApproveClaim
        If it is no longer open, or `by` has said yes already.
    """
    if not can_decide_claim(by, membership):
        raise PermissionDenied
    actor = _lock(membership.actor)
    membership = _locked(membership)
    if membership.status != Status.ASKED:
        raise CannotApproveClaim(_("This claim has been decided already."))
    if membership.approvals.filter(by=by).exists():
        raise CannotApproveClaim(_("You have said yes already. A second person has to look at it."))
    ClaimApproval.objects.create(membership=membership, by=by, at=at)
    record("approved_claim", membership, by=by, city=actor.city, at=at, actor=actor.pk)
    if speaks_for(by, actor) or membership.approvals.count() >= YES_NEEDED:
        membership.status, membership.since_at = Status.ACTIVE, at
        membership.save(update_fields=["status", "since_at"])
        record("joined_actor", membership, by=by, city=actor.city, at=at, actor=actor.pk)
        _tell(membership, "claim_approved", at)
    return membership


@transaction.atomic
def refuse_claim(*, by: User, membership: ActorMembership, at: datetime) -> ActorMembership:
    """Say no to a claim; one no is enough, and the person may ask again.

    Raises
    ------
    PermissionDenied
        If `by` made the claim, or neither keeps the network nor speaks for the actor.
    CannotRefuseClaim
        If it is no longer open.
    """
    if not can_decide_claim(by, membership):
        raise PermissionDenied
    membership = _locked(membership)
    if membership.status != Status.ASKED:
        raise CannotRefuseClaim(_("This claim has been decided already."))
    membership.status, membership.ended_at = Status.REFUSED, at
    membership.save(update_fields=["status", "ended_at"])
    record("refused_claim", membership, by=by, city=membership.actor.city, at=at, actor=membership.actor_id)
    _tell(membership, "claim_refused", at)
    return membership


@transaction.atomic
def end_membership(*, by: User, membership: ActorMembership, at: datetime) -> ActorMembership:
    """Let somebody no longer speak for an actor: themselves, one of its people, or who keeps the network.

    Raises
    ------
    PermissionDenied
        If `by` is none of them.
    CannotEndMembership
        If the person does not speak for it.
    """
    actor = membership.actor
    if by.pk != membership.user_id and not can_keep_network(by, actor.city) and not speaks_for(by, actor):
        raise PermissionDenied
    membership = _locked(membership)
    if membership.status not in {Status.ASKED, Status.ACTIVE}:
        raise CannotEndMembership(_("This has ended already."))
    membership.status, membership.ended_at = Status.ENDED, at
    membership.save(update_fields=["status", "ended_at"])
    record("ended_membership", membership, by=by, city=actor.city, at=at, actor=actor.pk)
    if by.pk != membership.user_id:
        _tell(membership, "membership_ended", at)
    return membership


def _lock(actor: Actor) -> Actor:
    return Actor.objects.select_for_update(of=("self",)).select_related("city").get(pk=actor.pk)


def _locked(membership: ActorMembership) -> ActorMembership:
    rows = ActorMembership.objects.select_for_update(of=("self",)).select_related("actor__city", "user")
    return rows.get(pk=membership.pk)


def _tell(membership: ActorMembership, kind: str, at: datetime) -> None:
    city = membership.actor.city
    who = Participant.objects.in_city(city).filter(user=membership.user).first()
    link = reverse("network:actor", args=[city.slug, membership.actor.slug])
    tell(who, kind, city=city, at=at, link=link, actor=membership.actor.name)
