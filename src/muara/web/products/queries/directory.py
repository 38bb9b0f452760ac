"""The directory of products and spaces, and one page of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.products.models import Adoption, Booking, Need, Product, Space
from muara.web.products.models.products import ProductQuerySet
from muara.web.products.models.spaces import SpaceQuerySet
from muara.web.products.permissions import can_confirm_use, can_lend, can_see_booking, can_tell_of_use
from muara.web.ui.stems import stems

DAYS_SHOWN = 14


@dataclass(frozen=True)
class Filter:
    """What somebody looks for."""

    text: str = ""
    kind: str = ""
    district: str = ""
    unused: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.kind or self.district or self.unused)


def products_found(city: City, asked: Filter) -> ProductQuerySet:
    """Return what is offered and fits, by name, with `n_users` and `n_confirmed`."""
    found = Product.objects.in_city(city).offered().with_use().select_related("actor__district")
    if asked.text:
        found = found.filter(_said(asked.text))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.district:
        found = found.filter(actor__district=asked.district)
    if asked.unused:
        found = found.unused()
    return found.order_by("name", "pk")


def _said(text: str) -> Q:
    """Look for words by their stems, "sewa" finds "penyewaan"; for names also as they are typed."""
    as_typed = Q(name__icontains=text) | Q(actor__name__icontains=text)
    wanted = stems(text)
    return as_typed | Q(*(Q(stems__contains=f" {stem} ") for stem in wanted)) if wanted else as_typed


def spaces_found(city: City, asked: Filter) -> SpaceQuerySet:
    """Return what is lent and fits, by name."""
    found = Space.objects.in_city(city).lent().select_related("actor", "district")
    if asked.text:
        found = found.filter(_said(asked.text) | Q(description__icontains=asked.text))
    if asked.district:
        found = found.filter(district=asked.district)
    return found.order_by("name", "pk")


@dataclass(frozen=True)
class UseLine:
    """Who uses a product, and what the reader may say about it."""

    use: Adoption
    may_answer: bool
    may_end: bool


def use_lines(product: Product, reader: User | None) -> list[UseLine]:
    """Return who uses a product, the confirmed first; disputed ones are seen only by who may answer."""
    rows = product.adoptions.filter(until_date=None).select_related("actor__city").order_by("actor__name", "pk")
    found = []
    for use in rows:
        use.product = product
        line = UseLine(use, can_confirm_use(reader, use), can_tell_of_use(reader, use))
        if use.disputed_at is None or line.may_answer:
            found.append(line)
    return sorted(found, key=lambda line: not line.use.is_confirmed)


def past_uses(product: Product) -> list[Adoption]:
    return list(product.adoptions.exclude(until_date=None).select_related("actor").order_by("-until_date", "pk"))


@dataclass(frozen=True)
class Taken:
    """One booking as a reader may see it: everybody that it is taken, few for what."""

    booking: Booking
    is_told: bool
    may_decide: bool
    may_give_back: bool


@dataclass(frozen=True)
class Day:
    on: date
    taken: list[Taken]


def days_of(space: Space, reader: User | None, at: datetime, first: date | None = None) -> list[Day]:
    """Return two weeks of a space, day by day, with what is taken."""
    zone = ZoneInfo(space.city.time_zone)
    first = first or at.astimezone(zone).date()
    starts = datetime.combine(first, time(), zone)
    rows = space.bookings.holding().filter(
        starts_at__gte=starts, starts_at__lt=starts + timedelta(days=DAYS_SHOWN)
    )
    taken: dict[date, list[Taken]] = {first + timedelta(days=n): [] for n in range(DAYS_SHOWN)}
    is_owner = can_lend(reader, space)
    for booking in rows.select_related("actor").order_by("starts_at"):
        booking.space = space
        is_own = reader is not None and reader.pk is not None and booking.user_id == reader.pk
        line = Taken(
            booking,
            is_told=can_see_booking(reader, booking),
            may_decide=is_owner and booking.state == Booking.State.ASKED,
            may_give_back=(is_own or is_owner) and booking.ends_at > at,
        )
        taken[booking.starts_at.astimezone(zone).date()].append(line)
    return [Day(day, lines) for day, lines in taken.items()]


def waiting_bookings(city: City, reader: User, at: datetime) -> list[Booking]:
    """Return the bookings that wait for the reader's answer, the nearest first."""
    rows = Booking.objects.filter(space__city=city, state=Booking.State.ASKED, ends_at__gt=at)
    found = rows.select_related("space__actor__city", "actor").order_by("starts_at", "pk")
    return [booking for booking in found if can_lend(reader, booking.space)]


def needs_of(city: City) -> list[Need]:
    rows = Need.objects.in_city(city).standing().select_related("actor", "product")
    return list(rows.order_by("what", "pk"))


@dataclass(frozen=True)
class Things:
    """What one actor makes, lends and looks for, each by name."""

    products: tuple[Product, ...]
    spaces: tuple[Space, ...]
    needs: tuple[Need, ...]

    @property
    def n(self) -> int:
        return len(self.products) + len(self.spaces) + len(self.needs)


def of_one_actor(actor: Actor) -> Things:
    return Things(
        tuple(Product.objects.filter(actor=actor).offered().with_use().order_by("name", "pk")),
        tuple(Space.objects.filter(actor=actor).lent().order_by("name", "pk")),
        tuple(Need.objects.filter(actor=actor).standing().select_related("product").order_by("what", "pk")),
    )
