"""A vote table without anybody's number: people in the order of what they said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from muara.engine.opinion.exposure import Exposure
from muara.engine.opinion.votes import Id, Ints, VoteTable


@dataclass(frozen=True, eq=False)
class Nameless:
    """The same votes by people 1, 2, 3, …

    Attributes
    ----------
    votes : VoteTable
        Whatever numbers people had, the same votes make the same table; so its fingerprint is the same too.
    rows : ndarray of int, shape (participants,)
        Row of each person in the table that was given.
    shown : (list of participant, list of statement) or None
        What somebody had in front of them and did not answer, under the new numbers.
    """

    votes: VoteTable
    rows: Ints
    shown: tuple[list[Id], list[Id]] | None


def nameless(votes: VoteTable, shown: tuple[Iterable[Id], Iterable[Id]] | None = None) -> Nameless:
    """Number the people anew by what they voted and what they left unanswered; who voted nothing is left out.

    Parameters
    ----------
    votes : VoteTable
    shown : (iterable of participant, iterable of statement), optional
        The log of what was shown to whom, answered or not.

    Notes
    -----
    A result depends on the order of people, through what is drawn at random. Numbered like this, whoever holds
    the votes under any numbers comes to the same result; and the numbers tell nothing that the votes do not tell.
    People who voted alike and left the same unanswered cannot be told apart, so their order does not matter.

    Examples
    --------
    >>> one = nameless(VoteTable.from_votes([7, 8, 8], [1, 1, 2], [-1, 1, 1]), ([7], [2]))
    >>> other = nameless(VoteTable.from_votes(["x", "x", "a"], [1, 2, 1], [1, 1, -1]), (["a"], [2]))
    >>> one.votes.sha256 == other.votes.sha256, one.rows.tolist(), other.rows.tolist(), one.shown
    (True, [0, 1], [0, 1], ([1], [2]))
    """
    log: list[tuple[int, int]] = []
    if shown is not None:
        seen = Exposure.of(votes, *shown)
        width = max(votes.n_statements, 1)
        logged, voted_on = seen.rows * width + seen.columns, votes.rows * width + votes.columns  # both ascend
        answered = np.zeros(len(logged), dtype=bool)
        answered[np.searchsorted(logged, voted_on)] = True
        left = logged[~answered]
        log = list(zip((left // width).tolist(), (left % width).tolist(), strict=True))
    unanswered: dict[int, list[int]] = {}
    for row, column in log:
        unanswered.setdefault(row, []).append(column)
    bounds = votes.indptr.tolist()
    where, what = votes.columns.astype(">u4"), votes.values

    def said(row: int) -> tuple[bytes, bytes, list[int]]:
        own = slice(bounds[row], bounds[row + 1])
        return where[own].tobytes(), what[own].tobytes(), unanswered.get(row, [])

    voted = [row for row in range(votes.n_participants) if bounds[row + 1] > bounds[row]]
    rows = np.array(sorted(voted, key=said), dtype=np.int64)
    ordered = votes.people(rows)
    people = tuple(range(1, len(rows) + 1))
    table = VoteTable(people, votes.statements, ordered.indptr, ordered.columns, ordered.values)
    if shown is None:
        return Nameless(table, rows, None)
    pairs = [
        (person, votes.statements[column])
        for person, row in zip(people, rows.tolist(), strict=True)
        for column in unanswered.get(row, [])
    ]
    return Nameless(table, rows, ([person for person, _ in pairs], [statement for _, statement in pairs]))
