from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from muara.web.initiatives import actions
from muara.web.initiatives.models import PhaseStep
from muara.web.initiatives.queries.gates import ticks_of
from muara.web.initiatives.tests.conftest import AT, act, answer_all, later, measured, prepare

pytestmark = pytest.mark.django_db


def is_met(initiative) -> list[bool]:
    initiative.refresh_from_db()
    return [tick.is_met for tick in ticks_of(initiative, later(30))]


def test_the_whole_way_is_walked_gate_by_gate(initiative, settle, decision, novita, verbs):
    walked = settle(initiative, "MODELING", decision)

    assert walked.started_at == later(4)
    kinds = list(walked.steps.order_by("pk").values_list("from_phase", "to_phase"))
    assert kinds == [
        ("", "KNOWING"), ("KNOWING", "MAPPING"), ("MAPPING", "PRACTICING"), ("PRACTICING", "PROTOTYPING"),
        ("PROTOTYPING", "TESTING"), ("TESTING", "MODELING"),
    ]  # fmt: skip
    start = walked.steps.get(from_phase="PROTOTYPING")
    assert [one["is_met"] for one in start.conditions] == [True] * 4
    assert {"advanced_initiative", "started_initiative"} <= set(verbs())


def test_knowing_asks_for_three_sectors(initiative, held_evening, novita):
    held_evening.head_counts.filter(sector="SHOP").delete()

    assert is_met(initiative) == [False, True]
    with pytest.raises(actions.CannotAdvance):
        actions.advance(by=novita, initiative=initiative, at=AT)
    held_evening.head_counts.create(sector="MEDIA", n=1)
    assert is_met(initiative) == [True, True]


def test_a_sector_that_was_counted_to_nobody_did_not_come(initiative, held_evening):
    held_evening.head_counts.filter(sector="SHOP").update(n=0)

    assert is_met(initiative) == [False, True]


def test_mapping_asks_that_every_idea_hangs_on_something(initiative, settle, novita, koperasi):
    mapping = settle(initiative, "MAPPING")

    assert is_met(mapping) == [False]
    actions.add_idea(by=novita, initiative=mapping, text="Satu daftar", actor=koperasi, at=later(2))
    assert is_met(mapping) == [True]
    loose = actions.add_idea(by=novita, initiative=mapping, text="Entah untuk siapa", at=later(2))
    assert is_met(mapping) == [False]
    actions.drop_idea(by=novita, idea=loose, at=later(2))
    assert is_met(mapping) == [True]


def test_practicing_asks_for_one_act_of_two_actors(initiative, settle, novita, koperasi, sanggar):
    practicing = settle(initiative, "PRACTICING")

    act(practicing, novita, [koperasi], later(3))
    assert is_met(practicing) == [False]
    done = act(practicing, novita, [koperasi, sanggar], later(3))
    assert is_met(practicing) == [True]
    actions.withdraw_evidence(by=novita, evidence=done, why="Salah hari.", at=later(3))
    assert is_met(practicing) == [False]


def test_prototyping_asks_for_owner_budget_measure_and_mandate(initiative, settle, novita, decision):
    drafted = settle(initiative, "PROTOTYPING")

    assert is_met(drafted) == [True, False, False, False]
    prepare(drafted, novita, later(4))
    assert is_met(drafted) == [True, True, True, False]
    with pytest.raises(actions.CannotAdvance):
        actions.advance(by=novita, initiative=drafted, at=later(5))
    actions.rest_on_mandate(by=novita, initiative=drafted, decision=decision, at=later(5))
    assert is_met(drafted) == [True] * 4


def test_a_mandate_that_ended_meanwhile_starts_nothing(make_initiative, settle, own_mandate, novita):
    drafted = settle(make_initiative(), "PROTOTYPING")
    prepare(drafted, novita, later(4))
    own_mandate.ended_at = later(4)
    own_mandate.save()

    with pytest.raises(actions.CannotAdvance, match="anggota"):
        actions.advance(by=novita, initiative=drafted, at=later(5))


def test_days_of_advice_come_before_the_start(make_initiative, settle, own_mandate, novita):
    own_mandate.advice_days = 7
    own_mandate.save()
    drafted = settle(make_initiative(), "PROTOTYPING")
    prepare(drafted, novita, later(4))

    with pytest.raises(actions.CannotAdvance):
        actions.advance(by=novita, initiative=drafted, at=later(6.9))
    assert actions.advance(by=novita, initiative=drafted, at=later(7)).phase == "TESTING"


def test_a_village_that_is_not_ready_holds_the_start(initiative, gate, settle, novita, decision):
    drafted = settle(initiative, "PROTOTYPING")
    prepare(drafted, novita, later(4), decision)
    gate.initiative = drafted

    with pytest.raises(actions.CannotAdvance, match="Cingebul"):
        actions.advance(by=novita, initiative=drafted, at=later(5))
    answer_all(gate, novita, later(5))
    actions.answer_question(by=novita, gate=gate, item=4, value="UNKNOWN", who="Kelompok tani", at=later(5))
    with pytest.raises(actions.CannotAdvance, match="4"):
        actions.advance(by=novita, initiative=drafted, at=later(5))
    actions.answer_question(by=novita, gate=gate, item=4, value="YES", evidence="Notulen.", at=later(5))
    assert actions.advance(by=novita, initiative=drafted, at=later(5)).has_started


def test_one_that_says_it_enters_a_village_needs_one(make_initiative, settle, novita, decision):
    drafted = settle(make_initiative(enters_village=True), "PROTOTYPING")
    prepare(drafted, novita, later(4), decision)

    assert is_met(drafted) == [True, True, True, True, False]


def test_testing_asks_for_a_result_and_failed_is_one(initiative, settle, novita, decision):
    tested = settle(initiative, "TESTING", decision)

    assert is_met(tested) == [False]
    missed = measured(tested, novita, later(9), value=12)
    assert not missed.is_reached
    assert is_met(tested) == [True]
    actions.withdraw_outcome(by=novita, outcome=missed, why="Salah hitung.", at=later(9))
    assert is_met(tested) == [False]


def test_going_back_is_logged_and_before_testing_it_has_not_started(initiative, settle, novita, decision):
    tested = settle(initiative, "TESTING", decision)

    with pytest.raises(actions.CannotGoBack):
        actions.go_back(by=novita, initiative=tested, why=" ", at=later(9))
    with pytest.raises(actions.CannotGoBack):
        actions.go_back(by=novita, initiative=tested, to="MODELING", why="Maju.", at=later(9))
    back = actions.go_back(by=novita, initiative=tested, to="PRACTICING", why="Truknya rusak.", at=later(9))

    assert (back.phase, back.started_at, back.phase_since_at) == ("PRACTICING", None, later(9))
    step = back.steps.order_by("-pk")[0]
    assert (step.kind, step.from_phase, step.why) == ("RETURNED", "TESTING", "Truknya rusak.")


def test_what_was_measured_before_it_went_back_opens_no_gate_afterwards(initiative, settle, novita, decision):
    tested = settle(initiative, "TESTING", decision)
    measured(tested, novita, later(5))
    back = actions.go_back(by=novita, initiative=tested, why="Ukurannya keliru.", at=later(6))

    again = actions.advance(by=novita, initiative=back, at=later(7))

    assert (again.phase, is_met(again)) == ("TESTING", [False])


def test_it_closes_with_a_lesson_in_any_phase(initiative, novita, tini):
    with pytest.raises(PermissionDenied):
        actions.close_initiative(by=tini, initiative=initiative, result="FAILED", lesson="x", at=AT)
    with pytest.raises(actions.CannotClose):
        actions.close_initiative(by=novita, initiative=initiative, result="FAILED", lesson="  ", at=AT)
    with pytest.raises(actions.CannotClose):
        actions.close_initiative(by=novita, initiative=initiative, result="ADOPTED", lesson="Jadi.", at=AT)
    closed = actions.close_initiative(
        by=novita, initiative=initiative, result="FAILED", lesson="Tanpa gudang tidak jalan.", at=AT
    )

    assert (closed.is_closed, closed.result, closed.lesson) == (True, "FAILED", "Tanpa gudang tidak jalan.")
    assert closed.steps.order_by("-pk")[0].kind == "CLOSED"
    with pytest.raises(actions.CannotAdvance):
        actions.advance(by=novita, initiative=closed, at=later(1))


def test_it_becomes_a_rule_with_the_adopted_text(initiative, settle, novita, decision):
    last = settle(initiative, "MODELING", decision)
    close = {
        "by": novita,
        "initiative": last,
        "result": "ADOPTED",
        "lesson": "Cukup satu halaman.",
        "at": later(20),
    }

    with pytest.raises(actions.CannotAdvance):
        actions.advance(by=novita, initiative=last, at=later(20))
    with pytest.raises(actions.CannotClose):
        actions.close_initiative(**close)
    actions.add_evidence(
        by=novita, initiative=last, kind="RULE", text="Aturan kulakan disahkan rapat anggota.",
        on_date=later(19).date(), source="Berita acara 3/2026", at=later(20),
    )  # fmt: skip
    assert actions.close_initiative(**close).result == "ADOPTED"


def test_only_who_keeps_it_moves_it(initiative, bayu, tini):
    for move in (
        lambda by: actions.advance(by=by, initiative=initiative, at=AT),
        lambda by: actions.go_back(by=by, initiative=initiative, why="x", at=AT),
    ):
        with pytest.raises(PermissionDenied):
            move(tini)
    assert actions.advance(by=bayu, initiative=initiative, at=AT).phase == "MAPPING"


def test_time_does_not_run_backwards(initiative, novita):
    with pytest.raises(actions.CannotAdvance):
        actions.advance(by=novita, initiative=initiative, at=AT - timedelta(seconds=1))


def test_the_database_keeps_every_step(initiative):
    step = initiative.steps.get()
    for spoil in (
        lambda: PhaseStep.objects.filter(pk=step.pk).update(why="Lain."),
        lambda: PhaseStep.objects.filter(pk=step.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()


def test_pressed_twice_it_goes_on_once(initiative, settle, novita, koperasi):
    actions.add_idea(by=novita, initiative=initiative, text="Satu daftar", actor=koperasi, at=AT)
    actions.advance(by=novita, initiative=initiative, seen_in="KNOWING", at=later(1))

    with pytest.raises(actions.CannotAdvance):
        actions.advance(by=novita, initiative=initiative, seen_in="KNOWING", at=later(1))
    initiative.refresh_from_db()
    assert initiative.phase == "MAPPING"
