from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.actions.checks import day_in, free_slug, is_there
from muara.web.network.models import Actor
from muara.web.products.actions.checks import not_foreign, write
from muara.web.products.models import Space
from muara.web.products.permissions import can_offer
from muara.web.ui.stems import padded_stems

FIELDS = (
    "name", "description", "access", "district", "village", "capacity", "rules", "price", "whatsapp",
    "opens", "closes", "most_hours", "most_days_ahead", "needs_yes",
)  # fmt: skip

# Pages that stand where the address of a space would.
RESERVED_SLUGS = frozenset({"baru", "permintaan"})


class CannotLend(Exception):
    """The space was not written down; the message says why."""


class CannotChangeSpace(Exception):
    """The space stays as it was; the message says why."""


@transaction.atomic
def lend_space(*, by: User, city: City, actor: Actor, at: datetime, **given: Any) -> Space:
    """Write down a space that an actor lends to others, and by which rules. `given` holds `FIELDS`.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the owner.
    CannotLend
        If the owner has left, lends the same already, or what is said does not fit.
    """
    not_foreign(actor, city)
    if not can_offer(by, actor):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    if not is_there(actor, day_in(city, at)):
        raise CannotLend(_("%(actor)s has left the network. It lends nothing here.") % {"actor": actor.name})
    space = Space(city=city, actor=actor, created_at=at)
    _fill(space, given, CannotLend)
    space.slug = free_slug(Space.objects.in_city(city), space.name, "ruang", RESERVED_SLUGS)
    space.save()
    record("lent_space", space, by=by, city=city, at=at)
    return space


@transaction.atomic
def change_space(*, by: User, space: Space, at: datetime, **given: Any) -> Space:
    """Change a space and its rules. What is booked stays booked.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the owner.
    CannotChangeSpace
        If the new words do not fit.
    """
    space = locked(space)
    if not can_offer(by, space.actor):
        raise PermissionDenied
    before = {name: getattr(space, name) for name in FIELDS}
    _fill(space, given, CannotChangeSpace)
    space.save()
    changed = sorted(name for name in FIELDS if before[name] != getattr(space, name))
    record("changed_space", space, by=by, city=space.city, at=at, changed=changed)
    return space


@transaction.atomic
def withdraw_space(*, by: User, space: Space, at: datetime) -> Space:
    """Stop lending a space. What is booked stays booked until somebody calls it off.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the owner.
    """
    return _turn(by, space, at, withdrawn_at=at, verb="withdrew_space")


@transaction.atomic
def lend_again(*, by: User, space: Space, at: datetime) -> Space:
    """Lend a space again.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the owner.
    """
    return _turn(by, space, at, withdrawn_at=None, verb="lent_space_again")


def _turn(by: User, space: Space, at: datetime, *, withdrawn_at: datetime | None, verb: str) -> Space:
    space = locked(space)
    if not can_offer(by, space.actor):
        raise PermissionDenied
    if (space.withdrawn_at is None) != (withdrawn_at is None):
        space.withdrawn_at = withdrawn_at
        space.save(update_fields=["withdrawn_at"])
        record(verb, space, by=by, city=space.city, at=at)
    return space


def locked(space: Space) -> Space:
    rows = Space.objects.select_for_update(of=("self",)).select_related(
        "city", "actor__city", "district", "village"
    )
    return rows.get(pk=space.pk)


def _fill(space: Space, given: dict[str, Any], error: type[Exception]) -> None:
    write(space, given, FIELDS, error)
    if not space.name:
        raise error(_("Write what the space is called."))
    if space.opens is None or space.closes is None or space.closes <= space.opens:
        raise error(_("Write from when to when on a day it is lent, the end after the beginning."))
    if not 1 <= space.most_hours <= 24:
        raise error(_("One booking can last from 1 to 24 hours."))
    if not 1 <= space.most_days_ahead <= 730:
        raise error(_("It can be booked from 1 to 730 days ahead."))
    if space.village is not None and space.district is None:
        space.district = space.village.district
    if space.village is not None and space.village.district_id != space.district_id:
        raise error(_("This village lies in another kecamatan. Choose one of the two again."))
    if space.district is not None and space.district.regency_code != space.city.regency_code:
        raise error(_("This kecamatan does not belong to the city."))
    space.stems = padded_stems(f"{space.name} {space.description}")
    again = space.actor.spaces.filter(name__iexact=space.name).exclude(pk=space.pk).first()
    if again is not None:
        raise error(_("“%(space)s” is written down already. Change that entry.") % {"space": again.name})
