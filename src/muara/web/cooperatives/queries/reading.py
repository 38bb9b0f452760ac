"""What rooms downstream ask of this one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from muara.web.cities.models import City
from muara.web.cooperatives.models import AnnualMeeting, Cooperative, SurplusShare, SurplusYear
from muara.web.cooperatives.queries.register import register_of


@dataclass(frozen=True)
class Substance:
    """What cooperatives of a city did, counted here.

    Attributes
    ----------
    n_cooperatives, n_alive, n_gone : int
        See `queries.register`: by their last annual meeting.
    meetings_by_year : list of (int, int)
        Annual meetings by the year in which they were held.
    n_members : int
        Members of living cooperatives that told how many they have.
    paid_by_year : list of (int, int)
        Rupiah that members' meetings gave to members, by financial year; the newest decided version counts.
    """

    n_cooperatives: int
    n_alive: int
    n_gone: int
    meetings_by_year: list[tuple[int, int]]
    n_members: int
    paid_by_year: list[tuple[int, int]]


def substance(city: City, today: date) -> Substance:
    register = register_of(city, today)
    held = AnnualMeeting.objects.filter(cooperative__city=city).values_list("held_date", flat=True)
    years = [day.year for day in held]
    return Substance(
        register.n_all,
        register.n_alive,
        register.n_gone,
        sorted((year, years.count(year)) for year in set(years)),
        sum(line.cooperative.n_members or 0 for line in register.lines if line.band == "hidup"),
        paid_by_year(city),
    )


def paid_by_year(city: City) -> list[tuple[int, int]]:
    newest: dict[tuple[int, int], int] = {}
    decided = SurplusYear.objects.filter(cooperative__city=city, state=SurplusYear.State.LOCKED).order_by(
        "version"
    )
    for year in decided:
        newest[year.cooperative_id, year.year] = year.pk
    paid = (
        SurplusShare.objects.filter(surplus_year__in=newest.values(), purpose=SurplusShare.Purpose.MEMBERS)
        .values_list("surplus_year__year")
        .annotate(n=Sum("amount"))
    )
    return sorted((year, n or 0) for year, n in paid)


def meetings_of(cooperative: Cooperative) -> list[AnnualMeeting]:
    return list(cooperative.meetings.select_related("decision").order_by("-held_date", "pk"))
