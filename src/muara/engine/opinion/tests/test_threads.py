import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from muara.engine.opinion import Counts, agreement, difference, fragility, votes_needed
from muara.engine.opinion.threads import THRESHOLD, holds, q_values

cells = arrays(np.int64, (3, 5), elements=st.integers(0, 30))


def judged(agree, disagree, passed=None):
    agree, disagree = np.array(agree), np.array(disagree)
    return agreement(Counts(agree, disagree, np.zeros_like(agree) if passed is None else np.array(passed)))


def test_a_thread_holds_in_every_group_not_on_average():
    found = judged([[300, 40], [8, 36]], [[0, 0], [12, 2]])

    assert found.status == ["divides", "thread"]


def test_hardly_anybody_asked_is_never_a_thread():
    assert judged([[50], [4]], [[0], [0]]).status == ["not_yet_known"]


def test_a_pass_is_neither_a_no_nor_agreement():
    found = judged([[30], [30]], [[0], [0]], [[0], [30]])

    assert found.share.tolist() == [[1.0], [0.5]]
    assert found.counts.disagree.sum() == 0
    assert found.worst_share.tolist() == [0.5]


def test_extreme_but_shared_opinions_do_not_divide():
    assert judged([[1], [0]], [[60], [50]]).status == ["open"]


def test_the_worst_group_and_its_bound_by_hand():
    found = judged([[9, 2], [30, 2]], [[1, 0], [0, 0]])

    assert found.worst.tolist() == [0, 0]
    assert found.worst_share == pytest.approx([0.9, 1.0])
    assert found.worst_bound[1] == pytest.approx(0.05 ** (1 / 3))
    assert found.geometric_mean == pytest.approx([(10 / 12 * 31 / 32) ** 0.5, 3 / 4])
    assert found.divisiveness == pytest.approx([0.1, 0.0])


@given(cells, cells, st.permutations([0, 1, 2]))
def test_renaming_the_groups_changes_no_verdict(agree, disagree, order):
    found, renamed = judged(agree, disagree), judged(agree[order], disagree[order])

    assert found.status == renamed.status
    assert found.fragility.tolist() == renamed.fragility.tolist()
    assert found.worst_bound == pytest.approx(renamed.worst_bound)
    assert found.worst_share == pytest.approx(renamed.worst_share)


@settings(max_examples=30)
@given(arrays(np.int64, (2, 1), elements=st.integers(0, 12)), arrays(np.int64, (2, 1), elements=st.integers(0, 6)))
def test_fragility_is_the_fewest_by_brute_force(agree, disagree):
    n = agree + disagree
    was = bool(holds(agree, n).all())
    side = 0 if was else 1
    tried = []
    for extra in itertools.product(range(40), repeat=2):
        more = np.array(extra)[:, None]
        if bool(holds(agree + more * side, n + more).all()) != was:
            tried.append(sum(extra))

    assert fragility(agree, n).tolist() == [min(tried)]


def test_votes_needed_make_the_interval_narrow_enough():
    assert votes_needed(np.array([[0, 5, 6]]), np.array([[0, 5, 12]])).tolist() == [[15, 0, 3]]
    assert judged([[5]], [[5]]).needed[0, 0] > 0


def test_the_threshold_is_the_one_the_reports_speak_of():
    assert THRESHOLD == 0.6


def test_without_statements_there_is_nothing_to_judge():
    assert judged(np.zeros((1, 0), int), np.zeros((1, 0), int)).status == []


def test_what_divides_is_surer_the_more_pairs_are_compared():
    agree, n = np.array([[12], [6], [9]]), np.array([[20], [20], [20]])
    alone = judged(agree[:2], (n - agree)[:2])

    found = judged(agree, n - agree)

    # three pairs, each at 1 - 0.1/3: what divides two groups by themselves need not divide them among three
    low, _ = difference(agree[0], n[0], agree[1], n[1], level=1 - 0.1 / 3)
    assert found.divisiveness_low == pytest.approx(low)
    assert alone.divisiveness_low[0] > 0 > found.divisiveness_low[0]


def test_q_values_by_hand():
    # p: .6^10, then .6^10 + 10 * .4 * .6^9; the third has too few votes; the last is far below
    agree, n = np.array([[10, 9, 4, 2], [10, 10, 4, 10]]), np.array([[10, 10, 4, 10], [10, 10, 4, 10]])
    p = [0.6**10, 0.6**10 + 10 * 0.4 * 0.6**9, 1 - 0.4**10 - 10 * 0.6 * 0.4**9]

    assert q_values(agree, n) == pytest.approx([3 * p[0], 3 * p[1] / 2, 1.0, p[2]])
    found = agreement(Counts(agree, n - agree, 0 * n))
    assert (found.looked_at, found.standing) == (3, 2)


@pytest.mark.parametrize("kind", ["all a little below", "some hold"])
def test_of_the_threads_that_stand_together_at_most_a_tenth_is_false_however_the_truth_lies(kind):
    rng = np.random.default_rng(1)
    wrong, plain = [], []
    for _ in range(300):
        truth = rng.uniform(0.8, 0.95, (3, 100))
        truth[0] = np.where(np.arange(100) < (0 if kind == "all a little below" else 10), truth[0], 0.59)
        n = rng.integers(8, 120, truth.shape)
        found = agreement(Counts(agree := rng.binomial(n, truth), n - agree, 0 * n))
        false, thread = truth.min(axis=0) < 0.6, np.array(found.status) == "thread"
        stands = thread & (found.q_value <= 0.1)
        assert found.standing == stands.sum()
        wrong.append((stands & false).sum() / max(stands.sum(), 1))
        plain.append((thread & false).sum() / max(thread.sum(), 1))

    assert np.mean(wrong) <= 0.1
    assert np.mean(plain) > 0.15  # what it would be without looking at the whole list


@given(arrays(np.int64, (2, 4), elements=st.integers(0, 30)), arrays(np.int64, (2, 4), elements=st.integers(0, 6)))
def test_each_statement_has_the_fragility_that_it_has_alone(agree, disagree):
    n = agree + disagree
    alone = [fragility(agree[:, [k]], n[:, [k]])[0] for k in range(4)]
    assert fragility(agree, n).tolist() == alone
