"""Answers of a trust survey as a table: one row for each question, empty where nothing was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from muara.formats.sheet import Problem, shown
from muara.formats.spreadsheet import as_csv
from muara.formats.ties_csv import table_of

ITEMS = ("reliability", "mission", "openness")
LEVELS = ("NONE", "AWARENESS", "COOPERATION", "COORDINATION", "INTEGRATION")
HEADER = ("asker", "partner", *ITEMS, "collaboration", "stranger", "added")
NUMBERS = {"": None, "0": 0, "1": 1, "2": 2, "3": 3, "4": 4}
YES_NO = {"": False, "no": False, "yes": True}


@dataclass(frozen=True)
class Answer:
    """What one organisation says of another: 1 to 4, 0 for "cannot say", None for nothing."""

    asker: str
    partner: str
    reliability: int | None = None
    mission: int | None = None
    openness: int | None = None
    collaboration: str = ""
    is_stranger: bool = False
    is_added: bool = False


def write_answers(answers: Iterable[Answer]) -> str:
    r"""Write a table in which no text becomes a formula.

    Examples
    --------
    >>> write_answers([Answer("O001", "O002", 4, 0, None, "NONE")]).splitlines()[1]
    'O001,O002,4,0,,NONE,no,no'
    """
    return as_csv(
        HEADER,
        [
            [
                one.asker,
                one.partner,
                *("" if item is None else item for item in (one.reliability, one.mission, one.openness)),
                one.collaboration,
                "yes" if one.is_stranger else "no",
                "yes" if one.is_added else "no",
            ]
            for one in answers
        ],
    )


def read_answers(data: bytes | str) -> tuple[list[Answer], list[Problem]]:
    r"""Read a table as `write_answers` writes it; what is wrong is listed with its line, and that row left out.

    Examples
    --------
    >>> answers, problems = read_answers("asker,partner,reliability,mission,openness\na,b,4,9,1\nb,a,2,2,2\n")
    >>> answers[0].asker, [str(problem) for problem in problems]
    ('b', ["line 2: '9' in mission is no number from 0 to 4."])
    """
    problems: list[Problem] = []
    rows, header = table_of(data, problems)
    missing = [name for name in HEADER[:5] if name not in header] if header else []
    if missing:
        problems.append(Problem(f"A column {missing[0]!r} is missing; there is: {', '.join(header[:12])}.", 1))
    if missing or not header:
        return [], problems
    answers: list[Answer] = []
    first: dict[tuple[str, str], int] = {}
    for line, row in rows:
        given = {name: text.strip() for name, text in zip(header, row, strict=True)}
        wrong = _wrong(given)
        ends = given["asker"], given["partner"]
        if not wrong and ends in first:
            wrong = [f"{shown(ends[0])} says twice something of {shown(ends[1])}, first in line {first[ends]}."]
        problems += [Problem(text, line) for text in wrong]
        if wrong:
            continue
        first[ends] = line
        answers.append(
            Answer(
                ends[0],
                ends[1],
                NUMBERS[given["reliability"]],
                NUMBERS[given["mission"]],
                NUMBERS[given["openness"]],
                given.get("collaboration", ""),
                YES_NO[given.get("stranger", "")],
                YES_NO[given.get("added", "")],
            )
        )
    return answers, problems


def _wrong(given: dict[str, str]) -> list[str]:
    wrong = []
    if not given["asker"] or not given["partner"]:
        wrong.append("An answer lacks who is asked or about whom.")
    elif given["asker"] == given["partner"]:
        wrong.append(f"{shown(given['asker'])} is asked about itself.")
    wrong += [
        f"{shown(given[item])} in {item} is no number from 0 to 4." for item in ITEMS if given[item] not in NUMBERS
    ]
    if given.get("collaboration", "") not in ("", *LEVELS):
        wrong.append(f"{shown(given['collaboration'])} in collaboration is none of {', '.join(LEVELS)}.")
    wrong += [
        f"{shown(given[name])} in {name} is neither yes nor no."
        for name in ("stranger", "added")
        if given.get(name, "") not in YES_NO
    ]
    said = any(given[item] for item in ITEMS) or bool(given.get("collaboration"))
    if given.get("stranger") == "yes" and said:
        wrong.append("Nothing can be said of a stranger.")
    return wrong
