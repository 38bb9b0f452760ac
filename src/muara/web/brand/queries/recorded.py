"""What a series of substance is: so many more, or fewer, on a day, and since when a room recorded at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise

from muara.web.cities.models import City

FEWEST_PEOPLE = 5
Event = tuple[date, int]


@dataclass(frozen=True)
class Recorded:
    """When a room began to record, and what it recorded since: so many more (or fewer) on a day."""

    since: date | None
    events: Sequence[Event]

    def at(self, day: date, source: Source, window: int) -> int | None:
        """Return the count for a day; None before the room recorded, and for one to four people."""
        begins = day if source.is_stock else day - timedelta(days=max(window, source.least_window) - 1)
        if self.since is None or self.since > begins:
            return None
        counted = sum(n for on, n in self.events if on <= day and (source.is_stock or on >= begins))
        return None if source.is_people and 0 < counted < FEWEST_PEOPLE else counted


@dataclass(frozen=True)
class Source:
    """One series of substance."""

    label: str | Promise
    counts: str | Promise
    room: str
    read: Callable[[City], Recorded]
    is_stock: bool = False
    is_people: bool = False
    least_window: int = 0
    """Of something that comes once a year, half a year says nothing."""


def day_of(at: datetime) -> date:
    return timezone.localtime(at).date()


def recorded(since: datetime | date | None, events: Iterable[Event]) -> Recorded:
    first = day_of(since) if isinstance(since, datetime) else since
    return Recorded(first, tuple(sorted(events)))
