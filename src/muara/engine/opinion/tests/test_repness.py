import numpy as np

from muara.engine.opinion import Counts
from muara.engine.opinion.repness import Spoken, polis_representative, repness, representative

ALL = np.ones(1, dtype=bool)


def counts(agree, disagree, passed=None):
    return Counts(
        np.array(agree), np.array(disagree), np.zeros_like(agree) if passed is None else np.array(passed)
    )


def test_where_nothing_is_sure_polis_lists_what_the_group_agrees_with_most():
    """Two of three agree, of the others one: no z is large, but more than half agree, and more than elsewhere."""
    found = polis_representative(counts([[2], [1]], [[1], [2]]), 0, ALL)

    assert found == [Spoken(0, "agree")]


def test_where_nothing_is_agreed_with_either_polis_lists_what_stands_out_most():
    """Most disagree with both, and with the second the others do not."""
    found = polis_representative(counts([[1, 0], [1, 1]], [[2, 2], [2, 1]]), 0, np.ones(2, dtype=bool))

    assert found == [Spoken(1, "disagree")]


def test_a_statement_that_was_moderated_out_is_never_listed():
    agreed = counts([[20, 20], [0, 0]], [[0, 0], [20, 20]])

    assert polis_representative(agreed, 0, np.array([False, True])) == [Spoken(1, "agree")]
    assert polis_representative(agreed, 0, np.array([False, False])) == []


def test_a_statement_that_nobody_of_the_group_voted_on_is_not_what_it_agrees_with():
    """Where nobody voted the share is taken as a half; nobody of the others agreed, so it is far above theirs."""
    found = polis_representative(counts([[0, 20], [0, 0]], [[0, 0], [30, 20]]), 0, np.ones(2, dtype=bool))

    assert found == [Spoken(1, "agree")]


def test_polis_lists_five_statements_the_strongest_first_and_agreements_before_disagreements():
    own_agree, own_disagree = [0, 14, 20, 0, 15, 16, 17, 18], [20, 6, 0, 19, 5, 4, 3, 2]
    rest_agree, rest_disagree = [15, 5, 5, 15, 5, 5, 5, 5], [5, 15, 15, 5, 15, 15, 15, 15]
    told = counts([own_agree, rest_agree], [own_disagree, rest_disagree])

    found = polis_representative(told, 0, np.ones(8, dtype=bool))

    m = repness(told, 0)
    agree = m.ratio_agree * m.ratio_z_agree * m.p_agree * m.z_agree
    disagree = m.ratio_disagree * m.ratio_z_disagree * m.p_disagree * m.z_disagree
    score = np.where(np.array(own_agree) > 10, agree, disagree)
    strongest = np.argsort(-score)[:5]
    assert {one.column for one in found} == set(strongest.tolist())
    directions = [one.direction for one in found]
    assert directions == sorted(directions), "agree comes before disagree"
    of_direction = [score[one.column] for one in found if one.direction == "disagree"]
    assert of_direction == sorted(of_direction, reverse=True)


def test_what_everybody_says_alike_represents_nobody():
    """The interval of the difference begins at 0 or below."""
    assert representative(counts([[20, 0], [20, 0]], [[0, 20], [0, 20]]), 0) == []


def test_a_direction_that_less_than_half_of_the_group_takes_does_not_speak_for_it():
    told = counts([[9, 10], [0, 0]], [[0, 0], [0, 0]], [[11, 10], [20, 20]])

    assert representative(told, 0) == [Spoken(1, "agree")]


def test_without_others_to_compare_with_there_is_no_difference():
    assert representative(counts([[20], [0]], [[0], [0]]), 0) == []
    assert representative(counts([[0], [20]], [[0], [0]]), 0) == []
