"""Taking a reading of a campaign, and setting the thresholds of the words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import isfinite

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

import muara
from muara.engine.brand import ENGINE_VERSION
from muara.formats.brand_reading import SEED, read_brand
from muara.formats.fit_reading import hash_of
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.brand.actions.campaigns import locked
from muara.web.brand.models import BrandRules, Campaign, CampaignReading
from muara.web.brand.permissions import can_keep_campaigns, can_set_rules
from muara.web.brand.queries.inputs import inputs_of, rules_of
from muara.web.brand.rules import PUBLISHED
from muara.web.cities.models import City
from muara.web.network.actions.checks import check_fields, cleaned, day_in

BOUNDS = {
    "stayed_above": (1.0, 10.0),
    "grew_by": (0.0, 5.0),
    "series_needed": (1, 10),
    "window_days": (28, 365),
    "horizon_days": (28, 3650),
}
WHOLE = {"series_needed", "window_days", "horizon_days"}


class CannotTakeReading(Exception):
    """No reading was taken; the message says what is missing."""


class CannotSetRules(Exception):
    """The thresholds stay as they were; the message says what would be right."""


@transaction.atomic
def take_reading(*, by: User, campaign: Campaign, at: datetime) -> CampaignReading:
    """Read attention, visual share, involvement and substance of a campaign, and keep that with its inputs.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotTakeReading
        If there is no series of attention.
    """
    campaign = locked(campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    inputs = inputs_of(campaign, day_in(campaign.city, at))
    if not any(one["points"] for one in inputs["series"]):
        raise CannotTakeReading(_("There are no counts of attention yet. Add a series and its counts first."))
    reading = CampaignReading.objects.create(
        campaign=campaign,
        taken_at=at,
        taken_by=by,
        engine=f"{ENGINE_VERSION}, muara {muara.__version__}",
        seed=SEED,
        input_hash=hash_of(inputs),
        inputs=inputs,
        result=read_brand(inputs, seed=SEED),
    )
    record("campaign_read", campaign, by=by, city=campaign.city, at=at, input_hash=reading.input_hash)
    return reading


@transaction.atomic
def set_rules(*, by: User, city: City, values: Mapping[str, float], why: str, at: datetime) -> BrandRules:
    """Set the thresholds of the words for the readings to come; those that were taken stay as they were told.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotSetRules
        If a threshold is out of its bounds, or nothing says why.
    """
    if not can_set_rules(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    kept: dict[str, float] = {}
    for name, (least, most) in BOUNDS.items():
        value = float(values[name])
        if not isfinite(value) or not least <= value <= most or (name in WHOLE and value != int(value)):
            raise CannotSetRules(_("A threshold lies outside of what makes sense. Look at the bounds beside it."))
        kept[name] = int(value) if name in WHOLE else value
    if kept["horizon_days"] < kept["window_days"]:
        raise CannotSetRules(_("What came after is counted over a whole window: the horizon may not be shorter."))
    rules = BrandRules(city=city, values=kept, why=cleaned(why, CannotSetRules), set_by=by, set_at=at)
    check_fields(rules, CannotSetRules, ["why"])
    before = rules_of(city)
    known, _is_new = BrandRules.objects.update_or_create(
        city=city, defaults={"values": kept, "why": rules.why, "set_by": by, "set_at": at}
    )
    record("brand_rules_set", known, by=by, city=city, at=at, before=before, after=kept, why=rules.why)
    return known


def is_published(values: Mapping[str, float]) -> bool:
    """Say whether thresholds are the published ones."""
    return dict(values) == dict(PUBLISHED)
