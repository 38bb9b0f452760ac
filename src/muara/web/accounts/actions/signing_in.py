from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import DeliveredCode, Participant, User
from muara.web.accounts.permissions import can_facilitate, can_read_code
from muara.web.cities.models import City

LIFE = timedelta(minutes=15)


class CannotReveal(Exception):
    """The code is not shown; the message is fit to show to the facilitator."""


@transaction.atomic
def keep_code(*, user: User, phone: str, code: str, city: City | None, at: datetime) -> DeliveredCode:
    """Keep a sign-in code until it expires; an older code for the same phone opens nothing any more and goes."""
    DeliveredCode.objects.filter(phone=phone).delete()
    DeliveredCode.objects.filter(expires_at__lte=at).delete()
    return DeliveredCode.objects.create(
        city=city, user=user, phone=phone, code=code, created_at=at, expires_at=at + LIFE
    )


@transaction.atomic
def reveal_code(*, by: User, city: City, delivered: DeliveredCode, at: datetime) -> DeliveredCode:
    """Show a code to the facilitator who reads it out; the log keeps who looked, and the person is told.

    Raises
    ------
    PermissionDenied
        If `by` is no facilitator of this city, or the code is of somebody whose codes are not read out here.
    CannotReveal
        If the code has expired.
    """
    if not can_facilitate(by, city) or not can_read_code(delivered, city):
        raise PermissionDenied
    delivered = DeliveredCode.objects.select_for_update(of=("self",)).get(pk=delivered.pk)
    if delivered.expires_at <= at:
        raise CannotReveal(_("This code has expired. Ask the person to request a new one."))
    delivered.shown_at, delivered.shown_by = at, by
    delivered.save(update_fields=["shown_at", "shown_by"])
    record("code_shown", delivered, by=by, city=city, at=at, phone=delivered.masked_phone)
    tell(Participant.objects.filter(city=city, user=delivered.user_id).first(), "code_shown", city=city, at=at)
    return delivered
