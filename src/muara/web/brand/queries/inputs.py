"""Everything a reading of a campaign is made from, as one object of JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, DateField, Sum
from django.db.models.functions import TruncDate

from muara.formats.brand_reading import KIND
from muara.web.brand.models import BrandRules, Campaign, Series
from muara.web.brand.queries.substance import substance_of
from muara.web.brand.rules import PUBLISHED
from muara.web.cities.models import City
from muara.web.concerns.models import Concern
from muara.web.forum.models import HeadCount, Session

SHOWN_BEFORE = timedelta(days=365)
MOST_CHARTED = timedelta(days=3 * 365)


def rules_of(city: City) -> dict[str, float]:
    """Return the thresholds that hold in a city."""
    own = BrandRules.objects.filter(city=city).values_list("values", flat=True).first()
    return {**PUBLISHED, **(own or {})}


def inputs_of(campaign: Campaign, day: date) -> dict[str, Any]:
    """Put together what `muara.formats.brand_reading.read_brand` reads, as it stands on a day."""
    rules = rules_of(campaign.city)
    series = [_series(one, day) for one in campaign.series.order_by("-is_main", "pk").prefetch_related("points")]
    first = max(campaign.started_date - SHOWN_BEFORE, day - MOST_CHARTED)
    if series and series[0]["points"]:
        first = max(date.fromisoformat(series[0]["points"][0][0]), day - MOST_CHARTED)
    return {
        "kind": KIND,
        "city": campaign.city.slug,
        "campaign": campaign.slug,
        "day": day.isoformat(),
        "started": campaign.started_date.isoformat(),
        "ended": campaign.ended_date.isoformat() if campaign.ended_date else None,
        "rules": rules,
        "series": series,
        "activities": _activities(campaign),
        "involvement": [list(one) for one in campaign.involvements.order_by("pk").values_list("level", "part")],
        "substance": substance_of(
            campaign.city,
            campaign.aims,
            started=campaign.started_date,
            today=day,
            first=first,
            window=int(rules["window_days"]),
            horizon=int(rules["horizon_days"]),
        ),
    }


def _series(one: Series, day: date) -> dict[str, Any]:
    """Write a series down; a count whose days are not over yet is left out."""
    last = day - one.span + timedelta(days=1)
    points = sorted((point.on_date, point.n) for point in one.points.all() if point.on_date <= last)
    return {
        "name": one.name,
        "unit": one.unit,
        "origin": one.origin,
        "source": one.source,
        "step": one.step,
        "is_main": one.is_main,
        "points": [[on.isoformat(), n] for on, n in points],
    }


def _activities(campaign: Campaign) -> list[dict[str, Any]]:
    """Write activities down with the tags of their raters, in the order of the raters, who stay without a name."""
    rows = campaign.activities.order_by("on_date", "pk").prefetch_related("ratings")
    return [
        {
            "on": one.on_date.isoformat(),
            "spend": None if one.spend is None else float(one.spend),
            "tags": [rating.tag for rating in sorted(one.ratings.all(), key=lambda it: (it.rater_id or 0, it.pk))],
        }
        for one in rows
    ]


def own_counts(city: City, origin: str, step: int, since: date, until: date) -> list[tuple[date, int]]:
    """Count what the program itself counts without following anybody: heads at evenings, concerns raised.

    A day without an evening is a 0 here: the room knows that there was none. Spans that are not over by `until`
    are left out.
    """
    zone = ZoneInfo(city.time_zone)
    begin = datetime.combine(since, time(0), zone)
    told: Iterable[tuple[date, int]]
    if origin == Series.Origin.EVENINGS:
        rows = HeadCount.objects.filter(session__city=city, session__starts_at__gte=begin).exclude(
            session__status=Session.Status.DRAFT
        )
        on = TruncDate("session__starts_at", tzinfo=zone, output_field=DateField())
        told = rows.annotate(on=on).values_list("on").annotate(n=Sum("n"))
    else:
        concerns = Concern.objects.filter(city=city, raised_at__gte=begin)
        on = TruncDate("raised_at", tzinfo=zone, output_field=DateField())
        told = concerns.annotate(on=on).values_list("on").annotate(n=Count("pk"))
    by_day = dict(told)
    counted: list[tuple[date, int]] = []
    start = since
    while start + timedelta(days=step - 1) <= until:
        span = (start + timedelta(days=i) for i in range(step))
        counted.append((start, sum(by_day.get(day, 0) for day in span)))
        start += timedelta(days=step)
    return counted
