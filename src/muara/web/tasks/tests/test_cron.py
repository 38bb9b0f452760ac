from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from muara.web.tasks.housekeeping import KEEP_DAYS, forget_old_logins, forget_old_tasks
from muara.web.tasks.models import CronRow, TaskTicket
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.tests import sample
from muara.web.tasks.worker import Worker, plant_cron, run_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def hourly(settings):
    sample.ran.clear()
    settings.MUARA_CRON = {"hourly": ("muara.web.tasks.tests.sample.note", 3600)}
    plant_cron()
    return CronRow.objects.get()


def test_a_due_row_is_enqueued_once_and_waits_for_its_next_time(hourly):
    for _ in range(3):
        Worker().enqueue_due()

    assert run_waiting() == 1
    hourly.refresh_from_db()
    assert hourly.next_at - hourly.last_at == timedelta(hours=1)


def test_missed_times_are_not_made_up_for(hourly):
    CronRow.objects.update(next_at=timezone.now() - timedelta(days=3))

    for _ in range(3):
        Worker().enqueue_due()

    assert run_waiting() == 1


def test_planting_again_moves_no_time_and_drops_what_is_no_longer_wanted(hourly, settings):
    CronRow.objects.create(name="old", task_path="x.y", every_seconds=1, next_at=timezone.now())
    settings.MUARA_CRON = {"hourly": ("muara.web.tasks.tests.sample.note", 60)}

    plant_cron()

    row = CronRow.objects.get()
    assert (row.name, row.every_seconds, row.next_at) == ("hourly", 60, hourly.next_at)


def test_a_row_that_names_no_task_stops_the_worker_at_its_start(settings, db):
    settings.MUARA_CRON = {"wrong": ("muara.web.tasks.tests.sample.no_such_task", 60)}

    with pytest.raises(ImportError):
        plant_cron()


def test_old_tasks_are_forgotten_and_new_ones_kept():
    for key in ("old", "new"):
        enqueue_once(sample.note, key=key)
    run_waiting()
    old = TaskTicket.objects.get(key="old")
    DBTaskResult.objects.filter(pk=old.result_id).update(
        finished_at=timezone.now() - timedelta(days=KEEP_DAYS, hours=1)
    )

    enqueue_once(forget_old_tasks, key="forget")
    run_waiting()

    assert set(TaskTicket.objects.values_list("key", flat=True)) == {"new", "forget"}


def test_log_ins_that_ran_out_are_forgotten(client, stranger):
    from django.contrib.sessions.models import Session

    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    Session.objects.update(expire_date=timezone.now() - timedelta(days=1))

    enqueue_once(forget_old_logins, key="forget")
    run_waiting()

    assert not Session.objects.exists()
