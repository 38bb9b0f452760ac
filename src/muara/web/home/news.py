"""What is new in the city: what became public in any room, as one list. Two queries, whatever its length.

Every room adds one branch to a union of `at, kind, title, ref, extra`. A branch reads only what everybody may read
on the page that it leads to; votes, drafts and ballots have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.assets.models import IdleAsset, Step
from muara.web.brand.models import Campaign, Claim
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Topic
from muara.web.cooperatives.models import AnnualMeeting, Founding
from muara.web.forum.models import Session
from muara.web.governance.models import Decision
from muara.web.initiatives.models import Initiative, Outcome, Phase, PhaseStep
from muara.web.network.models import Actor
from muara.web.products.models import Product, Space

PER_PAGE = 40
MOST_ALIKE = 3


@dataclass(frozen=True)
class Kind:
    """What a line of news says, and the page to which it leads; `fragment` is a place on that page."""

    says: str | Promise
    page: str
    extras: Mapping[str, str | Promise] = field(default_factory=dict)
    fragment: str = ""


Row = tuple[datetime, str, str, str, str]
KINDS = {
    "SESSION": Kind(_("An evening was held: %(title)s"), "forum:session"),
    "TOPIC": Kind(_("A topic was opened for votes: %(title)s"), "concerns:vote"),
    "THREAD": Kind(_("A common thread was named: %(title)s"), "common_ground:thread"),
    "ACTOR": Kind(_("An organisation joined the network: %(title)s"), "network:actor"),
    "OPENED": Kind(_("Ballots may be given: %(title)s"), "governance:decision"),
    "CLOSED": Kind(_("A decision was counted: %(title)s"), "governance:decision"),
    "PLACE": Kind(_("An idle place was shown: %(title)s"), "assets:asset"),
    "PLACE_STEP": Kind(
        _("An idle place moved on: %(title)s, %(extra)s"), "assets:asset", dict(IdleAsset.State.choices)
    ),
    "PRODUCT": Kind(_("Somebody of the city offers: %(title)s"), "products:product"),
    "SPACE": Kind(_("A space is lent: %(title)s"), "products:space"),
    "BEGAN": Kind(_("An initiative began: %(title)s"), "initiatives:initiative"),
    "ADVANCED": Kind(
        _("An initiative went on: %(title)s, %(extra)s"), "initiatives:initiative", dict(Phase.choices)
    ),
    "RETURNED": Kind(
        _("An initiative went back: %(title)s, %(extra)s"), "initiatives:initiative", dict(Phase.choices)
    ),
    "ENDED": Kind(
        _("An initiative closed with a lesson: %(title)s, %(extra)s"),
        "initiatives:initiative",
        dict(Initiative.Result.choices),
    ),
    "MEASURED": Kind(_("A result was measured: %(title)s"), "initiatives:initiative", fragment="#hasil"),
    "FOUNDERS": Kind(_("A group looks for founders: %(title)s"), "cooperatives:founding"),
    "MEETING": Kind(_("A cooperative held its annual meeting: %(title)s"), "cooperatives:cooperative"),
    "CAMPAIGN": Kind(_("A campaign was written down: %(title)s"), "brand:campaign"),
    "CLAIM": Kind(_("The city says of itself: %(title)s"), "brand:claim"),
}


@dataclass(frozen=True)
class News:
    """One thing that became public."""

    at: datetime
    kind: str
    title: str
    says: str
    link: str
    key: str


@dataclass(frozen=True)
class Run:
    """News of one kind that came one after another; most of a long run is folded away."""

    shown: tuple[News, ...]
    folded: tuple[News, ...]


@dataclass(frozen=True)
class Day:
    """What became public on one day of the city."""

    on: date
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Source:
    """Rows that everybody may read, and in which of their fields the news of them stands."""

    rows: QuerySet[Any, Any]
    at: str
    kind: str
    title: str
    ref: str
    extra: str = ""


def _branch(source: Source, now: datetime) -> QuerySet[Any, Any]:
    text = CharField()
    told: QuerySet[Any, Any] = (
        source.rows.filter(**{f"{source.at}__lte": now})
        .order_by()
        .annotate(
            n_at=F(source.at),
            n_kind=Value(source.kind, output_field=text),
            n_title=Cast(source.title, text),
            n_ref=Cast(source.ref, text),
            n_extra=Cast(source.extra, text) if source.extra else Value("", output_field=text),
        )
        .values_list("n_at", "n_kind", "n_title", "n_ref", "n_extra")
    )
    return told


def _sources(city: City) -> Iterator[Source]:
    held = Session.objects.in_city(city).visible().exclude(closed_at=None)
    yield Source(held, "closed_at", "SESSION", "theme", "number")
    topics = Topic.objects.filter(city=city).exclude(status=Topic.Status.DRAFT)
    yield Source(topics, "created_at", "TOPIC", "title", "slug")
    threads = CommonThread.objects.in_city(city).published().exclude(published_at=None)
    yield Source(threads, "published_at", "THREAD", "name", "number")
    yield Source(Actor.objects.filter(city=city), "created_at", "ACTOR", "name", "slug")
    decisions = Decision.objects.in_city(city).public()
    yield Source(decisions.exclude(opened_at=None), "opened_at", "OPENED", "title", "slug")
    yield Source(decisions.exclude(closed_at=None), "closed_at", "CLOSED", "title", "slug")
    places = IdleAsset.objects.in_city(city).published()
    yield Source(places, "published_at", "PLACE", "name", "slug")
    steps = Step.objects.filter(asset__in=places).exclude(to_state=IdleAsset.State.REPORTED)
    yield Source(steps, "at", "PLACE_STEP", "asset__name", "asset__slug", "to_state")
    yield Source(Product.objects.in_city(city).offered(), "created_at", "PRODUCT", "name", "slug")
    yield Source(Space.objects.in_city(city).lent(), "created_at", "SPACE", "name", "slug")
    walked = PhaseStep.objects.filter(initiative__city=city)
    for kind, said, extra in (
        (PhaseStep.Kind.BEGAN, "BEGAN", ""),
        (PhaseStep.Kind.ADVANCED, "ADVANCED", "to_phase"),
        (PhaseStep.Kind.RETURNED, "RETURNED", "to_phase"),
        (PhaseStep.Kind.CLOSED, "ENDED", "initiative__result"),
    ):
        yield Source(walked.filter(kind=kind), "at", said, "initiative__title", "initiative__slug", extra)
    outcomes = Outcome.objects.standing().in_city(city)
    yield Source(outcomes, "at", "MEASURED", "initiative__title", "initiative__slug")
    foundings = Founding.objects.filter(city=city).exclude(listed_at=None)
    yield Source(foundings, "listed_at", "FOUNDERS", "name", "slug")
    meetings = AnnualMeeting.objects.filter(cooperative__city=city)
    yield Source(meetings, "recorded_at", "MEETING", "cooperative__name", "cooperative__slug")
    yield Source(Campaign.objects.in_city(city), "created_at", "CAMPAIGN", "name", "slug")
    claims = Claim.objects.in_city(city).filter(withdrawn_at=None)
    yield Source(claims, "made_at", "CLAIM", "text", "number")


def _rows(city: City, now: datetime) -> QuerySet[Any, Any]:
    first, *others = (_branch(source, now) for source in _sources(city))
    return first.union(*others, all=True).order_by("-n_at", "n_kind", "n_ref", "n_extra")


def _told(city: City, rows: Iterable[Row]) -> list[News]:
    found = []
    for at, name, title, ref, extra in rows:
        kind = KINDS[name]
        extra_in_words = str(kind.extras.get(extra, extra))
        says = str(kind.says) % {"title": title, "extra": extra_in_words}
        link = reverse(kind.page, args=[city.slug, ref]) + kind.fragment
        found.append(News(at, name, title, says, link, f"{name.lower()}-{ref}-{extra.lower()}-{at:%Y%m%d%H%M%S}"))
    return found


def newest(city: City, most: int, now: datetime) -> list[News]:
    """Return what became public last: one query."""
    return _told(city, _rows(city, now)[:most])


def news_page(city: City, number: object, now: datetime) -> tuple[Page[Row], list[Day]]:
    """Return one page of what became public, the newest first, by the days of the city."""
    page = Paginator(_rows(city, now), PER_PAGE).get_page(number)  # type: ignore[arg-type]
    told = _told(city, page.object_list)
    days = groupby(told, lambda one: timezone.localdate(one.at))
    return page, [Day(day, _runs(of)) for day, of in days]


def _runs(told: Iterable[News]) -> tuple[Run, ...]:
    runs = (tuple(of) for _kind, of in groupby(told, lambda one: one.kind))
    return tuple(Run(of[:MOST_ALIKE], of[MOST_ALIKE:]) for of in runs)
