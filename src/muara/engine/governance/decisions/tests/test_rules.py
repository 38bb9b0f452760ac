"""Rules are data: they come back as they were, and nothing that could not be counted gets in."""

import json

import pytest

from muara.engine.errors import BadChoice, BadRules
from muara.engine.governance.decisions import Condition, Option, Rules, read_rules
from muara.engine.ledger import canonical

ABC = (Option("a"), Option("b"), Option("c"))
YES_NO = (Option("ya", role="for"), Option("tidak", role="against"))


def test_rules_come_back_from_their_text_as_they_were():
    rules = Rules(
        "rat-2026",
        "Pembagian SHU — “2026”",
        "majority",
        (*YES_NO, Option("abstain", "Abstain", "abstain", icon="circle", meaning="Ikut saja", prompt="Mengapa?")),
        quorum=(Condition("turnout", ">", (1, 2)),),
        passing=(Condition("share", ">=", (3, 4), "ya", "decided"),),
        weighted=True,
        members=120,
    )

    assert read_rules(json.loads(canonical(rules.to_data()))) == rules


@pytest.mark.parametrize(
    "change",
    [
        {"format": "muara-rules-2"},
        {"extra": 1},
        {"seats": "1"},
        {"seats": True},
        {"weighted": 1},
        {"options": {}},
        {"options": [{"id": "ya"}]},
        {"options": [None]},
        {"passing": [{"measure": "share"}]},
        {"quorum": [{"measure": "voters", "than": ">=", "value": [1], "option": "", "of": ""}]},
        {"quorum": [{"measure": "voters", "than": ">=", "value": [1, True], "option": "", "of": ""}]},
        {"quorum": [{"measure": 1, "than": ">=", "value": [1, 1], "option": "", "of": ""}]},
    ],
)
def test_what_is_no_rules_is_refused(change):
    data = Rules("d1", "Judul", "majority", YES_NO).to_data()
    with pytest.raises(BadRules):
        read_rules({**data, **change})
    with pytest.raises(BadRules):
        read_rules({key: value for key, value in data.items() if key != next(iter(change))} | {"other": 1})


def test_what_is_no_table_is_refused():
    for data in (None, [], "rules", 1):
        with pytest.raises(BadRules, match="Not rules"):
            read_rules(data)


@pytest.mark.parametrize(
    ("kind", "options", "more", "why"),
    [
        ("guess", ABC, {}, "no kind"),
        ("majority", YES_NO, {"mode": "open"}, "no mode"),
        ("majority", YES_NO, {"ties": "dice"}, "ties"),
        ("budget", ABC, {"satisfaction": "joy"}, "satisfaction"),
        ("majority", (), {}, "has options"),
        ("majority", (Option("ya", role="for"), Option("ya")), {}, "has options"),
        ("majority", (Option("Ya", role="for"),), {}, "has options"),
        ("choose_one", (Option("winner"), Option("a")), {}, "winner"),
        ("choose_one", (Option("a", role="boss"),), {}, "role"),
        ("choose_one", (Option("a", role="abstain"),), {}, "Somebody"),
        ("choose_one", (Option("a", cost=1),), {}, "cost"),
        ("budget", (Option("a"),), {"budget": 1, "ties": "lot"}, "cost"),
        ("budget", (Option("a", cost=1),), {"ties": "lot"}, "how much"),
        ("budget", (Option("a", cost=10**6),), {"ties": "lot", "budget": 1, "step": 99}, "step"),
        ("score", (*ABC, Option("x", role="abstain")), {}, "abstain"),
        ("consent", YES_NO, {}, "objection"),
        ("majority", ABC, {}, "'for'"),
        ("choose_one", ABC, {"seats": 2}, "cannot be chosen"),
        ("choose_some", ABC, {"seats": 4}, "cannot be chosen"),
        ("choose_some", ABC, {"seats": 0}, "cannot be chosen"),
        ("choose_some", ABC, {"least": 3, "most": 2}, "no more"),
        ("ranked", ABC, {}, "rule for ties"),
        ("dots", ABC, {}, "dots"),
        ("majority", YES_NO, {"mode": "rahasia", "weighted": True}, "weighted"),
        ("majority", YES_NO, {"members": -1}, "negative"),
        ("score", ABC, {"low": 3, "high": 2}, "negative"),
        ("majority", YES_NO, {"passing": (Condition("mood", ">", (1, 2)),)}, "compares"),
        ("majority", YES_NO, {"passing": (Condition("voters", "=", (1, 2)),)}, "compares"),
        ("majority", YES_NO, {"passing": (Condition("voters", ">", (1, 0)),)}, "fraction"),
        ("majority", YES_NO, {"passing": (Condition("share", ">", (1, 2), "x", "votes"),)}, "no option"),
        ("majority", YES_NO, {"passing": (Condition("share", ">", (1, 2), "winner", "votes"),)}, "no option"),
        ("majority", YES_NO, {"passing": (Condition("share", ">", (1, 2), "ya", "all"),)}, "share is one"),
        ("majority", YES_NO, {"passing": (Condition("voters", ">", (1, 2), "ya"),)}, "about no option"),
        ("majority", YES_NO, {"passing": (Condition("objections", "<=", (0, 1)),)}, "consent"),
        ("score", ABC, {"passing": (Condition("share", ">", (1, 2), "a", "votes"),)}, "no shares"),
    ],
)
def test_rules_by_which_nothing_can_be_counted_are_refused(kind, options, more, why):
    with pytest.raises(BadRules, match=why) as refused:
        Rules("d1", "Judul", kind, options, **more)
    assert refused.value.code  # by which a room says it in another language


@pytest.mark.parametrize("name", ["", "A", "a b", "../a", "é", "-a", "a" * 65])
def test_a_decision_has_a_plain_name(name):
    with pytest.raises(BadRules, match="name of a decision"):
        Rules(name, "Judul", "majority", YES_NO)


COSTS = (Option("a", cost=1), Option("b", cost=1), Option("c", cost=1))
SOME = Rules("d1", "J", "choose_some", ABC, least=1, most=2)
SCORE = Rules("d1", "J", "score", ABC, low=1, high=5)
DOTS = Rules("d1", "J", "dots", ABC, dots=4)
RANKED = Rules("d1", "J", "ranked", ABC, least=0, ties="lot")
BUDGET = Rules("d1", "J", "budget", COSTS, least=0, budget=9, ties="lot")


@pytest.mark.parametrize(
    ("rules", "choice"),
    [
        (SOME, ["b", "c"]),
        (SCORE, [1, None, 5]),
        (DOTS, [4, 0, 0]),
        (RANKED, ["c", "a"]),
        (RANKED, []),
        (BUDGET, []),
        (Rules("d1", "J", "choose_one", ABC), "b"),
    ],
)
def test_what_the_rules_allow_is_read(rules, choice):
    assert rules.read_choice(choice) == (choice if isinstance(choice, str) else tuple(choice))


@pytest.mark.parametrize(
    ("rules", "choice"),
    [
        (SOME, "a"),
        (SOME, []),
        (SOME, ["a", "b", "c"]),
        (SOME, ["b", "a"]),
        (SOME, ["a", "a"]),
        (SOME, ["a", "x"]),
        (SOME, [1]),
        (SOME, {"a": 1}),
        (SCORE, [1, 2]),
        (SCORE, [0, 1, 1]),
        (SCORE, [6, 1, 1]),
        (SCORE, ["1", 1, 1]),
        (SCORE, [True, 1, 1]),
        (DOTS, [5, 0, 0]),
        (DOTS, [0, 0, 0]),
        (DOTS, [-1, 2, 2]),
        (DOTS, [None, 2, 2]),
        (RANKED, ["a", "b", "a"]),
        (BUDGET, ["b", "a"]),
        (Rules("d1", "J", "choose_one", ABC), "x"),
        (Rules("d1", "J", "choose_one", ABC), None),
        (Rules("d1", "J", "choose_one", ABC), ["a"]),
    ],
)
def test_what_the_rules_do_not_allow_is_refused(rules, choice):
    with pytest.raises(BadChoice):
        rules.read_choice(choice)
