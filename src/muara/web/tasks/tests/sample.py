"""Tasks that the tests run."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import connection

from muara.web.tasks.models import CronRow
from muara.web.tasks.queue import CannotBeDone, Work, background

ran: list[object] = []


@background()
def note(work: Work, what: object = None) -> None:
    ran.append(what)


@background(max_attempts=3, backoff=10)
def stumble(work: Work) -> None:
    ran.append("stumbled")
    raise ValueError("no voters yet")


@background()
def give_up(work: Work) -> None:
    raise CannotBeDone("The topic is gone.")


@background()
def half_done(work: Work) -> None:
    with work.finishing():
        CronRow.objects.create(name="effect", task_path="x", every_seconds=1, next_at="2026-11-20T12:30:00Z")
        raise OSError("disk full")


@background()
def tell_progress(work: Work) -> None:
    work.progress(40)
    ran.append(work)
    with work.finishing():
        ran.append("effect")


@background(lease=30, max_attempts=50, backoff=0)
def leave_effect(work: Work, n: int) -> None:
    with Path(os.environ["BEGUN_FILE"]).open("a") as begun:
        begun.write(f"{os.getpid()}\n")
    time.sleep(0.08)
    with work.finishing(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO effect (n) VALUES (%s)", [n])
        time.sleep(0.04)  # so that a kill falls between the effect and the commit, too


@background(lease=30)
def sit(work: Work, seconds: float) -> None:
    ran.append("sat down")
    time.sleep(seconds)
