"""Ranked counts equal published elections; ties, exhausted papers and empty ones come out as the rule says."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.governance.decisions import UNIT, count_ranked

ALASKA = {  # special general election, 16 August 2022, as certified by the Division of Elections
    ("begich", "palin"): 27_053,
    ("begich", "peltola"): 15_467,
    ("begich",): 11_290,
    ("palin",): 58_973,
    ("peltola",): 75_799,
}
FRUIT = {  # the worked example of Wikipedia, "Single transferable vote", three kinds for 20 guests
    ("orange",): 4,
    ("pear", "orange"): 2,
    ("chocolate", "strawberry"): 8,
    ("chocolate", "sweets"): 4,
    ("strawberry",): 1,
    ("sweets",): 1,
}


def whole(found, at):
    return {name: n / UNIT for name, n in found.rounds[at].votes}


def test_alaska_2022_comes_out_as_certified():
    found = count_ranked(("begich", "palin", "peltola"), ALASKA, seats=1, order=("begich", "palin", "peltola"))

    assert whole(found, 0) == {"begich": 53_810, "palin": 58_973, "peltola": 75_799}
    assert found.rounds[0].excluded == "begich"
    assert whole(found, 1) == {"begich": 0, "palin": 86_026, "peltola": 91_266}
    assert found.elected == ("peltola",)
    assert len(found.rounds) == 2


def test_the_textbook_party_gets_chocolate_oranges_and_strawberries():
    kinds = ("orange", "pear", "chocolate", "strawberry", "sweets")
    found = count_ranked(kinds, FRUIT, seats=3, order=kinds)

    assert found.quota == 6
    assert found.elected == ("chocolate", "orange", "strawberry")
    assert found.rounds[0].elected == ("chocolate",)
    assert found.rounds[0].passed_on == "chocolate"
    assert whole(found, 1) == {"orange": 4, "pear": 2, "chocolate": 6, "strawberry": 5, "sweets": 3}
    assert [one.excluded for one in found.rounds] == ["", "pear", "sweets", ""]


def test_a_surplus_is_passed_on_to_the_fifth_decimal_and_the_rest_is_cut_off():
    # 10 papers, 2 seats, quota 4: a holds 7, so every paper goes on at 3/7 = .42857 (and not .42858).
    found = count_ranked("abc", {("a", "b"): 4, ("a", "c"): 3, ("b",): 2, ("c",): 1}, seats=2, order="abc")

    assert found.quota == 4
    assert dict(found.rounds[1].votes) == {"a": 4 * UNIT, "b": 2 * UNIT + 4 * 42_857, "c": UNIT + 3 * 42_857}


def test_a_paper_skips_who_is_elected_already():
    # a and b are elected at once; a's surplus goes past b to c.
    found = count_ranked("abcd", {("a", "b", "c"): 9, ("b", "d"): 5, ("c",): 2, ("d",): 3}, seats=3, order="abcd")

    assert found.quota == 5
    assert found.rounds[0].elected == ("a", "b")
    assert whole(found, 1)["c"] == pytest.approx(2 + 9 * 0.44444)
    assert whole(found, 1)["b"] == 5


def test_the_largest_surplus_goes_first_and_one_at_a_time():
    # After a's surplus c has the quota, so b's surplus goes past c to d.
    ballots = {("a", "c"): 12, ("b", "c", "d"): 9, ("c",): 3, ("d",): 2, ("e",): 2}
    found = count_ranked("abcde", ballots, seats=4, order="abcde")

    assert found.quota == 6
    assert [one.passed_on for one in found.rounds[:3]] == ["a", "b", "c"]
    assert found.rounds[1].elected == ("c",)
    assert whole(found, 2)["d"] == pytest.approx(2 + 9 * 0.33333)


def test_equals_are_told_apart_by_the_latest_stage_at_which_they_differed():
    # d goes first and makes b equal to c; at the stage before, b had fewer.
    ballots = {("a",): 9, ("b",): 3, ("c",): 4, ("d", "b"): 1, ("e",): 5}
    found = count_ranked("abcde", ballots, seats=1, order="edcba")

    assert [one.excluded for one in found.rounds[:2]] == ["d", "b"]


@pytest.mark.parametrize(("order", "stays"), [("ab", "a"), ("ba", "b")])
def test_equals_at_every_stage_are_told_apart_by_the_order(order, stays):
    assert count_ranked("ab", {("a",): 2, ("b",): 2}, seats=1, order=order).elected == (stays,)


def test_as_many_candidates_as_seats_are_elected_without_a_count():
    found = count_ranked("ab", {("a",): 1}, seats=2, order="ab")

    assert found.elected == ("a", "b")
    assert len(found.rounds) == 1


@pytest.mark.parametrize("ballots", [{}, {(): 5}, {("a",): 0}])
def test_nobody_is_elected_by_nobody(ballots):
    assert count_ranked("ab", ballots, seats=1, order="ab").elected == ()


def test_empty_papers_change_nothing():
    assert count_ranked("ab", {("a",): 3, ("b",): 2, (): 9}, seats=1, order="ab") == count_ranked(
        "ab", {("a",): 3, ("b",): 2}, seats=1, order="ab"
    )


rankings = st.lists(st.permutations("abcde").flatmap(lambda p: st.integers(1, 5).map(lambda n: tuple(p[:n]))))


@given(rankings, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_the_papers_and_how_they_are_bundled_do_not_matter(papers, seats, rng):
    one, other = {}, {}
    for paper in papers:
        one[paper] = one.get(paper, 0) + 1
    rng.shuffle(papers)
    for paper in papers:
        other[paper] = other.get(paper, 0) + 1

    found = count_ranked("abcde", one, seats=seats, order="abcde")
    assert found == count_ranked("abcde", other, seats=seats, order="abcde")
    assert len(found.elected) == (seats if papers else 0)
    for round_ in found.rounds:
        assert sum(n for _, n in round_.votes) <= len(papers) * UNIT


def test_a_majority_of_first_places_always_wins():
    rng = random.Random(20261124)
    everything = list(itertools.permutations("abcd"))
    for _ in range(200):
        ballots = {one: rng.randrange(20) for one in rng.sample(everything, 8)}
        first = {name: sum(n for one, n in ballots.items() if one[0] == name) for name in "abcd"}
        name, most = max(first.items(), key=lambda line: line[1])
        if 2 * most > sum(first.values()):
            assert count_ranked("abcd", ballots, seats=1, order="dcba").elected == (name,)


def test_a_group_that_ranks_its_own_first_gets_its_seats():
    # Droop proportionality: more than k quotas of voters who put the same candidates on top elect k of them.
    ballots = {("a", "b", "c"): 35, ("d", "e"): 65}
    found = count_ranked("abcde", ballots, seats=4, order="abcde")

    assert found.quota == 21
    assert {"d", "e"} < set(found.elected)
    assert {"a", "b"} < set(found.elected)
