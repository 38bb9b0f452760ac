"""Each kind of choice has a plain form that reads back what was typed, and says in words what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from muara.engine.governance.decisions import Option, Rules
from muara.web.governance.forms.ballots import BallotForm

OPTIONS = Option("ani", "Ani"), Option("budi", "Budi"), Option("cici", "Cici")
CONSENT = Rules(
    "d1",
    "Iuran",
    "consent",
    (Option("ya", "Setuju", role="for"), Option("keberatan", "Keberatan", role="objection")),
)
SOME = Rules("d2", "Nama", "choose_some", OPTIONS, least=1, most=2)
SCORE = Rules("d3", "Nilai", "score", OPTIONS, low=0, high=5)
RANKED = Rules("d4", "Ketua", "ranked", OPTIONS, ties="listed")
DOTS = Rules("d5", "Titik", "dots", OPTIONS, dots=5)
BUDGET = Rules(
    "d6", "Dana", "budget", tuple(Option(n, n, cost=60) for n in "ab"), budget=100, ties="listed", least=0
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def filled(rules: Rules, text: str, reason_rule: str = "OPTIONAL") -> BallotForm:
    form = BallotForm(QueryDict(text), rules=rules, reason_rule=reason_rule)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("rules", "text", "choice"),
    [
        (CONSENT, "choice=ya", "ya"),
        (SOME, "choice=cici&choice=ani", ["ani", "cici"]),
        (BUDGET, "", []),
        (BUDGET, "choice=b&choice=a", ["a", "b"]),
        (SCORE, "o-ani=5&o-budi=&o-cici=0", [5, None, 0]),
        (RANKED, "o-ani=2&o-budi=1&o-cici=", ["budi", "ani"]),
        (DOTS, "o-ani=3&o-budi=&o-cici=2", [3, 0, 2]),
    ],
)
def test_a_choice_is_read_as_the_rules_take_it(rules: Rules, text: str, choice: Any):
    form = filled(rules, text)

    assert form.errors == {}
    assert form.choice == choice


@pytest.mark.parametrize(
    ("rules", "text", "said"),
    [
        (CONSENT, "", "Choose one of the options."),
        (CONSENT, "choice=lain", "Choose one of the options."),
        (SOME, "choice=ani&choice=budi&choice=cici", "Choose 1 to 2."),
        (SOME, "choice=lain", "Choose from the options of this page."),
        (SCORE, "o-ani=6", "Give each a number from 0 to 5"),
        (SCORE, "o-ani=banyak", "“Ani” needs a whole number."),
        (RANKED, "o-ani=1&o-budi=1", "Ani and Budi both have the number 1."),
        (RANKED, "o-ani=1&o-budi=3", "The number 2 is missing."),
        (RANKED, "", "Write 1 beside your first choice"),
        (DOTS, "o-ani=9", "The dots come to more than there are"),
        (DOTS, "o-ani=1²", "“Ani” needs a whole number."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(rules: Rules, text: str, said: str):
    form = filled(rules, text)

    assert said in str(form.non_field_errors())
    typed = QueryDict(text)
    assert {line.name: line.typed for line in form.lines if line.name in typed and line.name != "choice"} == {
        name: typed[name] for name in typed if name != "choice"
    }
    assert [line.option.id for line in form.lines if line.is_chosen] == [
        one.id for one in rules.options if one.id in typed.getlist("choice")
    ]


def test_who_objects_says_why_and_who_agrees_need_not():
    assert "Who objects says why" in str(filled(CONSENT, "choice=keberatan", "OBJECTION").errors["reason"])
    assert filled(CONSENT, "choice=keberatan&reason=Mahal", "OBJECTION").errors == {}
    assert filled(CONSENT, "choice=ya", "OBJECTION").errors == {}
    assert "reason" in filled(CONSENT, "choice=ya", "REQUIRED").errors
    assert "reason" not in filled(CONSENT, "choice=ya&reason=Mahal", "OFF").cleaned_data


def test_what_is_left_of_dots_and_of_the_purse_is_said():
    assert filled(DOTS, "o-ani=3").left == "2"
    assert filled(BUDGET, "choice=a").left == "Rp40"
    assert filled(BUDGET, "choice=a&choice=b").left == "over the purse"


@pytest.mark.parametrize(
    ("rules", "choice", "shown"),
    [
        (CONSENT, "ya", {"choice": ["ya"]}),
        (SOME, ["ani", "cici"], {"choice": ["ani", "cici"]}),
        (RANKED, ["budi", "ani"], {"o-budi": "1", "o-ani": "2", "o-cici": ""}),
        (SCORE, [5, None, 0], {"o-ani": "5", "o-budi": "", "o-cici": "0"}),
    ],
)
def test_the_ballot_before_stands_in_the_form(rules: Rules, choice: Any, shown: dict[str, Any]):
    form = BallotForm(rules=rules, choice=choice)

    if "choice" in shown:
        assert [line.option.id for line in form.lines if line.is_chosen] == shown["choice"]
    else:
        assert {line.name: line.typed for line in form.lines} == shown
