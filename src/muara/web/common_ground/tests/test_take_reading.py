from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from conftest import NIGHT
from muara.engine.opinion.nameless import nameless
from muara.web.accounts.models import AuditLine
from muara.web.common_ground.actions import CannotTakeReading, take_reading, work_on
from muara.web.common_ground.models import Reading
from muara.web.common_ground.queries import vote_table
from muara.web.common_ground.tests.conftest import COMMON, cast
from muara.web.concerns.models import Statement
from muara.web.tasks.models import TaskTicket
from muara.web.tasks.worker import Worker

pytestmark = pytest.mark.django_db


def test_a_reading_finds_the_planted_groups(planted, take):
    reading = take(planted.topic)

    assert (reading.status, reading.n_participants, reading.n_statements) == ("READY", 60, 19)
    assert reading.result["n_groups"] == 3
    for group in planted.groups:
        found = Counter(reading.people[f"p{person.pk}"]["group"] for person in group)
        assert found.most_common(1)[0][1] >= 18


def test_what_all_groups_share_is_a_thread_and_what_divides_is_none(planted, take):
    reading = take(planted.topic)

    assert set(reading.result["threads"]) == {1, 2, 3, 4}
    assert len(reading.result["divides"]) >= 12
    assert not set(reading.result["threads"]) & set(reading.result["divides"])


def test_below_thirty_people_there_are_statements_but_no_groups(make_planted, take):
    reading = take(make_planted(size=9).topic)

    assert reading.n_participants == 27
    assert not reading.result["has_groups"]
    assert reading.result["groups"] == []
    assert "picture" not in reading.result
    assert all(item["groups"] == [] for item in reading.result["statements"])


def test_everybody_and_verified_people_are_read_side_by_side(make_planted, take):
    reading = take(make_planted(n_verified=12).topic)

    twin = Reading.objects.get(topic=reading.topic, number=reading.number, audience="VERIFIED")
    assert (reading.n_participants, twin.n_participants) == (60, 36)
    assert twin.status == "READY"
    assert twin.input_sha256 != reading.input_sha256


def test_a_reading_keeps_what_it_takes_to_repeat_it(planted, take):
    first, second = take(planted.topic), take(planted.topic)

    assert len(first.input_sha256) == 64
    assert first.input_sha256 == nameless(vote_table(planted.topic, "ALL")).votes.sha256
    assert first.engine_version
    assert first.parameters["thread_threshold"] == 0.6
    assert (first.seed, first.input_sha256) == (second.seed, second.input_sha256)
    assert first.result["statements"] == second.result["statements"]


def test_a_rejected_statement_is_left_out_and_recorded(planted, take):
    Statement.objects.filter(pk=planted.statements[0].pk).update(status="REJECTED")

    reading = take(planted.topic)

    assert 1 not in {item["statement"] for item in reading.result["statements"]}
    assert reading.result["moderation"]["excluded"] == [1]
    assert COMMON[0] not in str(reading.result)


def test_a_statement_about_the_conversation_is_in_no_list(planted, take):
    Statement.objects.filter(pk=planted.statements[0].pk).update(is_meta=True)

    reading = take(planted.topic)

    assert 1 not in reading.result["threads"]
    assert reading.result["moderation"]["meta"] == [1]


def test_two_clicks_are_one_computation(planted, novita, work_off):
    first = take_reading(by=novita, topic=planted.topic, at=NIGHT)
    second = take_reading(by=novita, topic=planted.topic, at=NIGHT + timedelta(seconds=1))

    assert first == second
    assert Reading.objects.everybody().count() == 1
    assert work_off() == 1


def test_a_reading_whose_worker_was_killed_is_finished_by_the_next(planted, novita, work_off):
    reading = take_reading(by=novita, topic=planted.topic, at=NIGHT)
    assert Worker().claim() is not None  # and dies without a word
    TaskTicket.objects.update(lease_until=timezone.now() - timedelta(minutes=5))

    Worker().reap()
    DBTaskResult.objects.update(run_after=NIGHT)
    work_off()

    reading.refresh_from_db()
    assert reading.status == "READY"
    assert Reading.objects.count() == 2


def test_a_reading_that_failed_for_good_can_be_taken_again(planted, novita, work_off):
    broken = take_reading(by=novita, topic=planted.topic, at=NIGHT)
    DBTaskResult.objects.update(status="FAILED")

    again = take_reading(by=novita, topic=planted.topic, at=NIGHT + timedelta(minutes=1))
    broken.refresh_from_db()

    assert (broken.status, again.number) == ("FAILED", 2)
    assert work_on(again).is_busy


def test_a_stranger_may_not(planted, stranger, sekar, other_city, make_member):
    neighbor = make_member("tetangga", "FACILITATOR", other_city)
    for somebody in (stranger, neighbor):
        with pytest.raises(PermissionDenied):
            take_reading(by=somebody, topic=planted.topic, at=NIGHT)

    assert not Reading.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_without_votes_it_is_refused_and_nothing_is_left(topic, novita, make_statement):
    make_statement("Belum ada yang memilih.")

    with pytest.raises(CannotTakeReading, match=r"\.$"):
        take_reading(by=novita, topic=topic, at=NIGHT)

    assert not Reading.objects.exists()
    assert not AuditLine.objects.filter(verb="took_reading").exists()


def test_both_readings_and_the_audit_line_live_or_die_together(planted, novita, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("muara.web.common_ground.actions.reading.record", fail)
    with pytest.raises(OSError, match="disk full"):
        take_reading(by=novita, topic=planted.topic, at=NIGHT)

    assert not Reading.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_votes_on_statements_that_wait_for_the_moderator_do_not_count(planted, make_participant):
    Statement.objects.filter(pk=planted.statements[4].pk).update(status="PENDING")
    cast(make_participant(), planted.statements[4], 1)

    table = vote_table(planted.topic, "ALL")

    assert 5 not in table.statements
    assert table.n_participants == 60


def test_a_table_of_verified_people_holds_nobody_else(make_planted):
    planted = make_planted(n_verified=2)

    table = vote_table(planted.topic, "VERIFIED")

    assert set(table.participants) == {person.pk for group in planted.groups for person in group[:2]}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_the_same_moment_are_one_computation(planted, novita):
    def click(_: int) -> int:
        try:
            return take_reading(by=novita, topic=planted.topic, at=NIGHT).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as clicks:
        taken = set(clicks.map(click, range(8)))

    assert len(taken) == 1
    assert DBTaskResult.objects.count() == 1
    assert sorted(Reading.objects.values_list("audience", flat=True)) == ["ALL", "VERIFIED"]
