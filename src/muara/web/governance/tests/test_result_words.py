"""What a decision came to, said in words: numbers of the engine, sentences of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from muara.engine.governance.decisions import Condition, Option, Rules, Vote, decide, decide_so_far
from muara.web.governance.result_words import (
    condition_in_words,
    finding,
    purchase_lines,
    result_bars,
    round_lines,
    tick_lines,
)

CONSENT = Rules(
    "d1", "Kulakan", "consent",
    (Option("setuju", "Setuju", role="for"), Option("keberatan", "Keberatan", role="objection")),
    quorum=(Condition("turnout", ">=", (3, 5)),),
    passing=(Condition("share", ">=", (3, 4), "setuju", "votes"), Condition("objections", "<=", (0, 1))),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def result(rules: Rules, choices: list, eligible: int, **given: object) -> dict:
    votes = [Vote(rules.read_choice(choice)) for choice in choices]
    return decide(rules, votes, eligible=eligible, **given).to_data()


def test_every_condition_is_a_sentence_with_what_was_reached_and_what_is_missing():
    found = result(CONSENT, ["setuju", "keberatan"], 5, objections=1)

    lines = tick_lines(CONSENT, found, is_open=True)

    assert [(line.says, line.reached, line.is_met, line.missing) for line in lines] == [
        ("At least 60 percent of those who may vote take part", "2 of 5, 40%", False, "1 more person is enough"),
        (
            "At least three quarters of all votes for “Setuju”",
            "reached: 50%",
            False,
            "2 more votes for it are enough",
        ),
        ("No objection stands", "1 stands", False, ""),
    ]


def test_before_the_close_hidden_results_tell_no_share():
    found = result(CONSENT, ["setuju", "keberatan"], 5)

    lines = tick_lines(CONSENT, found, is_open=True, is_hidden=True)

    assert [line.is_met for line in lines] == [False, None, True]
    assert "50" not in lines[1].reached
    assert finding(CONSENT, found, is_open=True, is_hidden=True)[1] == "What was chosen is opened after the close."


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (Condition("turnout", ">", (1, 2)), "More than half of those who may vote take part"),
        (Condition("attendance", ">=", (2, 3)), "At least two thirds of the members are present"),
        (Condition("voters", ">=", (12, 1)), "At least 12 people vote"),
        (Condition("share", ">", (1, 2), "ya", "decided"), "More than half for “ya”, abstentions left out"),
        (Condition("share", ">=", (1, 8), "ya", "eligible"), "At least 12.5 percent of all who may vote for “ya”"),
        (Condition("votes", "<", (4, 1), "keberatan"), "Less than 4 votes for “Keberatan”"),
    ],
)  # fmt: skip
def test_each_measure_has_its_words(line: Condition, says: str):
    assert condition_in_words(CONSENT, line) == says


def test_the_finding_says_whether_it_passed_and_by_how_many():
    passed = result(CONSENT, ["setuju"] * 4, 5)
    missed = result(CONSENT, ["setuju"], 5)

    assert finding(CONSENT, passed, is_open=False) == ("Passed.", "4 of 5 took part.")
    assert finding(CONSENT, passed, is_open=True) == ("So far it passes.", "3 of 3 conditions are met.")
    assert finding(CONSENT, missed, is_open=False) == ("No quorum.", "1 of 5 took part.")


@pytest.mark.parametrize(
    ("ties", "why"),
    [
        ("none", "Level: A and B."),
        ("listed", "Level: A and B. If it stays so, the order of the list decides."),
        ("lot", "Level: A and B. If it stays so, a lot decides at the close."),
    ],
)
def test_a_tie_so_far_names_all_who_are_level_and_what_would_break_it(ties: str, why: str):
    rules = Rules("d4", "Ketua", "choose_one", (Option("a", "A"), Option("b", "B"), Option("c", "C")), ties=ties)
    found = decide_so_far(rules, [Vote("b"), Vote("a")], eligible=4).to_data()

    assert finding(rules, found, is_open=True) == ("Still a tie.", why)
    assert not any(row.is_chosen for row in result_bars(rules, found))


def test_bars_are_parts_of_all_that_was_cast():
    rows = result_bars(CONSENT, result(CONSENT, ["setuju", "setuju", "setuju", "keberatan"], 5))

    assert [(row.label, row.x, row.number, row.said, row.mark) for row in rows] == [
        ("Setuju", "75.0", "3", "75%", "join"),
        ("Keberatan", "25.0", "1", "25%", "block"),
    ]


def test_rounds_of_a_board_election_say_whose_votes_go_where():
    options = tuple(Option(name, name.title()) for name in ("ani", "budi", "cici", "dedi"))
    rules = Rules("d2", "Pengurus", "elect", options, seats=2, ties="listed")
    choices = [["ani", "budi"]] * 5 + [["cici"]] * 2 + [["dedi", "cici"]] + [["budi"]]

    rounds = round_lines(rules, result(rules, choices, 12))

    assert rounds[0].says == ("Ani is elected. Ani has 1 more than needed: that part goes on to the next choices.")
    # Of nine votes four elect; a fifth of each of Ani's five papers goes to Budi, who then holds two.
    held = {bar.label: bar.number for bar in rounds[1].bars}
    assert held == {"Ani": "4", "Budi": "2", "Cici": "2", "Dedi": "1"}
    assert rounds[1].says == "Dedi has the least: these 1 votes go on to the next choices."
    assert "Dedi" not in [bar.label for bar in rounds[2].bars]
    assert rounds[-1].says.endswith("Cici is elected.")


def test_a_purse_says_who_paid_how_much():
    options = tuple(Option(name, name.title(), cost=cost) for name, cost in (("a", 60), ("b", 40), ("c", 30)))
    rules = Rules("d3", "Dana", "budget", options, budget=100, least=0, ties="listed")
    lines = purchase_lines(rules, result(rules, [["a"], ["a"], ["b"], ["a", "c"]], 4))

    # Each holds 25: three pay 20 each for A; B and C cannot be paid by theirs, B fits into the forty left.
    assert [(line.label, line.cost, line.says) for line in lines] == [
        ("A", "Rp60", "paid by its 3 supporters, each at most Rp20 of their share"),
        ("B", "Rp40", "added from what was left: it has 1 supporters and still fits"),
    ]
