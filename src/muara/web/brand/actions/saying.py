"""What the city says about itself, what was promised, and what is known of other cities."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.brand.models import Claim, ReferenceCity, RoadmapFigure, RoadmapTarget
from muara.web.brand.permissions import can_keep_roadmap, can_speak_for_city
from muara.web.brand.published import REFERENCES, TARGETS
from muara.web.brand.queries.evidence import Thing, found_by_key, shown
from muara.web.cities.models import City
from muara.web.network.actions.checks import check_fields, cleaned, day_in, not_later

SHORTEST, LONGEST = 30, 730
MOST_EVIDENCE = 10


class CannotClaim(Exception):
    """The sentence was refused; the message says what is missing."""


class CannotWithdraw(Exception):
    """The sentence stays; the message says why."""


class CannotKeepTarget(Exception):
    """The row was not written down; the message says why."""


class CannotKeepReference(Exception):
    """The row was not written down; the message says why."""


def _lasts(day: date, days: int) -> date:
    if not SHORTEST <= days <= LONGEST:
        raise CannotClaim(
            _("A sentence holds for %(least)s to %(most)s days, then it is looked at again.")
            % {"least": SHORTEST, "most": LONGEST}
        )
    return day + timedelta(days=days)


@transaction.atomic
def make_claim(*, by: User, city: City, text: str, evidence: Iterable[str], days: int, at: datetime) -> Claim:
    """Say something about the city, with evidence from the rooms upstream, for so many days.

    `evidence` names things as `kind:ref` (see `queries.evidence`).

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotClaim
        If there is no evidence, or some of it is not there, not public or no longer holds.
    """
    if not can_speak_for_city(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    today, keys = day_in(city, at), list(dict.fromkeys(evidence))
    expires = _lasts(today, days)
    claim = Claim(city=city, text=cleaned(text, CannotClaim), made_by=by, made_at=at, expires_date=expires)
    check_fields(claim, CannotClaim, ["text"])
    if not keys:
        raise CannotClaim(
            _(
                "Nothing here shows this. Choose what it rests on: a thread, a decision, an evening, an "
                "outcome, or a count."
            )
        )
    if len(keys) > MOST_EVIDENCE:
        raise CannotClaim(_("Choose at most %(n)s pieces of evidence, the strongest.") % {"n": MOST_EVIDENCE})
    found = found_by_key(city, today, keys)
    if set(keys) - set(found):
        raise CannotClaim(_("A part of the evidence is not there any more, or not public. Choose again."))
    claim.number = 1 + (Claim.objects.in_city(city).aggregate(last=Max("number"))["last"] or 0)
    claim.save()
    _keep_evidence(claim, [found[key] for key in keys])
    record("city_claim_made", claim, by=by, city=city, at=at, expires=expires, evidence=keys)
    return claim


def _keep_evidence(claim: Claim, things: Iterable[Thing]) -> None:
    for thing in things:
        claim.evidence.create(
            kind=thing.kind, ref=thing.ref, said=thing.said[:300], value=thing.value, as_of_date=thing.as_of
        )


@transaction.atomic
def renew_claim(*, by: User, claim: Claim, days: int, at: datetime) -> Claim:
    """Say it for some time more, if its evidence still says what it said.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotClaim
        If it was withdrawn, or a part of its evidence no longer holds.
    """
    claim = _locked(claim)
    if not can_speak_for_city(by, claim.city):
        raise PermissionDenied
    if claim.withdrawn_at is not None:
        raise CannotClaim(_("This sentence was withdrawn. Say it anew, with evidence of today."))
    today = day_in(claim.city, at)
    expires = _lasts(today, days)
    if not all(one.holds for one in shown(claim.city, today, claim.evidence.all()).get(claim.pk, [])):
        raise CannotClaim(
            _("A part of the evidence no longer says what it said. Say the sentence anew, as it is.")
        )
    claim.expires_date, claim.renewed_at = expires, at
    claim.save(update_fields=["expires_date", "renewed_at"])
    record("city_claim_renewed", claim, by=by, city=claim.city, at=at, expires=expires)
    return claim


@transaction.atomic
def withdraw_claim(*, by: User, claim: Claim, why: str, at: datetime) -> Claim:
    """Take a sentence back and say why; it stays readable as one that was taken back.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotWithdraw
        If it was withdrawn already, or no reason is given.
    """
    claim = _locked(claim)
    if not can_speak_for_city(by, claim.city):
        raise PermissionDenied
    if claim.withdrawn_at is not None:
        raise CannotWithdraw(_("This sentence was withdrawn already."))
    claim.why_withdrawn, claim.withdrawn_at = cleaned(why, CannotWithdraw), at
    if not claim.why_withdrawn:
        raise CannotWithdraw(_("Say in a sentence why it is taken back."))
    check_fields(claim, CannotWithdraw, ["why_withdrawn"])
    claim.save(update_fields=["why_withdrawn", "withdrawn_at"])
    record("city_claim_withdrawn", claim, by=by, city=claim.city, at=at, why=claim.why_withdrawn)
    return claim


def _locked(claim: Claim) -> Claim:
    return Claim.objects.select_for_update(of=("self",)).select_related("city").get(pk=claim.pk)


@transaction.atomic
def take_published_targets(*, by: User, city: City, at: datetime) -> int:
    """Take over the targets that were published for this area; those that are here already stay as they are.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the roadmap of the city.
    CannotKeepTarget
        If none are known for this area.
    """
    if not can_keep_roadmap(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    published = TARGETS.get(city.regency_code, ())
    if not published:
        raise CannotKeepTarget(
            _("No published targets are known for this area. Write them down with their source.")
        )
    known = set(city.roadmap.values_list("key", flat=True))
    made = [
        RoadmapTarget(
            city=city, key=one.key, kind=one.kind, indicator=one.indicator, value=one.value, unit=one.unit,
            baseline=one.baseline, due_year=one.due_year, said_by=one.said_by, said_date=one.said_date,
            source=one.source, added_at=at,
        )
        for one in published
        if one.key not in known
    ]  # fmt: skip
    RoadmapTarget.objects.bulk_create(made)
    record("took_published_targets", city, by=by, city=city, at=at, n=len(made))
    return len(made)


@transaction.atomic
def add_target(
    *,
    by: User,
    city: City,
    kind: str,
    indicator: str,
    said_by: str,
    said_date: date,
    source: str,
    at: datetime,
    value: float | None = None,
    unit: str = "",
    baseline: str = "",
    due_year: int | None = None,
) -> RoadmapTarget:
    """Write down a target that somebody said in public, with its source.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the roadmap of the city.
    CannotKeepTarget
        If something is missing or does not fit.
    """
    if not can_keep_roadmap(by, city):
        raise PermissionDenied
    not_later(said_date, day_in(city, at), CannotKeepTarget)
    target = RoadmapTarget(
        city=city,
        kind=kind,
        indicator=cleaned(indicator, CannotKeepTarget),
        value=value,
        unit=cleaned(unit, CannotKeepTarget),
        baseline=cleaned(baseline, CannotKeepTarget),
        due_year=due_year,
        said_by=cleaned(said_by, CannotKeepTarget),
        said_date=said_date,
        source=cleaned(source, CannotKeepTarget),
        added_at=at,
    )
    check_fields(
        target,
        CannotKeepTarget,
        ["kind", "indicator", "unit", "baseline", "said_by", "source", "value", "due_year"],
    )
    target.save()
    record("added_target", target, by=by, city=city, at=at)
    return target


@transaction.atomic
def add_figure(
    *,
    by: User,
    target: RoadmapTarget,
    kind: str,
    text: str,
    as_of: date,
    source: str,
    at: datetime,
    value: float | None = None,
) -> RoadmapFigure:
    """Write down what is claimed to be reached, or what was found; each with its source and day.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the roadmap of the city.
    CannotKeepTarget
        If something is missing or the day has not come.
    """
    if not can_keep_roadmap(by, target.city):
        raise PermissionDenied
    not_later(as_of, day_in(target.city, at), CannotKeepTarget)
    figure = RoadmapFigure(
        target=target,
        kind=kind,
        text=cleaned(text, CannotKeepTarget),
        value=value,
        as_of_date=as_of,
        source=cleaned(source, CannotKeepTarget),
        added_by=by,
        added_at=at,
    )
    check_fields(figure, CannotKeepTarget, ["kind", "text", "source", "value"])
    figure.save()
    record("added_figure", figure, by=by, city=target.city, at=at, kind=kind)
    return figure


@transaction.atomic
def take_published_references(*, by: User, city: City, at: datetime) -> int:
    """Take over what is known of other cities; rows that are here already stay as they are.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the roadmap of the city.
    """
    if not can_keep_roadmap(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    known = set(city.reference_cities.values_list("key", flat=True))
    made = [
        ReferenceCity(
            city=city, key=one.key, place=one.place, claim=one.claim, level=one.level, source=one.source,
            lesson=one.lesson, added_at=at,
        )
        for one in REFERENCES
        if one.key not in known
    ]  # fmt: skip
    ReferenceCity.objects.bulk_create(made)
    record("took_published_references", city, by=by, city=city, at=at, n=len(made))
    return len(made)


@transaction.atomic
def add_reference(
    *,
    by: User,
    city: City,
    place: str,
    claim: str,
    level: str,
    source: str,
    at: datetime,
    as_of: date | None = None,
    lesson: str = "",
) -> ReferenceCity:
    """Write down what is said of another city, and how well it is known.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the roadmap of the city.
    CannotKeepReference
        If something is missing or does not fit.
    """
    if not can_keep_roadmap(by, city):
        raise PermissionDenied
    if as_of is not None:
        not_later(as_of, day_in(city, at), CannotKeepReference)
    reference = ReferenceCity(
        city=city,
        place=cleaned(place, CannotKeepReference),
        claim=cleaned(claim, CannotKeepReference),
        level=level,
        source=cleaned(source, CannotKeepReference),
        as_of_date=as_of,
        lesson=cleaned(lesson, CannotKeepReference),
        added_at=at,
    )
    check_fields(reference, CannotKeepReference, ["place", "claim", "level", "source", "lesson"])
    reference.save()
    record("added_reference", reference, by=by, city=city, at=at)
    return reference
