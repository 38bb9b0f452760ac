from __future__ import annotations

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.actions.admitting import open_account
from muara.web.accounts.actions.roles import CannotGiveRole
from muara.web.accounts.audit import record
from muara.web.accounts.models import Membership
from muara.web.cities.models import City

CLEAR = "23456789abcdefghjkmnpqrstuvwxyz"  # read from a screen, typed on a phone: no 0 o 1 i l


@transaction.atomic
def appoint_by_operator(
    *, city: City, email: str, role: str, at: datetime, name: str = "", new_password: bool = False
) -> tuple[Membership, str]:
    """Give a role to whoever has this e-mail, with an account if they have none. Only the operator's command line
    calls this: whoever runs it can write to the database anyway.

    Returns the membership and a password, to be shown once; an account that has one keeps it and "" is returned,
    unless `new_password`.

    Raises
    ------
    CannotGiveRole
        If the e-mail address or the role is none.
    """
    try:
        validate_email(email)
    except ValidationError as error:
        raise CannotGiveRole(" ".join(error.messages)) from error
    if role not in Membership.Role.values:
        raise CannotGiveRole(_("Choose a role from the list."))
    user, password = open_account(email=email, name=name, at=at), ""
    if new_password or not user.has_usable_password():
        password = "-".join("".join(secrets.choice(CLEAR) for _n in range(4)) for _block in range(4))
        user.set_password(password)
        user.save(update_fields=["password"])
        record("password_given", user, by=None, city=city, at=at)
    membership, _is_new = Membership.objects.update_or_create(
        city=city, user=user, defaults={"role": role, "since_at": at}
    )
    record("role_given", membership, by=None, city=city, at=at, role=role, to=user.pk)
    return membership, password
