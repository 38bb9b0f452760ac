from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from muara.web.cities.models import City
from muara.web.forum.models import FollowUp

MOST_SETTLED = 60


@dataclass(frozen=True)
class FollowUps:
    """The follow-ups of a city: late first, then what is on its way, then the newest settled ones."""

    late: list[FollowUp]
    waiting: list[FollowUp]
    settled: list[FollowUp]


def follow_ups_of(city: City, today: date) -> FollowUps:
    """Return the follow-ups of a city: two queries, whatever their number."""
    rows = FollowUp.objects.in_city(city).visible().select_related("session")
    waiting = list(rows.waiting().order_by("due_date", "pk"))
    return FollowUps(
        late=[one for one in waiting if one.is_late(today)],
        waiting=[one for one in waiting if not one.is_late(today)],
        settled=list(rows.exclude(status=FollowUp.Status.OPEN).order_by("-settled_date", "-pk")[:MOST_SETTLED]),
    )


def due_for_reminder(city: City, until: date) -> list[FollowUp]:
    """Return what is due soon and nobody was reminded of yet."""
    rows = FollowUp.objects.in_city(city).visible().waiting()
    return list(rows.filter(reminded_at=None, due_date__lte=until).order_by("due_date", "pk"))
