"""A spring without an estuary: how much of what is needed finds an offer here, and how much is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.products.matching import Match
from muara.web.products.models import Need, Product
from muara.web.products.queries.offers import Wanted, offers_of, wanted_in


@dataclass(frozen=True)
class Between:
    """A part known only within bounds: the least, if none of the unknown counts, and the most, if all do."""

    known: int
    unknown: int
    total: int

    @property
    def least(self) -> float:
        return self.known / self.total

    @property
    def most(self) -> float:
        return (self.known + self.unknown) / self.total


@dataclass(frozen=True)
class EstuaryLine:
    """One need and what may fit it."""

    wanted: Wanted
    matches: tuple[Match, ...]


@dataclass(frozen=True)
class Estuary:
    """What the network needs, split by where it comes from and by whether somebody here offers it."""

    lines: tuple[EstuaryLine, ...]
    n_actors: int
    unused: tuple[Product, ...]
    n_products: int

    def of(self, *sources: str, fits: bool | None = None) -> list[EstuaryLine]:
        return [
            line
            for line in self.lines
            if line.wanted.source in sources and (fits is None or bool(line.matches) == fits)
        ]

    @property
    def n_needs(self) -> int:
        return len(self.lines)

    @property
    def n_telling(self) -> int:
        return len({line.wanted.actor.pk for line in self.lines})

    @property
    def local(self) -> list[EstuaryLine]:
        return self.of(Need.Source.LOCAL)

    @property
    def missed(self) -> list[EstuaryLine]:
        """Return what comes from outside, or from nowhere, though something offered here may fit."""
        return self.of(Need.Source.ELSEWHERE, Need.Source.NOWHERE, fits=True)

    @property
    def without(self) -> list[EstuaryLine]:
        """Return what comes from outside, or from nowhere, and nobody here offers."""
        return self.of(Need.Source.ELSEWHERE, Need.Source.NOWHERE, fits=False)

    @property
    def unknown(self) -> list[EstuaryLine]:
        return self.of(Need.Source.UNKNOWN)

    @property
    def part(self) -> Between | None:
        """Return the part of the needs that the city meets; None where nobody told of any."""
        return Between(len(self.local), len(self.unknown), self.n_needs) if self.lines else None

    @property
    def money(self) -> Between | None:
        """Return the part of the yearly money that stays, of what was told in rupiah; None where none was."""
        told = [line for line in self.lines if line.wanted.rupiah and line.wanted.source != Need.Source.NOWHERE]
        paid = dict.fromkeys(Need.Source.values, 0)
        for line in told:
            paid[line.wanted.source] += line.wanted.rupiah or 0
        if not told:
            return None
        return Between(paid[Need.Source.LOCAL], paid[Need.Source.UNKNOWN], sum(paid.values()))

    @property
    def n_paid(self) -> int:
        return sum(bool(line.wanted.rupiah) for line in self.lines)


def muara_reading(city: City, day: date) -> Estuary:
    """Read how much of what the network needs finds its estuary in the city."""
    offers = offers_of(city, day)
    lines = tuple(EstuaryLine(one, tuple(offers.for_wish(one.wish))) for one in wanted_in(city, day))
    products = Product.objects.in_city(city).offered()
    return Estuary(
        lines=lines,
        n_actors=Actor.objects.in_city(city).present_on(day).count(),
        unused=tuple(products.unused().select_related("actor").order_by("name", "pk")),
        n_products=products.count(),
    )
