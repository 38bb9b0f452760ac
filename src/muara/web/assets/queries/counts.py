"""What rooms downstream count: places by state, square metres in use, pacts that stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from muara.web.assets.feasibility import BadFigures, Verdict, read_figures, verdict_of
from muara.web.assets.models import IdleAsset, Pact, ReuseProposal, Step
from muara.web.cities.models import City

State = IdleAsset.State


def n_by_state(city: City) -> dict[str, int]:
    """Return how many public places are in each state."""
    rows = IdleAsset.objects.in_city(city).published().values("state").annotate(n=Count("pk"))
    found = {row["state"]: row["n"] for row in rows}
    return {state: found.get(state, 0) for state in State.values}


@dataclass(frozen=True)
class Used:
    """One time of use of a place."""

    asset: IdleAsset
    since: date
    until: date | None


def uses(city: City) -> list[Used]:
    """Return when which public place was in use, oldest first; going back or returning ends a use."""
    rows = Step.objects.filter(asset__city=city, asset__in=IdleAsset.objects.published())
    open_: dict[int, Step] = {}
    found = []
    for step in rows.select_related("asset").order_by("pk"):
        if step.asset_id in open_ and step.to_state != State.IN_USE:
            begun = open_.pop(step.asset_id)
            found.append(Used(begun.asset, begun.on_date, step.on_date))
        if step.to_state == State.IN_USE:
            open_[step.asset_id] = step
    found += [Used(step.asset, step.on_date, None) for step in open_.values()]
    return sorted(found, key=lambda used: (used.since, used.asset.pk))


def square_metre_months(city: City, until: date) -> float:
    """Return usable square metres times months in use up to a day; a place without a size adds nothing."""
    total = 0.0
    for used in uses(city):
        size = used.asset.usable_m2 or used.asset.floor_m2 or 0
        days = (min(used.until or until, until) - used.since).days
        total += size * max(days, 0) / 30.4375
    return total


def pacts_standing(city: City, day: date) -> int:
    return Pact.objects.filter(asset__city=city).standing_on(day).count()


def verdicts(city: City) -> list[tuple[ReuseProposal, Verdict]]:
    """Return every proposal on offer or chosen that has figures, with what they say."""
    standing = [ReuseProposal.State.OFFERED, ReuseProposal.State.CHOSEN]
    rows = ReuseProposal.objects.filter(
        asset__city=city, asset__in=IdleAsset.objects.published(), state__in=standing
    ).exclude(inputs={})
    found = []
    for proposal in rows.select_related("asset", "actor").order_by("asset__name", "number"):
        verdict = verdict_or_none(proposal)
        if verdict is not None:
            found.append((proposal, verdict))
    return found


def verdict_or_none(proposal: ReuseProposal) -> Verdict | None:
    if not proposal.has_figures:
        return None
    try:
        return verdict_of(read_figures(proposal.inputs))
    except BadFigures:  # figures of an older form of the program
        return None
