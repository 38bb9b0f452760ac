from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.cooperatives.models import AnnualMeeting, Cooperative, PublishedCount
from muara.web.cooperatives.permissions import can_change_cooperative, can_keep_register
from muara.web.governance.models import Decision
from muara.web.network.actions import change_actor
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug, not_later
from muara.web.network.models import Actor

FIELDS = (
    "name", "kind", "level", "origin", "district", "what", "registered_date", "n_members", "source", "source_date",
    "actor",
)  # fmt: skip
TEXTS = {"name": False, "what": True, "source": False}


class CannotWriteDown(Exception):
    """The cooperative was not written down; the message says why."""


class CannotChangeCooperative(Exception):
    """The entry stays as it was; the message says why."""


class CannotRecordMeeting(Exception):
    """The meeting was not recorded; the message says why."""


class CannotWithdrawMeeting(Exception):
    """The meeting stays; the message says why."""


class CannotAddCount(Exception):
    """The count was not added; the message says why."""


@transaction.atomic
def write_down_cooperative(*, by: User, city: City, name: str, at: datetime, **given: Any) -> Cooperative:
    """Write a cooperative down in the register of the city. `given` holds any other of `FIELDS`.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    CannotWriteDown
        If it is there already, or what is said of it does not fit.
    """
    if not can_keep_register(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    cooperative = Cooperative(city=city, created_at=at, changed_at=at)
    _write(cooperative, {**given, "name": name}, day_in(city, at), CannotWriteDown)
    cooperative.slug = free_slug(Cooperative.objects.in_city(city), cooperative.name, "koperasi")
    cooperative.save()
    record("wrote_down_cooperative", cooperative, by=by, city=city, at=at, kind=cooperative.kind)
    return cooperative


@transaction.atomic
def change_cooperative(*, by: User, cooperative: Cooperative, at: datetime, **given: Any) -> Cooperative:
    """Change what the register says of a cooperative; its address and its meetings stay.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the register nor speaks for the cooperative.
    CannotChangeCooperative
        If the new words do not fit.
    """
    if not can_change_cooperative(by, cooperative):
        raise PermissionDenied
    if "actor" in given and not can_keep_register(by, cooperative.city):
        raise PermissionDenied  # who speaks for an actor does not choose which cooperative it is
    City.objects.select_for_update().get(pk=cooperative.city_id)
    locked = Cooperative.objects.select_for_update(of=("self",)).select_related("city", "actor", "district")
    cooperative = locked.get(pk=cooperative.pk)
    before = {name: getattr(cooperative, name) for name in FIELDS}
    _write(cooperative, given, day_in(cooperative.city, at), CannotChangeCooperative)
    cooperative.changed_at = at
    cooperative.save()
    changed = sorted(name for name in FIELDS if before[name] != getattr(cooperative, name))
    record("changed_cooperative", cooperative, by=by, city=cooperative.city, at=at, changed=changed)
    return cooperative


@transaction.atomic
def record_meeting(
    *,
    by: User,
    cooperative: Cooperative,
    held: date,
    for_year: int,
    source: str,
    at: datetime,
    n_present: int | None = None,
    n_members: int | None = None,
    minutes: str = "",
    decision: Decision | None = None,
) -> AnnualMeeting:
    """Record that a cooperative held its annual members' meeting. The directory of actors learns of it too.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the register nor speaks for the cooperative.
    CannotRecordMeeting
        If the day has not come, a meeting of that day is known, no source is given, or the numbers do not fit.
    """
    if not can_change_cooperative(by, cooperative):
        raise PermissionDenied
    locked = Cooperative.objects.select_for_update(of=("self",)).select_related("city", "actor")
    cooperative = locked.get(pk=cooperative.pk)
    today = day_in(cooperative.city, at)
    not_later(held, today, CannotRecordMeeting)
    if not held.year - 5 <= for_year <= held.year:
        raise CannotRecordMeeting(_("A meeting looks back on a year before it. Look at the two years again."))
    if cooperative.meetings.filter(held_date=held).exists():
        raise CannotRecordMeeting(_("A meeting of this day is recorded already."))
    if n_present is not None and n_members is not None and n_present > n_members:
        raise CannotRecordMeeting(_("More were present than there are members. Look at the two numbers again."))
    if decision is not None and (decision.city_id != cooperative.city_id or not decision.is_closed):
        raise CannotRecordMeeting(_("Choose a decision of this city that is closed."))
    meeting = AnnualMeeting(
        cooperative=cooperative,
        held_date=held,
        for_year=for_year,
        n_present=n_present,
        n_members=n_members,
        minutes=cleaned(minutes, CannotRecordMeeting),
        source=cleaned(source, CannotRecordMeeting),
        decision=decision,
        recorded_at=at,
    )
    if not meeting.source:
        raise CannotRecordMeeting(_("Write how the meeting is known: who told it, or where it stands."))
    check_fields(meeting, CannotRecordMeeting, ["for_year", "n_present", "n_members", "minutes", "source"])
    meeting.save()
    if cooperative.last_meeting_date is None or held > cooperative.last_meeting_date:
        cooperative.last_meeting_date = held
    if n_members is not None and held == cooperative.last_meeting_date:
        cooperative.n_members = n_members
    cooperative.changed_at = at
    cooperative.save(update_fields=["last_meeting_date", "n_members", "changed_at"])
    actor = cooperative.actor
    if actor is not None and (actor.last_meeting_date is None or held > actor.last_meeting_date):
        actor.city = cooperative.city
        change_actor(by=by, actor=actor, at=at, last_meeting_date=held)
    record(
        "recorded_annual_meeting", meeting, by=by, city=cooperative.city, at=at, held=held, source=meeting.source
    )
    return meeting


@transaction.atomic
def withdraw_meeting(*, by: User, meeting: AnnualMeeting, at: datetime) -> None:
    """Take back a meeting that was recorded wrongly; the audit line keeps what it said.

    Raises
    ------
    PermissionDenied
        If `by` neither keeps the register nor speaks for the cooperative.
    CannotWithdrawMeeting
        If a surplus was decided there: that is never undone.
    """
    if not can_change_cooperative(by, meeting.cooperative):
        raise PermissionDenied
    locked = Cooperative.objects.select_for_update(of=("self",)).select_related("city", "actor")
    cooperative = locked.get(pk=meeting.cooperative_id)
    if meeting.surplus_years.exists():
        raise CannotWithdrawMeeting(_("A surplus was decided at this meeting, so it stays."))
    told = {"held": meeting.held_date, "source": meeting.source, "meeting": meeting.pk}
    gone = meeting.held_date
    meeting.delete()
    last = cooperative.meetings.aggregate(last=Max("held_date"))["last"]
    cooperative.last_meeting_date, cooperative.changed_at = last, at
    cooperative.save(update_fields=["last_meeting_date", "changed_at"])
    actor = cooperative.actor
    if actor is not None and actor.last_meeting_date == gone:
        actor.city = cooperative.city
        change_actor(by=by, actor=actor, at=at, last_meeting_date=last)
    record("withdrew_annual_meeting", cooperative, by=by, city=cooperative.city, at=at, **told)


@transaction.atomic
def withdraw_published_count(*, by: User, count: PublishedCount, at: datetime) -> None:
    """Take back a count that was typed in wrongly.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    """
    if not can_keep_register(by, count.city):
        raise PermissionDenied
    told = {"as_of": count.as_of_date, "registered": count.n_registered, "active": count.n_active}
    record("withdrew_published_count", count, by=by, city=count.city, at=at, source=count.source, **told)
    count.delete()


@transaction.atomic
def add_published_count(
    *,
    by: User,
    city: City,
    area: str,
    as_of: date,
    n_registered: int,
    n_active: int,
    source: str,
    at: datetime,
    address: str = "",
) -> PublishedCount:
    """Keep how many cooperatives somebody else counted, with where they said so.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the register.
    CannotAddCount
        If no source is given, more are active than registered, or it is known already.
    """
    if not can_keep_register(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    not_later(as_of, day_in(city, at), CannotAddCount)
    count = PublishedCount(
        city=city,
        area=cleaned(area, CannotAddCount),
        as_of_date=as_of,
        n_registered=n_registered,
        n_active=n_active,
        source=cleaned(source, CannotAddCount),
        address=address,
        added_at=at,
    )
    if not count.source or not count.area:
        raise CannotAddCount(_("Write what was counted, and where the figures stand."))
    if n_active > n_registered:
        raise CannotAddCount(_("More are active than registered. Look at the two numbers again."))
    check_fields(count, CannotAddCount, ["area", "n_registered", "n_active", "source", "address"])
    if city.published_counts.filter(as_of_date=as_of, source=count.source).exists():
        raise CannotAddCount(_("This count is known already."))
    count.save()
    record("added_published_count", count, by=by, city=city, at=at, source=count.source)
    return count


def _write(cooperative: Cooperative, given: Mapping[str, Any], today: date, error: type[Exception]) -> None:
    if unknown := given.keys() - set(FIELDS):
        raise TypeError(f"A cooperative has no {sorted(unknown)}.")
    for name, value in given.items():
        if name in TEXTS:
            value = cleaned(value, error, keeps_lines=TEXTS[name])
        setattr(cooperative, name, value)
    if not cooperative.name:
        raise error(_("Write the name of the cooperative."))
    for day in (cooperative.registered_date, cooperative.source_date):
        if day is not None:
            not_later(day, today, error)
    check_fields(cooperative, error, set(given) - {"actor", "district"})
    if cooperative.district is not None and cooperative.district.regency_code != cooperative.city.regency_code:
        raise error(_("This kecamatan does not belong to the city."))
    others = Cooperative.objects.in_city(cooperative.city).exclude(pk=cooperative.pk)
    if again := others.filter(name__iexact=cooperative.name).first():
        raise error(
            _("%(name)s is in the register already. Change that entry, or add what tells the two apart.")
            % {"name": again.name}
        )
    if (actor := cooperative.actor) is not None:
        if actor.city_id != cooperative.city_id or actor.kind != Actor.Kind.COOPERATIVE:
            raise error(_("Choose a cooperative of the network of this city."))
        if others.filter(actor=actor).exists():
            raise error(_("%(actor)s is in the register already.") % {"actor": actor.name})
