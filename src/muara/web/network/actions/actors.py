from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Sector, User
from muara.web.cities.models import City
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug, not_later
from muara.web.network.models import Actor, ActorEvent
from muara.web.network.permissions import can_change_actor, can_keep_network

LINES = {"offers", "needs", "description"}
TEXTS = {"name", "hub", *LINES}
FIELDS = (
    "name", "kind", "last_meeting_date", "sector", "hub", "district", "village", "n_members",
    "offers", "needs", "description", "since_date",
)  # fmt: skip
SECTOR_OF = {kind: kind for kind in Actor.Kind.values if kind in Sector.values} | {"FINANCE": "BUSINESS"}


class CannotDeclareActor(Exception):
    """The actor was not written down; the message says why."""


class CannotChangeActor(Exception):
    """The entry stays as it was; the message says why."""


class CannotLeave(Exception):
    """The leaving was not recorded; the message says why."""


class CannotReturn(Exception):
    """The return was not recorded; the message says why."""


@transaction.atomic
def declare_actor(
    *,
    by: User,
    city: City,
    name: str,
    kind: str,
    at: datetime,
    joined: date | None = None,
    reason: str = "",
    **given: Any,
) -> Actor:
    """Write an organisation down that works in the city's network, from the day on which it joined, and why.

    `given` holds any other of `FIELDS`. Without a sector, the one that its kind stands for is taken.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotDeclareActor
        If it is written down already, or what is said of it does not fit.
    """
    if not can_keep_network(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    today = day_in(city, at)
    joined = joined or today
    not_later(joined, today, CannotDeclareActor)
    actor = Actor(city=city, created_at=at, reviewed_at=at)
    _write(actor, {**given, "name": name, "kind": kind}, today, CannotDeclareActor)
    actor.sector = actor.sector or SECTOR_OF.get(actor.kind, "")
    actor.slug = free_slug(Actor.objects.in_city(city), actor.name, "aktor")
    event = ActorEvent(kind=ActorEvent.Kind.JOINED, on_date=joined, recorded_at=at)
    event.reason = cleaned(reason, CannotDeclareActor)
    check_fields(event, CannotDeclareActor, ["reason"])
    actor.save()
    event.actor = actor
    event.save()
    record("declared_actor", actor, by=by, city=city, at=at, kind=actor.kind, joined=joined)
    return actor


@transaction.atomic
def change_actor(*, by: User, actor: Actor, at: datetime, **given: Any) -> Actor:
    """Change what is said of an actor; its address stays. Whoever changes an entry has also reviewed it.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the actor.
    CannotChangeActor
        If the new words do not fit.
    """
    if not can_change_actor(by, actor):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=actor.city_id)
    actor = Actor.objects.select_for_update(of=("self",)).select_related("city").get(pk=actor.pk)
    before = {name: getattr(actor, name) for name in FIELDS}
    _write(actor, given, day_in(actor.city, at), CannotChangeActor)
    actor.reviewed_at = at
    actor.save()
    changed = sorted(name for name in FIELDS if before[name] != getattr(actor, name))
    record("changed_actor", actor, by=by, city=actor.city, at=at, changed=changed)
    return actor


@transaction.atomic
def leave(*, by: User, actor: Actor, reason: str, at: datetime, on: date | None = None) -> ActorEvent:
    """Record that an actor left the network, and why. Its ties and roles rest until it comes back.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the actor.
    CannotLeave
        If it is not there, no reason is given, or the day lies before its last event or ahead.
    """
    return _turn(by, actor, ActorEvent.Kind.LEFT, reason, at, on, CannotLeave)


@transaction.atomic
def come_back(*, by: User, actor: Actor, at: datetime, reason: str = "", on: date | None = None) -> ActorEvent:
    """Record that an actor came back.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the actor.
    CannotReturn
        If it never left, or the day lies before its leaving or ahead.
    """
    return _turn(by, actor, ActorEvent.Kind.RETURNED, reason, at, on, CannotReturn)


def _turn(
    by: User, actor: Actor, kind: str, reason: str, at: datetime, on: date | None, error: type[Exception]
) -> ActorEvent:
    if not can_change_actor(by, actor):
        raise PermissionDenied
    actor = Actor.objects.select_for_update(of=("self",)).select_related("city").get(pk=actor.pk)
    last = actor.events.order_by("-on_date", "-pk").first()
    is_leaving, is_here = kind == ActorEvent.Kind.LEFT, last is not None and last.kind in ActorEvent.PRESENT
    if is_leaving and not is_here:
        raise error(_("%(actor)s has left already.") % {"actor": actor.name})
    if not is_leaving and is_here:
        raise error(_("%(actor)s is part of the network already.") % {"actor": actor.name})
    today = day_in(actor.city, at)
    on = on or today
    not_later(on, today, error)
    if last is not None and on < last.on_date:
        raise error(_("This day lies before the last event of this actor. Choose a later one."))
    event = ActorEvent(actor=actor, kind=kind, on_date=on, reason=cleaned(reason, error), recorded_at=at)
    if is_leaving and not event.reason:
        raise error(_("Write in a sentence why it leaves, so that others can learn from it."))
    check_fields(event, error, ["reason"])
    event.save()
    verb = "actor_left" if is_leaving else "actor_returned"
    record(verb, actor, by=by, city=actor.city, at=at, on=on, reason=event.reason)
    return event


def _write(actor: Actor, given: Mapping[str, Any], today: date, error: type[Exception]) -> None:
    if unknown := given.keys() - set(FIELDS):
        raise TypeError(f"An actor has no {sorted(unknown)}.")
    for name, value in given.items():
        if name in TEXTS:
            value = cleaned(value, error, keeps_lines=name in LINES)
        setattr(actor, name, value)
    if not actor.name:
        raise error(_("Write the name of the organisation."))
    if actor.kind != Actor.Kind.COOPERATIVE and actor.last_meeting_date is not None:
        if "kind" not in given or given.get("last_meeting_date") is not None:
            raise error(_("Only a cooperative holds an annual members' meeting. Leave that day empty."))
        actor.last_meeting_date = None
    for day in (actor.last_meeting_date, actor.since_date):
        if day is not None:
            not_later(day, today, error)
    check_fields(actor, error, given)
    _check_place(actor, error)
    again = Actor.objects.in_city(actor.city).filter(name__iexact=actor.name).exclude(pk=actor.pk).first()
    if again is not None:
        raise error(
            _("%(actor)s is written down already. Change that entry, or add what tells the two apart.")
            % {"actor": again.name}
        )


def _check_place(actor: Actor, error: type[Exception]) -> None:
    if actor.village is not None:
        if actor.district is None:
            actor.district = actor.village.district
        elif actor.village.district_id != actor.district_id:
            raise error(_("This village lies in another kecamatan. Choose one of the two again."))
    if actor.district is not None and actor.district.regency_code != actor.city.regency_code:
        raise error(_("This kecamatan does not belong to the city."))
