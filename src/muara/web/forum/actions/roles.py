from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.forum.actions.telling import longest
from muara.web.forum.models import Session, SessionRole
from muara.web.forum.permissions import can_run_sessions

MAX_ROLES = 12


class CannotSetRoles(Exception):
    """The roles were refused; the message is fit to show to the person."""


@dataclass(frozen=True)
class GivenRole:
    """Who sparks, moderates or takes notes, as the facilitator wrote it down."""

    kind: str
    role: str
    name: str = ""
    is_name_public: bool = False


@transaction.atomic
def set_roles(*, by: User, session: Session, roles: Sequence[GivenRole], at: datetime) -> list[SessionRole]:
    """Write down who sparks, moderates and takes notes, in place of what was written before.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotSetRoles
        If a role has no words, is too long, or there are too many.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if len(roles) > MAX_ROLES:
        raise CannotSetRoles(_("That is too many people for one evening. Keep the ones who led it."))
    for given in roles:
        if given.kind not in SessionRole.Kind.values:
            raise CannotSetRoles(_("Choose spark speaker, moderator or note-taker."))
        if not given.role:
            raise CannotSetRoles(_("Write what the person is, for example “academic”; the name may stay away."))
        if len(given.role) > longest(SessionRole, "role") or len(given.name) > longest(SessionRole, "name"):
            raise CannotSetRoles(_("Keep each role and each name within 80 characters."))
    session.roles.all().delete()
    written = [
        SessionRole.objects.create(
            session=session,
            kind=given.kind,
            role=given.role,
            name=given.name,
            is_name_public=given.is_name_public and bool(given.name),
        )
        for given in roles
    ]
    record("set_roles", session, by=by, city=session.city, at=at, kinds=[role.kind for role in written])
    return written
