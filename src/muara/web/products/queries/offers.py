"""What is offered in the city, what is needed, and what may fit what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.products.matching import Match, Offer, Offers, Wish
from muara.web.products.models import Need, Product, Space


def offers_of(city: City, day: date) -> Offers:
    """Gather products, spaces and the lines of entries of all who are in the network."""
    present = {actor.pk: actor for actor in Actor.objects.in_city(city).present_on(day)}
    found = [
        Offer(
            f"product-{one.pk}", one.actor_id, one.actor.name, one.name, one.description, one.kind,
            one.actor.district_id or "", one.actor.village_id or "", ("products:product", one.slug),
        )
        for one in Product.objects.in_city(city).offered().filter(actor__in=present).select_related("actor")
    ]  # fmt: skip
    found += [
        Offer(
            f"space-{one.pk}", one.actor_id, one.actor.name, one.name, one.description, "SPACE",
            one.district_id or "", one.village_id or "", ("products:space", one.slug),
        )
        for one in Space.objects.in_city(city).lent().filter(actor__in=present).select_related("actor")
    ]  # fmt: skip
    for actor in present.values():
        place = {"district": actor.district_id or "", "village": actor.village_id or ""}
        found += [
            Offer(
                f"line-{actor.pk}-{n}", actor.pk, actor.name, line, "", link=("network:actor", actor.slug), **place
            )
            for n, line in enumerate(actor.offered)
        ]
    return Offers(found)


@dataclass(frozen=True)
class Wanted:
    """One need: written down by itself (`need`), or a line of an actor's entry, of which no more is known."""

    actor: Actor
    what: str
    need: Need | None = None

    @property
    def source(self) -> str:
        return self.need.source if self.need else Need.Source.UNKNOWN

    @property
    def rupiah(self) -> int | None:
        return self.need.yearly_rupiah if self.need else None

    @property
    def wish(self) -> Wish:
        kind, details = (self.need.kind, self.need.details) if self.need else ("", "")
        place = self.actor.district_id or "", self.actor.village_id or ""
        return Wish(self.actor.pk, f"{self.what} {details}", kind, *place)


def wanted_in(city: City, day: date) -> list[Wanted]:
    """Return every need of who is in the network, those written down by themselves first; none twice."""
    present = Actor.objects.in_city(city).present_on(day).order_by("name", "pk")
    told = Need.objects.in_city(city).standing().filter(actor__in=present.values("pk"))
    found = [
        Wanted(need.actor, need.what, need) for need in told.select_related("actor", "product").order_by("pk")
    ]
    known = {(one.actor.pk, one.what.casefold()) for one in found}
    for actor in present:
        found += [Wanted(actor, line) for line in actor.needed if (actor.pk, line.casefold()) not in known]
    return found


def matches_of(need: Need, day: date) -> list[Match]:
    return offers_of(need.city, day).for_wish(Wanted(need.actor, need.what, need).wish)
