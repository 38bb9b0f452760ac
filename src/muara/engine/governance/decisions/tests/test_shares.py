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


def test_the_order_decides_between_those_who_become_equals():
    # Each has 10. x takes 6 of one of b's two supporters: b asks 7 at first, then 10 of the other, as a does.
    costs = {"x": 6, "a": 10, "b": 14}
    for order in ("xab", "xba"):
        found = equal_shares(costs, {("b", "x"): 1, ("b",): 1, ("a",): 1}, 30, order=order, by_cost=False)
        assert "".join(found.projects) == order


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


def drawn(rng):
    """Draw a small election full of ties: few prices, few people, any order."""
    names = [f"p{at}" for at in range(rng.randrange(1, 8))]
    dearest = rng.choice((2, 6, 40, 10**6))
    costs = {name: rng.randrange(1, dearest + 1) for name in names}
    votes: dict[tuple[str, ...], int] = {}
    for _ in range(rng.randrange(1, 12)):
        key = tuple(rng.sample(names, rng.randrange(1, len(names) + 1)))
        votes[key] = votes.get(key, 0) + rng.choice((1, 1, 3))
    money = rng.randrange(1, 1 + max(1, sum(costs.values()) * 5 // 4))
    step = rng.choice((0, 0, -(-dearest // 8)))
    return costs, votes, money, rng.sample(names, len(names)), step, rng.random() < 0.5


def test_pabutools_buys_the_same_in_the_same_order_and_adds_the_same():
    election = pytest.importorskip("pabutools.election")
    rules = pytest.importorskip("pabutools.rules")
    ties = pytest.importorskip("pabutools.tiebreaking")

    class Unfinished(election.Instance):
        """So that shares are raised until a run costs too much or buys all, and not until nothing more fits."""

        def is_exhaustive(self, chosen, available_projects=None):
            return len(chosen) == len(available_projects)

    rng, raised, tied = random.Random(20261124), 0, 0
    for _ in range(4000):
        costs, votes, money, order, step, by_cost = drawn(rng)
        found = equal_shares(costs, votes, money, order=order, step=step, by_cost=by_cost)

        projects = {name: election.Project(name, cost) for name, cost in costs.items()}
        instance = Unfinished(projects.values(), budget_limit=money)
        profile = election.ApprovalProfile(
            election.ApprovalBallot(projects[name] for name in key) for key, n in votes.items() for _ in range(n)
        )
        by_order = ties.TieBreakingRule(lambda _instance, _profile, one, order=order: order.index(one.name))
        theirs = rules.method_of_equal_shares(
            instance,
            profile,
            sat_class=election.Cost_Sat if by_cost else election.Cardinality_Sat,
            tie_breaking=by_order,
            voter_budget_increment=step or None,
        )
        assert [one.name for one in theirs] == [one.project for one in found.bought]
        theirs = rules.greedy_utilitarian_welfare(
            instance,
            profile,
            sat_class=election.Cost_Sat,
            tie_breaking=by_order,
            initial_budget_allocation=theirs,
        )
        chosen = {name for key in votes for name in key}
        assert [one.name for one in theirs if one.name in chosen] == list(found.projects)
        raised += found.runs > 0
        again = equal_shares(costs, votes, money, order=order[::-1], step=step, by_cost=by_cost)
        tied += again.projects != found.projects
    assert raised > 300  # the elections do try what they are for
    assert tied > 1000
