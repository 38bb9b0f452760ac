from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.formats.spreadsheet import as_csv
from muara.formats.tables import as_meant, harmless


@pytest.mark.parametrize(
    "formula", ["=1+1", "+62812", "-1", "@sum", "\t=1", "\r=1", " =1", "\u00a0=1", "\n=1", "=cmd|' /C calc'!A0"]
)
def test_no_text_starts_a_formula(formula: str):
    assert harmless(formula) == f"'{formula}"


@given(st.text())
def test_what_was_written_is_read_back(text: str):
    assert as_meant(harmless(text)) == text


@given(st.lists(st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])), min_size=1))
def test_a_row_comes_back_as_it_was(row: list[str]):
    table = as_csv(["kolom"] * len(row), [row]).removeprefix("\ufeff")

    rows = list(csv.reader(io.StringIO(table, newline="")))

    assert [as_meant(field) for field in rows[1]] == row
