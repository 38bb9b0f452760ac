"""Every kind of decision by hand, every tick with its reason, every tie by its rule."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadChoice
from muara.engine.governance.decisions import (
    Condition,
    Objection,
    Option,
    Rules,
    Vote,
    decide,
    decide_so_far,
    standing_objections,
    tie_order,
)

YES_NO = (Option("setuju", role="for"), Option("tidak", role="against"), Option("abstain", role="abstain"))
CONSENT = (Option("setuju", role="for"), Option("abstain", role="abstain"), Option("keberatan", role="objection"))
ABC = (Option("a"), Option("b"), Option("c"))
MORE_THAN_HALF = Condition("share", ">", (1, 2), "setuju", "decided")


def majority(*passing: Condition, quorum: tuple[Condition, ...] = (), **more) -> Rules:
    return Rules("d1", "Sewa gudang", "majority", YES_NO, quorum=quorum, passing=passing, **more)


def votes(**counts: int) -> list[Vote]:
    return [Vote(name) for name, n in counts.items() for _ in range(n)]


def test_abstentions_count_for_the_quorum_but_not_for_the_share():
    rules = majority(MORE_THAN_HALF, quorum=(Condition("turnout", ">=", (1, 2)),))
    found = decide(rules, votes(setuju=3, tidak=2, abstain=5), eligible=20)

    assert found.status == "passed"
    assert [(tick.part, tick.value, tick.missing) for tick in found.ticks] == [
        ("quorum", Fraction(1, 2), 0),
        ("passing", Fraction(3, 5), 0),
    ]


def test_a_missed_quorum_is_said_as_such_and_how_many_are_missing():
    rules = majority(MORE_THAN_HALF, quorum=(Condition("turnout", ">", (1, 2)),))
    found = decide(rules, votes(setuju=10), eligible=20)

    assert found.status == "no_quorum"
    assert found.ticks[0].missing == 1


@pytest.mark.parametrize(
    ("line", "cast", "met", "missing"),
    [
        (Condition("share", ">=", (2, 3), "setuju", "votes"), {"setuju": 6, "tidak": 3}, True, 0),
        (Condition("share", ">", (2, 3), "setuju", "votes"), {"setuju": 6, "tidak": 3}, False, 1),
        (Condition("share", ">=", (3, 4), "setuju", "votes"), {"setuju": 6, "tidak": 3}, False, 3),
        (Condition("share", ">=", (1, 1), "setuju", "votes"), {"setuju": 6, "tidak": 3}, False, None),
        (Condition("share", ">=", (1, 2), "setuju", "eligible"), {"setuju": 6, "tidak": 3}, False, 4),
        (Condition("share", ">", (1, 2), "setuju", "eligible"), {"setuju": 10}, False, 1),
        (Condition("share", "<=", (1, 4), "tidak", "votes"), {"setuju": 6, "tidak": 3}, False, None),
        (Condition("share", "<", (1, 3), "tidak", "votes"), {"setuju": 6, "tidak": 3}, False, None),
        (Condition("votes", ">=", (7, 1), "setuju"), {"setuju": 6, "tidak": 3}, False, 1),
        (Condition("voters", ">=", (12, 1)), {"setuju": 6, "tidak": 3}, False, 3),
        (Condition("share", ">", (1, 2), "setuju", "decided"), {"abstain": 4}, False, 1),
        (Condition("attendance", ">", (1, 2)), {"setuju": 6}, False, 21),
    ],
)
def test_each_condition_is_held_against_the_votes(line, cast, met, missing):
    found = decide(majority(line, members=80), votes(**cast), eligible=20)

    assert (found.ticks[0].is_met, found.ticks[0].missing) == (met, missing)
    assert found.status == ("passed" if met else "rejected")


@given(
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from([(1, 2), (2, 3), (3, 4), (3, 5)]),
    st.sampled_from([">", ">="]),
)
def test_what_is_missing_is_exactly_what_it_takes(yes, no, value, than):
    rules = majority(Condition("share", than, value, "setuju", "votes"))
    missing = decide(rules, votes(setuju=yes, tidak=no), eligible=200).ticks[0].missing

    assert decide(rules, votes(setuju=yes + missing, tidak=no), eligible=200).status in ("passed", "no_votes")
    if missing:
        assert decide(rules, votes(setuju=yes + missing - 1, tidak=no), eligible=200).status in (
            "rejected",
            "no_votes",
        )


def test_weights_count_for_shares_and_people_for_the_quorum():
    rules = majority(MORE_THAN_HALF, quorum=(Condition("voters", ">=", (2, 1)),), weighted=True)
    found = decide(rules, [Vote("setuju", weight=3), Vote("tidak")], eligible=3, eligible_weight=5)

    assert (found.turnout.voters, found.turnout.weight) == (2, 4)
    assert found.ticks[1].value == Fraction(3, 4)


def test_hands_counted_in_a_meeting_are_people():
    found = decide(majority(MORE_THAN_HALF), [Vote("setuju", 30, 30), Vote("tidak", 12, 12)], eligible=46)

    assert found.turnout.voters == 42
    assert found.status == "passed"


@pytest.mark.parametrize("cast", [[Vote("setuju")] * 3, [Vote("setuju", 3, 3)], [Vote("setuju", weight=9)]])
def test_more_than_could_vote_is_refused(cast):
    with pytest.raises(BadChoice, match="only 2 could"):
        decide(majority(), cast, eligible=2)


@pytest.mark.parametrize("vote", [Vote("setuju", 0), Vote("setuju", 1, 0), Vote("setuju", 1, 2)])
def test_nobody_weighs_less_than_one(vote):
    with pytest.raises(BadChoice, match="at least 1"):
        decide(majority(), [vote], eligible=2)


@pytest.mark.parametrize("kind", ["sense_check", "advice"])
def test_what_is_only_asked_is_heard(kind):
    rules = Rules("d1", "Bagaimana?", kind, ABC, quorum=(Condition("voters", ">=", (2, 1)),))

    assert decide(rules, votes(a=1, b=1), eligible=9).status == "heard"
    assert decide(rules, votes(a=1), eligible=9).status == "no_quorum"


def test_nobody_came():
    assert decide(majority(MORE_THAN_HALF), [], eligible=9).status == "no_votes"
    assert decide(Rules("d1", "Ketua", "choose_one", ABC), [], eligible=9).status == "no_votes"


@pytest.mark.parametrize(
    ("kind", "more", "choices", "chosen"),
    [
        ("choose_one", {}, ["a", "b", "b"], ("b",)),
        ("choose_some", {"seats": 2}, [("a", "b"), ("b", "c"), ("b", "c")], ("b", "c")),
        ("score", {"low": 0, "high": 5}, [(5, 4, None), (0, 4, 1)], ("b",)),
        ("score", {"low": -2, "high": 2}, [(-1, -2, None)], ("a",)),
        ("dots", {"dots": 5}, [(5, 0, 0), (0, 3, 2), (0, 3, 2)], ("b",)),
        ("ranked", {"ties": "listed"}, [("a",), ("b",), ("c", "b")], ("b",)),
        ("elect", {"ties": "listed", "seats": 2}, [("a",), ("a",), ("b",), ("c", "b")], ("a", "b")),
    ],
)
def test_what_most_want_is_chosen(kind, more, choices, chosen):
    rules = Rules("d1", "Pilih", kind, ABC, **more)
    found = decide(rules, [Vote(rules.read_choice(choice)) for choice in choices], eligible=9)

    assert (found.status, found.chosen) == ("chosen", chosen)


def test_a_budget_is_divided():
    rules = Rules(
        "d1", "Anggaran", "budget", (Option("a", cost=60), Option("b", cost=60)), budget=100, ties="listed"
    )
    found = decide(rules, [Vote(("a",)), Vote(("a", "b")), Vote(())], eligible=9)

    assert (found.status, found.chosen, found.spending.spent) == ("chosen", ("a",), 60)
    assert found.to_data()["bought"] == [{"project": "a", "cost": 60, "pay": "30"}]


def test_an_option_that_nobody_chose_is_not_chosen():
    found = decide(Rules("d1", "Pengurus", "choose_some", ABC, seats=2), [Vote(("a",))], eligible=9)

    assert found.chosen == ("a",)


def test_a_tie_is_the_result_where_no_rule_decides_it():
    found = decide(
        Rules("d1", "Pengurus", "choose_some", ABC, seats=2), [Vote(("a", "b")), Vote(("a", "c"))], eligible=9
    )

    assert (found.status, found.chosen, found.tied) == ("tied", ("a",), ("b", "c"))


def test_a_tie_that_changes_nothing_is_none():
    found = decide(Rules("d1", "Pengurus", "choose_some", ABC, seats=2), [Vote(("a", "b"))], eligible=9)

    assert (found.status, found.tied) == ("chosen", ())


def test_the_listed_one_wins_a_tie_where_the_rules_say_so_and_a_lot_is_fixed_by_its_seed():
    listed = Rules("d1", "Ketua", "choose_one", ABC, ties="listed")
    lot = Rules("d1", "Ketua", "choose_one", ABC, ties="lot")

    assert decide(listed, votes(c=1, b=1), eligible=9).chosen == ("b",)
    assert decide(lot, votes(c=1, b=1), eligible=9, seed="1") == decide(lot, votes(b=1, c=1), eligible=9, seed="1")
    assert {decide(lot, votes(c=1, b=1), eligible=9, seed=str(n)).chosen for n in range(20)} == {("b",), ("c",)}
    assert sorted(tie_order(lot, "x")) == ["a", "b", "c"]


def test_the_winner_may_need_a_majority():
    rules = Rules("d1", "Ketua", "choose_one", ABC, passing=(Condition("share", ">", (1, 2), "winner", "votes"),))

    assert decide(rules, votes(a=2, b=1), eligible=9).status == "chosen"
    assert decide(rules, votes(a=2, b=1, c=1), eligible=9).status == "rejected"
    assert decide(rules, votes(a=2, b=2), eligible=9).status == "tied"


def consent(objections=(), **counts) -> str:
    no_objection = Condition("objections", "<=", (0, 1))
    rules = Rules("d1", "Iuran", "consent", CONSENT, passing=(no_objection,))
    cast = {f"{name}{n}": name for name, count in counts.items() for n in range(count)}
    standing = standing_objections(rules, objections, cast)
    return decide(rules, [Vote(choice) for choice in cast.values()], eligible=20, objections=standing).status


def test_consent_is_that_no_objection_stands():
    raised = Objection(1, "keberatan0")

    assert consent(setuju=8, abstain=2) == "passed"
    assert consent(setuju=8, keberatan=1) == "rejected"
    assert consent([raised], setuju=8, keberatan=1) == "rejected"
    assert consent([raised.moved("stands", by="novita")], setuju=8, keberatan=1) == "rejected"
    assert (
        consent([raised.moved("integrated", by="novita", amendment="ab" * 32)], setuju=8, keberatan=1) == "passed"
    )
    assert consent([raised.moved("withdrawn", by="keberatan0")], setuju=8, keberatan=1) == "passed"


def test_an_objection_of_one_who_did_not_vote_stands_as_well():
    assert consent([Objection(1, "tini")], setuju=8) == "rejected"


def test_a_failed_check_takes_the_force_of_an_objection_only_where_the_rules_say_so():
    raised = Objection(1, "aldo").moved("stands", by="novita", checks={"impersonal": False, "explicit": True})

    assert raised.does_stand(checks_bind=False)
    assert not raised.does_stand(checks_bind=True)
    assert Objection(1, "aldo").does_stand(checks_bind=True)


@pytest.mark.parametrize(
    ("state", "by", "amendment", "why"),
    [
        ("withdrawn", "novita", "", "Only the one"),
        ("integrated", "novita", "", "amendment"),
        ("forgotten", "novita", "", "one of"),
    ],
)
def test_an_objection_moves_only_as_it_may(state, by, amendment, why):
    with pytest.raises(BadChoice, match=why):
        Objection(1, "aldo").moved(state, by=by, amendment=amendment)


choices = st.sampled_from(["setuju", "tidak", "abstain"])


@given(st.lists(choices, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_the_votes_does_not_matter(cast, rng):
    rules = majority(MORE_THAN_HALF, quorum=(Condition("turnout", ">=", (1, 3)),))
    found = decide(rules, [Vote(choice) for choice in cast], eligible=30)
    rng.shuffle(cast)

    assert decide(rules, [Vote(choice) for choice in cast], eligible=30) == found


@pytest.mark.parametrize("ties", ["none", "listed", "lot"])
@pytest.mark.parametrize("kind", ["choose_one", "choose_some", "score", "dots"])
def test_while_people_vote_all_who_are_level_for_the_last_place_are_tied(kind, ties):
    more = {"score": {"seats": 1}, "dots": {"dots": 2}}.get(kind, {})
    rules = Rules("d1", "Ketua", kind, ABC, ties=ties, **more)
    ways = {"choose_one": "abb", "choose_some": [["a", "b"], ["b"]], "score": [[5, 3, 0], [0, 4, 5]]}
    ways["dots"] = [[2, 0, 0], [0, 2, 0]]
    cast = [Vote(rules.read_choice(choice)) for choice in ways[kind]]
    ahead = decide_so_far(rules, cast[:2], eligible=4)

    if kind in ("choose_one", "dots"):
        assert (ahead.status, ahead.chosen, ahead.tied) == ("tied", (), ("a", "b"))
        cast += [Vote(rules.read_choice(ways[kind][1]))]
    assert decide_so_far(rules, cast, eligible=4).to_data() == decide(rules, cast, eligible=4).to_data()


def test_while_people_vote_what_only_the_order_decides_is_tied_in_ranked_counts_and_budgets():
    ranked = Rules("d1", "Ketua", "ranked", ABC, ties="listed")
    board = Rules("d1", "Pengurus", "elect", ABC, seats=2, ties="lot")
    priced = tuple(Option(name, cost=60) for name in "abc")
    budget = Rules("d1", "Dana", "budget", priced, budget=130, least=0, ties="listed")
    level = [Vote(("a",)), Vote(("b",))]
    for rules, cast, chosen, tied in (
        (ranked, level, (), ("a", "b")),
        (ranked, [*level, Vote(("c",))], (), ("a", "b", "c")),  # with b last, a or c stays in
        (ranked, [*level, Vote(("c", "b")), Vote(("a", "c"))], ("a",), ()),  # whoever of the two goes out first
        (board, [Vote(("a",))] * 3 + [Vote(("b",)), Vote(("c",))], ("a",), ("b", "c")),
        (budget, [Vote(("a",))] * 2 + [Vote(("b",)), Vote(("c",))], ("a",), ("b", "c")),
    ):
        found = decide_so_far(rules, cast, eligible=6)
        assert (found.status, found.chosen, found.tied) == ("tied" if tied else "chosen", chosen, tied)
        assert not decide(rules, cast, eligible=6).tied
