from dataclasses import fields, replace
from functools import cache
from itertools import product

import pytest

from muara.engine.cooperation import FOUNDING, Answer, Answers, Reason, Role, Warned, Way, match_way

KINDS = [Role if field.name == "role" else Answer for field in fields(Answers)]
EVERY = [Answers(*given) for given in product(*KINDS)]
READY = Answers(Answer.YES, Role.PRODUCE, Answer.YES, Answer.YES, Answer.NO, Answer.NO, Answer.NO)


@cache
def found_for(answers):
    return match_way(answers)


def test_every_way_is_reached():
    assert {found_for(answers).first for answers in EVERY} == {*Way, None} - {Way.CONSUMER}
    assert Way.CONSUMER in {found.way for answers in EVERY for found in found_for(answers).ways}


@pytest.mark.parametrize("role", FOUNDING)
def test_a_ready_group_is_told_the_kind_of_its_role(role):
    assert found_for(replace(READY, role=role)).ways[-1].way is FOUNDING[role]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"only_government": Answer.YES}, Reason.ONLY_GOVERNMENT),
        ({"shared_trade": Answer.NO}, Reason.NO_SHARED_TRADE),
        ({"enough_people": Answer.NO}, Reason.TOO_FEW),
        ({"knows_partner": Answer.NO}, Reason.NO_PARTNER),
    ],
)
def test_four_causes_lead_to_no_cooperative(change, reason):
    found = found_for(replace(READY, **change))

    assert found.first is Way.NOT_A_COOPERATIVE
    assert found.ways[0].reasons == (reason,)


def test_buyers_try_a_buying_group_before_they_found():
    found = found_for(replace(READY, role=Role.BUY))

    assert [suggestion.way for suggestion in found.ways] == [Way.BUYING_GROUP, Way.CONSUMER]


def test_joining_ranks_above_founding_always():
    for answers in EVERY:
        ways = [found.way for found in found_for(answers).ways]
        if Way.JOIN_EXISTING in ways:
            assert ways[0] is Way.JOIN_EXISTING


def test_not_known_never_counts_as_yes():
    for answers in EVERY:
        ways = {found.way for found in found_for(answers).ways}
        if ways & set(FOUNDING.values()):
            assert answers.shared_trade is answers.enough_people is answers.knows_partner is Answer.YES
        if Answer.UNKNOWN is answers.only_government:
            assert found_for(answers).ways == found_for(replace(answers, only_government=Answer.NO)).ways


@pytest.mark.parametrize("question", ["shared_trade", "enough_people", "knows_partner"])
def test_a_better_answer_never_turns_founding_into_nothing(question):
    for answers in EVERY:
        founding = [
            bool(
                {found.way for found in found_for(replace(answers, **{question: answer})).ways}
                & set(FOUNDING.values())
            )
            for answer in (Answer.NO, Answer.UNKNOWN, Answer.YES)
        ]
        assert founding == sorted(founding)


def test_what_would_change_the_answer_does_change_it():
    for answers in EVERY[::7]:
        found = found_for(answers)
        for change in found.changes:
            assert change.first is not found.first
            assert found_for(replace(answers, **{change.question: change.answer})).first is change.first


def test_every_answer_that_would_change_it_is_named():
    found = found_for(READY)

    assert {(change.question, change.answer) for change in found.changes} == {
        ("shared_trade", Answer.NO),
        *(("role", role) for role in FOUNDING if role is not Role.PRODUCE),
        ("enough_people", Answer.NO),
        ("knows_partner", Answer.NO),
        ("one_exists", Answer.YES),
        ("only_government", Answer.YES),
    }


def test_nothing_asked_is_nothing_answered():
    found = found_for(Answers())

    assert (found.ways, found.first, found.warnings) == ((), None, ())
    assert found.missing == tuple(field.name for field in fields(Answers))


def test_savings_and_loans_always_carry_the_strongest_warning():
    for answers in EVERY:
        assert (Warned.MONEY_OF_OTHERS in found_for(answers).warnings) == (answers.role is Role.SAVE_AND_BORROW)


def test_a_licence_and_an_unasked_neighbour_are_said():
    found = found_for(replace(READY, needs_licence=Answer.YES, one_exists=Answer.UNKNOWN))

    assert found.warnings == (Warned.NEEDS_LICENCE, Warned.LOOK_FOR_EXISTING)
    assert found_for(READY).warnings == ()
