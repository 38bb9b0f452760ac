from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Notice, Participant, Sector, User
from muara.web.cities.models import District


class CannotDescribe(Exception):
    """The description was refused; the message is fit to show to the person."""


@transaction.atomic
def describe_self(
    *, by: Participant, sector: str = "", district: District | None = None, hub: str = "", at: datetime
) -> Participant:
    """Keep what somebody says of themselves, or erase it when left empty. Only used in aggregate.

    Raises
    ------
    CannotDescribe
        If the sector is not on the list or the kecamatan is not of this city.
    """
    person = Participant.objects.select_for_update(of=("self",)).select_related("city").get(pk=by.pk)
    if sector and sector not in Sector.values:
        raise CannotDescribe(_("Choose a sector from the list, or leave it empty."))
    if district is not None and not person.city.districts.filter(pk=district.pk).exists():
        raise CannotDescribe(_("Choose a kecamatan of this city, or leave it empty."))
    person.sector, person.district, person.hub = sector, district, hub[:80]
    person.save(update_fields=["sector", "district", "hub"])
    # Which fields were filled in, never with what: the log is read by more people than the aggregate.
    filled = [name for name, value in {"sector": sector, "district": district, "hub": hub}.items() if value]
    record("described", person, by=person, city=person.city, at=at, filled=filled)
    by.sector, by.district, by.hub = person.sector, person.district, person.hub
    return person


@transaction.atomic
def call_me(*, by: User, name: str, at: datetime) -> User:
    """Keep the name somebody wants to be called by, or none. It is shown to the staff of their city only."""
    User.objects.filter(pk=by.pk).update(name=name[:80])
    by.name = name[:80]
    record("named", by, by=by, city=None, at=at)
    return by


@transaction.atomic
def read_notices(*, by: Participant, at: datetime) -> int:
    """Mark every notice up to now as read."""
    return Notice.objects.filter(participant=by, read_at=None, at__lte=at).update(read_at=at)
