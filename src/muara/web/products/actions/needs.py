from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.actions.checks import day_in, is_there
from muara.web.network.models import Actor
from muara.web.products.actions.checks import not_foreign, write
from muara.web.products.models import Need
from muara.web.products.permissions import can_offer

FIELDS = ("what", "kind", "details", "source", "product", "yearly_rupiah")


class CannotTellNeed(Exception):
    """The need was not written down; the message says why."""


class CannotChangeNeed(Exception):
    """The need stays as it was; the message says why."""


@transaction.atomic
def tell_need(*, by: User, city: City, actor: Actor, at: datetime, **given: Any) -> Need:
    """Write down what an actor looks for or buys, and where it gets it. `given` holds `FIELDS`.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the actor.
    CannotTellNeed
        If the actor has left, or what is said does not fit.
    """
    not_foreign(actor, city)
    if not can_offer(by, actor):
        raise PermissionDenied
    if not is_there(actor, day_in(city, at)):
        raise CannotTellNeed(_("%(actor)s has left the network. It needs nothing here.") % {"actor": actor.name})
    need = Need(city=city, actor=actor, told_at=at, reviewed_at=at)
    _fill(need, given, CannotTellNeed)
    need.save()
    record("told_need", need, by=by, city=city, at=at, kind=need.kind, source=need.source)
    return need


@transaction.atomic
def change_need(*, by: User, need: Need, at: datetime, **given: Any) -> Need:
    """Change what is said of a need, above all where it is met now.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for who needs it.
    CannotChangeNeed
        If it has ended, or the new words do not fit.
    """
    need = _locked(need)
    if not can_offer(by, need.actor):
        raise PermissionDenied
    if need.ended_at is not None:
        raise CannotChangeNeed(_("This need has ended. Write down a new one."))
    before = {name: getattr(need, name) for name in FIELDS}
    _fill(need, given, CannotChangeNeed)
    need.reviewed_at = at
    need.save()
    changed = sorted(name for name in FIELDS if before[name] != getattr(need, name))
    record("changed_need", need, by=by, city=need.city, at=at, changed=changed)
    return need


@transaction.atomic
def end_need(*, by: User, need: Need, at: datetime) -> Need:
    """Record that nobody looks for it any longer.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for who needed it.
    """
    need = _locked(need)
    if not can_offer(by, need.actor):
        raise PermissionDenied
    if need.ended_at is None:
        need.ended_at = at
        need.save(update_fields=["ended_at"])
        record("ended_need", need, by=by, city=need.city, at=at)
    return need


def _locked(need: Need) -> Need:
    rows = Need.objects.select_for_update(of=("self",)).select_related("city", "actor__city", "product")
    return rows.get(pk=need.pk)


def _fill(need: Need, given: dict[str, Any], error: type[Exception]) -> None:
    write(need, given, FIELDS, error)
    if not need.what:
        raise error(_("Write what is needed."))
    if not need.kind:
        raise error(_("Choose what kind of thing is needed."))
    if need.product is not None:
        if need.product.city_id != need.city_id or need.product.actor_id == need.actor_id:
            raise error(_("Choose a product that somebody else in the city offers."))
        if need.source != Need.Source.LOCAL:
            raise error(_("A product of the city meets it, so it comes from the city. Choose that."))
