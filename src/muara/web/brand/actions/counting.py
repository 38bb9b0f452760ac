"""Series of attention: beginning one, and the counts that come in from a file, by hand, or from this program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.brand.actions.campaigns import locked
from muara.web.brand.models import Campaign, Point, Series
from muara.web.brand.permissions import can_keep_campaigns
from muara.web.brand.queries.inputs import own_counts
from muara.web.network.actions.checks import check_fields, cleaned, day_in

MOST_COUNTS = 4000
MOST_COUNT = 10**12
COUNTED_BEFORE = timedelta(days=365)


class CannotKeepSeries(Exception):
    """The series was not begun; the message says why."""


class CannotCount(Exception):
    """Nothing was written down; the message says why."""


@dataclass(frozen=True)
class Counted:
    """What came in."""

    n_new: int
    n_same: int
    n_restated: int


@transaction.atomic
def begin_series(
    *,
    by: User,
    campaign: Campaign,
    name: str,
    unit: str,
    origin: str,
    step: int,
    source: str,
    at: datetime,
    source_url: str = "",
    is_main: bool = False,
) -> Series:
    """Begin a series of counts from one source. The first one is the main one, and gives the campaign its word.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotKeepSeries
        If there is no source, the name is taken, or another series would become the main one after a reading.
    """
    campaign = locked(campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    series = Series(
        campaign=campaign,
        name=cleaned(name, CannotKeepSeries),
        unit=unit,
        origin=origin,
        step=step,
        source=cleaned(source, CannotKeepSeries),
        source_url=cleaned(source_url, CannotKeepSeries),
        created_at=at,
    )
    check_fields(series, CannotKeepSeries, ["name", "unit", "origin", "step", "source", "source_url"])
    if not series.source:
        raise CannotKeepSeries(_("Say from where these counts come."))
    if campaign.series.filter(name=series.name).exists():
        raise CannotKeepSeries(_("There is a series of this name already."))
    main = campaign.series.filter(is_main=True).first()
    if is_main and main is not None:
        if campaign.readings.exists():
            raise CannotKeepSeries(
                _("This campaign was read already. The series that gives its word stays, or it could be chosen.")
            )
        main.is_main = False
        main.save(update_fields=["is_main"])
    series.is_main = is_main or main is None
    series.save()
    record("began_series", series, by=by, city=campaign.city, at=at, origin=origin, step=step, main=series.is_main)
    return series


@transaction.atomic
def add_counts(
    *,
    by: User,
    series: Series,
    counts: Sequence[tuple[date, int]],
    at: datetime,
    note: str = "",
    may_restate: bool = False,
) -> Counted:
    """Write counts down, all of them or none. A count that is known already with another number is restated only
    on purpose; the numbers before stay in the audit log.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotCount
        If a count does not fit the steps of the series, is not over, or would be restated unasked.
    """
    campaign = locked(series.campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    if series.is_own:
        raise CannotCount(_("This series is counted by the program itself. Fetch its counts instead."))
    return _take(by, series, counts, at, cleaned(note, CannotCount), may_restate=may_restate)


@transaction.atomic
def fetch_own_counts(*, by: User, series: Series, at: datetime) -> Counted:
    """Take over what the program itself has counted, from a year before the campaign on, as far as spans are over.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotCount
        If the series is counted elsewhere.
    """
    campaign = locked(series.campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    if not series.is_own:
        raise CannotCount(_("These counts come from elsewhere. Type them in or choose a file."))
    first = series.points.order_by("on_date").values_list("on_date", flat=True).first()
    since = first or campaign.started_date - COUNTED_BEFORE
    yesterday = day_in(campaign.city, at) - timedelta(days=1)
    counted = own_counts(campaign.city, series.origin, series.step, since, yesterday)
    return _take(by, series, counted, at, "", may_restate=True)


def _take(
    by: User, series: Series, counts: Sequence[tuple[date, int]], at: datetime, note: str, *, may_restate: bool
) -> Counted:
    city = series.campaign.city
    known = dict(series.points.values_list("on_date", "n"))
    _check(series, counts, known, day_in(city, at))
    changed = {on: n for on, n in counts if on in known and known[on] != n}
    if changed and not may_restate:
        first = min(changed)
        raise CannotCount(
            _(
                "%(n)s counts are known with another number, the first on %(day)s (%(was)s, now %(now)s). Nothing "
                "was written. Say that they are to be replaced, if that is right."
            )
            % {"n": len(changed), "day": first.isoformat(), "was": known[first], "now": changed[first]}
        )
    new = [
        Point(series=series, on_date=on, n=n, note=note[:120], entered_at=at)
        for on, n in counts
        if on not in known
    ]
    Point.objects.bulk_create(new, batch_size=500)
    for point in series.points.filter(on_date__in=list(changed)):
        point.n, point.entered_at, point.note = changed[point.on_date], at, note[:120]
        point.save(update_fields=["n", "entered_at", "note"])
    done = Counted(len(new), len(counts) - len(new) - len(changed), len(changed))
    restated = [[on.isoformat(), known[on], n] for on, n in sorted(changed.items())][:50]
    record(
        "added_counts", series, by=by, city=city, at=at, new=done.n_new, restated=done.n_restated, before=restated
    )
    return done


def _check(series: Series, counts: Sequence[tuple[date, int]], known: dict[date, int], today: date) -> None:
    if not counts:
        raise CannotCount(_("There is no count yet."))
    if len(set(known) | {on for on, _n in counts}) > MOST_COUNTS:
        raise CannotCount(_("A series holds at most %(n)s counts.") % {"n": MOST_COUNTS})
    anchor = min(known, default=min(on for on, _n in counts))
    for on, n in counts:
        if not 0 <= n <= MOST_COUNT:
            raise CannotCount(_("A count is a whole number of 0 or more."))
        if (on - anchor).days % series.step:
            raise CannotCount(
                _("%(day)s does not fit the weeks of this series: they begin on the same weekday as %(first)s.")
                % {"day": on.isoformat(), "first": anchor.isoformat()}
            )
        if on + series.span > today + timedelta(days=1):
            raise CannotCount(
                _("The days that are counted from %(day)s on are not over yet.") % {"day": on.isoformat()}
            )
