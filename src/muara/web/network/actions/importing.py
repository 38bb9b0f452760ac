from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.formats.sheet import Sheet
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.actions.checks import RESERVED_SLUGS, day_in, slug_stem
from muara.web.network.models import Actor, ActorEvent, Tie
from muara.web.network.permissions import can_import_network
from muara.web.network.plans import plan_import


class CannotImportNetwork(Exception):
    """Nothing was imported; the message says why."""


@dataclass(frozen=True)
class Imported:
    """What came in."""

    n_actors: int
    n_ties: int


@transaction.atomic
def import_network(
    *, by: User, city: City, sheet: Sheet, tie_kind: str, actor_kind: str, source: str, at: datetime
) -> Imported:
    """Write the new actors and ties of a sheet down, all of them or none; what is known stays as it is.

    `source` (a file name) is kept in the audit line.

    Raises
    ------
    PermissionDenied
        If `by` is not of the secretariat.
    CannotImportNetwork
        If something in the sheet does not fit the network as it is now.
    """
    if not can_import_network(by, city):
        raise PermissionDenied
    city = City.objects.select_for_update().get(pk=city.pk)
    plan = plan_import(city, sheet, tie_kind=tie_kind, actor_kind=actor_kind, today=day_in(city, at), at=at)
    if plan.complaints:
        raise CannotImportNetwork(
            _("The network has changed since the preview: %(complaint)s Look at the file again.")
            % {"complaint": plan.complaints[0].text}
        )
    taken = set(Actor.objects.in_city(city).values_list("slug", flat=True)) | RESERVED_SLUGS
    for actor, _joined in plan.actors:
        actor.slug = _free(slug_stem(actor.name, "aktor"), taken)
        taken.add(actor.slug)
    Actor.objects.bulk_create([actor for actor, _joined in plan.actors], batch_size=200)
    ActorEvent.objects.bulk_create(
        [
            ActorEvent(actor=actor, kind=ActorEvent.Kind.JOINED, on_date=joined, recorded_at=at)
            for actor, joined in plan.actors
        ],
        batch_size=500,
    )
    for tie in plan.ties:
        tie.a_id, tie.b_id = tie.a.pk, tie.b.pk
    Tie.objects.bulk_create(plan.ties, batch_size=200)
    done = Imported(len(plan.actors), len(plan.ties))
    record(
        "imported_network",
        city,
        by=by,
        city=city,
        at=at,
        source=source[:200],
        actors=done.n_actors,
        ties=done.n_ties,
    )
    return done


def _free(stem: str, taken: set[str]) -> str:
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
