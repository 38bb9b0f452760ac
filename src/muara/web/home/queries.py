from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from muara.web.accounts.models import Notice, Participant
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern, Statement, Topic, Vote
from muara.web.forum.models import Session
from muara.web.home.fates import fates_of
from muara.web.home.river import Picture, Strand, draw
from muara.web.ui.templatetags.muara import Bar

N_STAGES = 3
# A larger river would weigh more than the page may: the newest are drawn, all are counted.
MAX_STRANDS = 120


@dataclass(frozen=True)
class CityRiver:
    """How far the concerns of a city came: raised, worded as a statement, held by a common thread."""

    n_concerns: int
    n_people: int
    n_sessions: int
    n_worded: int
    n_tied: int
    n_threads: int
    n_drawn: int
    across: Picture
    down: Picture

    @property
    def n_not_worded(self) -> int:
        return self.n_concerns - self.n_worded

    @property
    def n_not_tied(self) -> int:
        return self.n_worded - self.n_tied


def published_threads(city: City) -> list[CommonThread]:
    """Return the published threads of a city, the newest first."""
    published = CommonThread.objects.filter(city=city, status=CommonThread.Status.PUBLISHED)
    return list(published.order_by("-published_at", "-number"))


def river_of(city: City, threads: list[CommonThread]) -> CityRiver:
    """Read the river of a city from its published threads: two queries, whatever its length."""
    concerns = Concern.objects.filter(city=city).order_by("raised_at", "pk")
    told = list(concerns.values_list("pk", "merged_into", "raised_by", "session"))
    fates = fates_of({pk: other for pk, other, _by, _session in told}, city, threads)
    strands = [Strand(reached=fate.is_worded + bool(fate.thread), thread=fate.thread) for fate in fates.values()]
    reached = Counter(strand.reached for strand in strands)
    return CityRiver(
        n_concerns=len(strands),
        n_people=len({by for _pk, _other, by, _session in told} - {None}),
        n_sessions=len({session for _pk, _other, _by, session in told} - {None}),
        n_worded=reached[1] + reached[2],
        n_tied=reached[2],
        n_threads=len({strand.thread for strand in strands if strand.thread}),
        n_drawn=len(strands[-MAX_STRANDS:]),
        across=draw(strands[-MAX_STRANDS:], N_STAGES),
        down=draw(strands[-MAX_STRANDS:], N_STAGES, down=True),
    )


@dataclass(frozen=True)
class Waiting:
    """A topic with statements that somebody has not voted on yet."""

    slug: str
    title: str
    n_statements: int

    @property
    def minutes(self) -> int:
        return max(1, round(self.n_statements * 14 / 60))


def waiting_for(city: City, participant: Participant | None) -> list[Waiting]:
    """Say where the person's voice is still missing, the fullest topic first. At most three."""
    unseen = Statement.objects.votable().filter(topic__city=city, topic__status=Topic.Status.OPEN)
    if participant is not None:
        own = Vote.objects.filter(participant=participant, statement=OuterRef("pk"))
        unseen = unseen.filter(~Exists(own))
    counted = unseen.values_list("topic__slug", "topic__title").annotate(n=Count("pk")).order_by("-n", "topic")
    return [Waiting(slug, title, n) for slug, title, n in counted[:3]]


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


def n_unread(participant: Participant | None) -> int:
    return 0 if participant is None else Notice.objects.filter(participant=participant, read_at=None).count()
