from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.network.actions.checks import check_fields, cleaned
from muara.web.network.models import Actor, ContactPerson
from muara.web.network.permissions import can_see_contacts


class CannotKeepContact(Exception):
    """The contact person was not kept; the message says why."""


@transaction.atomic
def add_contact(
    *, by: User, actor: Actor, name: str, at: datetime, role: str = "", phone: str = "", email: str = ""
) -> ContactPerson:
    """Keep whom to call at an actor. The audit line holds no name and no number.

    Raises
    ------
    PermissionDenied
        If `by` is neither of the secretariat nor speaks for the actor.
    CannotKeepContact
        If there is no name, or no way to reach the person.
    """
    if not can_see_contacts(by, actor):
        raise PermissionDenied
    given = {"name": name, "role": role, "phone": phone, "email": email}
    texts = {key: cleaned(value, CannotKeepContact) for key, value in given.items()}
    if not texts["name"] or not (texts["phone"] or texts["email"]):
        raise CannotKeepContact(_("Write a name, and a phone number or an e-mail address."))
    contact = ContactPerson(actor=actor, added_at=at, **texts)
    check_fields(contact, CannotKeepContact, texts)
    contact.save()
    record("added_contact", contact, by=by, city=actor.city, at=at, actor=actor.pk)
    return contact


@transaction.atomic
def forget_contact(*, by: User, contact: ContactPerson, at: datetime) -> None:
    """Delete a contact person for good.

    Raises
    ------
    PermissionDenied
        If `by` is neither of the secretariat nor speaks for the actor.
    """
    if not can_see_contacts(by, contact.actor):
        raise PermissionDenied
    record("forgot_contact", contact, by=by, city=contact.actor.city, at=at, actor=contact.actor_id)
    contact.delete()
