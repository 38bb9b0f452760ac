"""Taking a reading of the forms, saying what cannot be measured, and declaring where low becomes high."""

from __future__ import annotations

import math
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

import muara
from muara.engine.errors import BadReading
from muara.engine.governance import ENGINE_VERSION, Crossings
from muara.formats.fit_reading import SEED, crossings_to_data, hash_of, read_fit
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.concerns.models import Topic
from muara.web.governance.models import Arrangement, ExpertEntry, FitReading
from muara.web.governance.permissions import can_rate, can_set_crossings, can_take_back, can_take_fit_reading
from muara.web.governance.queries.conditions import BY_EXPERTS, conditions_of, measured_names
from muara.web.governance.queries.fit_inputs import inputs_of
from muara.web.ui.text import clean_text

LEAST_WHY = 10
MOST_WHY = 500
Pair = tuple[float, float]


class CannotEnterExpertView(Exception):
    """The view was not kept; the message is fit to show to the rater."""


class CannotSetCrossings(Exception):
    """The ranges stay as they were; the message says what would be right."""


class CannotTakeFitReading(Exception):
    """No reading was taken; the message says what is missing and how to get it."""


def _locked(arrangement: Arrangement) -> Arrangement:
    rows = Arrangement.objects.select_for_update(of=("self",)).select_related("city")
    return rows.get(pk=arrangement.pk)


@transaction.atomic
def enter_expert_view(
    *,
    by: User,
    arrangement: Arrangement,
    condition: str,
    low: float,
    mid: float,
    high: float,
    why: str,
    at: datetime,
) -> ExpertEntry:
    """Say what one rater thinks of a condition that nothing measures, from 0 to 1; said again, it replaces.

    Raises
    ------
    PermissionDenied
        If `by` has no role in the city and speaks for nobody in it.
    CannotEnterExpertView
        If the condition is measured, the three numbers are out of order, or there is no reason.
    """
    arrangement = _locked(arrangement)
    if not can_rate(by, arrangement.city):
        raise PermissionDenied
    if condition not in BY_EXPERTS:
        raise CannotEnterExpertView(_("Choose one of the conditions on the page."))
    if condition in measured_names(arrangement.city, timezone.localtime(at).date()):
        raise CannotEnterExpertView(
            _("This is measured. What people think of it is not needed; see where the number comes from.")
        )
    numbers = (float(low), float(mid), float(high))
    if not all(map(math.isfinite, numbers)) or not 0 <= numbers[0] <= numbers[1] <= numbers[2] <= 1:
        raise CannotEnterExpertView(
            _("The lowest may not be above the likely one, nor that above the highest; all lie between 0 and 100.")
        )
    why = clean_text(why, keeps_lines=True)
    if not LEAST_WHY <= len(why) <= MOST_WHY:
        raise CannotEnterExpertView(_("Say in a sentence what makes you think so."))
    entry, _is_new = ExpertEntry.objects.update_or_create(
        arrangement=arrangement,
        condition=condition,
        rater=by,
        defaults={"low": numbers[0], "mid": numbers[1], "high": numbers[2], "why": why, "at": at},
    )
    record("expert_view_entered", entry, by=by, city=arrangement.city, at=at, condition=condition)
    return entry


@transaction.atomic
def take_back(*, by: User, entry: ExpertEntry, at: datetime) -> None:
    """Withdraw one's own view; readings that were taken with it stay as they were told.

    Raises
    ------
    PermissionDenied
        If it is somebody else's.
    """
    rows = ExpertEntry.objects.select_for_update(of=("self",)).select_related("arrangement__city")
    entry = rows.get(pk=entry.pk)
    if not can_take_back(by, entry):
        raise PermissionDenied
    record("expert_view_taken_back", entry, by=by, city=entry.arrangement.city, at=at, condition=entry.condition)
    entry.delete()


@transaction.atomic
def set_crossings(
    *, by: User, arrangement: Arrangement, low: Pair, high: Pair, few: Pair, many: Pair, at: datetime
) -> Arrangement:
    """Declare in which ranges low becomes moderate, moderate high, few moderate and moderate many.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotSetCrossings
        If the ranges are not in order.
    """
    arrangement = _locked(arrangement)
    if not can_set_crossings(by, arrangement.city):
        raise PermissionDenied
    ranges = {"low": low, "high": high, "few": few, "many": many}
    try:
        if not all(math.isfinite(one) for pair in ranges.values() for one in pair):
            raise BadReading("A crossing is a number.")
        crossings = Crossings(low=low, high=high, few=few, many=many)
    except BadReading as wrong:
        raise CannotSetCrossings(
            _(
                "The ranges have to follow one another: where low ends comes before where high begins, "
                "and where few ends before where many begins."
            )
        ) from wrong
    before = arrangement.crossings
    arrangement.crossings = crossings_to_data(crossings)
    arrangement.save(update_fields=["crossings"])
    record(
        "crossings_set", arrangement, by=by, city=arrangement.city, at=at,
        before=before, after=arrangement.crossings,
    )  # fmt: skip
    return arrangement


@transaction.atomic
def take_fit_reading(
    *, by: User, arrangement: Arrangement, at: datetime, topic: Topic | None = None
) -> FitReading:
    """Read which form the data of today support, and keep it with everything that it was made from.

    `topic` is the conversation about the goals; without it the newest published reading of the city is taken.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the city.
    CannotTakeFitReading
        If some condition is neither measured nor told by two raters.
    """
    arrangement = _locked(arrangement)
    if not can_take_fit_reading(by, arrangement.city):
        raise PermissionDenied
    if topic is not None and topic.city_id != arrangement.city_id:
        raise CannotTakeFitReading(_("This conversation is of another city."))
    day = timezone.localtime(at).date()
    known = conditions_of(arrangement, day, topic=topic.pk if topic else None)
    if known.missing:
        raise CannotTakeFitReading(" ".join((_("A reading needs all conditions."), *known.missing)))
    inputs = inputs_of(arrangement, known, day)
    reading = FitReading.objects.create(
        arrangement=arrangement,
        taken_at=at,
        taken_by=by,
        engine=f"{ENGINE_VERSION}, muara {muara.__version__}",
        seed=SEED,
        input_hash=hash_of(inputs),
        inputs=inputs,
        result=read_fit(inputs, seed=SEED),
    )
    record("fit_reading_taken", reading, by=by, city=arrangement.city, at=at, input_hash=reading.input_hash)
    return reading
