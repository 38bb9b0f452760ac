"""What the rooms upstream counted: the substance behind a name. Each series says where it comes from.

A flow is counted over a window of days, a stock stands on a day. Nothing is said of a day before the room began to
record: a room that is new would make everything grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Min
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.assets.models import IdleAsset, Pact, Step
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.cooperatives.models import AnnualMeeting
from muara.web.forum.models import Attendance
from muara.web.governance.models import Decision
from muara.web.initiatives.models import Initiative, Outcome
from muara.web.network.models import Holding, Tie

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


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _recorded(since: datetime | date | None, events: Iterable[Event]) -> Recorded:
    first = _day(since) if isinstance(since, datetime) else since
    return Recorded(first, tuple(sorted(events)))


def _returning(city: City) -> Recorded:
    """Count visits to an evening by somebody who had been to an earlier one; the first one of each is none."""
    visits = (
        Attendance.objects.filter(session__city=city)
        .annotate(first=Min("participant__attendances__session__starts_at"))
        .values_list("session__starts_at", "first")
    )
    told = [(starts, first) for starts, first in visits]
    return _recorded(
        min((starts for starts, _first in told), default=None),
        [(_day(starts), 1) for starts, first in told if starts > first],
    )


def _threads(city: City) -> Recorded:
    published = CommonThread.objects.in_city(city).published().filter(published_at__isnull=False)
    days = [_day(at) for at in published.values_list("published_at", flat=True) if at is not None]
    return _recorded(min(days, default=None), [(on, 1) for on in days])


def _joint_work(city: City) -> Recorded:
    """Count ties of joint work that both sides confirmed, from the day on which they began until they ended."""
    ties = Tie.objects.in_city(city).undisputed().filter(kind=Tie.Kind.JOINT_WORK)
    both = ties.filter(reported_by_a_at__isnull=False, reported_by_b_at__isnull=False)
    spans = list(both.values_list("since_date", "until_date"))
    events = [(since, 1) for since, _until in spans] + [(until, -1) for _since, until in spans if until]
    return _recorded(min((since for since, _until in spans), default=None), events)


def _roles(city: City) -> Recorded:
    spans = list(Holding.objects.filter(role__process__city=city).values_list("since_date", "until_date"))
    events = [(since, 1) for since, _until in spans] + [(until, -1) for _since, until in spans if until]
    return _recorded(min((since for since, _until in spans), default=None), events)


def _reviewed(city: City) -> Recorded:
    """Count decisions that were looked at again on the day that was agreed, or later."""
    closed = Decision.objects.in_city(city).filter(state=Decision.State.CLOSED)
    since = closed.order_by(F("closed_at")).values_list("closed_at", flat=True).first()
    reviewed = closed.filter(reviewed_at__isnull=False).values_list("reviewed_at", flat=True)
    return _recorded(since, [(_day(at), 1) for at in reviewed if at is not None])


def _outcomes(city: City) -> Recorded:
    """Count outcomes that reached what had been written before the start, on the day they were measured."""
    created = Initiative.objects.in_city(city).order_by("created_at").values_list("created_at", flat=True)
    reached = [one.on_date for one in Outcome.objects.in_city(city).standing() if one.is_reached]
    return _recorded(created.first(), [(on, 1) for on in reached])


def _annual_meetings(city: City) -> Recorded:
    held = AnnualMeeting.objects.filter(cooperative__city=city).values_list("held_date", flat=True)
    days = list(held)
    return _recorded(min(days, default=None), [(on, 1) for on in days])


def _assets_in_use(city: City) -> Recorded:
    """Count idle places that everybody can see, from the day on which they came into use until given back."""
    steps = Step.objects.filter(asset__in=IdleAsset.objects.in_city(city).published())
    told = list(steps.values_list("from_state", "to_state", "on_date"))
    used = IdleAsset.State.IN_USE
    events = [(on, 1 if end == used else -1) for begin, end, on in told if (begin == used) != (end == used)]
    return _recorded(min((on for _begin, _end, on in told), default=None), events)


def _pacts(city: City) -> Recorded:
    """Count pacts of collaboration from the day on which they run until they end or are ended."""
    pacts = Pact.objects.filter(asset__in=IdleAsset.objects.in_city(city).published(), signed_date__isnull=False)
    spans = [
        (since, min(ends, ended or ends))
        for since, ends, ended in pacts.values_list("starts_date", "ends_date", "ended_date")
    ]
    events = [(since, 1) for since, _until in spans] + [(until, -1) for _since, until in spans]
    return _recorded(min((since for since, _until in spans), default=None), events)


SOURCES: Mapping[str, Source] = {
    "returning": Source(
        _("people who came back"),
        _("Visits to an evening by somebody who had been to an earlier one, as the hall codes count them."),
        "forum:sessions",
        _returning,
        is_people=True,
    ),
    "threads": Source(
        _("common threads"), _("Common threads that were published."), "common_ground:threads", _threads
    ),
    "joint_work": Source(
        _("joint work"),
        _("Ties of joint work between organisations that both sides confirmed."),
        "network:map",
        _joint_work,
        is_stock=True,
    ),
    "roles": Source(
        _("roles that are held"),
        _("Roles in the city's processes that an organisation holds."),
        "network:processes",
        _roles,
        is_stock=True,
    ),
    "reviewed": Source(
        _("decisions looked at again"),
        _("Decisions whose review was written down: what became of them is known."),
        "governance:decisions",
        _reviewed,
    ),
    "assets_in_use": Source(
        _("places in use again"),
        _("Idle government places that came back into use."),
        "assets:assets",
        _assets_in_use,
        is_stock=True,
    ),
    "pacts": Source(
        _("pacts that run"),
        _("Signed pacts of collaboration that run and were not ended."),
        "assets:assets",
        _pacts,
        is_stock=True,
    ),
    "outcomes": Source(
        _("outcomes reached"),
        _("Outcomes of initiatives that reached the measure that was written before the start."),
        "initiatives:initiatives",
        _outcomes,
    ),
    "annual_meetings": Source(
        _("annual meetings held"),
        _("Annual members' meetings of cooperatives, held within a year. Registrations do not count."),
        "cooperatives:register",
        _annual_meetings,
        least_window=365,
    ),
}
"""Every series that a campaign can be meant to move."""


def month_ends(first: date, last: date) -> list[date]:
    """Return the last day of each month between two days, and the last day itself.

    Examples
    --------
    >>> [str(one) for one in month_ends(date(2026, 1, 15), date(2026, 3, 10))]
    ['2026-01-31', '2026-02-28', '2026-03-10']
    """
    found: list[date] = []
    day = first
    while True:
        month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = month - timedelta(days=1)
        if end >= last:
            return [*found, last]
        found.append(end)
        day = month


def substance_of(
    city: City, keys: Sequence[str], *, started: date, today: date, first: date, window: int, horizon: int
) -> list[dict[str, object]]:
    """Count each series before a campaign began and after it, and at the end of each month.

    Before: on the day before it began. After: `horizon` days later, or today if that is not over; never before a
    whole window has passed, so that the two have no day in common.
    """
    before, after = started - timedelta(days=1), min(today, started + timedelta(days=horizon))
    told: list[dict[str, object]] = []
    for key in keys:
        source = SOURCES[key]
        recorded = source.read(city)
        was = recorded.at(before, source, window)
        has_passed = (after - before).days >= max(window, source.least_window)
        steps = [[day.isoformat(), recorded.at(day, source, window)] for day in month_ends(first, today)]
        told.append(
            {
                "key": key,
                "is_stock": source.is_stock,
                "since": recorded.since.isoformat() if recorded.since else None,
                "before": was,
                "before_day": before.isoformat(),
                "after": recorded.at(after, source, window) if has_passed else None,
                "after_day": after.isoformat() if has_passed else None,
                "steps": steps,
            }
        )
    return told
