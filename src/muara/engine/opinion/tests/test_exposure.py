import numpy as np
import pytest

from muara.engine.errors import BadVotes
from muara.engine.opinion import VoteTable, analyse
from muara.engine.opinion.exposure import Exposure, chance_to_see, weighted_agreement
from muara.engine.opinion.synthetic import unequally_shown

PEOPLE, STATEMENTS, GROUPS = 3_000, 60, 3


def skewed(seed):
    drawn = unequally_shown(PEOPLE, STATEMENTS, seed=seed)
    return drawn.votes, Exposure.of(drawn.votes, *drawn.shown), drawn.groups, drawn.worst


def test_worst_group_agreement_is_not_bent_by_what_was_shown_too_often():
    plain, weighed, late = [], [], []
    for seed in range(5):
        votes, exposure, groups, truth = skewed(seed)
        counts = votes.counts(groups, GROUPS)
        found = weighted_agreement(votes, exposure, groups, GROUPS).worst_share
        plain.append((counts.agree / np.maximum(counts.n, 1)).min(axis=0) - truth)
        weighed.append(found - truth)
        late.append((found - truth)[40:])

    assert np.mean(plain) > 0.09  # what it would be without weights
    assert abs(np.mean(weighed)) <= 0.02
    assert abs(np.mean(late)) <= 0.02


def test_the_chances_meet_the_observed_numbers():
    exposure = skewed(3)[1]
    everything = VoteTable.from_votes(exposure.rows, exposure.columns, np.zeros(len(exposure.rows), int))
    chance = chance_to_see(exposure, everything)

    # 1/chance over the viewers counts everybody there is, statement by statement (Horvitz and Thompson)
    people = np.bincount(exposure.columns, 1 / chance, minlength=STATEMENTS)
    assert people / PEOPLE == pytest.approx(np.ones(STATEMENTS), abs=0.15)
    assert (people / PEOPLE).mean() == pytest.approx(1, abs=0.03)


def test_equal_exposure_changes_nothing():
    votes = VoteTable.from_votes([1, 1, 2, 2, 3, 3], [1, 2] * 3, [1, -1, 1, 1, -1, 1])

    found = weighted_agreement(votes, Exposure.of(votes, [], []), np.zeros(3, dtype=int), 1)

    assert found.share == pytest.approx(np.array([[2 / 3, 2 / 3]]))
    assert found.n == pytest.approx(np.array([[3, 3]]))
    assert found.shown.tolist() == [3, 3]


def test_a_quiet_voice_weighs_more():
    # everybody was shown 1; 1 to 4 were shown four statements, 5 to 8 one
    who = [*range(1, 9), *(person for person in range(1, 5) for _ in range(3))]
    what = [1] * 8 + [2, 3, 4] * 4
    vote = [1] * 4 + [-1] * 4 + [1] * 12
    votes = VoteTable.from_votes(who, what, vote)
    exposure = Exposure.of(votes, [], [])

    chance = chance_to_see(exposure, votes)
    found = weighted_agreement(votes, exposure, np.zeros(8, dtype=int), 1)

    loud, quiet = chance[votes.rows < 4].max(), chance[(votes.rows >= 4) & (votes.columns == 0)]
    assert (quiet < loud).all()
    assert found.share[0, 0] < 0.5
    assert found.n[0, 0] < 8


def test_no_voice_carries_a_result_alone():
    votes, exposure, groups, _ = skewed(1)
    found = weighted_agreement(votes, exposure, groups, GROUPS)

    counts = votes.counts(groups, GROUPS)
    assert (found.n <= counts.n + 1e-9).all()
    assert (found.n >= counts.n / 21).all()


def test_an_empty_cell_has_no_share():
    votes = VoteTable.from_votes([1, 2], [1, 1], [1, 1], unvoted=[2])

    found = weighted_agreement(votes, Exposure.of(votes, [], []), np.array([0, -1]), 2)

    assert found.share[0, 0] == 1.0
    assert np.isnan(found.share[1, 0])
    assert np.isnan(found.worst_share[1])
    assert found.worst_share[0] == 1.0
    assert found.worst_bound[0] == pytest.approx(0.05)
    empty = VoteTable.from_votes([], [], [])
    assert weighted_agreement(empty, Exposure.of(empty, [], []), np.zeros(0, dtype=int), 1).share.shape == (1, 0)


def test_a_log_of_another_length_is_refused():
    with pytest.raises(BadVotes, match="2 participants and 1 statements"):
        Exposure.of(VoteTable.from_votes([1], [1], [1]), [1, 2], [1])


def test_the_result_carries_it_beside_the_plain_counts():
    votes, exposure, _, _ = skewed(2)
    some = votes.people(np.arange(200))
    log = exposure.rows[exposure.rows < 200].tolist(), exposure.columns[exposure.rows < 200].tolist()

    plain = analyse(some, readings=3).to_dict()
    weighed = analyse(some, readings=3, exposure=log).to_dict()

    assert plain["statements"][0]["weighted"] is None
    first = weighed["statements"][0]
    assert first["weighted"]["shown"] >= first["n"]
    assert first["weighted"]["worst_group_agreement"] != first["worst_group_agreement"]
    for item in weighed["statements"]:
        item["weighted"] = None
    assert weighed["statements"] == plain["statements"]
    assert [item["statement_id"] for item in weighed["common_threads"]] == [
        item["statement_id"] for item in plain["common_threads"]
    ]


def pairs(exposure):
    return list(zip(exposure.rows.tolist(), exposure.columns.tolist(), strict=True))


@pytest.mark.parametrize("known", [(1, 2), ("ani", "budi"), (2, "ani")])
def test_what_was_shown_counts_once_for_everybody_in_the_table_and_for_nobody_else(known):
    votes = VoteTable.from_votes([known[0], known[1]], [7, 8], [1, 1])

    shown = Exposure.of(votes, [known[0], known[0], known[1], "dewi", known[0]], [8, 8, 7, 7, 9])

    assert pairs(shown) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_who_is_not_in_the_table_is_nobody_wherever_the_number_would_stand():
    votes = VoteTable.from_votes([2, 4], [10, 30], [1, 1])

    assert pairs(Exposure.of(votes, [1, 3, 5, 2, 2, 2], [30, 30, 30, 5, 20, 40])) == [(0, 0), (1, 1)]


def test_a_weight_is_only_as_good_as_compared_with_the_others():
    """All were shown the same: a vote counts as one vote, and the bound is that of three votes."""
    votes = VoteTable.from_votes([1, 2, 3], [5, 5, 5], [1, 1, -1])

    found = weighted_agreement(votes, Exposure.of(votes, [], []), np.zeros(3, dtype=int), 1)

    assert found.bound == pytest.approx(np.array([[0.2486]]), abs=1e-3)  # Beta(3, 2), 5 %
