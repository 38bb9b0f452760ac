from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, Notice
from muara.web.forum.actions import (
    CannotDraftMinutes,
    CannotEditMinutes,
    CannotPublishMinutes,
    draft_minutes,
    edit_minutes,
    note_lock,
    publish_minutes,
)
from muara.web.forum.clock import look_after_minutes
from muara.web.forum.hashing import first_broken
from muara.web.forum.minutes_text import Parts, write
from muara.web.forum.models import Attendance, Minutes, MinutesVersion, Session
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.worker import run_waiting

pytestmark = pytest.mark.django_db
TEXT = write(Parts(threads=("Ruangnya sudah ada",)))
OTHER = write(Parts(threads=("Ruang dan uangnya sudah ada",)))
WEEK = timedelta(days=7)
TICK = timedelta(microseconds=1)


@pytest.fixture
def closed(session: Session) -> Session:
    Session.objects.update(status="CLOSED", hall_code="", closed_at=NIGHT)
    session.refresh_from_db()
    return session


@pytest.fixture
def draft(closed: Session, novita: Any) -> Minutes:
    return draft_minutes(by=novita, session=closed, text=TEXT, why="Disusun", at=NIGHT).minutes


@pytest.fixture
def out(draft: Minutes, novita: Any) -> Minutes:
    return publish_minutes(by=novita, minutes=draft, at=NIGHT)


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))


def test_the_first_draft_is_version_one_with_a_hash_and_an_audit_line(closed, novita):
    version = draft_minutes(by=novita, session=closed, text=TEXT, why="Disusun", at=NIGHT)

    assert (version.number, version.text, version.by) == (1, TEXT, novita)
    assert len(version.hash) == 64
    assert not version.minutes.is_published
    assert verbs() == ["drafted_minutes"]


def test_an_outsider_drafts_and_publishes_nothing(closed, outsider):
    with pytest.raises(PermissionDenied):
        draft_minutes(by=outsider, session=closed, text=TEXT, why="", at=NIGHT)

    assert not Minutes.objects.exists()


def test_minutes_of_an_evening_that_goes_on_are_refused(session, novita):
    with pytest.raises(CannotDraftMinutes, match="Tutup sesi"):
        draft_minutes(by=novita, session=session, text=TEXT, why="", at=NIGHT)

    assert not Minutes.objects.exists()


def test_a_draft_begins_anew_and_keeps_the_old_one(draft, novita):
    version = draft_minutes(by=novita, session=draft.session, text=OTHER, why="Lagi", at=NIGHT)

    assert version.number == 2
    assert MinutesVersion.objects.count() == 2


def test_minutes_that_are_out_do_not_begin_anew(out, novita):
    with pytest.raises(CannotDraftMinutes, match="terbit"):
        draft_minutes(by=novita, session=out.session, text=OTHER, why="", at=NIGHT)

    assert out.versions.count() == 1


@pytest.mark.parametrize("broken", ["", TEXT.replace("## 6.", "### 6."), "x" * 60_001])
def test_a_text_without_its_ten_parts_is_refused(draft, novita, broken):
    with pytest.raises(CannotEditMinutes):
        edit_minutes(by=novita, minutes=draft, text=broken, why="x", at=NIGHT)

    assert draft.versions.count() == 1


def test_the_same_text_is_no_version(draft, novita):
    with pytest.raises(CannotEditMinutes, match="berubah"):
        edit_minutes(by=novita, minutes=draft, text=f"\n{TEXT}\n", why="x", at=NIGHT)


def test_publishing_publishes_the_record_and_tells_those_who_were_there_once(draft, novita, aldo, stranger):
    Attendance.objects.create(session=draft.session, participant=aldo, at=NIGHT)

    publish_minutes(by=novita, minutes=draft, at=NIGHT)

    draft.refresh_from_db()
    assert (draft.published_number, draft.locks_at) == (1, NIGHT + WEEK)
    assert draft.session.status == "PUBLISHED"
    assert [(one.participant, one.kind) for one in Notice.objects.all()] == [(aldo, "minutes_published")]
    with pytest.raises(CannotPublishMinutes):
        publish_minutes(by=novita, minutes=draft, at=NIGHT)
    assert Notice.objects.count() == 1


def test_an_outsider_does_not_publish_or_edit(draft, outsider):
    with pytest.raises(PermissionDenied):
        publish_minutes(by=outsider, minutes=draft, at=NIGHT)
    with pytest.raises(PermissionDenied):
        edit_minutes(by=outsider, minutes=draft, text=OTHER, why="x", at=NIGHT)

    draft.refresh_from_db()
    assert not draft.is_published


def test_what_is_out_changes_with_a_reason_only(out, novita):
    with pytest.raises(CannotEditMinutes, match="beberapa kata"):
        edit_minutes(by=novita, minutes=out, text=OTHER, why=" ", at=NIGHT)

    edit_minutes(by=novita, minutes=out, text=OTHER, why="Uang juga disebut", at=NIGHT)

    assert list(out.versions.order_by("number").values_list("why", flat=True)) == ["Disusun", "Uang juga disebut"]


def test_the_last_moment_is_open_and_the_next_is_locked_though_no_task_ran(out, novita):
    edit_minutes(by=novita, minutes=out, text=OTHER, why="x", at=NIGHT + WEEK - TICK)

    with pytest.raises(CannotEditMinutes, match="dikunci"):
        edit_minutes(by=novita, minutes=out, text=TEXT, why="x", at=NIGHT + WEEK)
    out.refresh_from_db()
    assert out.lock_noted_at is None
    assert out.versions.count() == 2


def test_the_clock_notes_the_lock_once(out):
    assert not note_lock(minutes=out, at=NIGHT + WEEK - TICK)
    assert note_lock(minutes=out, at=NIGHT + WEEK)
    assert not note_lock(minutes=out, at=NIGHT + WEEK + WEEK)

    assert verbs().count("locked_minutes") == 1


def test_the_task_finds_what_is_due_and_nothing_else(draft, novita):
    publish_minutes(by=novita, minutes=draft, at=timezone.now() - WEEK)

    for _ in range(2):
        enqueue_once(look_after_minutes, key="x")
        run_waiting()

    draft.refresh_from_db()
    assert draft.lock_noted_at is not None
    assert verbs().count("locked_minutes") == 1


def test_every_version_follows_from_the_one_before(out, novita):
    edit_minutes(by=novita, minutes=out, text=OTHER, why="Uang", at=NIGHT)
    versions = list(out.versions.order_by("number"))
    assert first_broken(versions) is None

    versions[0].text += "!"
    assert first_broken(versions) == 1
    assert first_broken(list(out.versions.order_by("number"))[1:]) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE forum_minutesversion SET text = 'lain'",
        "DELETE FROM forum_minutesversion",
    ],
)
def test_the_database_itself_refuses_to_rewrite_a_version(out, statement):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert MinutesVersion.objects.get().text == TEXT


def test_the_version_and_its_audit_line_live_or_die_together(draft, novita, monkeypatch):
    def fail(**kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(AuditLine.objects, "create", fail)
    with pytest.raises(OSError, match="disk full"):
        edit_minutes(by=novita, minutes=draft, text=OTHER, why="x", at=NIGHT)

    assert draft.versions.count() == 1
