"""A city in numbers: people and area as somebody published them, beside what was counted on this platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from muara.web.accounts.models import Participant, Sector
from muara.web.accounts.queries.me import SMALLEST_CELL
from muara.web.cities.models import City, CityFigure
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern
from muara.web.forum.models import Session
from muara.web.governance.models import Decision
from muara.web.initiatives.models import Initiative, Outcome

Status = Session.Status


@dataclass(frozen=True)
class Place:
    """What is published of the whole city or of one kecamatan; what nobody wrote down is None."""

    name: str
    population: CityFigure | None = None
    area: CityFigure | None = None

    @property
    def density(self) -> int | None:
        """Return people on a square kilometre."""
        if self.population is None or self.area is None:
            return None
        return round(self.population.value / self.area.value)


@dataclass(frozen=True)
class PublishedNumbers:
    """The whole city, and its kecamatan from the densest to the emptiest."""

    whole: Place | None
    figures: tuple[CityFigure, ...]  # of the whole, each with its source
    parts: tuple[Place, ...]

    @property
    def densest(self) -> int:
        return max((place.density or 0 for place in self.parts), default=0)

    @property
    def bars(self) -> list[tuple[Place, int]]:
        """Give each kecamatan with a density its length on a scale of 100; one alone compares with nothing."""
        known = [place for place in self.parts if place.density is not None]
        return (
            [(place, round(100 * (place.density or 0) / self.densest)) for place in known]
            if len(known) > 1
            else []
        )


def published_numbers(city: City) -> PublishedNumbers:
    """Return the figures that stand: one query, whatever their number."""
    found: dict[str | None, dict[str, CityFigure]] = {}
    for figure in CityFigure.objects.standing(city).in_order():
        found.setdefault(figure.district_id, {})[figure.kind] = figure
    of_whole = tuple(found.pop(None, {}).values())
    parts = sorted((_place(of.values()) for of in found.values()), key=lambda one: (-(one.density or 0), one.name))
    return PublishedNumbers(_place(of_whole) if of_whole else None, of_whole, tuple(parts))


def _place(figures: Iterable[CityFigure]) -> Place:
    by_kind = {figure.kind: figure for figure in figures}
    population, area = by_kind.get(CityFigure.Kind.POPULATION), by_kind.get(CityFigure.Kind.AREA)
    if population is None:
        assert area is not None
        return Place(area.place_name, None, area)
    if area is not None and area.place_name != population.place_name:
        return Place(population.place_name, population)  # two areas: no density comes of them
    return Place(population.place_name, population, area)


@dataclass(frozen=True)
class Counted:
    """What was counted on this platform."""

    n_sessions: int
    n_concerns: int
    n_threads: int
    n_decisions: int
    n_initiatives: int
    n_outcomes: int


def counted_here(city: City) -> Counted:
    """Count what became public in each room: one query."""
    rows = City.objects.filter(pk=city.pk).annotate(
        n_sessions=_number(Session.objects.filter(city=city, status__in=[Status.CLOSED, Status.PUBLISHED])),
        n_concerns=_number(Concern.objects.filter(city=city)),
        n_threads=_number(CommonThread.objects.in_city(city).published()),
        n_decisions=_number(Decision.objects.in_city(city).filter(state=Decision.State.CLOSED)),
        n_initiatives=_number(Initiative.objects.in_city(city).exclude(started_at=None)),
        n_outcomes=_number(Outcome.objects.standing().in_city(city), "initiative__city"),
    )
    return Counted(**rows.values(*Counted.__dataclass_fields__).get())


def _number(rows: QuerySet, by: str = "city") -> Coalesce:  # type: ignore[type-arg]
    counted = rows.order_by().values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class People:
    """Who takes part: sectors of five people or more; all others are told together."""

    n_all: int
    sectors: tuple[tuple[str, int], ...]
    n_others: int


def people_by_sector(city: City) -> People:
    """Count who takes part by the sector they named: one query.

    Sectors of fewer than five people are told together with those who named none. Should these still be fewer
    than five, the smallest sector joins them: else a subtraction would give them away.
    """
    rows = Participant.objects.in_city(city).themselves().order_by().values_list("sector").annotate(n=Count("pk"))
    counts = dict(rows)
    named = sorted(((n, sector) for sector, n in counts.items() if sector and n >= SMALLEST_CELL), reverse=True)
    n_all = sum(counts.values())
    while named and 0 < n_all - sum(n for n, _sector in named) < SMALLEST_CELL:
        named.pop()
    told = tuple((str(Sector(sector).label), n) for n, sector in named)
    return People(n_all, told, n_all - sum(n for _label, n in told))
