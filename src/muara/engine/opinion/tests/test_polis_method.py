import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muara.engine.opinion import VoteTable, adjusted_rand_index
from muara.engine.opinion.kmeans import best_of, first_distinct, lloyd, silhouette
from muara.engine.opinion.matching import match
from muara.engine.opinion.polis import in_conversation, polis_groups, polis_map, rows_in_order
from muara.engine.opinion.projection import leading, scatter, tables
from muara.engine.opinion.synthetic import conversation


def dense_map(votes, out):
    """The textbook way, everything filled in: for comparison only."""
    matrix = np.full((votes.n_participants, votes.n_statements), np.nan)
    matrix[votes.rows, votes.columns] = votes.values
    matrix[:, out] = 0.0
    n = (~np.isnan(matrix)).sum(axis=1)
    mean = np.nanmean(matrix, axis=0)
    imputed = np.where(np.isnan(matrix), mean, matrix) - mean
    _, _, axes = np.linalg.svd(imputed, full_matrices=False)
    seen = np.where(np.isnan(matrix), 0.0, matrix - mean)
    return np.sqrt(votes.n_statements / n)[:, None] * (seen @ axes[:2].T)


def test_the_sparse_map_is_the_imputed_map():
    votes = conversation(60, 30, seed=2, votes_per_person=(8, 20)).votes
    out = np.arange(30) < 4

    found, wanted = polis_map(votes, out).positions, dense_map(votes, out)

    for axis in range(2):
        sign = np.sign(found[:, axis] @ wanted[:, axis])
        assert found[:, axis] == pytest.approx(sign * wanted[:, axis], abs=1e-9)


def test_a_moderated_statement_is_a_pass_of_everybody_and_shrinks_the_map():
    votes = VoteTable.from_votes([1, 1, 2, 2, 1], [1, 2, 1, 2, 3], [1, 1, -1, -1, 1])

    with_it = polis_map(votes, np.array([False, False, True]))

    # S = 3 and n = 3 for both: no stretching, and nothing of statement 3 in the axes
    assert with_it.positions[:, 0].round(6).tolist() == pytest.approx([2**0.5, -(2**0.5)], abs=1e-6)
    assert with_it.extremity[2] == 0


def test_the_tables_count_pairs_by_hand():
    n, product, first = tables(VoteTable.from_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, 1, 0]))
    mean, matrix = scatter(n, product, first)

    assert n.tolist() == [[2, 2], [2, 2]]
    assert mean.tolist() == [1.0, -0.5]
    assert matrix.tolist() == [[0.0, 0.0], [0.0, 0.5]]


def test_the_axes_have_a_fixed_sign():
    _, vector = leading(np.array([[2.0, -1.0], [-1.0, 2.0]]), 1)

    assert vector[:, 0].round(6).tolist() == [0.707107, -0.707107]


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_large_problems_are_solved_like_small_ones(seed):
    import muara.engine.opinion.projection as projection

    half = np.random.default_rng(seed).standard_normal((30, 30))
    matrix = half @ half.T
    exact, vectors = leading(matrix, 2)
    limit, projection.EXACT_UP_TO = projection.EXACT_UP_TO, 10
    try:
        again, vectors_again = leading(matrix, 2)
    finally:
        projection.EXACT_UP_TO = limit

    assert again == pytest.approx(exact, rel=1e-8)
    assert np.abs((vectors * vectors_again).sum(axis=0)) == pytest.approx([1, 1], abs=1e-6)


def test_seven_votes_bring_you_in_and_few_people_are_topped_up():
    people = np.repeat(np.arange(20), 8)
    statements = np.tile(np.arange(8), 20)
    many = VoteTable.from_votes(people, statements, np.ones(160, int))
    some = many.select((many.rows < 16) | (many.columns < 6))
    few = many.select((many.rows < 3) | (many.columns < 4) | (many.rows == 19))

    assert in_conversation(some, np.arange(20)).sum() == 16
    assert in_conversation(few, np.arange(20)).sum() == 15
    assert in_conversation(few, np.arange(20))[[0, 1, 2, 19]].all()


def test_rows_follow_the_first_votes():
    votes = VoteTable.from_votes([1, 2, 3], [1, 1, 1], [1, 1, 1])

    assert rows_in_order(votes, [3, 1, 99]).tolist() == [2, 0, 1]
    assert rows_in_order(votes, None).tolist() == [0, 1, 2]


def test_planted_sides_are_found_whatever_the_order():
    drawn = conversation(300, 40, seed=6, n_groups=2)
    out = np.zeros(40, bool)
    positions = polis_map(drawn.votes, out).positions
    order = np.random.default_rng(3).permutation(300).tolist()

    for known in (None, order):
        groups = polis_groups(drawn.votes, positions, known).groups
        assert adjusted_rand_index(groups, drawn.groups) > 0.7


def test_the_polis_method_always_reports_groups():
    drawn = conversation(100, 40, seed=5, null=True)
    found = polis_groups(drawn.votes, polis_map(drawn.votes, np.zeros(40, bool)).positions)

    assert found.groups.max() >= 1


def test_nobody_makes_no_groups():
    votes = VoteTable.from_votes([], [], [])

    assert polis_groups(votes, np.zeros((0, 2))).groups.tolist() == []


def test_weighted_centres_by_hand():
    points = np.array([[0.0], [1.0], [10.0]])

    centres, labels = lloyd(points, points[[0, 2]], weights=np.array([3.0, 1.0, 1.0]), tolerance=1e-9)

    assert centres.ravel().tolist() == [0.25, 10.0]
    assert labels.tolist() == [0, 0, 1]


def test_a_cluster_without_members_vanishes():
    points = np.array([[0.0], [1.0]])

    centres, labels = lloyd(points, np.array([[0.5], [99.0]]))

    assert centres.ravel().tolist() == [0.5]
    assert labels.tolist() == [0, 0]


def test_the_cold_start_takes_the_first_distinct_points_in_row_order():
    points = np.array([[5.0, 1.0], [5.0, 1.0], [0.0, 0.0], [9.0, 9.0]])

    assert first_distinct(points, 2).tolist() == [[5.0, 1.0], [0.0, 0.0]]


def test_the_silhouette_by_hand():
    # (b - a)/max: (10 - 1)/10, (9 - 1)/9, and 0 for the one alone
    assert silhouette(np.array([[0.0], [1.0], [10.0]]), np.array([0, 0, 1])) == pytest.approx((0.9 + 8 / 9) / 3)
    assert silhouette(np.array([[0.0], [1.0]]), np.array([0, 0])) == 0.0


def test_the_silhouette_has_no_unit():
    points, labels = np.array([[0.0], [1.0], [9.0], [10.0]]), np.array([0, 0, 1, 1])

    wanted = silhouette(points, labels)

    assert wanted == pytest.approx((2 * (1 - 1 / 9.5) + 2 * (1 - 1 / 8.5)) / 4)
    assert silhouette(points / 1_000, labels) == pytest.approx(wanted)


def test_several_starts_find_the_tightest_clusters():
    rng = np.random.default_rng(1)
    truth = np.repeat(np.arange(4), 25)
    points = np.array([[0, 0], [9, 0], [0, 9], [9, 9.0]])[truth] + rng.normal(0, 0.5, (100, 2))

    assert adjusted_rand_index(best_of(points, 4, rng), truth) == 1.0


def test_the_index_meets_the_worked_example_of_hubert_and_arabie():
    a = np.repeat([0, 0, 0, 1, 1, 1, 2, 2, 2], [1, 1, 0, 1, 2, 1, 0, 0, 4])
    b = np.repeat([0, 1, 2, 0, 1, 2, 0, 1, 2], [1, 1, 0, 1, 2, 1, 0, 0, 4])

    # pairs 7, row pairs 13, column pairs 14 of 45: (7 - 13*14/45) / (13.5 - 13*14/45)
    assert adjusted_rand_index(a, b) == pytest.approx((7 - 182 / 45) / (13.5 - 182 / 45))


@given(st.lists(st.integers(-1, 3), min_size=2, max_size=30), st.permutations([0, 1, 2, 3]))
def test_matching_undoes_a_renaming(labels, order):
    found = np.array(labels)
    renamed = np.where(found < 0, -1, np.array(order)[np.maximum(found, 0)])

    assert adjusted_rand_index(found, renamed) == pytest.approx(1.0)
    assert match(found, renamed, 4).tolist() == found.tolist()


def test_a_statement_lies_where_one_person_who_agrees_with_it_alone_would():
    votes = VoteTable.from_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, 1, -1, -1])

    found = polis_map(votes, np.array([False, False]))

    # sqrt(S) (1 - mean) pc = sqrt(2) * 1 * sqrt(1/2)
    assert found.statements == pytest.approx(np.array([[1.0, 0.0], [1.0, 0.0]]))
    assert found.extremity == pytest.approx([1.0, 1.0])


# --- the map, number by number ----------------------------------------------------------------------------------


def test_the_two_axes_hold_their_part_of_the_variance_of_the_filled_in_table():
    votes = conversation(60, 30, seed=2, votes_per_person=(8, 20)).votes
    matrix = np.full((60, 30), np.nan)
    matrix[votes.rows, votes.columns] = votes.values
    mean = np.nanmean(matrix, axis=0)
    filled = np.where(np.isnan(matrix), mean, matrix) - mean
    strength = np.linalg.svd(filled, compute_uv=False) ** 2

    found = polis_map(votes, np.zeros(30, bool))

    assert found.explained == pytest.approx(strength[:2].sum() / strength.sum())


def test_votes_that_do_not_differ_are_one_place_and_explain_nothing():
    votes = VoteTable.from_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, 1, -1])

    found = polis_map(votes, np.array([False, False]))

    assert found.explained == 0.0
    assert found.positions.tolist() == [[0.0, 0.0]] * 2
    assert found.extremity.tolist() == [0.0, 0.0]


def test_a_tiny_scatter_is_a_scatter_too():
    # two people who differ by a pass: the trace is 1/2
    votes = VoteTable.from_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, 1, 0, 1])

    found = polis_map(votes, np.array([False, False]))

    assert found.explained == pytest.approx(1.0)
    # sqrt(S/n) (v - mean) pc = 1 * 0.5 * 1
    assert np.abs(found.positions[:, 0]).tolist() == pytest.approx([0.5, 0.5])


def test_a_statement_that_most_like_lies_nearer_than_one_that_few_do():
    # means 1/2 and -1/2 with the same scatter: sqrt(2) (1 - mean) |pc|
    votes = VoteTable.from_votes(
        [person for person in range(4) for _ in range(2)], [1, 2] * 4, [1, -1, 1, -1, 1, -1, -1, 1]
    )

    found = polis_map(votes, np.array([False, False]))

    assert found.extremity == pytest.approx([2**0.5 * 0.5 / 2**0.5, 2**0.5 * 1.5 / 2**0.5])


def test_who_voted_once_is_stretched_by_the_root_of_all_statements():
    votes = VoteTable.from_votes([1, 1, 2, 2, 3], [1, 2, 1, 2, 1], [1, 1, -1, -1, 1])
    found = polis_map(votes, np.array([False, False])).positions

    # person 3 said what person 1 said, of one statement instead of two: sqrt(2/1) against sqrt(2/2)
    mean, matrix = scatter(*tables(votes))
    _, axis = leading(matrix, 1)
    assert found[2, 0] == pytest.approx(2**0.5 * (1 - mean[0]) * axis[0, 0])


# --- who is in, and in which order ------------------------------------------------------------------------------


def test_in_a_conversation_of_few_statements_all_of_them_are_enough():
    # sixteen of twenty people voted on all three statements, four on two
    people, statements = np.repeat(np.arange(20), 3), np.tile(np.arange(3), 20)
    votes = VoteTable.from_votes(people, statements, np.ones(60, int))
    some = votes.select((votes.rows < 16) | (votes.columns < 2))

    assert in_conversation(some, np.arange(20)).tolist() == [True] * 16 + [False] * 4


def test_fifteen_who_voted_enough_are_not_topped_up_and_fourteen_are_by_the_busiest_then_by_order():
    people, statements = np.repeat(np.arange(30), 8), np.tile(np.arange(8), 30)
    votes = VoteTable.from_votes(people, statements, np.ones(240, int))
    fifteen = votes.select((votes.rows < 15) | (votes.columns < 2))
    n = np.where(
        np.arange(30) < 10, 8, np.where(np.arange(30) % 3 == 0, 3, np.where(np.arange(30) % 3 == 1, 1, 0))
    )
    ten = votes.select(votes.columns < n[votes.rows])  # of the rest seven voted three times, some once, some never
    backwards = np.arange(30)[::-1]

    assert np.flatnonzero(in_conversation(fifteen, np.arange(30))).tolist() == list(range(15))
    assert np.flatnonzero(in_conversation(ten, np.arange(30))).tolist() == [*range(10), 12, 15, 18, 21, 24]
    assert np.flatnonzero(in_conversation(ten, backwards)).tolist() == [*range(10), 15, 18, 21, 24, 27]


def test_who_voted_once_may_top_up_and_who_never_did_may_not():
    votes = VoteTable.from_votes([1, 2], [1, 1], [1, 1], unvoted=range(9)).select(np.array([True, False]))

    assert in_conversation(votes, np.arange(2)).tolist() == [True, False]


def spots(sizes, places):
    """Put people of each size at each place, in order, each with seven votes."""
    positions = np.repeat(np.array(places, dtype=float), sizes, axis=0)
    people = len(positions)
    votes = VoteTable.from_votes(np.repeat(np.arange(people), 7), np.tile(np.arange(7), people), [1] * 7 * people)
    return votes, positions


def test_as_many_groups_are_tried_as_the_published_rule_allows():
    # 2 + base clusters / 12, at most 5: distinct places make the base clusters
    for places, tried in [(2, [2]), (4, [2]), (11, [2]), (12, [2, 3]), (24, [2, 3, 4]), (36, [2, 3, 4, 5]),
                          (60, [2, 3, 4, 5])]:  # fmt: skip
        rng = np.random.default_rng(places)
        votes, positions = spots([1] * places, rng.normal(0, 100, (places, 2)))

        assert sorted(polis_groups(votes, positions).silhouettes) == tried


def test_one_place_is_one_group_and_who_is_not_in_has_none():
    votes, positions = spots([16, 2], [[0.0, 0.0], [5.0, 5.0]])
    quiet = votes.select((votes.rows < 16) | (votes.columns < 3))

    found = polis_groups(quiet, positions)

    assert found.groups.tolist() == [0] * 16 + [-1] * 2
    assert found.silhouettes == {}


def test_nobody_makes_no_silhouettes():
    assert polis_groups(VoteTable.from_votes([], [], []), np.zeros((0, 2))).silhouettes == {}


def test_the_number_of_groups_has_the_best_silhouette_over_the_places():
    places = [[x, y] for x, y in ((0, 0), (0, 100), (100, 0)) for _ in range(1)]
    around = [[x + dx, y + dy] for x, y in places for dx in (0, 1) for dy in (0, 1)]
    votes, positions = spots([2] * 12, around)

    found = polis_groups(votes, positions)

    assert sorted(found.silhouettes) == [2, 3]
    assert found.silhouettes[3] > found.silhouettes[2]
    assert found.silhouettes[3] == pytest.approx(silhouette(np.array(around, float), np.repeat([0, 1, 2], 4)))
    assert adjusted_rand_index(found.groups, np.repeat([0, 1, 2], 8)) == 1.0


def test_many_people_at_a_place_weigh_as_many():
    # three places on a line; the middle one goes to the side that its weight has not drawn away
    votes, positions = spots([1, 30, 10], [[0.0, 0.0], [4.0, 0.0], [13.0, 0.0]])

    by_weight = polis_groups(votes, positions, list(range(41))).groups

    # starts 0 and 4: 13 joins 4, whose centre moves to (30*4 + 10*13)/40 = 6.25, so 4 stays; at 8.5 it would not
    assert by_weight.tolist() == [0] + [1] * 40
