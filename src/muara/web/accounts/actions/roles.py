from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.actions.admitting import open_account
from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Membership, Participant, User
from muara.web.accounts.permissions import can_administer
from muara.web.cities.models import City

Role = Membership.Role


class CannotGiveRole(Exception):
    """The role was not given; the message is fit to show to the secretariat."""


class CannotWithdrawRole(Exception):
    """The role was not withdrawn; the message is fit to show to the secretariat."""


@transaction.atomic
def give_role(*, by: User, city: City, user: User, role: str, at: datetime) -> Membership:
    """Give somebody a role in the city, in place of the one they had.

    The operator may name the first secretariat of a city; after that only the secretariat gives roles.

    Raises
    ------
    PermissionDenied
        If `by` may not.
    CannotGiveRole
        If there is no such role, or the last secretariat would take it from themselves.
    """
    city = City.objects.select_for_update().get(pk=city.pk)
    has_secretariat = city.memberships.filter(role=Role.SECRETARIAT).exists()
    if not can_administer(by, city) and (has_secretariat or not by.is_superuser):
        raise PermissionDenied
    if role not in Role.values:
        raise CannotGiveRole(_("Choose a role from the list."))
    had = city.memberships.filter(user=user).first()
    if had is not None and role != Role.SECRETARIAT and _is_last_secretariat(had):
        raise CannotGiveRole(
            _("This is the last person of the secretariat. Give that role to somebody else first.")
        )
    membership, _is_new = Membership.objects.update_or_create(
        city=city, user=user, defaults={"role": role, "since_at": at}
    )
    record("role_given", membership, by=by, city=city, at=at, role=role, to=user.pk)
    _tell(user, "role_given", city, role, at)
    return membership


@transaction.atomic
def appoint(*, by: User, city: City, role: str, phone: str = "", email: str = "", at: datetime) -> Membership:
    """Give a role to whoever has this phone or e-mail; who has no account gets one, which a code then opens.

    Raises
    ------
    PermissionDenied, CannotGiveRole
        As `give_role` does; no account is opened then.
    """
    user = open_account(phone=phone, email=email, at=at)
    return give_role(by=by, city=city, user=user, role=role, at=at)


@transaction.atomic
def withdraw_role(*, by: User, membership: Membership, at: datetime) -> None:
    """Take a role back. Everything the person did stays.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat of that city.
    CannotWithdrawRole
        If it is the last secretariat of the city.
    """
    city = City.objects.select_for_update().get(pk=membership.city_id)
    if not can_administer(by, city):
        raise PermissionDenied
    if _is_last_secretariat(membership):
        raise CannotWithdrawRole(
            _("This is the last person of the secretariat. Give that role to somebody else first.")
        )
    record("role_withdrawn", membership, by=by, city=city, at=at, role=membership.role, to=membership.user_id)
    _tell(membership.user, "role_withdrawn", city, membership.role, at)
    membership.delete()


def _is_last_secretariat(membership: Membership) -> bool:
    if membership.role != Role.SECRETARIAT:
        return False
    others = Membership.objects.filter(city=membership.city_id, role=Role.SECRETARIAT, user__is_active=True)
    return not others.exclude(pk=membership.pk).exists()


def _tell(user: User, kind: str, city: City, role: str, at: datetime) -> None:
    tell(Participant.objects.filter(city=city, user=user).first(), kind, city=city, at=at, role=role)
