"""The page on the result file names every key of it, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from muara.engine.opinion import analyse
from muara.engine.opinion.synthetic import conversation
from muara.formats.polis import PolisExport, Statement
from muara.formats.report import analyse_export, result_of

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "result.md"
PER_PERSON = (
    "membership",
    "soft_membership",
    "confidence",
    "steadiness",
    "positions",
    "position_error",
    "passing",
)
FREE = ("parameters", "versions")
"""Their keys are names of constants and of programs."""


def keys(value, place: str = "") -> set[str]:
    """Give the path to each number and text: people are *, entries of a list [], kinds of groups {kind}."""
    if place in FREE:
        return {place}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {key for one in value for key in keys(one, f"{place}[]")}
    if not isinstance(value, dict):
        return {place}
    if place in PER_PERSON:
        return {f"{place}.*"}
    if place == "declared":
        return {key for one in value.values() for key in keys(one, f"{place}.{{kind}}")}
    return {key for name, one in value.items() for key in keys(one, f"{place}.{name}".lstrip("."))}


def documented() -> tuple[set[str], set[str]]:
    """Give the keys that rows of the tables begin with, and those that a row explains inside its text."""
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", PAGE.read_text(), re.MULTILINE)
    firsts = {key for row, _ in rows for key in re.findall(r"`([^`]+)`", row)}
    inner = {
        f"{key}{joint}{name}"
        for row, text in rows
        for key in re.findall(r"`([^`]+)`", row)
        for name in re.findall(r"`(\w+)`", text)
        for joint in (".", "[].")
    }
    return firsts, inner


def test_the_page_names_every_key_of_a_result_and_no_other():
    votes = conversation(120, 30, seed=8, n_groups=2, votes_per_person=(12, 28)).votes
    who, what = votes.rows, votes.columns.astype(np.int64)
    statements = tuple(Statement(number, f"Kalimat {number}") for number in range(31))
    shown = (np.append(who, who), np.append(what, (what + 1) % 30))
    export = PolisExport(statements, who, what, votes.values, None, shown=shown)
    said = {"sector": {person: "tani" if person < 12 else "dagang" for person in range(120)}}
    result = result_of(analyse_export(export, declared=said), export)
    assert result["stability"]
    assert result["common_threads"]
    assert result["not_yet_known"]
    assert any(one["representative"] for one in result["groups"])
    broken = conversation(120, 30, seed=43, n_groups=3, votes_per_person=(12, 28)).votes
    other = analyse(broken, readings=20).to_dict()
    assert other["finer"]["broken"]
    named, explained = documented()
    every = keys(result) | keys({name: other[name] for name in ("finer", "statements")})

    there = {key for key in every if not key.startswith(("common_threads[]", "divides[]"))}
    assert len(there) > 80
    assert sorted(there - named - explained) == []
    for one in named:
        assert any(key == one or key.startswith((f"{one}.", f"{one}[")) for key in every), one
