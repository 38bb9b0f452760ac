from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.accounts.models import Notice
from muara.web.initiatives import actions, clock
from muara.web.initiatives.queries.pages import open_tasks
from muara.web.initiatives.tests.conftest import AT, later
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.worker import run_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(initiative, novita):
    return actions.write_stop_rule(by=novita, initiative=initiative, text="Kurang dari lima warung.", at=AT)


@pytest.fixture
def running(rule, initiative, settle, decision):
    """Return the rule of an initiative that started on 25 November 2026."""
    settle(initiative, "TESTING", decision)
    rule.refresh_from_db()
    rule.initiative.refresh_from_db()
    return rule


def test_before_the_start_it_has_no_day_and_may_be_worded_anew(rule, initiative, novita):
    assert rule.due_date is None
    again = actions.write_stop_rule(by=novita, initiative=initiative, text="Kurang dari tiga.", months=6, at=AT)

    assert (again.pk, again.text, again.months) == (rule.pk, "Kurang dari tiga.", 6)
    with pytest.raises(actions.CannotAnswerStopRule):
        actions.answer_stop_rule(by=novita, rule=again, is_met=True, found="Dua.", at=AT)


def test_it_comes_back_as_a_task_three_months_after_the_start(running, city):
    assert running.due_date == date(2027, 2, 25)
    kinds = {task.kind: task.is_due for task in open_tasks(city, later(30))}
    assert kinds["STOP_RULE"] is False
    assert open_tasks(city, later(97))[0].kind == "STOP_RULE"
    assert open_tasks(city, later(97))[0].is_due


def test_no_asks_again_after_as_long(running, novita, city):
    actions.answer_stop_rule(by=novita, rule=running, is_met=False, found="Sebelas warung.", at=later(97))

    again = running.initiative.stop_rules.get(answered_at=None)

    assert (again.text, again.due_date) == (running.text, date(2027, 5, 26))
    assert not running.initiative.is_closed
    with pytest.raises(actions.CannotAnswerStopRule):
        actions.answer_stop_rule(by=novita, rule=running, is_met=True, found="x", at=later(98))


def test_yes_closes_it_with_what_was_found(running, novita, tini):
    with pytest.raises(PermissionDenied):
        actions.answer_stop_rule(by=tini, rule=running, is_met=True, found="x", at=later(97))
    with pytest.raises(actions.CannotAnswerStopRule):
        actions.answer_stop_rule(by=novita, rule=running, is_met=True, found=" ", at=later(97))
    actions.answer_stop_rule(by=novita, rule=running, is_met=True, found="Tinggal dua warung.", at=later(97))

    running.initiative.refresh_from_db()
    assert (running.initiative.result, running.initiative.lesson) == ("STOPPED", "Tinggal dua warung.")
    assert not running.initiative.outcomes.exists()


def test_it_stands_after_the_start(running, novita):
    with pytest.raises(actions.CannotWriteStopRule):
        actions.write_stop_rule(by=novita, initiative=running.initiative, text="Lebih mudah.", at=later(9))


def test_the_clock_asks_the_owner_once(running, bayu, make_participant, time_of):
    person = make_participant("VERIFIED", user=bayu)
    for moment, expected in ((later(30), 0), (later(97), 1), (later(98), 1)):
        time_of(moment)
        enqueue_once(clock.ask_stop_rules, key=f"henti-{moment:%j}")
        run_waiting()
        assert Notice.objects.filter(participant=person, kind="stop_rule_due").count() == expected
