from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.initiatives import actions
from muara.web.initiatives.models import Outcome
from muara.web.initiatives.tests.conftest import later, measured, write_measure

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(initiative, settle, decision):
    return settle(initiative, "TESTING", decision)


@pytest.mark.parametrize(
    ("direction", "value", "reached"),
    [("AT_LEAST", 30, True), ("AT_LEAST", 29, False), ("AT_MOST", 30, True), ("AT_MOST", 31, False)],
)
def test_what_was_measured_is_held_against_the_measure_written_before(
    initiative, settle, decision, novita, direction, value, reached
):
    drafted = settle(initiative, "PROTOTYPING")
    actions.rest_on_mandate(by=novita, initiative=drafted, decision=decision, at=later(4))
    actions.change_initiative(
        by=novita, initiative=drafted, title="Kulakan", purpose="x", budget_idr=0, at=later(4)
    )
    write_measure(drafted, novita, later(4), direction=direction)
    started = actions.advance(by=novita, initiative=drafted, at=later(5))

    one = measured(started, novita, later(9), value=value)

    assert (one.is_reached, one.target, one.measure) == (reached, Decimal(30), "Warung yang ikut memesan")


def test_nothing_is_measured_before_the_start_or_in_the_days_to_come(initiative, started, novita):
    for day in (later(3).date(), later(20).date()):
        with pytest.raises(actions.CannotRecordOutcome):
            measured(started, novita, later(9), on_date=day)
    back = actions.go_back(by=novita, initiative=started, why="Belum siap.", at=later(9))
    with pytest.raises(actions.CannotRecordOutcome):
        measured(back, novita, later(9))
    assert not Outcome.objects.exists()


@pytest.mark.parametrize("fields", [{"evidence": " "}, {"source": ""}, {"value": Decimal("NaN")}])
def test_an_outcome_without_evidence_is_refused(started, novita, fields):
    with pytest.raises(actions.CannotRecordOutcome):
        measured(started, novita, later(9), **fields)
    assert not Outcome.objects.exists()


def test_who_does_not_keep_it_measures_nothing(started, tini, novita):
    with pytest.raises(PermissionDenied):
        measured(started, tini, later(9))
    one = measured(started, novita, later(9))
    with pytest.raises(PermissionDenied):
        actions.withdraw_outcome(by=tini, outcome=one, why="x", at=later(9))


def test_a_wrong_outcome_is_taken_back_with_a_reason_once(started, novita):
    one = measured(started, novita, later(9))
    with pytest.raises(actions.CannotWithdrawOutcome):
        actions.withdraw_outcome(by=novita, outcome=one, why=" ", at=later(9))
    gone = actions.withdraw_outcome(by=novita, outcome=one, why="Dua daftar terhitung dobel.", at=later(9))

    assert gone.withdrawn_at == later(9)
    assert not Outcome.objects.standing().exists()
    with pytest.raises(actions.CannotWithdrawOutcome):
        actions.withdraw_outcome(by=novita, outcome=one, why="Lagi.", at=later(9))


def test_measured_after_its_day_it_says_so(started, novita):
    assert not measured(started, novita, later(9)).is_late
    assert started.measure_due_date == date(2027, 3, 1)
    assert measured(started, novita, later(120)).is_late
