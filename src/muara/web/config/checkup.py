"""`muara check`: is this installation sound, and if not, what is to be done?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from muara.web.config.serve import CannotServe, n_waiting_migrations

LEAST_FREE_MB = 500
LONGEST_WAIT = timedelta(minutes=10)
DAMAGED = "It is damaged: {}. Stop Muara and restore the last backup into an empty MUARA_HOME."


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `advice` is empty when it is sound."""

    subject: str
    advice: str = ""

    @property
    def is_sound(self) -> bool:
        return not self.advice


def look() -> Iterator[Finding]:
    """Look at settings, database, disk and background work, the cheap and basic things first."""
    yield from settings_are_sound()
    yield disk_has_room()
    try:
        yield from database_is_ready()
    except CannotServe as error:
        yield Finding("database", str(error))
    except DatabaseError as error:
        is_damaged = "malformed" in str(error) or "not a database" in str(error)
        said = f"It does not answer: {str(error).strip()}. Check MUARA_DATABASE_URL."
        yield Finding("database", DAMAGED.format(error) if is_damaged else said)


def database_is_ready() -> Iterator[Finding]:
    connection.ensure_connection()
    if waiting := n_waiting_migrations():
        yield Finding("database", f"{waiting} migrations wait. Run: muara migrate")
        return
    yield database_is_whole()
    yield vote_is_durable()
    yield tasks_are_done()


def settings_are_sound() -> Iterator[Finding]:
    found = checks.run_checks(include_deployment_checks=settings.PRODUCTION)
    serious = [message for message in found if message.level >= checks.WARNING]
    for message in serious:
        yield Finding("settings", f"{message.msg} {message.hint or ''}".strip())
    if not serious:
        yield Finding("settings of production" if settings.PRODUCTION else "settings of development")


def disk_has_room() -> Finding:
    free = shutil.disk_usage(settings.HOME).free // 1_000_000
    if free < LEAST_FREE_MB:
        return Finding(
            "disk", f"Only {free} MB are free in {settings.HOME}. Make room: votes are refused when it is full."
        )
    return Finding(f"disk, {free:,} MB free")


def database_is_whole() -> Finding:
    if connection.vendor != "sqlite":
        return Finding(f"database, {connection.vendor}")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(5)")
        faults = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        faults += [f"{row[0]} row {row[1]} points to a missing {row[2]}" for row in cursor.fetchall()[:5]]
    if faults:
        return Finding("database", DAMAGED.format("; ".join(faults)))
    return Finding("database, SQLite, whole")


def vote_is_durable() -> Finding:
    """Look at what the connection really does, not at what the settings say."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            is_durable = int(cursor.fetchone()[0]) >= 2
        else:
            cursor.execute(
                "SELECT current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'"
            )
            is_durable = bool(cursor.fetchone()[0])
    if is_durable:
        return Finding("an answered vote survives a power cut")
    return Finding(
        "durability", "A power cut would lose answered votes. Set synchronous (or synchronous_commit) back."
    )


def tasks_are_done() -> Finding:
    late = DBTaskResult.objects.ready().filter(enqueued_at__lt=timezone.now() - LONGEST_WAIT)
    if n := late.count():
        return Finding(
            "background work", f"{n} tasks wait for more than 10 minutes. Is a worker running? muara worker"
        )
    return Finding("background work, nothing waits for long")
