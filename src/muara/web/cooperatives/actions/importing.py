from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.cooperatives.models import AnnualMeeting, Cooperative
from muara.web.cooperatives.permissions import can_import_register
from muara.web.cooperatives.sheets import RegisterRow
from muara.web.network.actions import change_actor
from muara.web.network.actions.checks import cleaned, day_in, slug_stem
from muara.web.network.models import Actor


class CannotImportCooperatives(Exception):
    """Nothing was imported; the message says why."""


@dataclass(frozen=True)
class Imported:
    """What came in."""

    n_new: int
    n_meetings: int


@transaction.atomic
def import_cooperatives(
    *, by: User, city: City, rows: Sequence[RegisterRow], source: str, at: datetime
) -> Imported:
    """Write the new cooperatives of a list down, and the meetings that nobody knew of; the rest stays as it is.

    `source` says where the list comes from; it stands beside every entry.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    CannotImportCooperatives
        If no source is given or the list is empty.
    """
    if not can_import_register(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    today, told = day_in(city, at), cleaned(source, CannotImportCooperatives)[:200]
    if not told:
        raise CannotImportCooperatives(_("Write where the list comes from: which office, and of which day."))
    if not rows:
        raise CannotImportCooperatives(_("There is no cooperative in this file."))
    known = {
        one.name.casefold(): one
        for one in Cooperative.objects.in_city(city).select_related("actor").select_for_update(of=("self",))
    }
    taken = {one.slug for one in known.values()} | {"baru"}
    has_entry = {one.actor_id for one in known.values()}
    actors = {
        one.name.casefold(): one
        for one in Actor.objects.in_city(city).filter(kind=Actor.Kind.COOPERATIVE)
        if one.pk not in has_entry
    }
    new: list[Cooperative] = []
    met: list[tuple[Cooperative, date]] = []
    for row in rows:
        cooperative = known.get(row.name.casefold())
        if cooperative is None:
            cooperative = Cooperative(
                city=city,
                actor=actors.get(row.name.casefold()),
                slug=_free(slug_stem(row.name, "koperasi"), taken),
                name=row.name,
                kind=row.kind,
                origin=row.origin,
                district_id=row.district or None,
                registered_date=row.registered,
                n_members=row.members,
                source=told,
                source_date=today,
                created_at=at,
                changed_at=at,
            )
            new.append(cooperative)
        last = cooperative.last_meeting_date
        if row.last_meeting and (last is None or row.last_meeting > last):
            cooperative.last_meeting_date, cooperative.changed_at = row.last_meeting, at
            met.append((cooperative, row.last_meeting))
    before = {cooperative.pk for cooperative in known.values()}
    Cooperative.objects.bulk_create(new, batch_size=200)
    old = [cooperative for cooperative, _held in met if cooperative.pk in before]
    Cooperative.objects.bulk_update(old, ["last_meeting_date", "changed_at"], batch_size=200)
    AnnualMeeting.objects.bulk_create(
        [
            AnnualMeeting(
                cooperative=cooperative,
                held_date=held,
                for_year=held.year - 1,
                source=told,
                recorded_at=at,
            )
            for cooperative, held in met
        ],
        batch_size=200,
    )
    for cooperative, held in met:
        actor = cooperative.actor
        if actor is not None and (actor.last_meeting_date is None or held > actor.last_meeting_date):
            actor.city = city
            change_actor(by=by, actor=actor, at=at, last_meeting_date=held)
    done = Imported(len(new), len(met))
    record(
        "imported_cooperatives",
        city,
        by=by,
        city=city,
        at=at,
        source=told,
        new=done.n_new,
        meetings=done.n_meetings,
    )
    return done


def _free(stem: str, taken: set[str]) -> str:
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    taken.add(slug)
    return slug
