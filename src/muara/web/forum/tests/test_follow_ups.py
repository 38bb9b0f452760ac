from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from conftest import NIGHT
from muara.web.accounts.models import Notice, Participant
from muara.web.forum.actions import (
    CannotPlanFollowUp,
    CannotSettleFollowUp,
    CannotTakeFollowUp,
    plan_follow_up,
    remind_of_follow_up,
    settle_follow_up,
    take_follow_up,
)
from muara.web.forum.clock import remind_of_follow_ups
from muara.web.forum.models import Attendance, FollowUp, Session
from muara.web.forum.queries.followups import follow_ups_of
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.worker import run_waiting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
DUE = date(2026, 12, 18)


@pytest.fixture
def promised(session: Session, novita: Any) -> FollowUp:
    return plan_follow_up(
        by=novita, session=session, what="Mendata gedung", who="komunitas kreatif", due_date=DUE, at=NIGHT
    )


@pytest.fixture
def present(session: Session, aldo: Participant) -> Participant:
    Attendance.objects.create(session=session, participant=aldo, at=NIGHT)
    return aldo


def test_a_follow_up_says_what_who_and_when(promised, novita):
    assert (promised.what, promised.who, promised.due_date, promised.recorded_by) == (
        "Mendata gedung", "komunitas kreatif", DUE, novita,
    )  # fmt: skip
    assert promised.is_late(DUE + timedelta(days=1))
    assert not promised.is_late(DUE)


@pytest.mark.parametrize(
    "given",
    [
        {"what": " "}, {"who": ""}, {"what": "x" * 201}, {"due_date": date(2026, 11, 19)},
        {"due_date": date(2029, 1, 1)},
    ],
)  # fmt: skip
def test_a_promise_that_cannot_be_kept_track_of_is_refused(session, novita, given):
    usual = {"what": "Mendata", "who": "kami", "due_date": DUE}
    with pytest.raises(CannotPlanFollowUp):
        plan_follow_up(by=novita, session=session, at=NIGHT, **{**usual, **given})

    assert not FollowUp.objects.exists()


def test_an_outsider_promises_nothing_for_others(session, outsider):
    with pytest.raises(PermissionDenied):
        plan_follow_up(by=outsider, session=session, what="a", who="b", due_date=DUE, at=NIGHT)

    assert not FollowUp.objects.exists()


def test_only_who_was_there_takes_it_on_and_only_one(promised, present, make_participant, other_city):
    for person in (make_participant("VERIFIED"), make_participant(where=other_city)):
        with pytest.raises(PermissionDenied):
            take_follow_up(by=person, follow_up=promised, at=NIGHT)

    assert take_follow_up(by=present, follow_up=promised, at=NIGHT).taken_by == present
    with pytest.raises(CannotTakeFollowUp):
        take_follow_up(by=present, follow_up=promised, at=NIGHT)


def test_who_took_it_on_says_that_it_is_done_and_the_others_hear_it(promised, present, make_participant):
    other = make_participant()
    Attendance.objects.create(session=promised.session, participant=other, at=NIGHT)
    take_follow_up(by=present, follow_up=promised, at=NIGHT)

    done = settle_follow_up(
        by=None, person=present, follow_up=promised, status="DONE", word="22 gedung", today=DUE, at=NIGHT
    )

    assert done.is_done_in_time
    assert [(one.participant, one.params["word"]) for one in Notice.objects.filter(kind="follow_up_done")] == [
        (other, "22 gedung")
    ]


def test_done_a_day_late_is_done_but_not_in_time(promised, novita):
    after = DUE + timedelta(days=1)
    done = settle_follow_up(
        by=novita, person=None, follow_up=promised, status="DONE", word="", today=after, at=NIGHT
    )

    assert not done.is_done_in_time


def test_what_will_not_be_done_says_why(promised, novita):
    with pytest.raises(CannotSettleFollowUp, match="mengapa"):
        settle_follow_up(
            by=novita, person=None, follow_up=promised, status="DROPPED", word="", today=TODAY, at=NIGHT
        )
    dropped = settle_follow_up(
        by=novita, person=None, follow_up=promised, status="DROPPED", word="Izinnya belum", today=TODAY, at=NIGHT
    )

    assert dropped.status == "DROPPED"
    with pytest.raises(CannotSettleFollowUp, match="sudah"):
        settle_follow_up(by=novita, person=None, follow_up=promised, status="DONE", word="", today=TODAY, at=NIGHT)


def test_nobody_else_settles_it(promised, present, stranger):
    with pytest.raises(PermissionDenied):
        settle_follow_up(
            by=stranger, person=present, follow_up=promised, status="DONE", word="", today=TODAY, at=NIGHT
        )

    promised.refresh_from_db()
    assert promised.is_open


def test_the_reminder_comes_three_days_before_and_once(promised, present):
    take_follow_up(by=present, follow_up=promised, at=NIGHT)

    assert remind_of_follow_up(follow_up=promised, today=DUE - timedelta(days=4), at=NIGHT) is None
    assert remind_of_follow_up(follow_up=promised, today=DUE - timedelta(days=3), at=NIGHT) == present
    assert remind_of_follow_up(follow_up=promised, today=DUE, at=NIGHT) is None

    assert Notice.objects.filter(participant=present, kind="follow_up_due").count() == 1


def test_the_reminder_of_what_nobody_took_on_comes_to_who_wrote_it_down(promised, novita, make_participant):
    hers = make_participant(user=novita)

    assert remind_of_follow_up(follow_up=promised, today=DUE, at=NIGHT) == hers


def test_the_task_reminds_once_by_notice_and_by_letter(promised, novita, make_participant, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    hers = make_participant(user=novita)
    FollowUp.objects.update(due_date=timezone.localdate() + timedelta(days=2))

    for _ in range(2):
        enqueue_once(remind_of_follow_ups, key="x")
        run_waiting()

    assert Notice.objects.filter(participant=hers, kind="follow_up_due").count() == 1
    assert [letter.to for letter in mail.outbox] == [["novita@contoh.id"]]
    assert "Mendata gedung" in mail.outbox[0].body
    assert f"/tindak-lanjut/{promised.pk}/" in mail.outbox[0].body


def test_the_list_shows_late_ones_first_and_none_of_another_city(
    promised, session, novita, other_city, make_session
):
    late = plan_follow_up(by=novita, session=session, what="Kirim surat", who="kami", due_date=TODAY, at=NIGHT)
    elsewhere = make_session("CLOSED", where=other_city, number=1)
    FollowUp.objects.create(session=elsewhere, what="lain", who="x", due_date=DUE, at=NIGHT)

    found = follow_ups_of(session.city, TODAY + timedelta(days=1))

    assert (found.late, found.waiting, found.settled) == ([late], [promised], [])
