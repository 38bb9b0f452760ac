from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from muara.web.accounts import personal
from muara.web.accounts.audit import record
from muara.web.accounts.models import DeliveredCode, Membership, Participant, User
from muara.web.accounts.permissions import can_administer
from muara.web.cities.models import City

UNFINISHED_LIFE = timedelta(days=2)


class CannotErase(Exception):
    """The account stays; the message is fit to show to the person."""


@transaction.atomic
def erase_account(*, by: User, at: datetime) -> None:
    """Forget who somebody is, in every city. Their votes and words stay, without a name; so does the audit log.

    Raises
    ------
    CannotErase
        If a city would be left without a secretariat.
    """
    user = User.objects.select_for_update().get(pk=by.pk)
    for membership in user.memberships.filter(role=Membership.Role.SECRETARIAT).select_related("city"):
        others = membership.city.memberships.filter(role=Membership.Role.SECRETARIAT, user__is_active=True)
        if not others.exclude(user=user).exists():
            raise CannotErase(
                _("You are the last person of the secretariat of %(city)s. Give that role to somebody else first.")
                % {"city": membership.city}
            )
    for person in list(user.participants.select_related("city")):
        _forget(person, at)
        record("erased", person, by=person, city=person.city, at=at)
    _delete_what_goes("accounts.user", user)
    user.email = user.phone = None
    user.language = ""
    user.name, user.phone_verified, user.is_active, user.last_login = "", False, False, None
    user.is_staff = user.is_superuser = False
    user.set_unusable_password()  # also ends every sign-in session of theirs
    user.save()
    record("erased", user, by=None, city=None, at=at)


@transaction.atomic
def erase_guest(*, by: Participant, at: datetime) -> None:
    """Forget the device and the description of a guest; what they said stays, without a name."""
    person = Participant.objects.select_for_update(of=("self",)).select_related("city").get(pk=by.pk)
    _forget(person, at)
    record("erased", person, by=person, city=person.city, at=at)


@transaction.atomic
def forget_unfinished_accounts(*, at: datetime) -> int:
    """Delete accounts that no code opened within two days and that nothing hangs on; return how many."""
    DeliveredCode.objects.filter(expires_at__lte=at).delete()
    unopened = User.objects.filter(
        joined_at__lt=at - UNFINISHED_LIFE,
        last_login=None,
        phone_verified=False,
        is_active=True,
        is_staff=False,
        memberships=None,
        participants=None,
    ).exclude(emailaddress__verified=True)
    never_usable = [user.pk for user in unopened.iterator() if not user.has_usable_password()]
    n_deleted, _by_model = User.objects.filter(pk__in=never_usable).delete()
    return len(never_usable) if n_deleted else 0


@transaction.atomic
def take_audit(*, by: User, city: City, at: datetime) -> None:
    """Note that somebody took the audit log along.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    """
    if not can_administer(by, city):
        raise PermissionDenied
    record("exported_audit", city, by=by, city=city, at=at)


def _forget(person: Participant, at: datetime) -> None:
    for path in settings.MUARA_FORGET_STEPS:
        import_string(path)(person=person, at=at)
    _delete_what_goes("accounts.participant", person)
    person.user, person.device_hash, person.label = None, "", ""
    person.sector, person.district, person.hub = "", None, ""
    person.invited_by = None
    person.save()


def _delete_what_goes(label: str, person: User | Participant) -> None:
    for relation in personal.relations():
        if relation.to == label and relation.answer.erase == "DELETE":
            relation.model._base_manager.filter(**{relation.field: person}).delete()
