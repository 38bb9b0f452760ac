"""Where somebody stands in the river, and what belongs to the way of it: by what the rooms call it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from muara.web.brand.models import Claim
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.common_ground.queries import concerns_behind
from muara.web.concerns.models import Concern
from muara.web.governance.models import Decision, Mandate
from muara.web.home.deeds import Deed, deeds_about, deeds_of
from muara.web.home.fates import along, fates_of
from muara.web.home.queries import published_threads

EVENING, CONCERN, THREAD, WORD, DEED, OUTCOME, CLAIM = range(7)


@dataclass(frozen=True)
class Course:
    """What belongs to the way of one thing, by what the rooms call it."""

    here: int
    title: str
    address: str
    concerns: frozenset[int] = frozenset()
    threads: frozenset[int] = frozenset()
    deeds: tuple[Deed, ...] = ()


def _of_concern(city: City, key: str) -> Course | None:
    concern = Concern.objects.in_city(city).shown().filter(pk=_number(key)).first()
    if concern is None:
        return None
    joined = {concern.pk: concern.merged_into_id}
    line = frozenset(along(concern.pk, joined))
    fate = fates_of(joined, city, published_threads(city), only_of=line)[concern.pk]
    return Course(
        CONCERN,
        short(concern.because),
        page("concerns:concern", city, concern.pk),
        line,
        frozenset({fate.thread} - {0}),
        deeds_about(deeds_of(city), concerns=line, thread=fate.thread),
    )


def _of_thread(city: City, key: str) -> Course | None:
    thread = CommonThread.objects.in_city(city).published().filter(number=_number(key)).first()
    if thread is None:
        return None
    return Course(
        THREAD,
        thread.name,
        page("common_ground:thread", city, thread.number),
        frozenset(concerns_behind(thread).values_list("pk", flat=True)),
        frozenset({thread.number}),
        deeds_about(deeds_of(city), thread=thread.number),
    )


def _of_decision(city: City, key: str) -> Course | None:
    decision = Decision.objects.in_city(city).filter(slug=key, state=Decision.State.CLOSED).first()
    if decision is None:
        return None
    words = {("decision", decision.pk)}
    if decision.adopts_id is not None:
        given = Mandate.objects.filter(terms=decision.adopts_id)
        words |= {("mandate", pk) for pk in given.values_list("pk", flat=True)}
    deeds = [deed for deed in deeds_of(city) if deed.word in words]
    return _course_of(WORD, decision.title, page("governance:decision", city, decision.slug), deeds)


def _of_deed(city: City, key: str) -> Course | None:
    deed = next((one for one in deeds_of(city) if one.slug == key), None)
    return None if deed is None else _course_of(DEED, deed.title, deed_page(city, deed), [deed])


def _of_claim(city: City, key: str) -> Course | None:
    claim = Claim.objects.in_city(city).filter(number=_number(key)).first()
    if claim is None:
        return None
    on = [(one.kind, one.ref) for one in claim.evidence.all()]
    deeds = [deed for deed in deeds_of(city) if ("outcome", str(deed.outcome)) in on]
    threads = frozenset(_number(ref) for kind, ref in on if kind == "thread")
    return _course_of(CLAIM, short(claim.text), page("brand:claim", city, claim.number), deeds, threads)


def _course_of(
    here: int, title: str, address: str, deeds: Iterable[Deed], threads: frozenset[int] = frozenset()
) -> Course:
    """Return the course of what is known by its initiatives: upstream, what these say that they answer."""
    known = tuple(deeds)
    return Course(
        here,
        title,
        address,
        frozenset(deed.concern for deed in known if deed.concern is not None),
        threads | frozenset(deed.thread for deed in known if deed.thread),
        known,
    )


READERS: Mapping[str, Callable[[City, str], Course | None]] = {
    "keresahan": _of_concern,
    "benang": _of_thread,
    "keputusan": _of_decision,
    "prakarsa": _of_deed,
    "pernyataan": _of_claim,
}


def _number(key: str) -> int:
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0


def short(text: str) -> str:
    return Truncator(text).chars(90)


def page(route: str, city: City, key: str | int) -> str:
    return reverse(route, args=[city.slug, key])


def deed_page(city: City, deed: Deed) -> str:
    return page("initiatives:initiative", city, deed.slug)
