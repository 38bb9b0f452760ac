import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.opinion import chances, choose_next, priorities, unseen_by


def test_the_priority_by_hand():
    # n = 5: (1 - 2/7) (1 + 1) (4/7), times (1 + 8/2), squared
    wanted = ((5 / 7) * 2 * (4 / 7) * 5) ** 2

    assert priorities([3], [1], [1], extremity=[1.0]) == pytest.approx([wanted])


def test_priorities_vary():
    # the slip of March 2025 in Polis: all the same, and nobody noticed
    rng = np.random.default_rng(1)
    found = priorities(rng.integers(0, 40, 30), rng.integers(0, 40, 30), rng.integers(0, 20, 30))

    assert len(np.unique(found.round(6))) > 25
    assert found.max() > 3 * found.min()


def test_a_new_statement_comes_before_a_well_known_one():
    new, known = priorities([0, 60], [0, 20], [0, 20])

    assert new > 5 * known


def test_meta_statements_have_a_fixed_priority():
    assert priorities([3, 3], [1, 1], [1, 1], meta=[True, False])[0] == 49.0


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=30),
    st.data(),
)
def test_every_unseen_statement_keeps_a_share_of_the_uniform_chance(priority, data):
    unseen = data.draw(st.lists(st.booleans(), min_size=len(priority), max_size=len(priority)))
    chance = chances(priority, unseen)

    left = np.array(unseen)
    assert (chance[~left] == 0).all()
    if left.any():
        assert chance.sum() == pytest.approx(1)
        assert (chance[left] >= 0.05 / left.sum() - 1e-12).all()


def test_draws_follow_the_chances():
    rng = np.random.default_rng(5)
    drawn = np.bincount([choose_next([9.0, 1.0, 5.0], [True, True, False], rng) for _ in range(4000)], minlength=3)

    assert drawn[2] == 0
    assert drawn[0] / 4000 == pytest.approx(0.88, abs=0.02)


def test_who_has_seen_everything_is_shown_nothing():
    assert choose_next([1.0, 2.0], [False, False], np.random.default_rng(1)) is None
    assert choose_next([], [], np.random.default_rng(1)) is None


def test_unseen_by_hand():
    assert unseen_by([2], [1, 2, 3]).tolist() == [True, False, True]
