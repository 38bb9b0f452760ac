"""With what: idle places, local products, spaces to use, needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from muara.web.assets.files import exported
from muara.web.assets.models import IdleAsset
from muara.web.assets.queries.register import Filter as AnyPlace
from muara.web.assets.queries.register import assets_found
from muara.web.opendata.place import Place
from muara.web.opendata.resource import Resource, by_number, by_slug
from muara.web.products.models import Need, Product, Space
from muara.web.products.models.products import Kind
from muara.web.products.queries.directory import Filter as Anything
from muara.web.products.queries.directory import products_found, spaces_found


@dataclass(frozen=True)
class IdlePlace:
    """A place that stands unused, as exactly as everybody may know it."""

    id: Annotated[str, "Last part of its address"]
    url: str
    name: str
    state: Annotated[IdleAsset.State, "How far it is on the way back into use"]
    where: Annotated[str | None, "How to find it; of a sensitive place it is withheld"]
    district: Annotated[str | None, "Code of the kecamatan (Kemendagri)"]
    village: Annotated[str | None, "Code of the village (Kemendagri)"]
    latitude: Annotated[float | None, "WGS 84"]
    longitude: Annotated[float | None, "WGS 84"]
    within_m: Annotated[int | None, "Of a sensitive place: it lies somewhere within this distance of the point"]
    owner: IdleAsset.Owner
    keeper: Annotated[str | None, "The agency that has it"]
    land_m2: int | None
    floor_m2: int | None
    usable_m2: int | None
    use: IdleAsset.Use
    idle_since: Annotated[int | None, "Year"]
    title: Annotated[IdleAsset.Title, "Land title"]
    heritage: IdleAsset.Heritage


def _places(place: Place) -> QuerySet[IdleAsset]:
    return assets_found(place.city, AnyPlace())


def _tell_places(place: Place, rows: Sequence[IdleAsset]) -> Iterable[IdlePlace]:
    for one, told in zip(rows, exported(rows), strict=True):
        known: dict[str, Any] = told
        yield IdlePlace(
            id=one.slug,
            url=place.link("assets:asset", one.slug),
            name=one.name,
            state=IdleAsset.State(one.state),
            where=known.get("place"),
            district=one.district_id,
            village=known.get("village"),
            latitude=known.get("latitude"),
            longitude=known.get("longitude"),
            within_m=known.get("radius_m"),
            owner=IdleAsset.Owner(one.owner_level),
            keeper=known.get("keeper"),
            land_m2=known.get("land_m2"),
            floor_m2=known.get("floor_m2"),
            usable_m2=known.get("usable_m2"),
            use=IdleAsset.Use(one.use_status),
            idle_since=known.get("idle_since"),
            title=IdleAsset.Title(one.title_status),
            heritage=IdleAsset.Heritage(one.heritage),
        )


@dataclass(frozen=True)
class LocalProduct:
    """Something that an organisation of the city makes or does for others."""

    id: Annotated[str, "Last part of its address"]
    url: str
    name: str
    kind: Kind
    description: str
    price: Annotated[str, "In its maker's words"]
    maker: Annotated[str, "The organisation"]
    since: date | None
    users: Annotated[int, "Organisations that use it, as far as it is known"]
    confirmed: Annotated[int, "Organisations that said so themselves"]
    reviewed_at: datetime


def _products(place: Place) -> QuerySet[Product]:
    return products_found(place.city, Anything())


def _tell_products(place: Place, rows: Sequence[Any]) -> Iterable[LocalProduct]:
    for one in rows:
        yield LocalProduct(
            id=one.slug,
            url=place.link("products:product", one.slug),
            name=one.name,
            kind=Kind(one.kind),
            description=one.description,
            price=one.price,
            maker=one.actor.slug,
            since=one.since_date,
            users=one.n_users,
            confirmed=one.n_confirmed,
            reviewed_at=one.reviewed_at,
        )


@dataclass(frozen=True)
class SharedSpace:
    """A room, hall or field that an organisation lends to others."""

    id: Annotated[str, "Last part of its address"]
    url: str
    name: str
    description: str
    access: str
    owner: Annotated[str, "The organisation"]
    district: Annotated[str | None, "Code of the kecamatan (Kemendagri)"]
    capacity: Annotated[int | None, "People"]
    rules: tuple[str, ...]
    price: str
    opens: time
    closes: time
    calendar: Annotated[str, "When it is taken (iCalendar); not for what"]


def _spaces(place: Place) -> QuerySet[Space]:
    return spaces_found(place.city, Anything())


def _tell_spaces(place: Place, rows: Sequence[Space]) -> Iterable[SharedSpace]:
    for one in rows:
        yield SharedSpace(
            id=one.slug,
            url=place.link("products:space", one.slug),
            name=one.name,
            description=one.description,
            access=one.access,
            owner=one.actor.slug,
            district=one.district_id,
            capacity=one.capacity,
            rules=tuple(line.strip() for line in one.rules.splitlines() if line.strip()),
            price=one.price,
            opens=one.opens,
            closes=one.closes,
            calendar=place.link("products:space_feed", one.slug),
        )


@dataclass(frozen=True)
class ToldNeed:
    """What an organisation looks for, and where it gets it today."""

    id: str
    url: str
    what: str
    kind: Kind
    details: str
    source: Annotated[Need.Source, "Where it comes from today"]
    met_by: Annotated[str | None, "The local product that meets it"]
    actor: Annotated[str, "The organisation"]
    reviewed_at: datetime


def _needs(place: Place) -> QuerySet[Need]:
    return Need.objects.in_city(place.city).standing().select_related("actor", "product")


def _tell_needs(place: Place, rows: Sequence[Need]) -> Iterable[ToldNeed]:
    for one in rows:
        yield ToldNeed(
            id=str(one.pk),
            url=place.link("products:need", one.pk),
            what=one.what,
            kind=Kind(one.kind),
            details=one.details,
            source=Need.Source(one.source),
            met_by=one.product.slug if one.product is not None else None,
            actor=one.actor.slug,
            reviewed_at=one.reviewed_at,
        )


MEANS = (
    Resource(
        "places", _("Idle places"),
        _("Places that stand unused: owner, size, condition of their papers, and how far they are."),
        IdlePlace, _places, _tell_places, by_slug, "published_at", "assets:assets",
        withheld=_(
            "Who reported a place, photos, and where exactly a place lies in which people live, from which things "
            "could be stolen or which is dangerous."
        ),
    ),
    Resource(
        "products", _("Local products"),
        _("What organisations of the city make and do for others, and how many use it."),
        LocalProduct, _products, _tell_products, by_slug, "reviewed_at", "products:products",
        withheld=_("Telephone numbers: they stand on the page of each product, for one call at a time."),
    ),
    Resource(
        "spaces", _("Spaces to use"),
        _("Rooms, halls and fields that organisations lend to others, with their rules."),
        SharedSpace, _spaces, _tell_spaces, by_slug, "created_at", "products:spaces",
        withheld=_("Who booked a space and for what; that it is taken stands in its calendar."),
    ),
    Resource(
        "needs", _("Needs"),
        _("What organisations look for, and whether it comes from the city today."),
        ToldNeed, _needs, _tell_needs, by_number("pk"), "reviewed_at", "products:needs",
        withheld=_("How much money an organisation pays for it: only the sum over all is shown."),
    ),
)  # fmt: skip
