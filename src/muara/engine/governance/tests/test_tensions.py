"""Trends by hand, by the published table and by another library; shares of what stays and what changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from muara.engine.errors import BadReading
from muara.engine.governance import gini, persistence, trend, turnover

VALUES = st.lists(st.integers(-50, 50), min_size=4, max_size=9, unique=True)


def test_four_values_that_only_rise_come_about_by_chance_once_in_twelve():
    # 24 orders; one rises throughout, one falls throughout.
    found = trend([1, 2, 3, 4])

    assert (found.word, found.score, found.n) == ("rising", 6, 4)
    assert found.p_value == pytest.approx(2 / 24)
    assert trend([4, 3, 2, 1]).word == "falling"
    assert trend([1, 2, 4, 3]).word == "unclear"


# Gilbert 1987, Statistical Methods for Environmental Pollution Monitoring, table A18: chance of S or more.
@pytest.mark.parametrize(
    ("n", "score", "chance"),
    [(4, 4, 0.167), (4, 6, 0.042), (5, 6, 0.117), (5, 8, 0.042), (5, 10, 0.0083), (8, 14, 0.054), (8, 16, 0.031)],
)
def test_chances_are_those_of_the_published_table(n, score, chance):
    values = list(range(n))
    swaps, at = (n * (n - 1) // 2 - score) // 2, 0
    while swaps:  # one swap of neighbours takes 2 from the score
        for at in range(n - 1):
            if swaps and values[at] < values[at + 1]:
                values[at], values[at + 1] = values[at + 1], values[at]
                swaps -= 1
    found = trend(values)

    assert found.score == score
    assert found.p_value / 2 == pytest.approx(chance, rel=0.02)


@given(VALUES)
def test_another_library_finds_the_same_chance(values):
    other = kendalltau(np.arange(len(values)), values, method="exact")

    assert trend(values).p_value == pytest.approx(min(1, other.pvalue))


@given(VALUES)
def test_turned_round_a_trend_turns_round(values):
    one, other = trend(values), trend(values[::-1])

    assert one.score == -other.score
    assert {one.word, other.word} in ({"rising", "falling"}, {"unclear"})


def test_periods_with_nothing_to_count_are_passed_over_and_few_say_nothing():
    assert trend([None, 1, None, 2, 3, 4]) == trend([1, 2, 3, 4])
    assert trend([1, 2, 3]).word == "unknown"
    assert trend([]).word == "unknown"
    assert trend([5, 5, 5, 5]).word == "level"
    with pytest.raises(BadReading, match="None"):
        trend([1.0, float("nan")])


def test_evenness_by_hand():
    # Pairs of 0, 1, 5: differences 1, 5, 4; mean over all nine 20/9; twice the mean is 4.
    assert gini([5, 0, 1]) == pytest.approx(20 / 9 / 4)
    assert gini([3, 3]) == 0
    assert gini([]) is None
    assert gini([0, 0]) is None
    with pytest.raises(BadReading):
        gini([1, -1])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(2, 5))
def test_evenness_does_not_mind_the_order_or_how_often_all_of_it_happened(counts, times):
    found = gini(counts)

    assert gini(sorted(counts)) == found
    assert gini([times * count for count in counts]) == (None if found is None else pytest.approx(found))
    assert found is None or 0 <= found < 1


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 9)))
def test_what_changed_and_what_stayed_are_shares(before, after):
    changed, stayed = turnover(before, after), persistence(before, after)

    assert changed is None or 0 <= changed <= 1
    assert stayed is None or 0 <= stayed <= 1
    assert turnover(before, before) == (0 if before else None)
    assert turnover(after, before) == changed
