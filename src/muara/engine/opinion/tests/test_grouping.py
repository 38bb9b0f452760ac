import numpy as np
import pytest

from muara.engine.opinion import Gate, VoteTable, adjusted_rand_index, form_groups, gate, permutation
from muara.engine.opinion import grouping as grouping_module
from muara.engine.opinion import readings as rd
from muara.engine.opinion.apart import Apart
from muara.engine.opinion.grouping import MIN_OPINIONS, by_size, predicting
from muara.engine.opinion.mixture import Mixture, Sides, estimated_agreement, fit, log_loss, one_hot
from muara.engine.opinion.permutation import first_eigenvalue, lanczos
from muara.engine.opinion.readings import Readings, read_again
from muara.engine.opinion.synthetic import conversation


def test_the_chance_of_a_class_leans_on_everybody_by_hand():
    votes = VoteTable.from_votes([1, 2, 3, 4], [1, 1, 1, 1], [1, 1, -1, 0])
    sides = Sides(votes)

    chance = sides.estimate(sides.coded.scatter(one_hot(np.array([0, 0, 1, 1]), 2)))

    # everybody: (2 + 1)/(3 + 2) = .6; class: (agree + 5 * .6)/(n + 5), the pass counts nowhere
    assert sides.mean == pytest.approx([0.6])
    assert chance == pytest.approx(np.array([[5 / 7, 3 / 6]]))


def test_fitting_together_is_fitting_alone():
    votes = conversation(80, 30, seed=1).votes
    sides = Sides(votes)
    starts = [one_hot(np.arange(80) % k, k) for k in (2, 3)]

    together, alone = fit(sides, starts), [fit(sides, [start])[0] for start in starts]

    for a, b in zip(together, alone, strict=True):
        assert a.chance == pytest.approx(b.chance, rel=1e-6)


def test_the_loss_of_hidden_votes_by_hand():
    hidden = VoteTable.from_votes([1, 2, 2], [1, 1, 2], [1, -1, 0], unvoted=[1, 2])
    mixture = Mixture(np.array([0.5, 0.5]), np.array([[0.8, 0.4], [0.5, 0.5]]))

    loss = log_loss(np.array([[1.0, 0.0], [0.5, 0.5]]), mixture, hidden)

    assert loss == pytest.approx(-(np.log(0.8) + np.log(1 - 0.6)) / 2)


def test_planted_groups_are_found_nearly_as_well_as_can_be():
    ratios = []
    for seed in (1, 2, 3, 4):
        drawn = conversation(1_000, 100, seed=seed)
        best = adjusted_rand_index(drawn.oracle(), drawn.groups)

        found = form_groups(drawn.votes, seed=20180209, readings=5)

        assert found.n_groups == 3
        ratios.append(adjusted_rand_index(found.groups, drawn.groups) / best)
    assert np.mean(ratios) >= 0.95
    assert min(ratios) >= 0.93


@pytest.mark.parametrize("people", [30, 50, 200])
def test_where_there_are_no_groups_none_are_shown(people):
    size = {30: (30, (12, 28)), 50: (40, (15, 35)), 200: (60, (20, 50))}[people]
    opened = [
        gate(conversation(people, size[0], seed=seed, null=True, votes_per_person=size[1]).votes, seed=1).is_open
        for seed in range(20)
    ]

    assert sum(opened) <= 3  # at 3.3 % four or more of twenty come up in .4 % of all seeds


@pytest.mark.parametrize(
    ("people", "statements", "votes", "least"), [(50, 40, (15, 35), 17), (200, 60, (20, 50), 20)]
)
def test_two_planted_groups_are_noticed(people, statements, votes, least):
    opened = [
        gate(conversation(people, statements, seed=seed, n_groups=2, votes_per_person=votes).votes, seed=1).is_open
        for seed in range(20)
    ]

    assert sum(opened) >= least


def test_passing_a_lot_is_no_opinion_group():
    rng = np.random.default_rng(7)
    people, statements = np.repeat(np.arange(200), 30), np.tile(np.arange(30), 200)
    passer = people < 100
    values = np.where(passer & (rng.random(6000) < 0.6), 0, rng.choice([-1, 1], 6000))

    assert not gate(VoteTable.from_votes(people, statements, values), seed=1).is_open


def test_below_thirty_people_no_groups_are_looked_for():
    people, statements = np.repeat(np.arange(29), 20), np.tile(np.arange(20), 29)
    split = VoteTable.from_votes(people, statements, np.where(people < 15, 1, -1))

    found = form_groups(split, seed=1)

    assert found.n_groups == 0
    assert found.gate.eigenvalue is None
    assert (found.groups == -1).all()


def test_thirty_people_in_two_camps_are_two_groups():
    people, statements = np.repeat(np.arange(30), 20), np.tile(np.arange(20), 30)
    split = VoteTable.from_votes(people, statements, np.where(people < 18, 1, -1))

    found = form_groups(split, seed=1, readings=10)

    assert found.n_groups == 2
    assert np.bincount(found.groups).tolist() == [18, 12]


@pytest.mark.parametrize(("planted", "seed"), [(2, 1), (3, 1), (4, 1), (3, 2), (4, 2)])
def test_the_number_of_groups_is_the_planted_one(planted, seed):
    drawn = conversation(2_000, 150, seed=seed, n_groups=planted)

    assert read_again(drawn.votes, seed=1, readings=5).told_number == planted


SAME, OTHER = np.array([[0, 0, 1, 1]] * 2, dtype=np.int8), np.array([[0, 0, 1, 1], [0, 1, 0, 1]], dtype=np.int8)
ALIKE = [SAME] * 4
FAIRLY = [np.array([[0] * 10 + [1] * 10, [0] * 11 + [1] * 9], dtype=np.int8)] * 4


def test_where_prediction_sees_no_groups_but_the_gate_does_there_are_two():
    loss = np.array([[0.60, 0.62, 0.63, 0.64, 0.61]])

    assert Readings(loss, ALIKE).told_number == 2
    assert Readings(loss - [[0, 0, 0.1, 0, 0]], ALIKE).told_number == 3


def test_groups_that_other_votes_would_not_make_again_are_not_told():
    loss = np.array([[0.60, 0.50, 0.49, 0.48, 0.49]] * 2)

    assert Readings(loss, FAIRLY).told_number == 4
    found = Readings(loss, [FAIRLY[0], FAIRLY[0], OTHER, FAIRLY[0]])
    assert found.agreement == pytest.approx((0.8, 0.8, -0.5, 0.8), abs=0.01)
    assert (found.best_number, found.told_number) == (4, 2)


def test_people_who_part_plainly_are_told_though_a_larger_number_predicts_as_well():
    loss = np.array([[0.60, 0.55, 0.53, 0.53, 0.53], [0.60, 0.55, 0.53, 0.529, 0.531]] * 2)

    assert Readings(loss, FAIRLY).told_number == 2
    assert Readings(loss, ALIKE).told_number == 3
    assert Readings(loss, [SAME, OTHER, SAME, SAME]).told_number == 2


def test_three_camps_in_a_room_are_three_groups():
    """Sixty people in three camps and few words: a fourth group, with nobody in it, would predict as well."""
    who, what = np.divmod(np.arange(60 * 13), 13)
    value = np.where((what % 3 == who % 3) | (what == 12), 1, -1)
    value = np.where(((7 * who + 3 * what) % 11 == 0) & (what != 12), -value, value)

    assert form_groups(VoteTable.from_votes(who, what, value), seed=1).n_groups == 3


def test_a_number_stands_out_where_each_larger_one_is_worse_beyond_chance():
    noise = np.array([[0.0, 0.0, 0.0, 0.004, 0.0], [0.0, 0.0, 0.0, -0.004, 0.0]] * 2)
    loss = np.array([[0.60, 0.55, 0.53, 0.535, 0.54]] * 4)

    # the next number is worse by .005, with a standard error of .004 * sqrt(4/3) / 2 = .0023
    assert Readings(loss + noise, FAIRLY).told_number == 3
    assert Readings(loss + 1.2 * noise, FAIRLY).told_number == 2
    assert Readings(loss - np.array([0, 0, 0, 0, 0.02]), FAIRLY).told_number == 2


def test_how_often_a_number_comes_out_again_of_samples_of_the_readings():
    loss = np.array([[0.60, 0.55, 0.53, 0.535, 0.54]] * 10)
    split = np.array([[0.60, 0.55, 0.53, 0.56, 0.54]] * 5 + [[0.60, 0.55, 0.53, 0.522, 0.54]] * 5)
    none = np.array([[0.60, 0.61, 0.62, 0.63, 0.64]] * 10)

    assert [Readings(loss, FAIRLY).same_number(k) for k in (1, 2, 3)] == [0, 0, 10]
    told = [Readings(split, FAIRLY).same_number(k) for k in (2, 3, 4)]
    assert sum(told) == 10
    assert 0 < told[1] < 10
    assert Readings(none, FAIRLY).same_number(1) == 10


def test_a_cloud_of_opinion_has_no_number_and_is_told_as_two():
    """People in a cloud: more groups always predict a little better, and none is more there than another."""
    rng = np.random.default_rng(5)
    place, tilt = rng.normal(0, 1, (600, 3)), rng.normal(0, 1, (3, 80))
    agree = rng.random((600, 80)) < 1 / (1 + np.exp(-place @ tilt * 1.2))
    seen = rng.random((600, 80)) < 0.4
    who, what = np.nonzero(seen)
    votes = VoteTable.from_votes(who, what, np.where(agree[seen], 1, -1))
    whole = form_groups(votes, seed=1, readings=10)
    fewer = form_groups(votes.select(rng.random(votes.n_votes) >= 0.2), seed=1, readings=10)

    assert np.argmin(whole.loss) == 4
    assert (whole.n_groups, fewer.n_groups) == (2, 2)
    assert adjusted_rand_index(whole.groups, fewer.groups) > 0.7
    assert predicting(votes, whole.loss, seed=1).k == 5


def test_readings_of_noise_prefer_no_groups():
    drawn = conversation(300, 60, seed=3, null=True)
    again = read_again(drawn.votes, seed=1, readings=10)

    assert again.same_number(1) >= 8


def test_every_vote_is_hidden_once_in_ten_readings():
    drawn = conversation(60, 30, seed=3, votes_per_person=(10, 20))
    loss = read_again(drawn.votes, seed=1, readings=10).loss

    assert loss.shape == (10, 5)
    assert (loss > 0).all()


def test_who_said_too_little_is_in_between():
    drawn = conversation(120, 40, seed=2, n_groups=2)
    quiet = drawn.votes.row_of[0]
    start = int(drawn.votes.indptr[quiet])
    keep = (drawn.votes.rows != quiet) | (np.arange(drawn.votes.n_votes) < start + MIN_OPINIONS - 1)

    found = form_groups(drawn.votes.select(keep), seed=1, readings=10)

    assert found.n_groups == 2
    assert found.groups[quiet] == -1
    assert np.isnan(found.confidence[quiet])
    placed = found.groups >= 0
    assert ((found.confidence[placed] >= 0.5) & (found.confidence[placed] <= 1)).all()
    assert ((found.steadiness[placed] >= 0) & (found.steadiness[placed] <= 1)).all()


def test_groups_are_numbered_by_size_then_by_first_member():
    groups, former = by_size(np.array([2, 2, 1, 0, 0, -1]))

    assert former.tolist() == [2, 0, 1]
    assert groups.tolist() == [0, 0, 2, 1, 1, -1]
    assert by_size(np.array([-1, -1]))[1].tolist() == []


def test_the_first_eigenvalue_of_a_large_table_is_that_of_a_small_one(monkeypatch):
    rng = np.random.default_rng(1)
    row, column = np.divmod(np.arange(1200), 30)
    value = rng.standard_normal(1200)
    small = first_eigenvalue(row, column, value, (40, 30))
    monkeypatch.setattr("muara.engine.opinion.permutation.DENSE_SIDE", 5)

    assert first_eigenvalue(row, column, value, (40, 30)) == pytest.approx(small, rel=1e-5)


def test_an_eigenvalue_is_close_and_never_too_large():
    rng = np.random.default_rng(2)
    for _ in range(20):
        table = rng.standard_normal((150, 60)) + np.outer(rng.standard_normal(150), np.full(60, 0.3))
        matrix = table.T @ table
        right = np.linalg.eigvalsh(matrix)[-1]

        assert right * (1 - 1e-2) < lanczos(lambda x, matrix=matrix: matrix @ x, 60) < right * (1 + 1e-9)


def test_the_gate_counts_by_hand(monkeypatch):
    drawn = conversation(30, 10, seed=1, votes_per_person=(5, 10))
    by_chance = [float(value) for value in range(1, 120)]

    def outcome(found):
        values = iter([found, *by_chance])
        monkeypatch.setattr(permutation, "first_eigenvalue", lambda *table: next(values))
        tested = gate(drawn.votes, seed=1)
        return tested.is_open, tested.p_value, tested.threshold

    # three of 119 may reach it: p = (3 + 1)/(119 + 1); with four it stays shut
    assert outcome(116.5) == (True, 4 / 120, 116.0)
    assert outcome(115.5) == (False, 5 / 120, 116.0)


def test_one_vote_moves_a_person_by_less_than_it_says():
    sides = Sides(VoteTable.from_votes([1], [1], [1]))

    found = Mixture(np.array([0.5, 0.5]), np.array([[0.8, 0.2]])).membership(sides)

    weight = 0.8**0.85, 0.2**0.85
    assert found == pytest.approx(np.array([[weight[0] / sum(weight), weight[1] / sum(weight)]]))


def test_a_class_that_nobody_is_in_keeps_a_size():
    sides = Sides(VoteTable.from_votes([1, 2, 3, 4], [1, 1, 1, 1], [1, 1, 1, 1]))

    (found,) = fit(sides, [one_hot(np.array([0, 0, 0, 0]), 2)], max_steps=1)

    assert found.size == pytest.approx([5 / 6, 1 / 6])


def test_a_vote_that_is_hidden_does_not_predict_itself():
    alone = VoteTable.from_votes(range(40), range(40), [1] * 40)

    # nobody else voted on the statement: even chances, log 2; a vote that saw itself would lose log 3/2
    assert read_again(alone, seed=1, readings=10).loss[:, 0] == pytest.approx(np.log(2))


def test_readings_that_only_name_the_groups_otherwise_are_steady():
    labels = np.array([0, 0, 1, 1])
    again = Readings(np.zeros((2, 5)), [np.array([[0, 0, 1, 1], [1, 1, 0, 1]], dtype=np.int8)] * 4)

    assert again.steadiness(labels, 2).tolist() == [1.0, 1.0, 1.0, 0.5]


def test_four_people_apart_are_no_group():
    people, statements = np.repeat(np.arange(64), 20), np.tile(np.arange(20), 64)
    camp = np.where(people < 32, 1, -1)
    fringe = np.where(statements % 2, 1, -1)
    votes = VoteTable.from_votes(people, statements, np.where(people < 60, camp, fringe))

    found = form_groups(votes, seed=1, readings=10)

    assert found.n_groups == 2
    assert np.bincount(found.groups).min() >= 5


@pytest.mark.parametrize(("people", "statements", "votes"), [(30, 30, (12, 28)), (50, 40, (15, 35))])
def test_the_power_that_is_told_was_measured(people, statements, votes):
    told = permutation.power(people)

    for planted, share in zip((2, 3), told, strict=True):
        drawn = (
            conversation(people, statements, seed=seed, n_groups=planted, votes_per_person=votes).votes
            for seed in range(100)
        )
        noticed = sum(gate(each, seed=1).is_open for each in drawn)

        assert noticed == pytest.approx(100 * share, abs=2)  # two for the rounding of another processor


def test_power_is_that_of_the_next_smaller_size_that_was_measured():
    assert permutation.power(29) is None
    assert permutation.power(49) == permutation.power(30)
    assert permutation.power(9_999) == permutation.power(200)


# --- from the readings to the groups, with readings that are told -----------------------------------------------

CAMPS = conversation(60, 20, seed=9, n_groups=2, votes_per_person=(10, 18)).votes
OPEN = Gate(True, 9.0, 1.0, 0.025, 39)


@pytest.fixture
def steps(monkeypatch):
    """Open the gate, let four readings name the planted camps, and keep how they were asked for."""
    kept = {"best": 2}

    def read(votes, *, seed, readings, tell):
        kept.update(votes=votes, seed=seed, readings=readings)
        tell(0.5)
        loss = np.full((4, 5), 0.6)
        loss[:3, kept["best"] - 1] = 0.1
        labels = [np.tile(np.arange(votes.n_participants) % 2, (4, 1)).astype(np.int8) for _ in rd.NUMBERS]
        return rd.Readings(loss, labels)

    def opened(votes, *, seed):
        kept["gate"] = seed
        return OPEN

    monkeypatch.setattr(grouping_module, "gate", opened)
    monkeypatch.setattr(rd, "read_again", read)
    return kept


def test_what_is_being_done_is_told_step_by_step(steps):
    told = []

    form_groups(CAMPS, seed=3, tell=lambda share, what: told.append((round(share, 6), what)))

    assert told == [(0.0, "gate"), (0.45, "readings"), (0.8, "groups")]
    assert (steps["gate"], steps["seed"], steps["readings"]) == (3, 3, 100)
    form_groups(CAMPS, seed=3, readings=7)
    assert steps["readings"] == 7


def test_a_closed_gate_ends_it_and_an_open_one_is_in_the_answer(monkeypatch, steps):
    assert form_groups(CAMPS, seed=3).gate is OPEN
    shut = Gate(False, 1.0, 2.0, 0.6, 39)
    monkeypatch.setattr(grouping_module, "gate", lambda votes, seed: shut)
    steps.pop("votes")

    found = form_groups(CAMPS, seed=3)

    assert "votes" not in steps
    assert (found.gate, found.n_groups, found.readings, found.same_n_groups) == (shut, 0, 0, 0)
    assert found.groups.tolist() == [-1] * 60
    assert np.isnan([found.confidence, found.steadiness]).all()
    assert (found.mixture, found.membership, found.loss, found.agreement) == (None, None, (), ())


def test_everything_about_the_groups_follows_their_order(steps):
    found = form_groups(CAMPS, seed=3)
    sides = Sides(CAMPS)

    assert found.n_groups == 2
    sizes = np.bincount(found.groups[found.groups >= 0])
    assert sizes[0] >= sizes[1] >= 5
    assert (found.groups >= 0).tolist() == (sides.n >= 7).tolist()
    shares = found.mixture.membership(sides)
    placed = found.groups >= 0
    assert found.groups[placed].tolist() == shares[placed].argmax(axis=1).tolist()
    assert (found.membership[placed] == shares[placed]).all()
    assert np.isnan(found.membership[~placed]).all()
    assert (found.confidence[placed] == shares[placed].max(axis=1)).all()
    counts = Apart.without_each(sides, found.mixture, seed=3).counts(sides, placed)
    for cells in ("agree", "disagree", "passed"):
        assert (getattr(found.counts, cells) == getattr(counts, cells)).all()
    weighted = sides.coded.scatter(shares)
    assert found.estimate == pytest.approx(estimated_agreement(weighted))
    assert (found.readings, found.same_n_groups) == (4, 4)
    assert found.loss == pytest.approx((0.6, 0.225, 0.6, 0.6, 0.6))
    assert found.agreement == (1.0, 1.0, 1.0, 1.0)
    told = np.arange(60) % 2
    same = max((told == found.groups)[placed].mean(), (told != found.groups)[placed].mean())
    assert np.nanmean(found.steadiness) == pytest.approx(same)


def test_a_number_whose_groups_would_be_too_small_gives_way_to_the_next(steps, monkeypatch):
    steps["best"] = 4
    tried, fitted = [], rd.fit_numbers

    def remember(votes, sides, rng, numbers):
        tried.append((tuple(numbers), rng.integers(0, 2**62)))
        return fitted(votes, sides, rng, numbers)

    monkeypatch.setattr(rd, "fit_numbers", remember)
    monkeypatch.setattr(grouping_module, "MIN_GROUP", 20)
    found = form_groups(CAMPS, seed=3)

    wanted = (4, 3, 2, 4)  # the four that predict best come again: as finer groups than those told
    assert [numbers for numbers, _ in tried] == [(number,) for number in wanted]
    assert [draw for _, draw in tried] == [
        np.random.default_rng([3, 5, number]).integers(0, 2**62) for number in wanted
    ]
    assert found.n_groups == 2
    assert np.bincount(found.groups[found.groups >= 0]).min() >= 20


def test_if_no_number_leaves_groups_large_enough_there_are_none_but_the_readings_are_told(steps, monkeypatch):
    smaller = int(np.bincount((groups := form_groups(CAMPS, seed=3).groups)[groups >= 0]).min())
    monkeypatch.setattr(grouping_module, "MIN_GROUP", smaller)
    assert form_groups(CAMPS, seed=3).n_groups == 2
    monkeypatch.setattr(grouping_module, "MIN_GROUP", smaller + 1)

    found = form_groups(CAMPS, seed=3)

    assert (found.n_groups, found.gate, found.readings, found.same_n_groups) == (0, OPEN, 4, 1)
    assert found.groups.tolist() == [-1] * 60
    assert np.isnan([found.confidence, found.steadiness]).all()
    assert found.loss == pytest.approx((0.6, 0.225, 0.6, 0.6, 0.6))
    assert found.agreement == (1.0, 1.0, 1.0, 1.0)


def test_of_many_people_some_are_read_again_and_only_these_have_a_steadiness(steps, monkeypatch):
    monkeypatch.setattr(rd, "MAX_PEOPLE", 60)
    form_groups(CAMPS, seed=3)
    assert steps["votes"] is CAMPS
    monkeypatch.setattr(rd, "MAX_PEOPLE", 40)

    found = form_groups(CAMPS, seed=3)

    rows = np.sort(np.random.default_rng([3, 4]).choice(60, 40, replace=False))
    assert steps["votes"].sha256 == CAMPS.people(rows).sha256
    known = np.zeros(60, dtype=bool)
    known[rows] = True
    assert (~np.isnan(found.steadiness)).tolist() == (known & (found.groups >= 0)).tolist()
    assert (found.groups >= 0).tolist() == (Sides(CAMPS).n >= 7).tolist()  # everybody is placed


def test_who_never_voted_is_not_drawn(steps, monkeypatch):
    voted = CAMPS.select(CAMPS.rows >= 10)
    monkeypatch.setattr(rd, "MAX_PEOPLE", 49)

    form_groups(voted, seed=3)

    assert min(steps["votes"].participants) >= 10
    assert steps["votes"].n_participants == 49


def test_in_a_conversation_of_few_statements_whoever_answered_all_is_placed(steps):
    few = conversation(120, 5, seed=2, n_groups=2, votes_per_person=(4, 5)).votes
    answered = Sides(few).n >= 5
    assert 0 < answered.sum() < 120

    found = form_groups(few, seed=3)

    assert found.n_groups == 2
    assert (found.groups >= 0).tolist() == answered.tolist()
