"""Who is in the network, and what two organisations both say of each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Sector
from muara.web.network.models import Actor, ActorEvent, Tie
from muara.web.opendata.place import Place
from muara.web.opendata.resource import Resource, by_number, by_slug


@dataclass(frozen=True)
class Organisation:
    """An organisation, community or office of the network; never a person."""

    id: Annotated[str, "Last part of its address"]
    url: str
    name: str
    kind: Actor.Kind
    sector: Sector | None
    hub: Annotated[str, "The hub it counts itself to, in its own words"]
    district: Annotated[str | None, "Code of the kecamatan (Kemendagri)"]
    village: Annotated[str | None, "Code of the village (Kemendagri)"]
    members: Annotated[int | None, "People it stands for, as it says itself"]
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    description: str
    since: Annotated[date | None, "Since when it exists"]
    present: Annotated[bool, "Part of the network now; else it has left"]
    reviewed_at: Annotated[datetime, "When somebody last said that this entry is true"]


def _actors(place: Place) -> QuerySet[Actor]:
    return Actor.objects.in_city(place.city).with_state_on(place.day).filter(Q(last_event__isnull=False))


def _tell_actors(place: Place, rows: Sequence[Any]) -> Iterable[Organisation]:
    for one in rows:
        yield Organisation(
            id=one.slug,
            url=place.link("network:actor", one.slug),
            name=one.name,
            kind=Actor.Kind(one.kind),
            sector=Sector(one.sector) if one.sector else None,
            hub=one.hub,
            district=one.district_id,
            village=one.village_id,
            members=one.n_members,
            offers=tuple(one.offered),
            needs=tuple(one.needed),
            description=one.description,
            since=one.since_date,
            present=one.last_event in ActorEvent.PRESENT,
            reviewed_at=one.reviewed_at,
        )


@dataclass(frozen=True)
class ConfirmedTie:
    """Two organisations have to do with each other, and both have said so."""

    id: str
    url: str
    a: Annotated[str, "One organisation; of a tie with a direction, where it begins"]
    b: str
    kind: Tie.Kind
    directed: bool
    since: date


def _ties(place: Place) -> QuerySet[Tie]:
    told = Tie.objects.in_city(place.city).on(place.day).undisputed()
    return told.filter(reported_by_a_at__isnull=False, reported_by_b_at__isnull=False).select_related("a", "b")


def _tell_ties(place: Place, rows: Sequence[Tie]) -> Iterable[ConfirmedTie]:
    for one in rows:
        yield ConfirmedTie(
            id=str(one.pk),
            url=place.link("network:tie", one.pk),
            a=one.a.slug,
            b=one.b.slug,
            kind=Tie.Kind(one.kind),
            directed=one.is_directed,
            since=one.since_date,
        )


NETWORK = (
    Resource(
        "actors", _("Organisations"),
        _("Who is in the network: kind, place, what is offered and needed."),
        Organisation, _actors, _tell_actors, by_slug, "reviewed_at", "network:actors",
        withheld=_(
            "Contact people, telephone numbers, who speaks for whom, and what each said in a trust survey."
        ),
    ),
    Resource(
        "ties", _("Ties of an organisation"),
        _("With whom an organisation works, as far as both sides have confirmed it."),
        ConfirmedTie, _ties, _tell_ties, by_number("pk"), "created_at", "network:map",
        withheld=_(
            "The whole network as one file, and what breaks without somebody: that would be a list of whom to "
            "remove. Ties that only one side told or that are disputed stand on the pages."
        ),
        filters={"actor": lambda actor: Q(a__slug=actor) | Q(b__slug=actor)}, asks_for="actor",
    ),
)  # fmt: skip
