"""A spring without an estuary: how much of what is needed finds an offer here, and how much is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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

    @property
    def paid(self) -> int:
        """Return what is paid for it in a year, as far as it was told; who does without pays nothing."""
        return 0 if self.wanted.source == Need.Source.NOWHERE else self.wanted.rupiah or 0


@dataclass(frozen=True)
class Row:
    """Needs of one fate: `key` names its pattern in the picture, `rupiah` what was told to be paid in a year."""

    key: str
    label: str | Promise
    n: int
    rupiah: int

    @classmethod
    def of(cls, key: str, label: str | Promise, lines: Iterable[EstuaryLine]) -> Row:
        known = list(lines)
        return cls(key, label, len(known), sum(line.paid for line in known))


@dataclass(frozen=True)
class Part:
    """One stretch of a bar 1000 wide."""

    key: str
    x: int
    width: int


def bar_of(amounts: Iterable[tuple[str, int]]) -> list[Part]:
    """Lay amounts side by side in a bar 1000 wide; what is nothing takes no room.

    Examples
    --------
    >>> [(part.x, part.width) for part in bar_of([("a", 1), ("b", 0), ("c", 3)])]
    [(0, 250), (250, 750)]
    >>> bar_of([("a", 0)])
    []
    """
    known = [(key, amount) for key, amount in amounts if amount]
    whole, at, parts = sum(amount for _key, amount in known), 0, []
    for key, amount in known:
        start, at = at, at + amount
        left, right = round(1000 * start / whole), round(1000 * at / whole)
        parts.append(Part(key, left, right - left))
    return parts


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
        whole = sum(line.paid for line in self.lines)
        if not whole:
            return None
        local, unknown = (sum(line.paid for line in lines) for lines in (self.local, self.unknown))
        return Between(local, unknown, whole)

    @property
    def n_paid(self) -> int:
        return sum(bool(line.paid) for line in self.lines)

    @property
    def rows(self) -> list[Row]:
        """Return the needs by what becomes of them, from the city itself to where nobody knows."""
        return [
            Row.of("local", _("from somebody in the city"), self.local),
            Row.of("missed", _("from outside or not at all, though an offer here may fit"), self.missed),
            Row.of(
                "without",
                _("from outside or not at all, and no offer here shares a word with it"),
                self.without,
            ),
            Row.of("unknown", _("nobody knows"), self.unknown),
        ]

    @property
    def by_number(self) -> list[Part]:
        return bar_of((row.key, row.n) for row in self.rows)

    @property
    def by_money(self) -> list[Part]:
        return bar_of((row.key, row.rupiah) for row in self.rows)


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
