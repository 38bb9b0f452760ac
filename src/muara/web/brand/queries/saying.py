"""What the city says about itself, what was promised and reached, and what is known of other cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Prefetch, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from muara.web.brand.models import Claim, Evidence, ReferenceCity, RoadmapFigure, RoadmapTarget
from muara.web.brand.published import FIGURES, PublishedFigure
from muara.web.brand.queries.evidence import Shown, shown
from muara.web.brand.wording import number
from muara.web.cities.models import City
from muara.web.network.models import Actor

MOST = 200


@dataclass(frozen=True)
class ClaimLine:
    """A sentence with its evidence as it is today."""

    claim: Claim
    evidence: Sequence[Shown]
    day: date

    @property
    def has_run_out(self) -> bool:
        return self.claim.has_run_out(self.day)

    @property
    def n_gone(self) -> int:
        return sum(not one.holds for one in self.evidence)

    @property
    def stands(self) -> bool:
        return self.claim.withdrawn_at is None and not self.has_run_out and not self.n_gone

    @property
    def days_left(self) -> int:
        return (self.claim.expires_date - self.day).days


def claims_of(city: City, day: date, *, numbers: Sequence[int] | None = None) -> list[ClaimLine]:
    """Return what the city says, what stands first; the evidence of all of it is asked for at once."""
    rows = Claim.objects.in_city(city).order_by("-made_at", "-pk")
    if numbers is not None:
        rows = rows.filter(number__in=numbers)
    claims = list(rows.prefetch_related(Prefetch("evidence", Evidence.objects.order_by("pk")))[:MOST])
    told = shown(city, day, [one for claim in claims for one in claim.evidence.all()])
    lines = [ClaimLine(claim, told.get(claim.pk, []), day) for claim in claims]
    return sorted(lines, key=lambda line: not line.stands)


@dataclass(frozen=True)
class TargetLine:
    """A target with what is claimed and what was reached; either may be silent."""

    target: RoadmapTarget
    claimed: Sequence[RoadmapFigure]
    reached: Sequence[RoadmapFigure]
    is_over: bool

    @property
    def number(self) -> str:
        if self.target.value is None:
            return ""
        digits = 0 if self.target.value == int(self.target.value) else 1
        unit = self.target.unit
        return f"{number(self.target.value, digits)}{'' if unit.startswith('%') else ' '}{unit}".strip()

    @property
    def state(self) -> str:
        """Say how claimed and reached stand to each other and to the target; never more than was written down."""
        if not self.reached:
            return _("not known") if not self.claimed else _("claimed, without a figure that shows it")
        newest = self.reached[0]
        if self.target.value is None or newest.value is None:
            return _("something was found")
        if newest.value >= self.target.value:
            return _("reached")
        claimed = self.claimed[0].value if self.claimed else None
        if claimed is not None and claimed > newest.value:
            return _("more was claimed than reached")
        return _("not reached in time") if self.is_over else _("not reached yet")


def targets_of(city: City, day: date) -> list[TargetLine]:
    """Return the targets in the order in which they were said and fall due; two questions."""
    figures = RoadmapFigure.objects.order_by("-as_of_date", "-pk")
    rows = city.roadmap.order_by("said_date", "due_year", "pk").prefetch_related(Prefetch("figures", figures))
    lines = []
    for target in rows[:MOST]:
        told = list(target.figures.all())
        lines.append(
            TargetLine(
                target,
                [one for one in told if one.kind == RoadmapFigure.Kind.CLAIMED],
                [one for one in told if one.kind == RoadmapFigure.Kind.REACHED],
                target.due_year is not None and target.due_year < day.year,
            )
        )
    return lines


def roadmap_headline(lines: Sequence[TargetLine]) -> str:
    if not lines:
        return _("Nobody has written down what was promised.")
    known = sum(bool(line.reached) for line in lines)
    if not known:
        return _("Of %(n)s published targets, it is known of none how far they were reached.") % {"n": len(lines)}
    return _("Of %(n)s published targets, it is known of %(known)s how far they were reached.") % {
        "n": len(lines),
        "known": known,
    }


def figures_of(city: City) -> Sequence[PublishedFigure]:
    """Return published figures about the present of this area."""
    return FIGURES.get(city.regency_code, ())


def members_counted(city: City, day: date) -> tuple[int, int, int]:
    """Return members, cooperatives that said how many, and all cooperatives of the network: a count of its own."""
    here = Actor.objects.in_city(city).present_on(day).filter(kind=Actor.Kind.COOPERATIVE)
    told = here.aggregate(n=Coalesce(Sum("n_members"), 0))
    said = here.filter(Q(n_members__isnull=False)).count()
    return told["n"], said, here.count()


def references_of(city: City) -> list[tuple[str, list[ReferenceCity]]]:
    """Return what is said of other cities, by the name of the city: an alphabet, never a ranking."""
    rows = city.reference_cities.order_by("place", "pk")[:MOST]
    return [(place, list(group)) for place, group in groupby(rows, key=lambda one: one.place)]
