from __future__ import annotations

from collections import namedtuple
from datetime import timedelta
from typing import Any

import pytest
from django.core import checks
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from muara.web.config import checkup
from muara.web.config.tests.conftest import Place, run
from muara.web.tasks.housekeeping import forget_old_tasks
from muara.web.tasks.queue import enqueue_once

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


def advice() -> dict[str, str]:
    return {finding.subject: finding.advice for finding in checkup.look() if not finding.is_sound}


@pytest.mark.django_db(transaction=True)
def test_a_sound_place_has_nothing_to_be_done():
    assert advice() == {}
    assert len(list(checkup.look())) == 5


def test_a_full_disk_is_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkup.shutil, "disk_usage", lambda path: Usage(10**9, 9 * 10**8, 10**8))

    assert "Only 100 MB are free" in advice()["disk"]


def test_a_database_that_does_not_answer_is_seen_and_nothing_more_is_asked_of_it(monkeypatch: pytest.MonkeyPatch):
    def fail() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", fail)

    assert advice() == {"database": "It does not answer: connection refused. Check MUARA_DATABASE_URL."}


def test_waiting_migrations_are_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checkup, "n_waiting_migrations", lambda: 3)

    assert advice() == {"database": "3 migrations wait. Run: muara migrate"}


def test_tasks_that_nobody_does_are_seen():
    enqueue_once(forget_old_tasks, key="late")
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=1))

    assert "1 tasks wait" in advice()["background work"]


def test_a_warning_of_django_is_passed_on(monkeypatch: pytest.MonkeyPatch):
    warning = checks.Warning("The key is short.", hint="Make it longer.")
    monkeypatch.setattr(checkup.checks, "run_checks", lambda **options: [warning])

    assert advice() == {"settings": "The key is short. Make it longer."}


@pytest.mark.django_db(transaction=True)
def test_a_setting_that_loses_votes_at_a_power_cut_is_seen():
    if connection.vendor == "sqlite":
        before, after = "PRAGMA synchronous=NORMAL", "PRAGMA synchronous=FULL"
    else:
        before, after = "SET synchronous_commit=off", "SET synchronous_commit=on"
    with connection.cursor() as cursor:
        cursor.execute(before)
    try:
        found = checkup.vote_is_durable()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(after)

    assert "A power cut would lose answered votes" in found.advice


def test_damage_in_the_database_file_is_seen_from_the_command_line(laptop: Place, tmp_path: Any):
    run(laptop, "django", "migrate", "-v0")
    assert "✗" not in run(laptop, "muara.cli", "check")
    file = tmp_path / "laptop" / "muara.sqlite3"
    content = bytearray(file.read_bytes())
    content[20 * 4096 : 60 * 4096] = b"\x17" * (40 * 4096)
    file.write_bytes(content)

    said = run(laptop, "muara.cli", "check", code=1)

    assert "✗ database" in said
    assert "restore the last backup" in said
    assert "Traceback" not in said
