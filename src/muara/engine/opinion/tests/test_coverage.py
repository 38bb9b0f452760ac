"""How often the interval of a group's share holds what the group thinks, in groups that were found."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from muara.engine.opinion import VoteTable, analyse, form_groups
from muara.engine.opinion.apart import Apart
from muara.engine.opinion.intervals import wilson
from muara.engine.opinion.mixture import Mixture, Sides, estimated_agreement
from muara.engine.opinion.synthetic import BACKGROUND, conversation

SIZES = (
    (50, 40, (15, 35), 2, 20),
    (100, 50, (20, 40), 2, 6),
    (200, 60, (20, 50), 3, 30),
    (1_000, 100, (20, 60), 4, 4),
)
"""People, statements, votes of one person, planted groups, conversations; none tuned on seeds from 4000."""


@pytest.fixture(scope="module")
def found():
    drawn = [
        conversation(people, statements, seed=4_000 + seed, n_groups=k, votes_per_person=each)
        for people, statements, each, k, runs in SIZES
        for seed in range(runs)
    ]
    return [(one, form_groups(one.votes, seed=1, readings=10)) for one in drawn]


def held(found, counts_of) -> float:
    """Count how often the 90 % interval holds the mean chance to agree of those who are in the group."""
    hits = cells = 0
    for drawn, grouping in found:
        if grouping.n_groups == 0:
            continue
        chance = 0.8 * drawn.agree[drawn.groups] + 0.2 * BACKGROUND
        truth = np.stack([chance[grouping.groups == group].mean(axis=0) for group in range(grouping.n_groups)])
        counts = counts_of(drawn, grouping)
        low, high = wilson(counts.agree, counts.n)
        known = counts.n >= 5
        hits += int(((low <= truth) & (truth <= high))[known].sum())
        cells += int(known.sum())
    return hits / cells


def of_size(found, people: int):
    return [one for one in found if one[0].votes.n_participants == people]


@pytest.mark.parametrize("people", [size[0] for size in SIZES])
def test_nine_of_ten_intervals_hold_what_a_found_group_thinks(found, people):
    of_this = of_size(found, people)

    assert sum(grouping.n_groups > 0 for _, grouping in of_this) >= 0.9 * len(of_this)
    assert 0.88 <= held(of_this, lambda drawn, grouping: grouping.counts) <= 0.92


def test_by_chances_that_everybody_had_a_part_in_they_would_hold_too_little(found):
    by_all = held(
        found, lambda drawn, grouping: Sides(drawn.votes).counts_apart(grouping.mixture, placed(grouping))
    )
    own_taken_out = held(found, own_out)
    apart = held(found, lambda drawn, grouping: grouping.counts)

    assert by_all < 0.88
    assert own_taken_out > by_all + 0.01
    assert apart > by_all + 0.02


def placed(grouping):
    return grouping.groups >= 0


def own_out(drawn, grouping):
    """Count as in conversations of more people than are parted."""
    sides = Sides(drawn.votes)
    return Apart.of_all(grouping.mixture, grouping.mixture.membership(sides)).counts(sides, placed(grouping))


def test_counting_people_where_their_own_votes_put_them_would_hold_too_little(found):
    own = held(found, lambda drawn, grouping: drawn.votes.counts(grouping.groups, grouping.n_groups))

    assert own < 0.86


def test_counts_apart_by_hand_and_nobody_counts_twice(found):
    for drawn, grouping in found[:8]:
        inside = drawn.votes.people(np.flatnonzero(grouping.groups >= 0)).counts()
        for own, everybody in ((grouping.counts.agree, inside.agree), (grouping.counts.passed, inside.passed)):
            assert (own.sum(axis=0) == everybody[0]).all()
    votes = VoteTable.from_votes([1, 1, 1, 2], [1, 2, 3, 1], [1, 1, -1, 1])
    mixture = Mixture(np.array([0.5, 0.5]), np.array([[0.8, 0.3], [0.9, 0.1], [0.4, 0.6]]))
    counts = Sides(votes).counts_apart(mixture, np.array([True, False]))

    # without 1: .9 * .6 against .1 * .4; without 2: .8 * .6 against .3 * .4; without 3: .8 * .9 against .3 * .1
    assert counts.agree.tolist() == [[1, 1, 0], [0, 0, 0]]
    assert counts.disagree.tolist() == [[0, 0, 1], [0, 0, 0]]


def test_each_vote_is_told_where_it_counts(found):
    for drawn, grouping in found[:8]:
        sides, inside = Sides(drawn.votes), grouping.groups >= 0
        where = grouping.apart.classes(sides, inside)

        assert ((where >= 0) == inside[drawn.votes.rows]).all()
        agreeing = (drawn.votes.values == 1) & (where >= 0)
        counted = np.zeros_like(grouping.counts.agree)
        np.add.at(counted, (where[agreeing], drawn.votes.columns[agreeing]), 1)
        assert (counted == grouping.counts.agree).all()


def test_weighted_agreement_counts_no_vote_where_it_put_its_person(found):
    """Where everybody was shown as much, weighing changes nothing: the shares are those of the counts."""
    drawn = found[0][0]
    everything = np.indices((drawn.votes.n_participants, drawn.votes.n_statements)).reshape(2, -1)

    result = analyse(drawn.votes, readings=10, exposure=tuple(everything))

    assert result.n_groups >= 2
    assert result.weighted.share == pytest.approx(result.agreement.share, abs=1e-6)


def test_the_estimate_by_hand_where_nobody_spoke_is_everybody():
    codes = np.array([[1.0, 0.0], [0.0, 0.0], [2.0, 0.0]])  # one disagrees, two agree, all in the first class

    assert estimated_agreement(codes).round(4).tolist() == [[0.65], [0.6]]


def rank_of(scores, drawn) -> float:
    return float(spearmanr(scores, drawn.true_worst_agreement).statistic)


def test_the_estimated_worst_group_ranks_statements_as_the_truth_does():
    drawn = [conversation(2_000, 100, seed=seed) for seed in range(4_100, 4_103)]

    assert (
        np.mean([rank_of(form_groups(one.votes, seed=1, readings=5).estimate.min(axis=0), one) for one in drawn])
        > 0.95
    )


def test_and_nearly_as_well_as_who_knows_the_groups():
    ours, known = [], []
    for seed in range(4_200, 4_204):
        drawn = conversation(1_000, 100, seed=seed)
        counts = drawn.votes.counts(drawn.groups, 3)
        ours.append(rank_of(form_groups(drawn.votes, seed=1, readings=5).estimate.min(axis=0), drawn))
        known.append(rank_of((counts.agree / counts.n).min(axis=0), drawn))

    assert np.mean(ours) > np.mean(known) - 0.01
