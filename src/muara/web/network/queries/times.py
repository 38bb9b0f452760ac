"""The history of the network by quarter, and the addresses of its views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from muara.web.cities.models import City
from muara.web.network.models import Actor, ActorEvent, Tie
from muara.web.network.queries.map import Asked
from muara.web.network.queries.state import quarters

MOST_QUARTERS = 24


@dataclass(frozen=True)
class Moment:
    """One quarter to go to."""

    day: date
    label: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Choice:
    name: str
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Filters:
    kinds: Sequence[Choice]
    ties: Sequence[Choice]


@dataclass(frozen=True)
class Change:
    """What happened in the quarter that ends with a day."""

    since: date
    joined: int
    left: int
    new_ties: int
    ended_ties: int


def address_of(asked: Asked, today: date, *, day: date | None = None) -> str:
    """Write the filter as the end of an address; empty for the whole network of today."""
    moment = asked.day if day is None else day
    pairs: list[tuple[str, str]] = [("jenis", kind) for kind in asked.kinds]
    pairs += [("ikatan", kind) for kind in asked.ties]
    if asked.confirmed_only:
        pairs.append(("pasti", "1"))
    if asked.actor:
        pairs.append(("aktor", asked.actor))
    if moment != today:
        pairs.append(("pada", moment.isoformat()))
    return urlencode(pairs)


def times(city: City, asked: Asked, today: date) -> list[Moment]:
    """Return the quarters since the first actor joined, oldest first; the newest two dozen."""
    days = quarters(city, today)[-MOST_QUARTERS:]
    current = min((day for day in days if day >= asked.day), default=days[-1])
    return [
        Moment(
            day,
            _("now") if day == today else _("Q%(quarter)s") % {"quarter": (day.month - 1) // 3 + 1},
            address_of(asked, today, day=day),
            day == current,
        )
        for day in days
    ]


def change_before(city: City, day: date) -> Change:
    """Count what came and went in the quarter of a day, up to it."""
    since = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1) - timedelta(days=1)
    events = ActorEvent.objects.filter(actor__city=city, on_date__gt=since, on_date__lte=day).aggregate(
        joined=Count("pk", filter=Q(kind__in=ActorEvent.PRESENT)), left=Count("pk", filter=Q(kind="LEFT"))
    )
    ties = Tie.objects.in_city(city).aggregate(
        new=Count("pk", filter=Q(since_date__gt=since, since_date__lte=day)),
        ended=Count("pk", filter=Q(until_date__gt=since, until_date__lte=day)),
    )
    return Change(since, events["joined"], events["left"], ties["new"], ties["ended"])


def filters(asked: Asked) -> Filters:
    """Return what the map can be narrowed to."""
    return Filters(
        [Choice("jenis", kind, str(label), kind in asked.kinds) for kind, label in Actor.Kind.choices],
        [Choice("ikatan", kind, str(label), kind in asked.ties) for kind, label in Tie.Kind.choices],
    )
