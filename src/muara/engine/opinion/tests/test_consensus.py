import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from muara.engine.opinion import Counts, VoteTable, group_informed_consensus, majority_consensus
from muara.engine.opinion.consensus import z_proportion
from muara.engine.opinion.repness import polis_representative, repness, representative, z_two_proportions


def counts(agree, disagree, passed=None):
    agree, disagree = np.array(agree), np.array(disagree)
    return Counts(agree, disagree, np.zeros_like(agree) if passed is None else np.array(passed))


def test_a_pass_was_seen_but_not_agreed_and_an_unseen_vote_is_nothing():
    votes = VoteTable.from_votes([1, 2, 1], [1, 1, 2], [1, 0, 1])

    assert group_informed_consensus(votes.counts(np.array([0, 0]))) == pytest.approx([2 / 4, 2 / 3])


def test_groups_are_multiplied_and_a_silent_group_counts_half():
    assert group_informed_consensus(counts([[3], [0]], [[1], [0]])) == pytest.approx([4 / 6 * 1 / 2])


@given(arrays(np.int64, (3, 4), elements=st.integers(0, 9)), st.permutations([0, 1, 2]))
def test_renaming_the_groups_changes_nothing(agree, order):
    found, renamed = counts(agree, agree[::-1]), counts(agree[order], agree[::-1][order])

    assert group_informed_consensus(found) == pytest.approx(group_informed_consensus(renamed))


def test_the_majority_is_ranked_by_p_times_z():
    found = counts([[30, 20, 11, 0]], [[0, 0, 9, 25]])

    assert majority_consensus(found, np.ones(4, bool)) == ([0, 1], [3])
    assert majority_consensus(found, np.array([False, True, True, True])) == ([1], [3])


def test_the_z_of_one_share_by_hand():
    # 2 sqrt(16) (9/16 - 1/2) = 0.5
    assert z_proportion(np.array([8]), np.array([15])) == pytest.approx([0.5])


def test_the_z_of_two_shares_by_hand():
    # shares 10/10 and 5/10; pooled 15/20; sqrt(.75 * .25 * .2) = .19365
    assert z_two_proportions(np.array([9]), np.array([9]), np.array([4]), np.array([9])) == pytest.approx(
        [2.58199], abs=1e-5
    )
    assert z_two_proportions(np.array([4]), np.array([4]), np.array([6]), np.array([6])).tolist() == [0.0]


def test_the_ratio_of_representativeness_by_hand():
    found = repness(counts([[7], [1]], [[1], [5]], [[0], [2]]), 0)

    assert found.p_agree == pytest.approx([8 / 10])
    assert found.ratio_agree == pytest.approx([(8 / 10) / (2 / 10)])
    assert found.ratio_disagree == pytest.approx([(2 / 10) / (6 / 10)])


def test_polis_lists_agreements_first_and_never_a_moderated_statement():
    agree, disagree = [[18, 1, 17], [2, 16, 3]], [[1, 17, 1], [15, 2, 15]]

    listed = polis_representative(counts(agree, disagree), 0, np.array([True, True, False]))

    assert [(one.column, one.direction) for one in listed] == [(0, "agree"), (1, "disagree")]


def test_polis_always_finds_something_to_list_but_we_may_find_nothing():
    flat = counts([[10, 9], [10, 9]], [[10, 11], [10, 11]])

    assert len(polis_representative(flat, 0, np.ones(2, bool))) == 1
    assert representative(flat, 0) == []


def test_nothing_is_listed_when_there_are_no_statements():
    none = counts(np.zeros((2, 0), int), np.zeros((2, 0), int))

    assert polis_representative(none, 0, np.zeros(0, bool)) == []
    assert representative(none, 0) == []


def test_the_surest_difference_comes_first():
    found = representative(counts([[19, 12, 2], [2, 4, 15]], [[1, 8, 18], [18, 16, 3]]), 0)

    assert [(one.column, one.direction) for one in found] == [(0, "agree"), (2, "disagree"), (1, "agree")]


def test_a_minority_view_does_not_speak_for_its_group():
    # 8 of 20 against 0 of 40 is a sure difference, but most of the group does not agree
    found = representative(counts([[8], [0]], [[6], [20]], [[6], [20]]), 0)

    assert found == []


def test_many_who_are_fairly_sure_come_before_few_who_are_surer():
    # 3 of 3: p = .8, z = 2, p z = 1.6; 28 of 36: p = 29/38, z = 2 sqrt(37) (29/37 - 1/2) = 3.45, p z = 2.63
    assert majority_consensus(counts([[3, 28]], [[0, 8]]), np.ones(2, bool)) == ([1, 0], [])


def test_polis_ranks_by_ratio_times_share_times_both_z():
    found = counts([[6, 60, 30], [1, 30, 10]], [[0, 5, 5], [8, 40, 30]])

    listed = [one.column for one in polis_representative(found, 0, np.ones(3, bool))]

    # statement 0: 7/8 / (2/11) * 3.252 * 7/8 * sqrt(7) = 36.2, the others 80.6 and 60.5; by ratio it leads
    assert listed == [1, 2, 0]
