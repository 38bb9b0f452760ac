"""Background work for every room: enqueued once, tried again with back-off, done once in effect.

A room states its task beside the work that it does::

    @background(lease=60, max_attempts=5)
    def take_reading_of(work: Work, topic_id: int) -> None:
        groups = compute(topic_id)              # long, outside any transaction
        work.progress(90)
        with work.finishing():                  # the effect and the done-mark live or die together
            Reading.objects.create(...)

    enqueue_once(take_reading_of, key=f"reading:{topic.pk}", topic_id=topic.pk)

A worker that dies before `finishing` ends has left no effect: the task runs again. One that lost its lease to
another worker is stopped at `finishing` (`LeaseLost`). A task without `finishing` may run twice and must not mind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult, get_date_max

from muara.web.tasks.models import TaskTicket

P = ParamSpec("P")
T = TypeVar("T")
READY, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING
LONGEST_BACKOFF = 15 * 60


class LeaseLost(Exception):
    """Another worker has taken this task over; what was computed here is thrown away."""


class CannotBeDone(Exception):
    """Raised by a task that trying again would not help; the message is its reason."""


@dataclass(frozen=True)
class Policy:
    """How a task is kept alive: seconds of lease, attempts before it fails, first pause between two of them."""

    lease: int = 60
    max_attempts: int = 5
    backoff: int = 2


POLICIES: dict[str, Policy] = {}


def policy_of(task_path: str) -> Policy:
    return POLICIES.get(task_path, Policy())


def background(
    *, lease: int = 60, max_attempts: int = 5, backoff: int = 2
) -> Callable[[Callable[Concatenate[Work, P], T]], Task[P, T]]:
    """Make a function a background task. Its arguments must be JSON; its first one is its `Work`."""

    def make(function: Callable[Concatenate[Work, P], T]) -> Task[P, T]:
        made = cast("Task[P, T]", task(cast(Any, function)))
        POLICIES[made.module_path] = Policy(lease, max_attempts, backoff)
        return made

    return make


@dataclass
class Work:
    """One attempt at a task, in the hands of one worker."""

    result: DBTaskResult[Any, Any]
    attempt: int
    is_finished: bool = False
    _told_at: float = field(default=0.0, repr=False)

    def progress(self, percent: int) -> None:
        """Tell the page that waits how far the work is; at most twice a second, since each is a write."""
        if time.monotonic() - self._told_at < 0.5:
            return
        self._told_at = time.monotonic()
        held = TaskTicket.objects.filter(result_id=self.result.pk, attempt=self.attempt)
        held.update(progress=max(0, min(100, percent)))

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """Write the effect and the done-mark in one transaction, if this worker still holds the task.

        Raises
        ------
        LeaseLost
            If another worker took the task over, or it was already finished.
        """
        with transaction.atomic():
            held = DBTaskResult.objects.select_for_update(of=("self",)).filter(
                pk=self.result.pk, status=RUNNING, ticket__attempt=self.attempt
            )
            if self.is_finished or held.first() is None:
                raise LeaseLost(f"Task {self.result.pk} is no longer held at attempt {self.attempt}.")
            yield
            self.result.set_successful(None)
            TaskTicket.objects.filter(result_id=self.result.pk).update(progress=100, lease_until=None, reason="")
        self.is_finished = True


def enqueue_once(what: Task[..., Any], /, *, key: str, delay: float = 0, **arguments: Any) -> UUID:
    """Have the task run after this transaction, once for all callers of `key` until a worker takes it.

    While one waits, this returns the waiting one (and brings it forward if it waits longer than `delay` seconds).
    While one runs, another is enqueued, since the running one may not have seen what is new. The waiting row stays
    locked until the caller commits: on PostgreSQL, call this last in a busy transaction.
    """
    policy = policy_of(what.module_path)
    run_after = timezone.now() + timedelta(seconds=delay) if delay else get_date_max()
    for _ in range(10):
        with transaction.atomic():
            waiting = (
                DBTaskResult.objects.select_for_update(of=("self",))
                .filter(ticket__key=key, ticket__is_waiting=True, status=READY)
                .first()
            )
            if waiting is not None:
                if soonest(run_after) < soonest(waiting.run_after):
                    DBTaskResult.objects.filter(pk=waiting.pk).update(run_after=run_after)
                return cast(UUID, waiting.pk)
        try:
            with transaction.atomic():
                enqueued = what.using(run_after=run_after).enqueue(**arguments)
                open_ticket(UUID(enqueued.id), policy, key=key)
                return UUID(enqueued.id)
        except IntegrityError:  # somebody enqueued the same key at the same moment: take theirs
            continue
    raise RuntimeError(f"The task {key!r} could not be enqueued: its key changes hands all the time.")


def soonest(run_after: datetime) -> datetime:
    """Django-tasks writes "now" as the last day of the calendar."""
    return datetime.min.replace(tzinfo=run_after.tzinfo) if run_after == get_date_max() else run_after


def open_ticket(result_id: UUID, policy: Policy, *, key: str) -> TaskTicket:
    return TaskTicket.objects.create(
        result_id=result_id,
        key=key,
        max_attempts=policy.max_attempts,
        lease_seconds=policy.lease,
        backoff_seconds=policy.backoff,
    )


@dataclass(frozen=True)
class TaskStatus:
    """What a page may say of a task: READY, RUNNING, SUCCESSFUL or FAILED, and how far it is."""

    state: str
    progress: int
    attempt: int
    reason: str
    enqueued_at: datetime
    finished_at: datetime | None

    @property
    def is_busy(self) -> bool:
        return self.state in {READY, RUNNING}


def task_status(key: str) -> TaskStatus | None:
    """Say how the task of this key stands: the running one before the newest one; None if there was none."""
    newest = list(TaskTicket.objects.filter(key=key).select_related("result").order_by("-pk")[:3])
    if not newest:
        return None
    ticket = next((one for one in newest if one.result.status == RUNNING), newest[0])
    return TaskStatus(
        state=ticket.result.status,
        progress=ticket.progress,
        attempt=ticket.attempt,
        reason=ticket.reason,
        enqueued_at=ticket.result.enqueued_at,
        finished_at=ticket.result.finished_at,
    )
