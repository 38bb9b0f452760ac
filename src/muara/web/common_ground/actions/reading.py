from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.common_ground.actions.compute import compute_reading
from muara.web.common_ground.models import Reading
from muara.web.common_ground.permissions import can_take_reading
from muara.web.concerns.models import Statement, Topic, Vote
from muara.web.tasks.queue import TaskStatus, enqueue_once, task_status


class CannotTakeReading(Exception):
    """The reading was refused; the message is fit to show to the facilitator."""


def key_of(reading: Reading) -> str:
    return f"reading:{reading.topic_id}:{reading.number}"


def work_on(reading: Reading) -> TaskStatus | None:
    """Say how far the computation of a reading is; None if there never was one."""
    return task_status(key_of(reading))


@transaction.atomic
def take_reading(*, by: User, topic: Topic, at: datetime) -> Reading:
    """Begin to read a topic, among everybody and among verified people; the numbers come from a background task.

    Asked again while a reading is being computed, this returns that one.

    Raises
    ------
    PermissionDenied
        If `by` does not facilitate in the topic's city.
    CannotTakeReading
        If nobody has voted yet.
    """
    if not can_take_reading(by, topic.city):
        raise PermissionDenied
    topic = Topic.objects.select_for_update(of=("self",)).select_related("city").get(pk=topic.pk)
    running = Reading.objects.of(topic).everybody().filter(status=Reading.Status.RUNNING).first()
    if running is not None:
        work = work_on(running)
        if work is not None and work.is_busy:
            return running
        abandoned = Reading.objects.of(topic).filter(status=Reading.Status.RUNNING)
        abandoned.update(status=Reading.Status.FAILED, failure=_("The computation broke off."), finished_at=at)
    if not Vote.objects.filter(statement__topic=topic, statement__status=Statement.Status.ACCEPTED).exists():
        raise CannotTakeReading(
            _("Nobody has voted on this topic yet. Take a reading once the first votes are in.")
        )
    number = 1 + (Reading.objects.of(topic).aggregate(last=Max("number"))["last"] or 0)
    reading, _twin = (
        Reading.objects.create(
            city=topic.city, topic=topic, number=number, audience=audience, taken_by=by, taken_at=at
        )
        for audience in (Reading.Audience.ALL, Reading.Audience.VERIFIED)
    )
    record("took_reading", reading, by=by, city=topic.city, at=at, number=number)
    enqueue_once(compute_reading, key=key_of(reading), reading_id=reading.pk)
    return reading
