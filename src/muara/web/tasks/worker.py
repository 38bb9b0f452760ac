"""The process that does background work: take, run, renew the lease, mark; reap the dead; enqueue what is due."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from muara.web.tasks.models import CronRow, TaskTicket
from muara.web.tasks.queue import (
    LONGEST_BACKOFF,
    READY,
    RUNNING,
    CannotBeDone,
    LeaseLost,
    Work,
    enqueue_once,
    open_ticket,
    policy_of,
)

logger = logging.getLogger("muara.tasks")


class Stopping(BaseException):
    """Raised inside a task that still runs when the worker has to go; the task waits for the next worker."""


class Worker:
    """One process, one task at a time."""

    def __init__(self, *, poll: float = 0.25, tick: float = 2.0, grace: float = 5.0) -> None:
        self.poll, self.tick, self.grace = poll, tick, grace
        self.id = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.is_stopping = False
        self.is_busy = False

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; a task that runs then has `grace` seconds to end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        signal.signal(signal.SIGALRM, self._interrupt)
        next_tick, pause = 0.0, self.poll
        while not self.is_stopping:
            try:
                close_old_connections()
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + self.tick
                    self.reap()
                    self.enqueue_due()
                idle, pause = not self.run_one(), self.poll
            except DatabaseError as error:  # the database restarts, or its disk is full: keep asking
                logger.warning("The database does not answer (%s); trying again.", error)
                connection.close()
                idle, pause = True, min(5.0, pause * 2)
            if idle and not self.is_stopping:
                time.sleep(pause)
        connection.close()

    def stop(self, number: int = 0, frame: FrameType | None = None) -> None:
        self.is_stopping = True
        if self.is_busy:
            signal.setitimer(signal.ITIMER_REAL, self.grace)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.is_busy:
            raise Stopping

    def run_one(self) -> bool:
        """Take one task and run it; return whether there was one."""
        if not DBTaskResult.objects.ready().exists():  # no write lock for an empty queue
            return False
        work, self.is_busy = None, True
        try:
            if (work := self.claim()) is not None:
                with self.heartbeat(work):
                    self.attempt(work)
        except Stopping as stopping:
            if work is not None:  # a task that had no time to end: the next worker has it at once
                put_back(work.result, work.attempt, error=stopping)
        finally:
            self.is_busy = False
        return work is not None

    @transaction.atomic
    def claim(self) -> Work | None:
        ready = DBTaskResult.objects.ready().select_for_update(skip_locked=True)
        if (result := ready.first()) is None:
            return None
        ticket = TaskTicket.objects.filter(result_id=result.pk).first() or open_ticket(
            result.pk, policy_of(result.task_path), key=""
        )
        result.claim(self.id)
        ticket.attempt, ticket.is_waiting, ticket.progress = ticket.attempt + 1, False, 0
        ticket.lease_until = timezone.now() + timedelta(seconds=ticket.lease_seconds)
        ticket.save()
        return Work(result, ticket.attempt)

    def attempt(self, work: Work) -> None:
        """Run the task; mark it done unless its `finishing` did; on an error let it wait for another try."""
        arguments: dict[str, Any] = work.result.args_kwargs
        try:
            work.result.task.func(work, *arguments["args"], **arguments["kwargs"])
            if not work.is_finished:
                with work.finishing():
                    pass
        except LeaseLost as lost:
            logger.warning("%s", lost)
        except Exception as error:
            if work.is_finished:  # its effect is written; what failed afterwards is only reported
                logger.exception("Task %s failed after it was done", work.result.task_path)
                return
            logger.warning("Task %s failed at attempt %s", work.result.task_path, work.attempt, exc_info=True)
            put_back(work.result, work.attempt, error=error)

    @contextmanager
    def heartbeat(self, work: Work) -> Iterator[None]:
        """Renew the lease from a thread of its own while the task computes."""
        ended = threading.Event()
        seconds = TaskTicket.objects.values_list("lease_seconds", flat=True).get(result_id=work.result.pk)

        def renew() -> None:
            while not ended.wait(seconds / 3):
                try:
                    held = TaskTicket.objects.filter(result_id=work.result.pk, attempt=work.attempt)
                    held.update(lease_until=timezone.now() + timedelta(seconds=seconds))
                except DatabaseError:
                    logger.warning("The lease of task %s could not be renewed", work.result.pk)
                finally:
                    connection.close()

        thread = threading.Thread(target=renew, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def reap(self) -> int:
        """Put back every running task whose lease ran out or whose worker is dead; return how many."""
        running = DBTaskResult.objects.filter(status=RUNNING, ticket__isnull=False).select_related("ticket")
        found = [result for result in running if self.is_abandoned(result)]
        for result in found:
            put_back(result, result.ticket.attempt, error=LeaseLost("The worker died or lost its lease."))
        return len(found)

    def is_abandoned(self, result: DBTaskResult[Any, Any]) -> bool:
        ticket: TaskTicket = result.ticket
        if ticket.lease_until is None or ticket.lease_until < timezone.now():
            return True
        host, pid, _ = result.worker_ids[-1].split(":")
        mine = result.worker_ids[-1] == self.id  # and I am idle: the database was away when it failed
        return mine or (host == socket.gethostname() and not is_alive(int(pid)))

    def enqueue_due(self) -> None:
        """Enqueue the task of every cron row whose time has come; missed times are not made up for."""
        now = timezone.now()
        for row in CronRow.objects.filter(next_at__lte=now):
            with transaction.atomic():
                locked = CronRow.objects.select_for_update(skip_locked=True).filter(pk=row.pk, next_at__lte=now)
                if (due := locked.first()) is None:
                    continue
                enqueue_once(import_string(due.task_path), key=f"cron:{due.name}")
                due.last_at, due.next_at = now, now + timedelta(seconds=due.every_seconds)
                due.save(update_fields=["last_at", "next_at"])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@transaction.atomic
def put_back(result: DBTaskResult[Any, Any], attempt: int, *, error: BaseException) -> None:
    """Let a task wait for its next attempt, or fail it with the reason. Leaves a newer attempt alone."""
    held = DBTaskResult.objects.select_for_update(of=("self",)).filter(
        pk=result.pk, status=RUNNING, ticket__attempt=attempt
    )
    if (locked := held.select_related("ticket").first()) is None:
        return
    ticket: TaskTicket = locked.ticket
    ticket.reason, ticket.lease_until, pause = f"{type(error).__name__}: {error}"[:300], None, 0
    if not isinstance(error, Stopping):
        ticket.failures += 1
        pause = min(LONGEST_BACKOFF, ticket.backoff_seconds * 2 ** (ticket.failures - 1))
    if ticket.failures < ticket.max_attempts and not isinstance(error, CannotBeDone):
        locked.status, locked.run_after = READY, timezone.now() + timedelta(seconds=pause)
        ticket.is_waiting = True
        try:
            with transaction.atomic():
                ticket.save()
                locked.save(update_fields=["status", "run_after"])
            return
        except IntegrityError:  # a newer task with this key waits already: it will do the work
            ticket.is_waiting, ticket.reason = False, "A newer task with the same key took its place."
    ticket.save()
    locked.set_failed(error)


def plant_cron() -> None:
    """Make the cron rows what MUARA_CRON says, without moving the next time of those that are there."""
    now = timezone.now()
    for name, (path, every) in settings.MUARA_CRON.items():
        import_string(path)  # a wrong path stops the worker here, not at night
        CronRow.objects.update_or_create(
            name=name,
            defaults={"task_path": path, "every_seconds": every},
            create_defaults={"task_path": path, "every_seconds": every, "next_at": now},
        )
    CronRow.objects.exclude(name__in=settings.MUARA_CRON).delete()


def run_waiting() -> int:
    """Run what waits and is due, here and now; return how many. For tests, and for filling the demo city."""
    worker, n = Worker(), 0
    while worker.run_one():
        n += 1
    return n
