"""The table of goals names tests and lines of the bench that exist, for all sixteen goals."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from bench.page import GOALS

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "reference" / "opinion-goals.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| \d+\. ", line)]
TESTS = re.findall(r"`([\w/.]+\.py::[\w:]+)`", PAGE)
LINES = {found for row in ROWS for found in re.findall(r"`(\d+\. [^`]+)`", row[-1])}


def names_of_tests(path: Path) -> set[str]:
    """Give the names of the tests that pytest would collect from a file."""
    return {
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_all_sixteen_goals_have_a_row_with_a_measurement():
    assert [int(row[0].strip("| ").split(".")[0]) for row in ROWS] == list(range(1, 17))
    assert all(len(row) == 5 and row[2].strip() for row in ROWS)


def test_each_goal_is_held_by_a_test_or_a_line_of_the_bench():
    for row in ROWS:
        assert "::" in row[3] or "`" in row[4], row[0]


@pytest.mark.parametrize("named", sorted(set(TESTS)))
def test_every_test_that_is_named_exists(named: str):
    path, name = named.split("::")

    assert name in names_of_tests(ROOT / path)


def test_every_line_of_the_bench_that_is_named_exists_and_none_is_forgotten():
    assert {goal.what for goal in GOALS} == LINES
