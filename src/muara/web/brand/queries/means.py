"""What idle places and cooperatives count: use, pacts, meetings, members and surplus."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from django.utils import timezone

from muara.web.assets.models import IdleAsset, Pact, Step
from muara.web.assets.models.reuse import PactQuerySet
from muara.web.brand.queries.recorded import Event, Recorded, recorded
from muara.web.cities.models import City
from muara.web.cooperatives.models import AnnualMeeting, SurplusShare, SurplusYear
from muara.web.cooperatives.queries.register import LIVES


def annual_meetings(city: City) -> Recorded:
    held = AnnualMeeting.objects.filter(cooperative__city=city).values_list("held_date", flat=True)
    days = list(held)
    return recorded(min(days, default=None), [(on, 1) for on in days])


def assets_in_use(city: City) -> Recorded:
    """Count idle places that everybody can see, from the day on which they came into use until given back."""
    steps = Step.objects.filter(asset__in=IdleAsset.objects.in_city(city).published())
    told = list(steps.values_list("from_state", "to_state", "on_date"))
    used = IdleAsset.State.IN_USE
    events = [(on, 1 if end == used else -1) for begin, end, on in told if (begin == used) != (end == used)]
    return recorded(min((on for _begin, _end, on in told), default=None), events)


def pacts(city: City) -> Recorded:
    """Count pacts of collaboration from the day on which they run until they end or are ended."""
    spans = [
        (since, min(ends, ended or ends))
        for since, ends, ended in _signed(city).values_list("starts_date", "ends_date", "ended_date")
    ]
    events = [(since, 1) for since, _until in spans] + [(until, -1) for _since, until in spans]
    return recorded(min((since for since, _until in spans), default=None), events)


def pacts_kept(city: City) -> Recorded:
    """Count pacts of collaboration on the day that was agreed as their last, unless they were ended before it."""
    told = list(_signed(city).values_list("starts_date", "ends_date", "ended_date"))
    kept = [(ends, 1) for _since, ends, ended in told if ended is None or ended >= ends]
    return recorded(min((since for since, _ends, _ended in told), default=None), kept)


def asset_months(city: City) -> Recorded:
    """Count each whole month of each place in use, on the day on which it is over."""
    steps = Step.objects.filter(asset__in=IdleAsset.objects.in_city(city).published())
    told = list(steps.order_by("asset", "pk").values_list("asset", "to_state", "on_date"))
    today, months = timezone.localdate(), list[date]()
    for (asset, state, on), (after, _state, end) in pairwise([*told, (0, "", date.max)]):
        if state == IdleAsset.State.IN_USE:
            months += whole_months(on, min(end, today) if after == asset else today)
    return recorded(min((on for _asset, _state, on in told), default=None), [(month, 1) for month in months])


def whole_months(since: date, until: date) -> list[date]:
    """Return the days on which a whole month was over, the last at most `until`.

    Examples
    --------
    >>> [str(day) for day in whole_months(date(2026, 1, 31), date(2026, 4, 1))]
    ['2026-03-03', '2026-03-31']
    """
    found: list[date] = []
    while True:
        month = since.month + len(found)
        first = date(since.year + month // 12, month % 12 + 1, 1)
        day = first + timedelta(days=since.day - 1)
        if day > until:
            return found
        found.append(day)


def members(city: City) -> Recorded:
    """Count the members whom the annual meetings counted; a count stands until the next, 18 months at most."""
    counts: dict[int, list[tuple[date, int]]] = {}
    met = AnnualMeeting.objects.filter(cooperative__city=city, n_members__isnull=False)
    for cooperative, on, n in met.order_by("held_date", "pk").values_list("cooperative", "held_date", "n_members"):
        counts.setdefault(cooperative, []).append((on, n or 0))
    events: list[Event] = []
    for told in counts.values():
        ends = [on for on, _n in told[1:]] + [date.max]
        for (on, n), following in zip(told, ends, strict=True):
            events += [(on, n), (min(following, on + LIVES), -n)]
    return recorded(min((on for on, _n in events), default=None), events)


def surplus(city: City) -> Recorded:
    """Count the rupiah that annual meetings decided for members; of a year divided anew, the last division."""
    rows = SurplusShare.objects.filter(
        surplus_year__cooperative__city=city,
        surplus_year__state=SurplusYear.State.LOCKED,
        purpose=SurplusShare.Purpose.MEMBERS,
        amount__isnull=False,
    ).order_by("surplus_year__version")
    told = list(
        rows.values_list(
            "surplus_year__cooperative", "surplus_year__year", "surplus_year__meeting__held_date", "amount"
        )
    )
    decided = {(cooperative, year): (on, amount or 0) for cooperative, year, on, amount in told if on is not None}
    since = min((on for _cooperative, _year, on, _amount in told if on is not None), default=None)
    return recorded(since, decided.values())


def _signed(city: City) -> PactQuerySet:
    return Pact.objects.filter(asset__in=IdleAsset.objects.in_city(city).published(), signed_date__isnull=False)
