"""From the evening to the thread: sessions, topics, statements, readings, common threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext_lazy as _

from muara.formats.published import SMALLEST_CELL
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.common_ground.queries.pages import threads_of_city
from muara.web.concerns.models import Statement, Topic
from muara.web.concerns.queries.topics import lines_of, topics_of
from muara.web.forum.models import Session
from muara.web.opendata.place import Place
from muara.web.opendata.resource import Resource, by_number, by_slug, by_topic_and_number, where


@dataclass(frozen=True)
class Evening:
    """An evening that was announced or held."""

    id: Annotated[str, "Number of the evening in its city"]
    url: str
    label: Annotated[str, "Its name as it was announced: the series and the number in it"]
    theme: str
    question: str
    starts_at: datetime
    ends_at: datetime | None
    venue: str
    access: Annotated[str, "How people in a wheelchair get in"]
    capacity: Annotated[int | None, "People; null: there is room for everybody"]
    district: Annotated[str | None, "Code of the kecamatan (Kemendagri)"]
    status: Session.Status
    points: Annotated[tuple[str, ...], "What was sparked, as the note-taker put it"]


def _evenings(place: Place) -> QuerySet[Session]:
    return Session.objects.in_city(place.city).visible()


def _tell_evenings(place: Place, rows: Sequence[Session]) -> Iterable[Evening]:
    for one in rows:
        yield Evening(
            id=str(one.number),
            url=place.link("forum:session", one.number),
            label=one.label,
            theme=one.theme,
            question=one.question,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            venue=one.venue,
            access=one.access_note,
            capacity=one.capacity,
            district=one.district_id,
            status=Session.Status(one.status),
            points=tuple(line.strip() for line in one.gist.splitlines() if line.strip()),
        )


@dataclass(frozen=True)
class VotingTopic:
    """One question that people write statements to and vote on."""

    id: Annotated[str, "Last part of its address"]
    url: str
    title: str
    question: str
    status: Topic.Status
    session: Annotated[str | None, "The evening it belongs to"]
    statements: Annotated[int, "How many statements can be voted on"]
    imported: Annotated[bool, "Taken over from another program; then the licence of its source holds"]
    created_at: datetime
    closed_at: datetime | None


def _topics(place: Place) -> QuerySet[Topic]:
    return topics_of(place.city, has_drafts=False)


def _tell_topics(place: Place, rows: Sequence[Topic]) -> Iterable[VotingTopic]:
    for line in lines_of(list(rows), None):
        topic, evening = line.topic, line.topic.session
        is_public = evening is not None and evening.status != Session.Status.DRAFT
        yield VotingTopic(
            id=topic.slug,
            url=place.link("concerns:vote", topic.slug),
            title=topic.title,
            question=topic.question,
            status=Topic.Status(topic.status),
            session=str(evening.number) if evening is not None and is_public else None,
            statements=line.n_statements,
            imported=topic.is_imported,
            created_at=topic.created_at,
            closed_at=topic.closed_at,
        )


@dataclass(frozen=True)
class Answers:
    """How people answered, as far as it was published; moved on in batches of five."""

    people: int
    agree: int
    passed: int
    disagree: int


@dataclass(frozen=True)
class VotableStatement:
    """One idea that people vote on."""

    id: Annotated[str, "Topic and number, such as gedung-kosong.3"]
    url: str
    topic: str
    number: int
    text: str
    seed: Annotated[bool, "Written before the vote by those who prepared the topic"]
    answers: Annotated[Answers | None, "null: fewer than five people are published"]
    created_at: datetime


def _statements(place: Place) -> QuerySet[Statement]:
    votable = Statement.objects.votable().filter(topic__in=topics_of(place.city, has_drafts=False).order_by())
    return votable.select_related("topic", "split")


def _tell_statements(place: Place, rows: Sequence[Statement]) -> Iterable[VotableStatement]:
    for one in rows:
        split = getattr(one, "split", None)
        is_shown = split is not None and split.n >= SMALLEST_CELL
        yield VotableStatement(
            id=f"{one.topic.slug}.{one.number}",
            url=place.link("concerns:statement", one.topic.slug, one.number),
            topic=one.topic.slug,
            number=one.number,
            text=one.text,
            seed=one.is_seed,
            answers=Answers(split.n, split.agree, split.passed, split.disagree) if split and is_shown else None,
            created_at=one.created_at,
        )


@dataclass(frozen=True)
class OpinionReading:
    """A published reading of the votes on a topic; its whole result is the JSON file of the topic."""

    id: Annotated[str, "Topic, number and audience, such as gedung-kosong.3.all"]
    url: str
    topic: str
    number: int
    audience: Annotated[Reading.Audience, "Everybody, or verified people only"]
    taken_at: datetime
    people: int
    statements: int
    votes: int
    groups: Annotated[int, "Opinion groups; 0 where there are no clear ones"]
    threads: Annotated[tuple[int, ...], "Numbers of the statements that hold in every group"]
    engine: str
    input_sha256: Annotated[str, "Fingerprint of the votes it was computed from"]


def _readings(place: Place) -> QuerySet[Reading]:
    public = Reading.objects.filter(city=place.city).public().exclude(topic__status=Topic.Status.DRAFT)
    parts = {"groups": KeyTransform("n_groups", "result"), "threads_found": KeyTransform("threads", "result")}
    return public.annotate(**parts).defer("people", "watch", "declared", "result").select_related("topic")


def _reading_id(key: str) -> dict[str, str | int] | None:
    """Read an id such as ``gedung-kosong.3.all``."""
    rest, _dot, audience = key.rpartition(".")
    found = by_topic_and_number(rest)
    is_good = found is not None and audience.upper() in Reading.Audience.values and audience == audience.lower()
    return {**found, "audience": audience.upper()} if found is not None and is_good else None


def _tell_readings(place: Place, rows: Sequence[Any]) -> Iterable[OpinionReading]:
    for one in rows:
        yield OpinionReading(
            id=f"{one.topic.slug}.{one.number}.{one.audience.lower()}",
            url=place.link("common_ground:topic", one.topic.slug),
            topic=one.topic.slug,
            number=one.number,
            audience=Reading.Audience(one.audience),
            taken_at=one.taken_at,
            people=one.n_participants,
            statements=one.n_statements,
            votes=one.n_votes,
            groups=one.groups or 0,
            threads=tuple(one.threads_found or ()),
            engine=one.engine_version,
            input_sha256=one.input_sha256,
        )


@dataclass(frozen=True)
class GroupAgreement:
    """How many of one opinion group agree, with the 90 % interval; null where fewer than five people answered."""

    group: Annotated[str, "A, B, …, or all where there are no groups"]
    people: int | None
    agree: Annotated[float | None, "Share from 0 to 1"]
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Thread:
    """A common thread (benang merah) that was named and published, with its evidence as it stood then."""

    id: Annotated[str, "Number of the thread in its city"]
    url: str
    name: str
    why: str
    topic: str
    statement: Annotated[int, "Number of the statement in its topic"]
    reading: Annotated[int | None, "Number of the reading it rests on"]
    people: int | None
    votes: int | None
    agreement: tuple[GroupAgreement, ...]
    published_at: datetime | None


def agreement_of(item: Mapping[str, Any]) -> tuple[GroupAgreement, ...]:
    """Return what a thread rests on, group by group; what was withheld then is withheld now."""
    if not item:
        return ()
    cells = [(cell["label"], cell) for cell in item.get("groups", [])] or [("all", item)]
    return tuple(
        GroupAgreement(label, cell["n"], cell.get("share"), cell.get("low"), cell.get("high"))
        if cell.get("n", 0) >= SMALLEST_CELL
        else GroupAgreement(label, None, None, None, None)
        for label, cell in cells
    )


def _threads(place: Place) -> QuerySet[CommonThread]:
    return threads_of_city(place.city)


def _tell_threads(place: Place, rows: Sequence[CommonThread]) -> Iterable[Thread]:
    for one in rows:
        yield Thread(
            id=str(one.number),
            url=place.link("common_ground:thread", one.number),
            name=one.name,
            why=one.why,
            topic=one.topic.slug,
            statement=one.statement.number,
            reading=one.evidence.get("reading"),
            people=one.evidence.get("n_participants"),
            votes=one.evidence.get("n_votes"),
            agreement=agreement_of(one.evidence.get("item", {})),
            published_at=one.published_at,
        )


SAID = (
    Resource(
        "sessions", _("Evenings"),
        _("The evenings: theme, question, place, time and what was sparked."),
        Evening, _evenings, _tell_evenings, by_number("number"), "created_at", "forum:sessions",
        withheld=_("Who registered, who was there and who led; how many there were stands on each page."),
    ),
    Resource(
        "topics", _("Topics"),
        _("The questions that people write statements to and vote on."),
        VotingTopic, _topics, _tell_topics, by_slug, "created_at", "concerns:topics",
    ),
    Resource(
        "statements", _("Statements and answers"),
        _("Each statement that can be voted on, with how many agree, pass and disagree."),
        VotableStatement, _statements, _tell_statements, by_topic_and_number, "created_at", "concerns:topics",
        withheld=_(
            "Who wrote and who voted, single votes, concerns as they were told, and counts of fewer than five "
            "people: they could be recognised."
        ),
        filters={"topic": where("topic__slug")},
    ),
    Resource(
        "readings", _("Readings of the votes"),
        _("When votes were analysed, over how many people, and which statements hold in every group."),
        OpinionReading, _readings, _tell_readings, _reading_id, "taken_at", "common_ground:threads",
        withheld=_("Which group somebody belongs to: it is told to that person alone."),
        filters={"topic": where("topic__slug")},
    ),
    Resource(
        "threads", _("Common threads"),
        _("What people of every opinion group agree on, with how far it holds in each."),
        Thread, _threads, _tell_threads, by_number("number"), "published_at", "common_ground:threads",
        withheld=_("Drafts, and groups of which fewer than five people answered."),
        filters={"topic": where("topic__slug")},
    ),
)  # fmt: skip
