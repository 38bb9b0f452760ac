"""What the city is known for: campaigns, what it says about itself, and what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from django.db.models import Prefetch, QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from muara.web.brand.models import Campaign, CampaignReading, Claim, RoadmapFigure, RoadmapTarget
from muara.web.brand.queries.saying import claims_of
from muara.web.opendata.place import Place
from muara.web.opendata.resource import Resource, by_number, by_slug


@dataclass(frozen=True)
class ToldCampaign:
    """Something that is done so that a place becomes known for it."""

    id: Annotated[str, "Last part of its address"]
    url: str
    name: str
    promise: Annotated[str, "What it is to bring, in a sentence"]
    started: date
    ended: date | None
    aims: Annotated[tuple[str, ...], "What it is meant to move, written down before the first reading"]
    verdict: Annotated[str | None, "Word of the newest reading, such as loud_then_gone; null: not read yet"]
    read_at: datetime | None


def _campaigns(place: Place) -> QuerySet[Campaign]:
    return Campaign.objects.in_city(place.city)


def _tell_campaigns(place: Place, rows: Sequence[Campaign]) -> Iterable[ToldCampaign]:
    told = CampaignReading.objects.filter(campaign__in=rows).order_by("taken_at", "pk")
    readings = told.annotate(verdict=KeyTransform("verdict", "result"))
    newest = {one: (verdict, at) for one, verdict, at in readings.values_list("campaign", "verdict", "taken_at")}
    for one in rows:
        verdict, read_at = newest.get(one.pk, (None, None))
        yield ToldCampaign(
            id=one.slug,
            url=place.link("brand:campaign", one.slug),
            name=one.name,
            promise=one.promise,
            started=one.started_date,
            ended=one.ended_date,
            aims=tuple(one.aims),
            verdict=verdict,
            read_at=read_at,
        )


@dataclass(frozen=True)
class ClaimEvidence:
    """What a sentence rests on, as it was when it was named."""

    kind: str
    said: str
    as_of: date
    holds: Annotated[bool, "Whether it still says so today"]


@dataclass(frozen=True)
class CityClaim:
    """A sentence that the city says about itself, with its evidence, until a day."""

    id: Annotated[str, "Number of the sentence in its city"]
    url: str
    text: str
    made_at: datetime
    expires: date
    withdrawn_at: datetime | None
    stands: Annotated[bool, "Not withdrawn, not run out, and all of its evidence holds"]
    evidence: tuple[ClaimEvidence, ...]


def _claims(place: Place) -> QuerySet[Claim]:
    return Claim.objects.in_city(place.city)


def _tell_claims(place: Place, rows: Sequence[Claim]) -> Iterable[CityClaim]:
    asked = [one.number for one in rows]
    lines = {line.claim.number: line for line in claims_of(place.city, place.day, numbers=asked)}
    for one in rows:
        line = lines[one.number]
        yield CityClaim(
            id=str(one.number),
            url=place.link("brand:claim", one.number),
            text=one.text,
            made_at=one.made_at,
            expires=one.expires_date,
            withdrawn_at=one.withdrawn_at,
            stands=line.stands,
            evidence=tuple(
                ClaimEvidence(told.evidence.kind, told.evidence.said, told.evidence.as_of_date, told.holds)
                for told in line.evidence
            ),
        )


@dataclass(frozen=True)
class ToldFigure:
    """What is claimed to be reached, or was found to be."""

    kind: Annotated[RoadmapFigure.Kind, "Claimed or reached; the two are kept apart"]
    text: str
    value: float | None
    as_of: date
    source: str


@dataclass(frozen=True)
class Target:
    """What somebody said in public that the city would reach."""

    id: str
    url: str
    kind: RoadmapTarget.Kind
    indicator: str
    value: Annotated[float | None, "null: the target is no number"]
    unit: str
    baseline: str
    due_year: int | None
    said_by: str
    said_on: date
    source: str
    figures: Annotated[tuple[ToldFigure, ...], "The newest first"]


def _targets(place: Place) -> QuerySet[RoadmapTarget]:
    figures = RoadmapFigure.objects.order_by("-as_of_date", "-pk")
    return place.city.roadmap.prefetch_related(Prefetch("figures", figures))


def _tell_targets(place: Place, rows: Sequence[RoadmapTarget]) -> Iterable[Target]:
    for one in rows:
        yield Target(
            id=str(one.pk),
            url=place.link("brand:roadmap"),
            kind=RoadmapTarget.Kind(one.kind),
            indicator=one.indicator,
            value=one.value,
            unit=one.unit,
            baseline=one.baseline,
            due_year=one.due_year,
            said_by=one.said_by,
            said_on=one.said_date,
            source=one.source,
            figures=tuple(
                ToldFigure(RoadmapFigure.Kind(told.kind), told.text, told.value, told.as_of_date, told.source)
                for told in one.figures.all()
            ),
        )


KNOWN = (
    Resource(
        "campaigns", _("Campaigns"),
        _("What was done so that the city becomes known, and what stayed of it."),
        ToldCampaign, _campaigns, _tell_campaigns, by_slug, "created_at", "brand:campaigns",
        withheld=_("Which tag a rater gave to an activity."),
    ),
    Resource(
        "claims", _("What the city says about itself"),
        _("Sentences with the evidence on which they rest, and whether it still holds."),
        CityClaim, _claims, _tell_claims, by_number("number"), "made_at", "brand:claims",
    ),
    Resource(
        "roadmap", _("Roadmap"),
        _("What was promised in public, with source; claimed and reached are kept apart."),
        Target, _targets, _tell_targets, by_number("pk"), "added_at", "brand:roadmap",
    ),
)  # fmt: skip
