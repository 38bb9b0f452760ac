import numpy as np
import pytest
from scipy.stats import fisher_exact

from muara.engine.opinion.crossfit import cross_fitted, false_discoveries_held, larger, representative
from muara.engine.opinion.grouping import by_size
from muara.engine.opinion.mixture import Sides
from muara.engine.opinion.readings import fit_numbers
from muara.engine.opinion.repness import Spoken
from muara.engine.opinion.synthetic import conversation
from muara.engine.opinion.votes import Counts

SIZES = [(50, 40, (15, 35), 60), (200, 60, (20, 50), 60), (1_000, 100, (20, 60), 12)]


def forced(drawn, k, seed):
    """Make k groups, whether there are any or not, as the method of Polis does."""
    sides = Sides(drawn.votes)
    (mixture,) = fit_numbers(drawn.votes, sides, np.random.default_rng(seed), [k])
    groups, former = by_size(mixture.membership(sides).argmax(axis=1))
    return groups, len(former)


@pytest.mark.parametrize(("people", "statements", "votes", "runs"), SIZES)
def test_groups_that_are_not_there_have_nothing_to_say(people, statements, votes, runs):
    """Where all groups are false every find is false: the false share is the share of runs with any find."""
    wrong = 0
    for seed in range(runs):
        drawn = conversation(people, statements, seed=seed, n_groups=1, null=True, votes_per_person=votes)
        groups, k = forced(drawn, 2 + seed % 4, seed)
        wrong += bool(false_discoveries_held(cross_fitted(drawn.votes, groups, k, seed=1)).any())

    assert wrong <= 0.10 * runs


def test_testing_on_the_votes_that_made_the_groups_would_find_what_is_not_there():
    """The reason for cross-fitting: this is what it prevents."""
    found = 0
    for seed in range(10):
        drawn = conversation(200, 60, seed=seed, n_groups=1, null=True, votes_per_person=(20, 50))
        groups, k = forced(drawn, 3, seed)
        c = drawn.votes.counts(groups, k)
        naive = larger(c.agree, c.n, c.agree.sum(axis=0) - c.agree, c.n.sum(axis=0) - c.n)
        found += int(false_discoveries_held(naive).sum())

    assert found > 50


def test_what_sets_planted_groups_apart_is_found_and_noise_is_not():
    right, wrong = 0, 0
    for seed in range(8):
        drawn = conversation(200, 60, seed=seed, n_groups=3, votes_per_person=(20, 50))
        groups, k = forced(drawn, 3, seed)
        believed = false_discoveries_held(cross_fitted(drawn.votes, groups, k, seed=1)).any(axis=(0, 1))
        right += int(believed[drawn.kind == "divisive"].sum())
        wrong += int(believed[drawn.kind != "divisive"].sum())

    assert wrong <= 0.10 * (right + wrong)
    assert right >= 8 * 10


def test_the_test_is_on_the_safe_side_of_the_exact_one():
    cases = np.array([(9, 10, 3, 10), (20, 30, 10, 30), (5, 5, 1, 9), (40, 60, 300, 700)])
    found = larger(*cases.T)

    for p, (a, n, b, m) in zip(found, cases.tolist(), strict=True):
        exact = fisher_exact([[a, n - a], [b, m - b]], alternative="greater").pvalue
        assert exact * 0.55 <= p <= exact * 1.5


def test_nobody_asked_or_all_alike_proves_nothing():
    assert larger(np.array([0, 5, 5]), np.array([0, 5, 5]), np.array([3, 0, 7]), np.array([5, 0, 7])).tolist() == [
        1.0,
        1.0,
        1.0,
    ]


def test_false_discoveries_by_hand():
    # thresholds .02 .04 .06 .08 .10: the third holds, and with it all that are smaller
    assert false_discoveries_held([0.055, 0.9, 0.03, 0.09, 0.05]).tolist() == [True, False, True, False, True]
    assert false_discoveries_held([0.5, 0.9]).tolist() == [False, False]
    assert false_discoveries_held(np.zeros((2, 0, 3))).shape == (2, 0, 3)


def test_a_list_by_hand():
    agree, disagree = np.array([[18, 4, 18], [3, 10, 18]]), np.array([[1, 15, 1], [16, 8, 1]])
    counts = Counts(agree, disagree, np.ones_like(agree))
    p = np.full((2, 2, 3), 0.9)
    p[0, 0, 0] = p[1, 0, 1] = p[1, 1, 0] = 0.001

    assert representative(p, counts) == [
        (Spoken(0, "agree"), Spoken(1, "disagree")),
        (Spoken(0, "disagree"),),
    ]
    assert representative(p, counts, limit=1)[0] == (Spoken(0, "agree"),)
    assert representative(np.ones((2, 2, 3)), counts) == [(), ()]


def test_a_direction_that_less_than_half_of_the_group_takes_does_not_speak_for_it():
    agree, disagree = np.array([[9], [0]]), np.array([[11], [40]])

    assert representative(np.zeros((2, 2, 1)), Counts(agree, disagree, 0 * agree)) == [
        (),
        (Spoken(0, "disagree"),),
    ]


def test_larger_by_hand_with_the_correction_for_whole_people():
    # 9 of 10 against 3 of 10: gap .6 - .1, spread sqrt(.6 * .4 * .2), z = 2.2822
    assert larger(np.array([9]), np.array([10]), np.array([3]), np.array([10]))[0] == pytest.approx(
        0.011239, abs=1e-6
    )
    # 1 of 1 against 0 of 9: gap 1 - (1 + 1/9)/2, spread sqrt(.1 * .9 * 10/9), z = 1.4055; one person is somebody
    assert larger(np.array([1]), np.array([1]), np.array([0]), np.array([9]))[0] == pytest.approx(
        0.079943, abs=1e-6
    )
