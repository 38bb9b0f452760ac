"""Campaigns: writing them down, who had which part, what was done, and what two raters called it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.brand.models import Activity, Campaign, Involvement, Rating
from muara.web.brand.permissions import can_keep_campaigns
from muara.web.brand.queries.substance import SOURCES
from muara.web.cities.models import City
from muara.web.network.actions.checks import check_fields, cleaned, day_in, free_slug, not_later
from muara.web.network.models import Actor

RATERS = 2


class CannotKeepCampaign(Exception):
    """The campaign stays as it was; the message says why."""


class CannotInvolve(Exception):
    """The part was not written down; the message says why."""


class CannotKeepActivity(Exception):
    """The activity was not written down; the message says why."""


class CannotRate(Exception):
    """The tag was not kept; the message says why."""


def locked(campaign: Campaign) -> Campaign:
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("city")
    return rows.get(pk=campaign.pk)


@transaction.atomic
def start_campaign(
    *,
    by: User,
    city: City,
    name: str,
    promise: str,
    started: date,
    aims: Sequence[str],
    at: datetime,
    ended: date | None = None,
) -> Campaign:
    """Write a campaign down, with the series of substance that it is meant to move.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotKeepCampaign
        If something is missing or a day does not fit.
    """
    if not can_keep_campaigns(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    campaign = Campaign(city=city, created_by=by, created_at=at)
    _write(campaign, name, promise, started, ended, aims, at)
    campaign.slug = free_slug(Campaign.objects.in_city(city), campaign.name, "kampanye")
    campaign.save()
    record("started_campaign", campaign, by=by, city=city, at=at, started=started, aims=list(campaign.aims))
    return campaign


@transaction.atomic
def change_campaign(
    *,
    by: User,
    campaign: Campaign,
    name: str,
    promise: str,
    started: date,
    aims: Sequence[str],
    at: datetime,
    ended: date | None = None,
) -> Campaign:
    """Change what is said of a campaign. What it is meant to move, and since when, stays once it was read.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotKeepCampaign
        If it was read already and its aims or its first day would change, or a day does not fit.
    """
    campaign = locked(campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    changes_aims = set(aims) != set(campaign.aims) or started != campaign.started_date
    if changes_aims and campaign.readings.exists():
        raise CannotKeepCampaign(
            _(
                "This campaign was read already. Its first day and what it is meant to move stay as they are, or "
                "the word could be chosen."
            )
        )
    _write(campaign, name, promise, started, ended, aims, at)
    campaign.save()
    record("changed_campaign", campaign, by=by, city=campaign.city, at=at, aims=list(campaign.aims))
    return campaign


def _write(
    campaign: Campaign,
    name: str,
    promise: str,
    started: date,
    ended: date | None,
    aims: Sequence[str],
    at: datetime,
) -> None:
    if not aims or set(aims) - set(SOURCES):
        raise CannotKeepCampaign(_("Choose at least one series that the campaign is meant to move."))
    today = day_in(campaign.city, at)
    not_later(started, today, CannotKeepCampaign)
    if ended is not None and ended < started:
        raise CannotKeepCampaign(_("The campaign ends before it begins. Look at the two days again."))
    campaign.name, campaign.promise = cleaned(name, CannotKeepCampaign), cleaned(promise, CannotKeepCampaign)
    campaign.started_date, campaign.ended_date = started, ended
    campaign.aims = [key for key in SOURCES if key in set(aims)]
    check_fields(campaign, CannotKeepCampaign, ["name", "promise"])


@transaction.atomic
def involve(
    *,
    by: User,
    campaign: Campaign,
    level: str,
    parts: Sequence[str],
    source: str,
    at: datetime,
    actor: Actor | None = None,
    who: str = "",
) -> list[Involvement]:
    """Write down which parts an organisation had: one of the network, or one that is only named.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotInvolve
        If nobody or two are named, there is no part or source, or it is written down already.
    """
    campaign = locked(campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    who, source = cleaned(who, CannotInvolve), cleaned(source, CannotInvolve)
    if (actor is None) == (not who):
        raise CannotInvolve(_("Choose an actor of the network, or name one that is not in it; not both."))
    if actor is not None and actor.city_id != campaign.city_id:
        raise CannotInvolve(_("This actor is of another city."))
    if not parts or not source:
        raise CannotInvolve(_("Say which part it had, and from where that is known."))
    known = set(campaign.involvements.filter(actor=actor, who=who).values_list("part", flat=True))
    made = [
        Involvement(campaign=campaign, actor=actor, who=who, level=level, part=part, source=source, added_at=at)
        for part in dict.fromkeys(parts)
        if part not in known
    ]
    if not made:
        raise CannotInvolve(_("This is written down already."))
    for one in made:
        check_fields(one, CannotInvolve, ["level", "part", "who", "source"])
        one.save()
    record(
        "involved", campaign, by=by, city=campaign.city, at=at, level=level, parts=[one.part for one in made],
        actor=actor.slug if actor else "",
    )  # fmt: skip
    return made


@transaction.atomic
def drop_involvement(*, by: User, involvement: Involvement, at: datetime) -> None:
    """Take a part out that was written down by mistake.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    """
    campaign = locked(involvement.campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    record(
        "dropped_involvement", campaign, by=by, city=campaign.city, at=at, level=involvement.level,
        part=involvement.part,
    )  # fmt: skip
    involvement.delete()


@transaction.atomic
def add_activity(
    *,
    by: User,
    campaign: Campaign,
    title: str,
    on: date,
    source: str,
    at: datetime,
    spend: int | None = None,
) -> Activity:
    """Write down something that was done. What it cost may stay unknown, and then it is not taken as nothing.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotKeepActivity
        If something is missing or does not fit.
    """
    campaign = locked(campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    not_later(on, day_in(campaign.city, at), CannotKeepActivity)
    activity = Activity(
        campaign=campaign,
        title=cleaned(title, CannotKeepActivity),
        on_date=on,
        spend=spend,
        source=cleaned(source, CannotKeepActivity),
        added_at=at,
    )
    if spend is not None and spend < 0:
        raise CannotKeepActivity(_("Spending is 0 or more; leave it empty where it is not known."))
    check_fields(activity, CannotKeepActivity, ["title", "source", "spend"])
    activity.save()
    record("added_activity", activity, by=by, city=campaign.city, at=at, on=on)
    return activity


@transaction.atomic
def rate_activity(*, by: User, activity: Activity, tag: str, at: datetime) -> Rating:
    """Say what an activity mainly was; two people do so, and neither sees the other's tag before their own.

    Said again by the same person, it replaces.

    Raises
    ------
    PermissionDenied
        If `by` does not keep campaigns in the city.
    CannotRate
        If two others have rated it already.
    """
    campaign = locked(activity.campaign)
    if not can_keep_campaigns(by, campaign.city):
        raise PermissionDenied
    if tag not in Rating.Tag.values:
        raise CannotRate(_("Choose one of the six tags."))
    if activity.ratings.exclude(rater=by).count() >= RATERS:
        raise CannotRate(_("Two people have rated this activity already."))
    rating, _is_new = Rating.objects.update_or_create(activity=activity, rater=by, defaults={"tag": tag, "at": at})
    record("rated_activity", activity, by=by, city=campaign.city, at=at)
    return rating
