"""The way of one thing along the river: where it came from, and what became of it.

A page upstream knows nothing of what came after it. It asks here, by address, and shows the line it gets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.brand.models import Claim, Evidence
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern
from muara.web.forum.models import Session
from muara.web.governance.models import Decision, Mandate
from muara.web.home.courses import READERS, Course, deed_page, page, short
from muara.web.home.deeds import Deed

MOST_STOPS = 6
NAMES: tuple[str | Promise, ...] = (
    _("evening"),
    _("concern"),
    _("common thread"),
    _("decision"),
    _("initiative"),
    _("outcome"),
    _("what the city says"),
)


@dataclass(frozen=True)
class Stop:
    """One thing at a station, with its page."""

    text: str
    address: str


@dataclass(frozen=True)
class Station:
    """What the way has at one step of the river; `is_here` where the reader stands."""

    name: str | Promise
    stops: tuple[Stop, ...]
    is_here: bool
    n_more: int = 0


@dataclass(frozen=True)
class Way:
    """The stations in the order of the river; those where nothing is are left out."""

    title: str
    address: str
    stations: tuple[Station, ...]

    @property
    def leads_on(self) -> bool:
        """Say whether anything came before or after."""
        return len(self.stations) > 1


def way_of(city: City, kind: str, key: str, day: date) -> Way | None:
    """Return the way of a thing that everybody may read; `kind` is a key of `READERS`."""
    read = READERS.get(kind)
    course = read(city, key) if read is not None else None
    if course is None:
        return None
    stops = _stops(city, course, day)
    stops[course.here] = [Stop(course.title, course.address)]
    stations = (
        Station(NAMES[step], tuple(found[:MOST_STOPS]), step == course.here, max(0, len(found) - MOST_STOPS))
        for step, found in enumerate(stops)
        if found
    )
    return Way(course.title, course.address, tuple(stations))


def _stops(city: City, course: Course, day: date) -> list[list[Stop]]:
    """Return what there is at each station; one question for each room."""
    concerns = list(
        Concern.objects.in_city(city)
        .shown()
        .filter(pk__in=course.concerns)
        .select_related("session")
        .order_by("raised_at", "pk")
    )
    evenings = {
        one.session.number: one.session.label
        for one in concerns
        if one.session is not None and one.session.status != Session.Status.DRAFT
    }
    threads = CommonThread.objects.in_city(city).published().filter(number__in=course.threads).order_by("number")
    measured = [deed for deed in course.deeds if deed.outcome is not None]
    return [
        [Stop(label, page("forum:session", city, number)) for number, label in sorted(evenings.items())],
        [Stop(short(one.because), page("concerns:concern", city, one.pk)) for one in concerns],
        [Stop(one.name, page("common_ground:thread", city, one.number)) for one in threads],
        _words(city, course.deeds),
        [Stop(deed.title, deed_page(city, deed)) for deed in course.deeds],
        [Stop(deed.found, f"{deed_page(city, deed)}#hasil") for deed in measured],
        _claims(city, course, [str(deed.outcome) for deed in measured], day),
    ]


def _words(city: City, deeds: Iterable[Deed]) -> list[Stop]:
    """Return by whose word something is done; of a mandate, the decision that gave it, where there is one."""
    told = dict.fromkeys(deed.word for deed in deeds if deed.word is not None)
    asked = {pk for kind, pk in told if kind == "decision"}
    mandates = {pk for kind, pk in told if kind == "mandate"}
    closed = Decision.objects.in_city(city).filter(state=Decision.State.CLOSED)
    found = list(closed.filter(pk__in=asked).values_list("slug", "title"))
    held: dict[int, tuple[str, str]] = {}
    for pk, slug, name in Mandate.objects.filter(pk__in=mandates).values_list(
        "pk", "terms__arrangement__slug", "terms__arrangement__name"
    ):
        held[pk] = (page("governance:arrangement", city, slug), name)
    adopted = closed.filter(adopts__mandates__in=mandates).order_by("closed_at")
    for pk, slug, title in adopted.values_list("adopts__mandates", "slug", "title"):
        if pk in held:
            held[pk] = (page("governance:decision", city, slug), title)
    stops = [Stop(title, page("governance:decision", city, slug)) for slug, title in found]
    return stops + [Stop(text, address) for address, text in dict.fromkeys(held.values())]


def _claims(city: City, course: Course, outcomes: list[str], day: date) -> list[Stop]:
    """Return what the city says today because of it."""
    on_threads = Q(kind="thread", ref__in=[str(number) for number in course.threads])
    rests = Evidence.objects.filter(Q(kind="outcome", ref__in=outcomes) | on_threads)
    rows = Claim.objects.in_city(city).standing(day).filter(evidence__in=rests).distinct().order_by("number")
    return [Stop(short(one.text), page("brand:claim", city, one.number)) for one in rows]
