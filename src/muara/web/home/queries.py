from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Q

from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern
from muara.web.forum.models import Session
from muara.web.home.deeds import Deed
from muara.web.home.fates import Fate, along, fates_of
from muara.web.home.river import Picture, Strand, draw
from muara.web.ui.templatetags.muara import Bar

N_STAGES = 5
# A larger river would weigh more than the page may: the newest are drawn, all are counted.
MAX_STRANDS = 120
RAISED, TIED, DECIDED, ACTED, MEASURED = range(N_STAGES)


@dataclass(frozen=True)
class Course:
    """How far one concern came, by what, and since when it is there."""

    reached: int
    since_at: datetime
    is_worded: bool = False
    thread: int = 0
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Step:
    """One step of the river: concerns that came so far, those held up there, and for how many days (median)."""

    n_arrived: int
    n_stuck: int
    days: int | None


@dataclass(frozen=True)
class CityRiver:
    """How far the concerns of a city came, from the spring to what was measured."""

    steps: tuple[Step, ...]
    n_people: int
    n_sessions: int
    n_worded: int
    n_held: int  # by a thread; the others came further because somebody answered them directly
    n_threads: int
    n_words: int  # decisions and mandates by whose word something is done
    n_initiatives: int
    n_outcomes: int
    n_drawn: int
    across: Picture
    down: Picture

    @property
    def n_concerns(self) -> int:
        return self.steps[RAISED].n_arrived

    @property
    def n_decided(self) -> int:
        return self.steps[DECIDED].n_arrived

    @property
    def n_acted(self) -> int:
        return self.steps[ACTED].n_arrived

    @property
    def n_measured(self) -> int:
        return self.steps[MEASURED].n_arrived

    @property
    def n_not_worded(self) -> int:
        return self.n_concerns - self.n_worded

    @property
    def n_voted_on(self) -> int:
        """Count the concerns that are worded and not held by a thread, nor answered without one."""
        return self.steps[RAISED].n_stuck - self.n_not_worded

    @property
    def fullest(self) -> int:
        """Return the step at which most concerns are held up; of equal ones the first."""
        held = [step.n_stuck for step in self.steps[:MEASURED]]
        return held.index(max(held))

    @property
    def stuck(self) -> Step:
        return self.steps[self.fullest]


def published_threads(city: City) -> list[CommonThread]:
    """Return the published threads of a city, the newest first."""
    published = CommonThread.objects.filter(city=city, status=CommonThread.Status.PUBLISHED)
    return list(published.order_by("-published_at", "-number"))


def river_of(city: City, threads: list[CommonThread], deeds: list[Deed], at: datetime) -> CityRiver:
    """Read the river of a city from its published threads and what is done: two queries, whatever its length."""
    concerns = Concern.objects.filter(city=city).order_by("raised_at", "pk")
    told = list(concerns.values_list("pk", "merged_into", "raised_by", "session", "raised_at"))
    joined_to, raised = {pk: other for pk, other, *_ in told}, {pk: day for pk, *_, day in told}
    courses = _courses(joined_to, raised, fates_of(joined_to, city, threads), threads, deeds)
    strands = [Strand(reached=one.reached, thread=one.thread) for one in courses]
    about = {deed.slug: deed for one in courses for deed in one.deeds}.values()
    return CityRiver(
        steps=tuple(_step(courses, step, at) for step in range(N_STAGES)),
        n_people=len({by for _pk, _other, by, *_ in told} - {None}),
        n_sessions=len({session for *_, session, _raised in told} - {None}),
        n_worded=sum(one.is_worded or one.reached > RAISED for one in courses),
        n_held=sum(one.thread > 0 for one in courses),
        n_threads=len({one.thread for one in courses if one.thread}),
        n_words=len({deed.word for deed in about if deed.word}),
        n_initiatives=sum(deed.has_started for deed in about),
        n_outcomes=sum(deed.is_reached is not None for deed in about),
        n_drawn=len(strands[-MAX_STRANDS:]),
        across=draw(strands[-MAX_STRANDS:], N_STAGES),
        down=draw(strands[-MAX_STRANDS:], N_STAGES, down=True),
    )


def _courses(
    joined_to: Mapping[int, int | None],
    raised: Mapping[int, datetime],
    fates: Mapping[int, Fate],
    threads: Iterable[CommonThread],
    deeds: Iterable[Deed],
) -> list[Course]:
    named = {thread.number: thread.published_at for thread in threads}
    by_thread: dict[int, list[Deed]] = {}
    by_concern: dict[int, list[Deed]] = {}
    for deed in deeds:
        if deed.thread:
            by_thread.setdefault(deed.thread, []).append(deed)
        if deed.concern is not None:
            by_concern.setdefault(deed.concern, []).append(deed)
    found = []
    for concern, fate in fates.items():
        about = [*by_thread.get(fate.thread, [])]
        about += [
            deed for step in along(concern, joined_to) for deed in by_concern.get(step, []) if deed not in about
        ]
        reached, since = (TIED, named.get(fate.thread)) if fate.thread else (RAISED, raised[concern])
        for deed in about:
            far, came = _reached_by(deed)
            if far > reached:
                reached, since = far, came
        found.append(Course(reached, since or raised[concern], fate.is_worded, fate.thread, tuple(about)))
    return found


def _reached_by(deed: Deed) -> tuple[int, datetime | None]:
    if deed.is_reached is not None:
        return MEASURED, deed.started_at
    if deed.has_started:
        return ACTED, deed.started_at
    return (DECIDED, deed.mandated_at) if deed.word else (RAISED, None)


def _step(courses: list[Course], step: int, at: datetime) -> Step:
    held = [(at - one.since_at).days for one in courses if one.reached == step]
    return Step(
        n_arrived=sum(one.reached >= step for one in courses),
        n_stuck=len(held) if step < MEASURED else 0,
        days=round(median(held)) if held and step < MEASURED else None,
    )


def newly_measured(deeds: Iterable[Deed]) -> list[Deed]:
    """Return the initiatives that were measured last, at most three; the failed ones too."""
    measured = [deed for deed in deeds if deed.measured_on is not None]
    return sorted(measured, key=lambda deed: (deed.measured_on or date.min, deed.slug), reverse=True)[:3]


def next_session(city: City, at: datetime) -> Session | None:
    running = Q(status=Session.Status.OPEN)
    announced = Q(status=Session.Status.ANNOUNCED, starts_at__gte=at)
    found = Session.objects.in_city(city).filter(running | announced).select_related("district")
    return found.order_by("starts_at", "number").first()


@dataclass(frozen=True)
class NewThread:
    """A published thread with the bars that were its evidence then."""

    number: int
    name: str
    why: str
    bars: list[Bar]


def newest(threads: list[CommonThread]) -> list[NewThread]:
    return [
        NewThread(one.number, one.name, one.why, bars_of(one.evidence.get("item", {}).get("groups", [])))
        for one in threads[:3]
    ]


def bars_of(groups: list[dict[str, Any]]) -> list[Bar]:
    return [
        Bar(
            label=group["label"],
            key=group["label"] if group["label"] in OPINION_GROUPS else "",
            share=group["share"],
            low=group["low"],
            high=group["high"],
            n=group["n"],
        )
        for group in groups
        if group.get("share") is not None
    ]


OPINION_GROUPS = {"A", "B", "C", "D", "E"}
