from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from muara.web.accounts import device, personal
from muara.web.accounts.actions.verifying import match_roll
from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant, User
from muara.web.accounts.permissions import can_facilitate
from muara.web.cities.models import City

TIERS = [Participant.Tier.GUEST, Participant.Tier.INVITED, Participant.Tier.VERIFIED]


class CannotOpenAssisted(Exception):
    """The participation was refused; the message is fit to show to the facilitator."""


def find_participant(*, city: City, user: User | None, device_token: str) -> Participant | None:
    """Find who takes part: the signed-in user, else the guest of this device. Reads only."""
    if user is not None:
        return Participant.objects.filter(city=city, user=user).first()
    if not device_token:
        return None
    return Participant.objects.filter(city=city, device_hash=device.hash_of(device_token)).first()


@transaction.atomic
def admit(*, city: City, user: User | None, device_token: str, at: datetime) -> Participant:
    """Admit a newcomer as a guest of the city, or return who they already are."""
    if user is not None:
        participant, is_new = Participant.objects.get_or_create(city=city, user=user, defaults={"joined_at": at})
    else:
        participant, is_new = Participant.objects.get_or_create(
            city=city, device_hash=device.hash_of(device_token), defaults={"joined_at": at}
        )
    if is_new:
        record("admitted", participant, by=participant, city=city, at=at, tier=participant.tier)
        match_roll(participant=participant, at=at)
    return participant


@transaction.atomic
def open_account(*, phone: str = "", email: str = "", name: str = "", at: datetime) -> User:
    """Return the account of this phone or e-mail, opened now if there is none. A code still has to open it."""
    known = User.objects.filter(phone=phone) if phone else User.objects.filter(email__iexact=email)
    if (user := known.first()) is not None:
        return user
    user, is_new = User.objects.get_or_create(
        **({"phone": phone} if phone else {"email": email.lower()}), defaults={"name": name, "password": ""}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        if email:
            EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=False)
        record("account_opened", user, by=None, city=None, at=at)
    return user


@transaction.atomic
def open_assisted(*, by: User, city: City, label: str, at: datetime) -> Participant:
    """Open a participation for somebody without a phone; their answers are recorded as assisted.

    Raises
    ------
    PermissionDenied
        If `by` is no facilitator of the city.
    CannotOpenAssisted
        If there is no label, or another assisted person of the city already has it.
    """
    if not can_facilitate(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    if not (label := label.strip()[:40]):
        raise CannotOpenAssisted(_("Write how you tell this person apart, for example a seat or a sheet number."))
    if Participant.objects.in_city(city).filter(is_assisted=True, label__iexact=label).exists():
        raise CannotOpenAssisted(_("“%(label)s” is already in use. Choose another mark.") % {"label": label})
    participant = Participant.objects.create(
        city=city, is_assisted=True, assisted_by=by, label=label, joined_at=at
    )
    record("assisted", participant, by=by, city=city, at=at, label=label)
    return participant


@transaction.atomic
def claim_device(*, by: User, device_token: str, at: datetime) -> int:
    """Join the guests of this phone, in every city, with the user who signed in on it: they keep their votes."""
    if not device_token:
        return 0
    guests = list(
        Participant.objects.select_for_update(of=("self",))
        .filter(device_hash=device.hash_of(device_token))
        .select_related("city")
    )
    for guest in guests:
        own = Participant.objects.select_for_update().filter(city=guest.city, user=by).first()
        guest.device_hash = ""
        if own is None:
            guest.user = by
            guest.save(update_fields=["user", "device_hash"])
        else:
            _hand_over(guest, own, by=by, at=at)
        record("claimed", own or guest, by=own or guest, city=guest.city, at=at, guest=guest.pk)
    return len(guests)


def _hand_over(guest: Participant, own: Participant, *, by: User, at: datetime) -> None:
    """Give everything of a guest to who they turned out to be; the guest's row stays, empty, for the audit log."""
    for relation in personal.relations():
        if relation.to == "accounts.participant" and relation.answer.claim == "MOVE":
            relation.model._base_manager.filter(**{relation.field: guest}).update(**{relation.field: own})
    for path in settings.MUARA_CLAIM_STEPS:
        step: Callable[..., None] = import_string(path)
        step(by=by, source=guest, target=own, at=at)
    own.refresh_from_db()
    if TIERS.index(Participant.Tier(guest.tier)) > TIERS.index(Participant.Tier(own.tier)):
        own.tier, own.verified_by = guest.tier, guest.verified_by
    if own.invited_by_id is None and guest.invited_by_id != own.pk:
        own.invited_by_id = guest.invited_by_id
    if not own.has_described_themselves:
        own.sector, own.district_id, own.hub = guest.sector, guest.district_id, guest.hub
    own.save(update_fields=["tier", "verified_by", "invited_by", "sector", "district", "hub"])
    guest.tier, guest.verified_by, guest.merged_into = Participant.Tier.GUEST, "", own
    guest.invited_by, guest.sector, guest.district, guest.hub = None, "", None, ""
    guest.save()
