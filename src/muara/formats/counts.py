"""Counts fit to publish: how many of each group agreed, disagreed and passed; never fewer than five."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path

import numpy as np

from muara.engine.opinion.declared import withhold
from muara.engine.opinion.threads import MIN_VOTES
from muara.engine.opinion.votes import Id, VoteTable
from muara.formats.tables import write_table

HEADER = ("statement", "group", "agree", "disagree", "pass")
EVERYBODY = "all"
WITHHELD = "withheld"

Row = tuple[int | str, str, int | str, int | str, int | str]


def count_rows(
    votes: VoteTable, labels: Mapping[Id, Hashable | None] | None = None, *, minimum: int = MIN_VOTES
) -> list[Row]:
    """List the counts per statement for everybody and for each group.

    Parameters
    ----------
    votes : VoteTable
        Leave rejected statements out before (`VoteTable.without`).
    labels : mapping of participant to group, optional
        Without it only everybody is counted.
    minimum : int
        A cell with fewer answers, and a cell that would give one away, says "withheld".

    Examples
    --------
    >>> votes = VoteTable.from_votes(range(12), [4] * 12, [1] * 9 + [-1] * 3)
    >>> for row in count_rows(votes, {who: "A" if who < 6 else "B" for who in range(12)}):
    ...     print(row)
    (4, 'all', 9, 3, 0)
    (4, 'A', 6, 0, 0)
    (4, 'B', 3, 3, 0)
    """
    everybody = votes.counts()
    names: tuple[Hashable, ...] = ()
    grouped, hidden = everybody, np.zeros((0, votes.n_statements), dtype=bool)
    if labels is not None:
        names, group = votes.groups_from(labels)
        grouped = votes.counts(np.where(group < 0, len(names), group), len(names) + 1)
        hidden = withhold(grouped.n, minimum)
    rows: list[Row] = []
    for column, statement in enumerate(votes.statements):
        if everybody.n[0, column] < minimum:
            rows.append((statement, EVERYBODY, WITHHELD, WITHHELD, WITHHELD))
            continue
        counts = (everybody.agree, everybody.disagree, everybody.passed)
        agree, disagree, passed = (int(cells[0, column]) for cells in counts)
        rows.append((statement, EVERYBODY, agree, disagree, passed))
        for index, name in enumerate(names):
            if hidden[index, column]:
                rows.append((statement, str(name), WITHHELD, WITHHELD, WITHHELD))
            else:
                counts = (grouped.agree, grouped.disagree, grouped.passed)
                agree, disagree, passed = (int(cells[index, column]) for cells in counts)
                rows.append((statement, str(name), agree, disagree, passed))
    return rows


def write_counts(
    path: Path,
    votes: VoteTable,
    labels: Mapping[Id, Hashable | None] | None = None,
    *,
    minimum: int = MIN_VOTES,
) -> None:
    """Write `count_rows` as a CSV file: statement, group, agree, disagree, pass."""
    write_table(path, HEADER, count_rows(votes, labels, minimum=minimum))
