import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.opinion import difference, lower_bound, wilson


def test_wilson_meets_the_published_example():
    low, high = wilson(np.array([81, 15, 0, 1]), np.array([263, 148, 20, 29]), level=0.95)

    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3
    assert low.round(4).tolist() == [0.2553, 0.0624, 0.0, 0.0061]
    assert high.round(4).tolist() == [0.3662, 0.1605, 0.1611, 0.1718]


def test_the_lower_bound_of_unanimous_groups_is_the_known_one():
    # with a uniform prior the bound of n of n is 0.05 ** (1 / (n + 1))
    n = np.array([2, 5, 30])

    assert lower_bound(n, n) == pytest.approx(0.05 ** (1 / (n + 1)))


def test_the_difference_meets_the_published_example():
    # Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10: 56/70 and 48/80, 10/10 and 0/10
    low, high = difference(
        np.array([56, 10]), np.array([70, 10]), np.array([48, 0]), np.array([80, 10]), level=0.95
    )

    assert low.round(4).tolist() == [0.0524, 0.6075]
    assert high.round(4).tolist() == [0.3339, 1.0]


def test_nobody_asked_means_nothing_known():
    low, high = wilson(np.array([0]), np.array([0]))

    assert (low.tolist(), high.tolist()) == ([0.0], [1.0])
    assert lower_bound(np.array([0]), np.array([0])).tolist() == pytest.approx([0.05])


def test_the_interval_holds_the_truth_about_nine_times_in_ten():
    rng = np.random.default_rng(20180209)
    truth = rng.uniform(0.1, 0.9, 20_000)
    n = rng.integers(10, 80, 20_000)
    hits = rng.binomial(n, truth)

    low, high = wilson(hits, n)

    assert 0.88 <= ((low <= truth) & (truth <= high)).mean() <= 0.92


def test_the_truth_is_under_the_lower_bound_about_once_in_twenty():
    rng = np.random.default_rng(20180209)
    truth = rng.uniform(0.0, 1.0, 20_000)
    n = rng.integers(10, 80, 20_000)

    assert 0.045 <= (truth < lower_bound(rng.binomial(n, truth), n)).mean() <= 0.055


@given(st.integers(0, 200), st.integers(0, 200))
def test_agreeing_and_not_agreeing_mirror_each_other(hits, others):
    n = np.array([hits + others])
    low, high = wilson(np.array([hits]), n)
    low_other, high_other = wilson(np.array([others]), n)

    assert low == pytest.approx(1 - high_other)
    assert high == pytest.approx(1 - low_other)
