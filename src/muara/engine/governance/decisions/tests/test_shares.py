"""Equal shares equals the textbook and another program; no group's money is spent by others."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.governance.decisions import equal_shares

# Examples 11 and 12 of Lackner and Skowron (2023), Multi-Winner Voting with Approval Preferences (open access).
EXAMPLE_11 = {("a", "b"): 3, ("a", "c"): 3, ("a", "d"): 2, ("b", "c", "f"): 1, ("e",): 1, ("f",): 1, ("g",): 1}
EXAMPLE_12 = {("c", "d"): 3, ("a", "b"): 2, ("a", "c"): 2, ("b", "d"): 1}


@pytest.mark.parametrize(
    ("votes", "money", "bought"),
    [
        (EXAMPLE_11, 4, [("a", Fraction(1, 8))]),
        (EXAMPLE_12, 3, [("c", Fraction(1, 5)), ("a", Fraction(13, 40))]),
    ],
)
def test_the_textbook_examples_come_out_as_printed(votes, money, bought):
    found = equal_shares(dict.fromkeys("abcdefg", 1), votes, money, order="abcdefg", finish=False)

    assert [(one.project, one.pay) for one in found.bought] == bought
    assert found.spent == len(bought)
    assert found.runs == 0


def test_a_small_group_decides_over_its_part():
    # 60 of 100 choose the big ones, 40 the small one: by marks alone the 40 would get nothing.
    costs = {"balai": 300, "jalan": 300, "warung": 350}
    found = equal_shares(costs, {("balai", "jalan"): 60, ("warung",): 40}, 1000, order=list(costs), finish=False)

    assert set(found.projects) == {"balai", "jalan", "warung"}


def test_who_has_less_pays_all_they_have_and_the_others_the_rest():
    costs = {"a": 60, "b": 50}
    found = equal_shares(costs, {("a",): 1, ("a", "b"): 1, ("b",): 1}, 150, order="ab", finish=False)

    # Both cost their two supporters equally much for each rupiah; the first in the order is bought, 30 each;
    # then of b's supporters one has 20 left and pays all of it, the other 30.
    assert [(one.project, one.pay) for one in found.bought] == [("a", 30), ("b", 30)]


def test_shares_are_raised_until_the_next_run_would_cost_too_much():
    costs = {"a": 60, "b": 60}
    votes = {("a",): 3, ("b",): 2}
    plain = equal_shares(costs, votes, 100, order="ab", finish=False)
    raised = equal_shares(costs, votes, 100, order="ab", step=1, finish=False)

    assert plain.projects == ("a",)
    assert (raised.projects, raised.runs) == (("a",), 9)  # with 10 more each, b could be bought too


def test_what_is_left_goes_to_the_most_chosen_that_fit():
    costs = {"a": 70, "b": 40, "c": 25, "d": 5}
    votes = {("a",): 5, ("b",): 4, ("c", "b"): 1}
    found = equal_shares(costs, votes, 100, order="abcd")

    assert found.projects == ("b", "c")
    assert found.added == ("c",)
    assert found.spent == 65


@pytest.mark.parametrize("by_cost", [True, False])
def test_the_order_decides_between_equals(by_cost):
    costs = dict.fromkeys("ab", 10)
    for order, first in (("ab", "a"), ("ba", "b")):
        found = equal_shares(costs, {("a", "b"): 1}, 10, order=order, by_cost=by_cost)
        assert found.projects == (first,)


@pytest.mark.parametrize("votes", [{}, {(): 3}])
def test_nobody_buys_nothing(votes):
    assert equal_shares({"a": 1}, votes, 10, order="a", step=1).projects == ()


elections = st.tuples(
    st.lists(st.integers(1, 40), min_size=1, max_size=6),
    st.lists(st.sets(st.integers(0, 5)), max_size=12),
    st.integers(1, 120),
    st.integers(0, 3),
    st.booleans(),
)


@given(elections)
def test_never_more_is_spent_than_there_is_and_every_one_bought_was_chosen(election):
    prices, chosen, money, step, by_cost = election
    costs = {"abcdef"[at]: price for at, price in enumerate(prices)}
    votes: dict[tuple[str, ...], int] = {}
    for one in chosen:
        key = tuple("abcdef"[at] for at in sorted(one) if at < len(prices))
        votes[key] = votes.get(key, 0) + 1

    found = equal_shares(costs, votes, money, order=list(costs), step=step, by_cost=by_cost)

    assert found.spent == sum(costs[name] for name in found.projects) <= money
    assert len(set(found.projects)) == len(found.projects)
    assert set(found.projects) <= {name for key in votes for name in key}
    left = money - found.spent
    assert all(costs[name] > left for key in votes for name in key if name not in found.projects)


def test_pabutools_buys_the_same():
    election = pytest.importorskip("pabutools.election")
    rules = pytest.importorskip("pabutools.rules")
    rng = random.Random(20261124)
    for n in range(60):
        names = [f"p{at}" for at in range(rng.randrange(2, 7))]
        # Costs that no sum of others equals keep both programs away from ties, where their orders differ.
        costs = {name: rng.randrange(5, 60) * 64 + 2**at for at, name in enumerate(names)}
        money, step, by_cost = rng.randrange(200, 9000), rng.choice((0, 7)), n % 2 == 0
        votes: dict[tuple[str, ...], int] = {}
        for _ in range(rng.randrange(3, 15)):
            key = tuple(sorted(rng.sample(names, rng.randrange(1, len(names)))))
            votes[key] = votes.get(key, 0) + 1
        found = equal_shares(costs, votes, money, order=names, step=step, finish=False, by_cost=by_cost)

        projects = {name: election.Project(name, cost) for name, cost in costs.items()}
        people = sum(votes.values())
        instance = election.Instance(projects.values(), budget_limit=money + found.runs * step * people)
        profile = election.ApprovalProfile(
            election.ApprovalBallot(projects[name] for name in key) for key, n in votes.items() for _ in range(n)
        )
        sat = election.Cost_Sat if by_cost else election.Cardinality_Sat
        theirs = rules.method_of_equal_shares(instance, profile, sat_class=sat)
        assert {one.name for one in theirs} == {one.project for one in found.bought}
