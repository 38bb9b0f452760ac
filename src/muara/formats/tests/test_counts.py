import csv

from muara.engine.opinion import VoteTable
from muara.formats.counts import count_rows, write_counts


def test_small_cells_and_what_would_reveal_them_are_withheld(tmp_path):
    votes = VoteTable.from_votes(range(23), [1] * 23, [1] * 20 + [-1] * 3)
    labels = {who: "=big" if who < 12 else "mid" if who < 20 else "few" for who in range(23)}

    write_counts(tmp_path / "counts.csv", votes, labels)

    with (tmp_path / "counts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["statement", "group", "agree", "disagree", "pass"],
        ["1", "all", "20", "3", "0"],
        ["1", "'=big", "12", "0", "0"],
        ["1", "few", "withheld", "withheld", "withheld"],
        ["1", "mid", "withheld", "withheld", "withheld"],
    ]


def test_a_statement_that_few_answered_shows_nothing():
    assert count_rows(VoteTable.from_votes(range(4), [1] * 4, [1] * 4)) == [(1, "all", *["withheld"] * 3)]


def test_nothing_to_count_gives_no_rows():
    assert count_rows(VoteTable.from_votes([], [], []), {}) == []
