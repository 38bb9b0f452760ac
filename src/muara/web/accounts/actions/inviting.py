from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Invitation, Participant
from muara.web.accounts.permissions import can_invite

OPEN_AT_ONCE = 5
LIFE = timedelta(days=14)


class CannotInvite(Exception):
    """No invitation was made; the message is fit to show to the person."""


class CannotAcceptInvitation(Exception):
    """The invitation opens nothing; the message is fit to show to the person."""


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_invitation(*, by: Participant, at: datetime) -> tuple[Invitation, str]:
    """Make a one-time invitation and return it with its token, which is shown once and kept nowhere.

    Raises
    ------
    PermissionDenied
        If `by` is not verified.
    CannotInvite
        If five of their invitations are still open.
    """
    person = Participant.objects.select_for_update(of=("self",)).select_related("city").get(pk=by.pk)
    if not can_invite(person):
        raise PermissionDenied
    if person.invitations.filter(used_at=None, expires_at__gt=at).count() >= OPEN_AT_ONCE:
        raise CannotInvite(
            _("Five of your invitations are still open. You can invite more when one was accepted or has expired.")
        )
    token = secrets.token_urlsafe(16)
    invitation = Invitation.objects.create(
        city=person.city,
        invited_by=person,
        token_hash=token_hash(token),
        created_at=at,
        expires_at=at + LIFE,
    )
    record("invited", invitation, by=person, city=person.city, at=at)
    return invitation, token


@transaction.atomic
def accept_invitation(*, by: Participant, token: str, at: datetime) -> Participant:
    """Use an invitation up, once; whoever uses it becomes an invited participant.

    Raises
    ------
    CannotAcceptInvitation
        If it is unknown in this city, used, expired, one's own, or not needed any more.
    """
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("city", "invited_by")
        .filter(city=by.city_id, token_hash=token_hash(token))
        .first()
    )
    if invitation is None or invitation.used_at is not None or invitation.expires_at <= at:
        raise CannotAcceptInvitation(
            _("This invitation was used or has expired. Ask whoever invited you for a new one.")
        )
    person = Participant.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if invitation.invited_by_id == person.pk:
        raise CannotAcceptInvitation(_("This is your own invitation. Pass it on to somebody else."))
    if person.tier != Participant.Tier.GUEST:
        raise CannotAcceptInvitation(
            _("You already take part as somebody known here. Leave the invitation for somebody else.")
        )
    # One statement decides who was first, on every database.
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at, used_by=person):
        raise CannotAcceptInvitation(
            _("This invitation was used or has expired. Ask whoever invited you for a new one.")
        )
    person.tier, person.invited_by = Participant.Tier.INVITED, invitation.invited_by
    person.save(update_fields=["tier", "invited_by"])
    record("invitation_accepted", invitation, by=person, city=invitation.city, at=at)
    tell(invitation.invited_by, "invitation_used", city=invitation.city, at=at)
    return person
