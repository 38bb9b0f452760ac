"""What the rooms upstream counted: the substance behind a name. Each series says where it comes from.

A flow is counted over a window of days, a stock stands on a day. Nothing is said of a day before the room began to
record: a room that is new would make everything grow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import F, Min
from django.utils.translation import gettext_lazy as _

from muara.web.brand.queries import means
from muara.web.brand.queries.recorded import Recorded, Source, day_of, recorded
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.forum.models import Attendance
from muara.web.governance.models import Decision
from muara.web.initiatives.models import Initiative, Outcome
from muara.web.network.models import Holding, Tie


def _returning(city: City) -> Recorded:
    """Count visits to an evening by somebody who had been to an earlier one; the first one of each is none."""
    visits = (
        Attendance.objects.filter(session__city=city)
        .annotate(first=Min("participant__attendances__session__starts_at"))
        .values_list("session__starts_at", "first")
    )
    told = [(starts, first) for starts, first in visits]
    return recorded(
        min((starts for starts, _first in told), default=None),
        [(day_of(starts), 1) for starts, first in told if starts > first],
    )


def _threads(city: City) -> Recorded:
    published = CommonThread.objects.in_city(city).published().filter(published_at__isnull=False)
    days = [day_of(at) for at in published.values_list("published_at", flat=True) if at is not None]
    return recorded(min(days, default=None), [(on, 1) for on in days])


def _joint_work(city: City) -> Recorded:
    """Count ties of joint work that both sides confirmed, from the day on which they began until they ended."""
    ties = Tie.objects.in_city(city).undisputed().filter(kind=Tie.Kind.JOINT_WORK)
    both = ties.filter(reported_by_a_at__isnull=False, reported_by_b_at__isnull=False)
    spans = list(both.values_list("since_date", "until_date"))
    events = [(since, 1) for since, _until in spans] + [(until, -1) for _since, until in spans if until]
    return recorded(min((since for since, _until in spans), default=None), events)


def _roles(city: City) -> Recorded:
    spans = list(Holding.objects.filter(role__process__city=city).values_list("since_date", "until_date"))
    events = [(since, 1) for since, _until in spans] + [(until, -1) for _since, until in spans if until]
    return recorded(min((since for since, _until in spans), default=None), events)


def _reviewed(city: City) -> Recorded:
    """Count decisions that were looked at again on the day that was agreed, or later."""
    closed = Decision.objects.in_city(city).filter(state=Decision.State.CLOSED)
    since = closed.order_by(F("closed_at")).values_list("closed_at", flat=True).first()
    reviewed = closed.filter(reviewed_at__isnull=False).values_list("reviewed_at", flat=True)
    return recorded(since, [(day_of(at), 1) for at in reviewed if at is not None])


def _outcomes(city: City) -> Recorded:
    """Count outcomes that reached what had been written before the start, on the day they were measured."""
    created = Initiative.objects.in_city(city).order_by("created_at").values_list("created_at", flat=True)
    reached = [one.on_date for one in Outcome.objects.in_city(city).standing() if one.is_reached]
    return recorded(created.first(), [(on, 1) for on in reached])


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
        means.assets_in_use,
        is_stock=True,
    ),
    "pacts": Source(
        _("pacts that run"),
        _("Signed pacts of collaboration that run and were not ended."),
        "assets:assets",
        means.pacts,
        is_stock=True,
    ),
    "pacts_kept": Source(
        _("pacts kept"),
        _("Signed pacts of collaboration that reached the last day that was agreed and were not ended before it."),
        "assets:assets",
        means.pacts_kept,
        least_window=365,
    ),
    "asset_months": Source(
        _("months in use"),
        _("Whole months in which an idle government place was in use, each place counted by itself."),
        "assets:assets",
        means.asset_months,
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
        means.annual_meetings,
        least_window=365,
    ),
    "members": Source(
        _("members of cooperatives"),
        _("Members, as the last annual meeting counted them; a count older than 18 months is left out."),
        "cooperatives:register",
        means.members,
        is_stock=True,
        is_people=True,
    ),
    "surplus": Source(
        _("surplus for members"),
        _("Rupiah of surplus that annual meetings decided for the members, within a year."),
        "cooperatives:register",
        means.surplus,
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
