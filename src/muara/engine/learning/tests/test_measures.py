from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadSeries
from muara.engine.learning import FEWEST_PEOPLE, in_time, new_sector, returning, speaker_balance

PEOPLE = st.lists(st.sets(st.integers(0, 30)), max_size=12)
SECTORS = st.lists(st.sets(st.sampled_from("ABCDE")), max_size=12)


def test_returning_by_hand():
    # 20 people begin: 0-14 at the first evening, 15-19 at the second. 0-5 come again at the second, 15 and 16 at
    # the fourth. 99 begins at the third: three more evenings have not passed, so 99 is not counted.
    evenings = [set(range(15)), {*range(6), *range(15, 20)}, {99}, {15, 16}, set()]
    found = returning(evenings)

    assert (found.hits, found.n) == (8, 20)
    assert found.value == 0.4
    # Wilson with z² = 2.7055: middle (8 + 1.3528) / 22.7055 = .4119, half 1.6449 √(.012 + .00169) / 1.1353 = .1695
    assert found.low == pytest.approx(0.2424, abs=1e-4)
    assert found.high == pytest.approx(0.5814, abs=1e-4)


def test_who_comes_back_too_late_does_not_count_and_who_had_no_chance_is_not_counted():
    late = [set(range(FEWEST_PEOPLE)), set(), set(), set(), set(range(FEWEST_PEOPLE))]

    assert (returning(late).hits, returning(late).n) == (0, 20)
    assert returning([{1}, {1}, {1}]).n == 0


def test_new_sector_by_hand():
    # The fourth to the eleventh evening are judged: D comes at the fourth, B again at the ninth after three
    # without, E at the eleventh. B at the fifth was there three evenings before.
    evenings = [{"A"}, {"A", "B"}, {"A"}, {"D"}, {"B"}, {"A"}, {"A"}, {"A"}, {"A", "B"}, {"A"}, {"E"}]
    found = new_sector(evenings)

    assert (found.hits, found.n, found.value) == (3, 8, 0.375)


def test_fewer_than_the_fewest_are_counted_and_not_judged():
    few = in_time(9, 9)

    assert not few.is_judged
    assert (few.hits, few.n, few.value, few.low) == (9, 9, None, None)
    assert in_time(10, 10).value == 1.0


def test_nothing_is_no_share():
    for empty in (returning([]), new_sector([]), in_time(0, 0)):
        assert (empty.n, empty.value) == (0, None)
    assert speaker_balance({"A": 0, "B": 0}).value is None


def test_balance_is_one_when_all_speak_alike_and_low_when_one_speaks():
    assert speaker_balance({"A": 30, "B": 30, "C": 30}).value == 1.0
    assert speaker_balance({"A": 60, "B": 0, "C": 0}).value == 0.0
    assert speaker_balance({"A": 29, "B": 0}).value is None


def test_impossible_counts_are_refused():
    with pytest.raises(BadSeries):
        in_time(3, 2)
    with pytest.raises(BadSeries):
        returning([], window=0)
    with pytest.raises(BadSeries):
        new_sector([], window=0)


@given(PEOPLE)
def test_nobody_is_counted_twice_and_an_empty_last_evening_only_gives_time(evenings):
    found = returning(evenings)

    assert found.n <= len(set().union(*evenings))
    assert found.hits <= found.n
    assert returning([set(), *evenings]).n == found.n


@given(SECTORS)
def test_a_sector_that_is_always_there_is_never_new(evenings):
    always = [one | {"Z"} for one in evenings]

    assert new_sector(always) == new_sector(evenings)
