from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug, is_there, not_later
from muara.web.network.models import Actor, Holding, Process, Role
from muara.web.network.permissions import can_keep_network, speaks_for


class CannotStartProcess(Exception):
    """The process was not written down; the message says why."""


class CannotChangeProcess(Exception):
    """The process stays as it was; the message says why."""


class CannotEndProcess(Exception):
    """The process goes on; the message says why."""


class CannotKeepRole(Exception):
    """The role stays as it was; the message says why."""


class CannotHoldRole(Exception):
    """The role was not given; the message says why."""


class CannotReleaseRole(Exception):
    """The role was not given back; the message says why."""


@transaction.atomic
def start_process(
    *,
    by: User,
    city: City,
    name: str,
    at: datetime,
    what: str = "",
    weight: float = 1.0,
    since: date | None = None,
) -> Process:
    """Write down joint work that comes again.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotStartProcess
        If one of that name runs already, or the input does not fit.
    """
    if not can_keep_network(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    today = day_in(city, at)
    process = Process(city=city, since_date=since or today, created_at=at)
    not_later(process.since_date, today, CannotStartProcess)
    _write(process, name, what, weight, CannotStartProcess)
    process.slug = free_slug(Process.objects.in_city(city), process.name, "proses")
    process.save()
    record("started_process", process, by=by, city=city, at=at)
    return process


@transaction.atomic
def change_process(*, by: User, process: Process, name: str, what: str, weight: float, at: datetime) -> Process:
    """Change what is said of a process; its address stays.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotChangeProcess
        If it has ended, or the input does not fit.
    """
    process = _locked(process, by, CannotChangeProcess)
    _write(process, name, what, weight, CannotChangeProcess)
    process.save(update_fields=["name", "what", "weight"])
    record("changed_process", process, by=by, city=process.city, at=at)
    return process


@transaction.atomic
def end_process(*, by: User, process: Process, reason: str, at: datetime, on: date | None = None) -> Process:
    """Record that a process came to its end; it stays in the history up to the day before.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotEndProcess
        If it has ended already, or the day lies ahead or before its beginning.
    """
    process = _locked(process, by, CannotEndProcess)
    today = day_in(process.city, at)
    on = on or today
    not_later(on, today, CannotEndProcess)
    if on < process.since_date:
        raise CannotEndProcess(_("A process cannot end before it began."))
    process.until_date, process.end_reason = on, cleaned(reason, CannotEndProcess)
    check_fields(process, CannotEndProcess, ["end_reason"])
    process.save(update_fields=["until_date", "end_reason"])
    record("ended_process", process, by=by, city=process.city, at=at, on=on, reason=process.end_reason)
    return process


@transaction.atomic
def add_role(
    *, by: User, process: Process, name: str, at: datetime, needed: int = 1, since: date | None = None
) -> Role:
    """Add a role to a process, and how many actors have to hold it.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotKeepRole
        If the process has ended, has such a role, or the input does not fit.
    """
    process = _locked(process, by, CannotKeepRole)
    role = Role(process=process, name=cleaned(name, CannotKeepRole), needed=needed)
    today = day_in(process.city, at)
    role.since_date = since or max(process.since_date, today)
    not_later(role.since_date, today, CannotKeepRole)
    if not role.name:
        raise CannotKeepRole(_("Write what the role is called."))
    if process.roles.filter(until_date=None, name__iexact=role.name).exists():
        raise CannotKeepRole(_("This process has a role of that name already."))
    check_fields(role, CannotKeepRole, ["name", "needed"])
    role.save()
    record("added_role", role, by=by, city=process.city, at=at, process=process.pk, needed=needed)
    return role


@transaction.atomic
def change_role(*, by: User, role: Role, needed: int, at: datetime) -> Role:
    """Change how many actors have to hold a role.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotKeepRole
        If the process or the role has ended, or the number does not fit.
    """
    process = _locked(role.process, by, CannotKeepRole)
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.until_date is not None:
        raise CannotKeepRole(_("This role is no longer part of the process."))
    role.needed = needed
    check_fields(role, CannotKeepRole, ["needed"])
    role.save(update_fields=["needed"])
    record("changed_role", role, by=by, city=process.city, at=at, process=process.pk, needed=needed)
    return role


@transaction.atomic
def drop_role(*, by: User, role: Role, at: datetime) -> Role:
    """Take a role out of a process, with whoever holds it; the history keeps both.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotKeepRole
        If the process or the role has ended.
    """
    process = _locked(role.process, by, CannotKeepRole)
    role = Role.objects.select_for_update().get(pk=role.pk)
    if role.until_date is not None:
        raise CannotKeepRole(_("This role is no longer part of the process."))
    role.until_date = max(day_in(process.city, at), role.since_date)
    role.save(update_fields=["until_date"])
    role.holdings.filter(until_date=None, since_date__lte=role.until_date).update(until_date=role.until_date)
    record("dropped_role", role, by=by, city=process.city, at=at, process=process.pk)
    return role


@transaction.atomic
def assign_role(
    *, by: User, role: Role, actor: Actor, at: datetime, n_people: int | None = None, since: date | None = None
) -> Holding:
    """Record that an actor holds a role, and how many of its people can do it.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the network of the city.
    CannotHoldRole
        If the role or process has ended, or the actor is elsewhere, gone, or holds it already.
    """
    process = _locked(role.process, by, CannotHoldRole)
    role = Role.objects.select_for_update().get(pk=role.pk)
    today = day_in(process.city, at)
    since = since or max(today, role.since_date)
    not_later(since, today, CannotHoldRole)
    if role.until_date is not None:
        raise CannotHoldRole(_("This role is no longer part of the process."))
    if since < role.since_date:
        raise CannotHoldRole(_("The role begins later than that. Choose a later day."))
    if actor.city_id != process.city_id or not is_there(actor, today):
        raise CannotHoldRole(_("%(actor)s is not part of the network at the moment.") % {"actor": actor.name})
    held = role.holdings.filter(actor=actor).filter(Q(until_date=None) | Q(until_date__gt=since))
    if held.exists():
        raise CannotHoldRole(_("%(actor)s holds this role already.") % {"actor": actor.name})
    holding = Holding(role=role, actor=actor, n_people=n_people, since_date=since)
    check_fields(holding, CannotHoldRole, ["n_people"])
    holding.save()
    record("assigned_role", holding, by=by, city=process.city, at=at, role=role.pk, actor=actor.pk)
    return holding


@transaction.atomic
def release_role(*, by: User, holding: Holding, at: datetime, on: date | None = None) -> Holding:
    """Record that an actor no longer holds a role: it says so itself, or whoever keeps the network.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the network nor speaks for the actor.
    CannotReleaseRole
        If it was given back already, or the day lies ahead or before its beginning.
    """
    city = holding.role.process.city
    if not can_keep_network(by, city) and not speaks_for(by, holding.actor):
        raise PermissionDenied
    holding = Holding.objects.select_for_update(of=("self",)).select_related("role", "actor").get(pk=holding.pk)
    if holding.until_date is not None:
        raise CannotReleaseRole(_("This role was given back already."))
    today = day_in(city, at)
    on = on or max(today, holding.since_date)
    not_later(on, today, CannotReleaseRole)
    if on < holding.since_date:
        raise CannotReleaseRole(_("A role cannot be given back before it was taken."))
    holding.until_date = on
    holding.save(update_fields=["until_date"])
    record("released_role", holding, by=by, city=city, at=at, role=holding.role_id, actor=holding.actor_id)
    return holding


def _locked(process: Process, by: User, error: type[Exception]) -> Process:
    if not can_keep_network(by, process.city):
        raise PermissionDenied
    process = Process.objects.select_for_update(of=("self",)).select_related("city").get(pk=process.pk)
    if process.until_date is not None:
        raise error(_("This process has ended."))
    return process


def _write(process: Process, name: str, what: str, weight: float, error: type[Exception]) -> None:
    process.name, process.what = cleaned(name, error), cleaned(what, error, keeps_lines=True)
    process.weight = weight
    if not process.name:
        raise error(_("Write what the process is called."))
    check_fields(process, error, ["name", "what", "weight"])
    again = Process.objects.in_city(process.city).current().filter(name__iexact=process.name)
    if again.exclude(pk=process.pk).exists():
        raise error(_("A process of that name runs already."))
