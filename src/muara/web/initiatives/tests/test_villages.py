from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from muara.web.initiatives import actions
from muara.web.initiatives.models import GateAnswer, VillageGate
from muara.web.initiatives.queries.gates import state_of
from muara.web.initiatives.queries.pages import asked_in, open_tasks, village_lines
from muara.web.initiatives.tests.conftest import AT, answer_all, later

pytestmark = pytest.mark.django_db


def state(gate):
    return state_of(VillageGate.objects.get(pk=gate.pk))


def answer(gate, by, item=1, value="YES", **fields):
    given = {"evidence": "Notulen dusun.", "at": AT, **fields}
    return actions.answer_question(by=by, gate=gate, item=item, value=value, **given)


def test_what_nobody_answered_is_not_known_and_not_known_is_no_yes(gate, novita):
    assert state(gate).unknown == tuple(range(1, 13))
    answer_all(gate, novita)
    assert state(gate).is_passed
    answer(gate, novita, 7, "UNKNOWN", evidence="", who="Pemerintah desa")

    found = state(gate)

    assert (found.is_passed, found.is_blocked, found.unknown) == (False, False, (7,))


def test_a_no_blocks_and_is_named_by_its_number(gate, novita):
    answer_all(gate, novita)
    for item in (4, 7):
        answer(gate, novita, item, "NO", who="Kelompok buruh tani")

    found = state(gate)

    assert (found.is_passed, found.is_blocked, found.no) == (False, True, (4, 7))
    assert "4, 7" in found.sentence
    assert [line.state.no for line in village_lines(gate.initiative.city)] == [(4, 7)]


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ("YES", {"evidence": " "}),
        ("NO", {"evidence": "", "who": "Desa"}),
        ("NO", {"who": ""}),
        ("UNKNOWN", {"who": " "}),
        ("MUNGKIN", {"who": "Desa"}),
    ],
)
def test_an_answer_without_evidence_or_without_who_answers_next_is_refused(gate, novita, value, fields):
    with pytest.raises(actions.CannotAnswerQuestion):
        answer(gate, novita, 1, value, **fields)
    assert not gate.answers.exists()


def test_the_twelfth_is_a_yes_only_with_a_stop_rule(gate, initiative, novita):
    with pytest.raises(actions.CannotAnswerQuestion):
        answer(gate, novita, 12)
    actions.write_stop_rule(by=novita, initiative=initiative, text="Kurang dari lima.", at=AT)
    assert answer(gate, novita, 12).value == "YES"
    with pytest.raises(actions.CannotAnswerQuestion):
        answer(gate, novita, 13)


def test_who_was_named_answers_and_nobody_else(gate, novita, sanggar, tini, stranger, make_actor, make_speaker):
    with pytest.raises(PermissionDenied):
        answer(gate, tini, 3)
    answer(gate, novita, 3, "UNKNOWN", actor=sanggar)
    other = make_speaker("lain", make_actor("Lain"))
    for by in (stranger, other):
        with pytest.raises(PermissionDenied):
            answer(gate, by, 3)

    assert answer(gate, tini, 3).by == tini
    with pytest.raises(PermissionDenied):  # once it is answered, nobody is named any more
        answer(gate, tini, 3, "NO", who="Desa")


def test_what_is_open_waits_for_who_was_named(gate, novita, city):
    answer(gate, novita, 4, "UNKNOWN", who="Kelompok buruh tani", due_date=later(10).date())
    answer(gate, novita, 5)

    early, late = open_tasks(city, AT), open_tasks(city, later(11))

    told = [(one.kind, one.open_questions, one.is_due) for one in early]
    assert told == [("QUESTION", [(4, "Kelompok buruh tani")], False)]
    assert [one.is_due for one in late] == [True]
    assert [one.value for one in asked_in(gate)][:5] == ["UNKNOWN", "UNKNOWN", "UNKNOWN", "UNKNOWN", "YES"]


def test_a_village_is_asked_once_and_only_in_the_city(gate, initiative, novita, tini, village):
    with pytest.raises(PermissionDenied):
        actions.open_gate(by=tini, initiative=initiative, village=village, technology="x", at=AT)
    with pytest.raises(actions.CannotOpenGate):
        actions.open_gate(by=novita, initiative=initiative, village=village, technology="x", at=AT)
    village.district.regency_code = "33.01"
    with pytest.raises(actions.CannotOpenGate):
        actions.open_gate(by=novita, initiative=initiative, village=village, technology="x", at=AT)
    assert VillageGate.objects.count() == 1


def test_answers_stand_after_the_start(gate, initiative, novita, settle, decision):
    answer_all(gate, novita)
    started = settle(initiative, "TESTING", decision)
    gate.initiative = started

    with pytest.raises(actions.CannotAnswerQuestion):
        answer(gate, novita, 4, "NO", who="Desa")
    with pytest.raises(actions.CannotChangeInitiative):
        actions.change_initiative(
            by=novita, initiative=started, title="x", purpose="x", budget_idr=started.budget_idr, at=later(9)
        )


def test_the_database_refuses_a_yes_without_evidence(gate, novita):
    answer(gate, novita)
    for change, name in (
        ({"evidence": ""}, "answer_has_evidence"),
        ({"value": "NO"}, "open_answer_names_who"),
        ({"item": 13}, "item_is_one_of_twelve"),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            GateAnswer.objects.update(**change)
