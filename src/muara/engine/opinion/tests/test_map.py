import numpy as np
import pytest

from muara.engine.opinion import VoteTable
from muara.engine.opinion.projection import opinion_map

TEN = VoteTable.from_votes(np.repeat(np.arange(10), 2), np.tile([1, 2], 10), np.repeat([1, -1], 10))


def test_the_axis_through_two_statements_by_hand():
    """Ten people agree with both or with neither: mean 0, product 10, ten co-voters."""
    found = opinion_map(TEN)

    # covariance 10 / (10 + 10), nothing on the diagonal: eigenvalue 1/2, vector (1, 1)/sqrt(2)
    assert found.loading == pytest.approx(np.array([[0.5, 0.0], [0.5, 0.0]]))
    assert found.noise == pytest.approx(0.75)
    assert found.explained == pytest.approx((0.25 + 0.25) / 2)


def test_who_voted_less_stays_nearer_the_middle_by_hand():
    votes = VoteTable.from_votes([1, 1, 2], [1, 2, 1], [1, 1, 1], unvoted=[1, 2])

    places = opinion_map(TEN, 1).positions(votes)

    # pull / (sum of squared loadings + noise): 1 / (.5 + .75) and .5 / (.25 + .75)
    assert places[:, 0] == pytest.approx([0.8, 0.5])


def test_nobody_makes_a_map_without_axes():
    assert opinion_map(VoteTable.from_votes([], [], [])).explained == 0.0


def test_an_axis_points_to_where_its_longest_loading_is():
    """Of an axis and its opposite the one is told in which the statement that weighs most is on the right."""
    rng = np.random.default_rng(5)
    side = rng.choice([-1, 1], 60)
    values = np.stack([np.where(rng.random(60) < p, -side, side) for p in (0.4, 0.95, 0.02, 0.4)], axis=1)
    people, statements = np.divmod(np.arange(240), 4)
    found = opinion_map(VoteTable.from_votes(people, statements, values.ravel()))
    first = found.loading[:, 0]
    assert np.abs(first).argmax() == 1
    assert first[1] > 0 > first[0]
