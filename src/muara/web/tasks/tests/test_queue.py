from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from muara.web.tasks.models import CronRow, TaskTicket
from muara.web.tasks.queue import LeaseLost, enqueue_once, task_status
from muara.web.tasks.tests import sample
from muara.web.tasks.worker import Worker, run_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_ran():
    sample.ran.clear()


def waiting_again(key: str) -> None:
    """Let the pause before the next attempt be over."""
    result = TaskTicket.objects.select_related("result").get(key=key).result
    result.run_after = timezone.now()
    result.save()


def test_a_task_runs_with_its_arguments():
    enqueue_once(sample.note, key="a", what=[1, "dua"])

    assert run_waiting() == 1
    assert sample.ran == [[1, "dua"]]
    assert task_status("a").state == "SUCCESSFUL"
    assert task_status("a").progress == 100


def test_the_same_key_is_enqueued_once_while_it_waits():
    first = enqueue_once(sample.note, key="topic:7")
    second = enqueue_once(sample.note, key="topic:7")

    assert first == second
    assert run_waiting() == 1


def test_another_key_is_another_task():
    enqueue_once(sample.note, key="topic:7")
    enqueue_once(sample.note, key="topic:8")

    assert run_waiting() == 2


def test_the_same_key_is_enqueued_again_while_one_runs():
    enqueue_once(sample.note, key="topic:7", what="first")
    running = Worker().claim()

    enqueue_once(sample.note, key="topic:7", what="second")

    assert task_status("topic:7").state == "RUNNING"
    assert run_waiting() == 1
    assert sample.ran == ["second"]
    assert task_status("topic:7").attempt == running.attempt == 1


def test_the_same_key_is_enqueued_again_after_it_is_done():
    enqueue_once(sample.note, key="topic:7")
    run_waiting()

    enqueue_once(sample.note, key="topic:7")

    assert run_waiting() == 1


def test_a_delayed_task_is_brought_forward_by_a_caller_who_cannot_wait():
    enqueue_once(sample.note, key="a", delay=60)
    assert run_waiting() == 0
    enqueue_once(sample.note, key="a", delay=30)
    assert run_waiting() == 0

    enqueue_once(sample.note, key="a")

    assert run_waiting() == 1


def test_a_delay_is_not_prolonged_by_a_later_caller():
    enqueue_once(sample.note, key="a")
    enqueue_once(sample.note, key="a", delay=60)

    assert run_waiting() == 1


def test_a_task_lives_or_dies_with_the_transaction_that_enqueued_it():
    with transaction.atomic():
        enqueue_once(sample.note, key="a")
        transaction.set_rollback(True)

    assert run_waiting() == 0
    assert task_status("a") is None


def test_a_task_that_stumbles_is_tried_again_after_longer_pauses_and_then_fails_with_its_reason():
    enqueue_once(sample.stumble, key="a")

    pauses = []
    for _ in range(2):
        assert run_waiting() == 1
        status = task_status("a")
        assert (status.state, status.reason) == ("READY", "ValueError: no voters yet")
        pauses.append(TaskTicket.objects.get().result.run_after - timezone.now())
        assert run_waiting() == 0, "it waits"
        waiting_again("a")
    run_waiting()

    assert [round(pause.total_seconds()) for pause in pauses] == [10, 20]
    assert sample.ran == ["stumbled"] * 3
    assert task_status("a").state == "FAILED"
    assert task_status("a").reason == "ValueError: no voters yet"


def test_a_task_that_cannot_be_done_is_not_tried_again():
    enqueue_once(sample.give_up, key="a")

    run_waiting()

    assert task_status("a").state == "FAILED"
    assert task_status("a").reason == "CannotBeDone: The topic is gone."


def test_the_effect_of_a_failed_finish_is_taken_back():
    enqueue_once(sample.half_done, key="a")

    run_waiting()

    assert not CronRow.objects.exists()
    assert task_status("a").state == "READY"


def test_a_retry_gives_way_to_a_newer_task_of_the_same_key():
    enqueue_once(sample.stumble, key="a")
    worker = Worker()
    older = worker.claim()
    enqueue_once(sample.note, key="a")

    worker.attempt(older)

    older.result.refresh_from_db()
    assert older.result.status == "FAILED"
    assert older.result.ticket.reason == "A newer task with the same key took its place."
    assert run_waiting() == 1
    assert task_status("a").state == "SUCCESSFUL"


def test_progress_can_be_read_while_the_task_runs():
    enqueue_once(sample.tell_progress, key="a")
    work = Worker().claim()

    work.progress(40)
    work.progress(41)  # too soon after the other: not written

    assert task_status("a").progress == 40
    assert task_status("a").is_busy


def test_a_worker_that_lost_its_lease_has_no_effect():
    enqueue_once(sample.tell_progress, key="a")
    paused = Worker()
    lost = paused.claim()
    TaskTicket.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    other = Worker()
    assert other.reap() == 1
    waiting_again("a")

    assert other.run_one()
    paused.attempt(lost)

    assert sample.ran.count("effect") == 1
    assert task_status("a").state == "SUCCESSFUL"
    assert task_status("a").attempt == 2


def test_nothing_is_finished_twice():
    enqueue_once(sample.note, key="a")
    work = Worker().claim()
    with work.finishing():
        pass

    with pytest.raises(LeaseLost), work.finishing():
        pass


def test_a_task_whose_worker_always_dies_fails_in_the_end():
    enqueue_once(sample.stumble, key="a")
    for _ in range(3):
        Worker().claim()
        TaskTicket.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert Worker().reap() == 1
        if task_status("a").state == "READY":
            waiting_again("a")

    assert task_status("a").state == "FAILED"
    assert "died" in task_status("a").reason


def test_the_lease_of_a_living_worker_is_left_alone():
    enqueue_once(sample.note, key="a")
    Worker().claim()

    assert Worker().reap() == 0


def test_a_dead_process_of_this_machine_is_seen_before_its_lease_runs_out():
    enqueue_once(sample.note, key="a")
    worker = Worker()
    worker.id = worker.id.replace(f":{worker.id.split(':')[1]}:", ":4194303:")
    worker.claim()

    assert Worker().reap() == 1


def test_a_worker_on_another_machine_is_given_its_lease():
    enqueue_once(sample.note, key="a")
    worker = Worker()
    worker.id = "other-machine:4194303:ab"
    worker.claim()

    assert Worker().reap() == 0


def test_a_plain_django_task_gets_its_ticket_when_it_is_taken():
    sample.note.enqueue(what="plain")

    assert run_waiting() == 1
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_a_task_that_no_longer_exists_fails_and_the_worker_goes_on():
    result = enqueue_once(sample.note, key="a")
    DBTaskResult.objects.filter(pk=result).update(task_path="muara.web.tasks.tests.sample.gone")
    TaskTicket.objects.update(max_attempts=1)
    enqueue_once(sample.note, key="b")

    assert run_waiting() == 2
    assert task_status("a").state == "FAILED"
    assert task_status("b").state == "SUCCESSFUL"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_who_enqueue_the_same_key_at_once_enqueue_it_once():
    start, found = Barrier(8), []

    def enqueue() -> None:
        start.wait()
        found.append(enqueue_once(sample.note, key="topic:7"))
        connection.close()

    threads = [Thread(target=enqueue) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1
    assert DBTaskResult.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_waiting_task_is_not_taken_before_what_its_caller_wrote_can_be_seen():
    enqueue_once(sample.note, key="topic:7")
    held, go_on, taken = Barrier(2), Barrier(2), []

    def write_and_enqueue() -> None:
        with transaction.atomic():
            enqueue_once(sample.note, key="topic:7")
            held.wait()
            go_on.wait()
        connection.close()

    thread = Thread(target=write_and_enqueue)
    thread.start()
    held.wait()
    taken.append(Worker().claim())
    go_on.wait()
    thread.join()
    taken.append(Worker().claim())

    assert taken[0] is None
    assert taken[1] is not None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_workers_take_each_task_once():
    for n in range(40):
        enqueue_once(sample.note, key=str(n), what=n)

    def work() -> None:
        run_waiting()
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(sample.ran) == list(range(40))
