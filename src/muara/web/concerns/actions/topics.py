from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.concerns.actions.gate import lock_topic
from muara.web.concerns.actions.splits import move_splits
from muara.web.concerns.models import Topic
from muara.web.concerns.permissions import can_run_topics
from muara.web.forum.models import Session

# Pages that stand where the address of a topic would: under /<city>/suara/ and /<city>/benang-merah/.
RESERVED_SLUGS = {"baru", "cara", "kelola", "kirim", "saya"}
UNCHECKED = {"city", "session", "slug", "created_by"}


class CannotRunTopic(Exception):
    """The topic was refused; the message is fit to show to the person."""


@transaction.atomic
def plan_topic(
    *,
    by: User,
    city: City,
    title: str,
    question: str,
    at: datetime,
    session: Session | None = None,
    who_may_vote: str = Topic.Who.EVERYONE,
    who_may_write: str = Topic.Who.EVERYONE,
    moderation: str = Topic.Moderation.BEFORE,
) -> Topic:
    """Plan a topic as a draft that only facilitators see.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate the city.
    CannotRunTopic
        If the title or the question is empty or too long, or the session belongs to another city.
    """
    if not can_run_topics(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    topic = Topic(
        city=city,
        session=_of_city(session, city),
        title=title.strip(),
        question=question.strip(),
        who_may_vote=who_may_vote,
        who_may_write=who_may_write,
        moderation=moderation,
        created_by=by,
        created_at=at,
    )
    _check(topic)
    topic.slug = _free_slug(topic)
    topic.save()
    record("topic_planned", topic, by=by, city=city, at=at, slug=topic.slug)
    return topic


@transaction.atomic
def edit_topic(
    *,
    by: User,
    topic: Topic,
    title: str,
    question: str,
    at: datetime,
    session: Session | None = None,
    who_may_vote: str,
    who_may_write: str,
    moderation: str,
) -> Topic:
    """Change a topic. Its address stays; once somebody has voted, so does its question.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate the city.
    CannotRunTopic
        If the topic is closed, the new input is not good, or the question was already voted on.
    """
    if not can_run_topics(by, topic.city):
        raise PermissionDenied
    topic = lock_topic(topic)
    if topic.status == Topic.Status.CLOSED:
        raise CannotRunTopic(_("This topic is closed. What was asked and said stays as it was."))
    if question.strip() != topic.question and topic.statements.filter(votes__isnull=False).exists():
        raise CannotRunTopic(
            _("People have voted on this question already, so it stays. Plan a new topic for another question.")
        )
    before = {name: getattr(topic, name) for name in ("who_may_vote", "who_may_write", "moderation")}
    topic.title, topic.question = title.strip(), question.strip()
    topic.session = _of_city(session, topic.city)
    topic.who_may_vote, topic.who_may_write, topic.moderation = who_may_vote, who_may_write, moderation
    _check(topic)
    topic.save(update_fields=["title", "question", "session", *before])
    changed = {name: [old, getattr(topic, name)] for name, old in before.items() if old != getattr(topic, name)}
    record("topic_edited", topic, by=by, city=topic.city, at=at, **changed)
    return topic


@transaction.atomic
def open_topic(*, by: User, topic: Topic, at: datetime) -> Topic:
    """Open a topic for statements and votes.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate the city.
    CannotRunTopic
        If it is open or closed already.
    """
    if not can_run_topics(by, topic.city):
        raise PermissionDenied
    topic = lock_topic(topic)
    if topic.status == Topic.Status.OPEN:
        raise CannotRunTopic(_("This topic is open already."))
    if topic.status == Topic.Status.CLOSED:
        raise CannotRunTopic(_("A closed topic stays closed. Plan a new one that refers to it."))
    topic.status = Topic.Status.OPEN
    topic.save(update_fields=["status"])
    record("topic_opened", topic, by=by, city=topic.city, at=at)
    return topic


@transaction.atomic
def close_topic(*, by: User, topic: Topic, at: datetime) -> Topic:
    """Close a topic: no statement and no vote comes in after this row is locked, and the last counts are shown.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate the city.
    CannotRunTopic
        If it is not open.
    """
    if not can_run_topics(by, topic.city):
        raise PermissionDenied
    topic = lock_topic(topic)
    if not topic.is_open:
        raise CannotRunTopic(_("This topic is not open."))
    topic.status, topic.closed_at = Topic.Status.CLOSED, at
    topic.save(update_fields=["status", "closed_at"])
    move_splits(topic=topic, at=at)
    record("topic_closed", topic, by=by, city=topic.city, at=at)
    return topic


def _of_city(session: Session | None, city: City) -> Session | None:
    if session is not None and session.city_id != city.pk:
        raise CannotRunTopic(_("This session belongs to another city."))
    return session


def _check(topic: Topic) -> None:
    try:
        topic.clean_fields(exclude=UNCHECKED)
    except ValidationError as error:
        raise CannotRunTopic(" ".join(error.messages)) from error


def _free_slug(topic: Topic) -> str:
    stem = slugify(topic.title)[:54].strip("-") or "topik"
    taken = set(Topic.objects.filter(city=topic.city, slug__startswith=stem).values_list("slug", flat=True))
    candidates = [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 4))]
    return next(slug for slug in candidates if slug not in taken | RESERVED_SLUGS)
