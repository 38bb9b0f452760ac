from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max, QuerySet
from django.db.models.fields.json import KeyTransform

from muara.web.accounts.models import Participant
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread, Reading, key_of_person
from muara.web.concerns.models import Concern, Statement, Topic

Pair = tuple[Reading | None, Reading | None]


def public_pair(topic: Topic, participant: Participant | None = None) -> Pair:
    """Return what everybody sees of a topic now: its newest published reading, and the same among verified people.

    With a participant, each reading carries that person's own row as `mine`; nobody else's leaves the database.
    """
    newest = with_own_row(Reading.objects.of(topic).public().newest_first(), participant)[:2]
    return _paired(list(newest))


def reading_numbered(topic: Topic, number: int, participant: Participant | None = None) -> Pair:
    """Return one reading of a topic with its twin, whatever its state."""
    return _paired(list(with_own_row(Reading.objects.of(topic).filter(number=number).newest_first(), participant)))


def with_own_row(readings: QuerySet[Reading], participant: Participant | None) -> QuerySet[Reading]:
    readings = readings.defer("people")
    if participant is None:
        return readings
    return readings.annotate(mine=KeyTransform(key_of_person(participant.pk), "people"))


def _paired(readings: list[Reading]) -> Pair:
    if not readings or readings[0].audience != Reading.Audience.ALL:
        return None, None
    first, others = readings[0], readings[1:]
    is_twin = others and (others[0].number, others[0].audience) == (first.number, Reading.Audience.VERIFIED)
    return first, others[0] if is_twin and others[0].is_public else None


def own_row(reading: Reading) -> Mapping[str, Any] | None:
    mine: Mapping[str, Any] | None = getattr(reading, "mine", None)
    return mine


def newest_reading(topic: Topic) -> Reading | None:
    """Return the newest reading whatever its state, for the facilitator; without its content."""
    return readings_of(topic).first()


def readings_of(topic: Topic) -> QuerySet[Reading]:
    return (
        Reading.objects.of(topic)
        .everybody()
        .newest_first()
        .defer("people", "result", "declared")
        .select_related("taken_by")
    )


def statements_of(topic: Topic) -> Mapping[int, Statement]:
    """Return the statements of a topic by number."""
    return {statement.number: statement for statement in topic.statements.order_by("number")}


def threads_of_topic(topic: Topic) -> list[CommonThread]:
    return list(CommonThread.objects.filter(topic=topic).defer("evidence", "why").order_by("number"))


def threads_of_city(city: City) -> QuerySet[CommonThread]:
    return (
        CommonThread.objects.in_city(city)
        .published()
        .select_related("topic", "statement")
        .order_by("-published_at", "-number")
    )


def drafts_of_city(city: City) -> QuerySet[CommonThread]:
    return CommonThread.objects.in_city(city).filter(status=CommonThread.Status.DRAFT).order_by("-number")


def topics_with_readings(city: City) -> list[Reading]:
    """Return the newest published reading of each topic of a city, newest first."""
    newest = Reading.objects.filter(city=city).everybody().public().values("topic").annotate(newest=Max("pk"))
    return list(
        Reading.objects.filter(pk__in=newest.values("newest"))
        .select_related("topic")
        .defer("people", "declared")
        .order_by("-taken_at", "-pk")
    )


def concerns_behind(thread: CommonThread) -> QuerySet[Concern]:
    """Return the concerns from which the statement of a thread was worded, as far as everybody may read them."""
    return Concern.objects.shown().filter(outcomes__statement=thread.statement_id).order_by("raised_at", "pk")
