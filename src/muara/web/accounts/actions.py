from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from muara.web.accounts import device
from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City


def find_participant(*, city: City, user: User | None, device_token: str) -> Participant | None:
    """Find who takes part: the signed-in user, else the guest of this device. Reads only."""
    if user is not None:
        return Participant.objects.filter(city=city, user=user).first()
    if not device_token:
        return None
    return Participant.objects.filter(city=city, device_hash=device.hash_of(device_token)).first()


@transaction.atomic
def admit(*, city: City, user: User | None, device_token: str) -> Participant:
    """Admit a newcomer as a guest of the city, or return who they already are."""
    now = timezone.now()
    if user is not None:
        participant, is_new = Participant.objects.get_or_create(city=city, user=user, defaults={"joined_at": now})
    else:
        participant, is_new = Participant.objects.get_or_create(
            city=city, device_hash=device.hash_of(device_token), defaults={"joined_at": now}
        )
    if is_new:
        record("admitted", participant, by=user or participant, city=city, at=now, tier=participant.tier)
    return participant


@transaction.atomic
def claim_device(*, by: User, device_token: str) -> int:
    """Join the guests of this phone, in every city, with the user who signed in on it: they keep their votes."""
    if not device_token:
        return 0
    now = timezone.now()
    guests = Participant.objects.select_for_update().filter(device_hash=device.hash_of(device_token))
    for guest in guests.select_related("city"):
        own = Participant.objects.filter(city=guest.city, user=by).first()
        if own is None:
            guest.user = by
        else:
            for path in settings.MUARA_CLAIM_STEPS:
                step: Callable[..., None] = import_string(path)
                step(by=by, source=guest, target=own, at=now)
        guest.device_hash = ""
        guest.save(update_fields=["user", "device_hash"])
        record("claimed", own or guest, by=by, city=guest.city, at=now, guest=guest.pk)
    return len(guests)
