"""Votes as they come in: exact tables at all times, and a fresh map without a full pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadVotes
from muara.engine.opinion.mixture import Mixture, Sides, fit
from muara.engine.opinion.projection import DENSE_STATEMENTS, Map, map_of, opinion_map, tables
from muara.engine.opinion.sums import kernels
from muara.engine.opinion.votes import AGREE, DISAGREE, PASS, Floats, Id, Ints, VoteTable, _checked, _sort_key

REFRESH_STEPS = 5
"""Steps of the mixture from where the last reading left it: a few votes move nobody far."""


class LiveTables:
    """Take votes one by one; keep what was voted, and for each pair of statements its co-voters and their votes.

    A vote, a change of mind and a retraction each cost as many steps as the person has votes. All counts are whole
    numbers, so whatever order the votes arrived in, the tables are the same.

    Parameters
    ----------
    most_statements : int
        Beyond so many the tables of pairs (12 bytes a pair) are given up; a map is then laid by a pass over the
        votes.

    Examples
    --------
    >>> live = LiveTables()
    >>> live.vote("ani", 7, 1); live.vote("ani", 9, -1); live.vote("budi", 9, 1)
    >>> n, product, first = live.tables()
    >>> n.tolist(), product.tolist(), first.tolist()
    ([[1, 1], [1, 2]], [[1, -1], [-1, 2]], [[1, 1], [-1, 0]])
    >>> live.vote("ani", 9, 0)
    >>> live.retract("budi", 9)
    True
    >>> live.tables()[1].tolist(), live.n_votes
    ([[1, 0], [0, 0]], 2)
    """

    def __init__(self, *, most_statements: int = DENSE_STATEMENTS) -> None:
        self.most_statements = most_statements
        self.n_votes = 0
        self._slot: dict[Id, int] = {}
        self._column: dict[Id, int] = {}
        self._columns: list[npt.NDArray[np.int32]] = []
        self._values: list[npt.NDArray[np.int8]] = []
        self._held: list[int] = []
        self._pairs: list[npt.NDArray[np.int32]] | None = [np.zeros((0, 0), dtype=np.int32) for _ in range(3)]
        self._fast = kernels(2**62)

    @classmethod
    def of(cls, votes: VoteTable, *, most_statements: int = DENSE_STATEMENTS) -> LiveTables:
        """Begin with the votes there are.

        Parameters
        ----------
        votes : VoteTable
            The votes so far.
        most_statements : int
            As for the class.

        Returns
        -------
        LiveTables
            The same as after each vote one by one.
        """
        live = cls(most_statements=most_statements)
        live._grow(votes.n_statements)
        live._column = {statement: column for column, statement in enumerate(votes.statements)}
        live._slot = {participant: row for row, participant in enumerate(votes.participants)}
        for low, high in zip(votes.indptr[:-1].tolist(), votes.indptr[1:].tolist(), strict=True):
            live._columns.append(votes.columns[low:high].astype(np.int32))
            live._values.append(np.array(votes.values[low:high]))
            live._held.append(high - low)
        live.n_votes = votes.n_votes
        if live._pairs is not None:
            s = votes.n_statements
            for kept, found in zip(live._pairs, tables(votes), strict=True):
                kept[:s, :s] = found
        return live

    @property
    def n_participants(self) -> int:
        """Count the people who voted."""
        return len(self._slot)

    def vote(self, participant: Id, statement: Id, value: int) -> None:
        """Count a vote; an earlier one of this person on this statement no longer counts.

        Parameters
        ----------
        participant : int or str
            Who voted.
        statement : int or str
            On what.
        value : int
            1 agree, -1 disagree, 0 pass.

        Raises
        ------
        BadVotes
            If the value is no vote, or an identifier is neither a whole number nor a text.
        """
        if value not in (AGREE, DISAGREE, PASS):
            raise BadVotes(f"A vote is +1 (agree), -1 (disagree) or 0 (pass), not {value!r}.")
        slot, column = self._slot.get(participant), self._column.get(statement)
        if slot is None or column is None:
            _check(participant, self._slot, "participant")
            _check(statement, self._column, "statement")
            slot = self._slot.setdefault(participant, len(self._slot))
            column = self._column.setdefault(statement, len(self._column))
            self._grow(column + 1)
        if slot == len(self._held):
            self._columns.append(np.zeros(8, dtype=np.int32))
            self._values.append(np.zeros(8, dtype=np.int8))
            self._held.append(0)
        held, columns, values = self._held[slot], self._columns[slot], self._values[slot]
        place = self._place(columns, held, column)
        if place is not None:
            if values[place] != value:
                self._count(slot, column, int(values[place]), -1)
                values[place] = value
                self._count(slot, column, value, 1)
            return
        self._count(slot, column, value, 1)
        if held == len(columns):
            columns = self._columns[slot] = np.concatenate((columns, np.zeros_like(columns)))
            values = self._values[slot] = np.concatenate((values, np.zeros_like(values)))
        columns[held], values[held] = column, value
        self._held[slot] = held + 1
        self.n_votes += 1

    def retract(self, participant: Id, statement: Id) -> bool:
        """Take a vote back; tell whether there was one. The person and the statement stay known.

        Parameters
        ----------
        participant : int or str
            Who voted.
        statement : int or str
            On what.

        Returns
        -------
        bool
            True = there was a vote.
        """
        slot, column = self._slot.get(participant), self._column.get(statement)
        if slot is None or column is None:
            return False
        held, columns, values = self._held[slot], self._columns[slot], self._values[slot]
        place = self._place(columns, held, column)
        if place is None:
            return False
        self._count(slot, column, int(values[place]), -1)
        columns[place], values[place] = columns[held - 1], values[held - 1]
        self._held[slot] = held - 1
        self.n_votes -= 1
        return True

    @staticmethod
    def _place(columns: npt.NDArray[np.int32], held: int, column: int) -> int | None:
        found = columns[:held] == column
        place = int(found.argmax()) if held else 0
        return place if held and found[place] else None

    def _count(self, slot: int, column: int, value: int, sign: int) -> None:
        if self._pairs is None:
            return
        held, columns, values = self._held[slot], self._columns[slot], self._values[slot]
        n, product, first = self._pairs
        if self._fast is not None:
            self._fast.count_vote(columns, values, held, column, value, sign, n, product, first)
            return
        others, said = columns[:held], values[:held].astype(np.int32)
        away = others != column
        others, said = others[away], said[away]
        n[column, others] += sign
        n[others, column] += sign
        product[column, others] += sign * value * said
        product[others, column] += sign * value * said
        first[column, others] += sign * value
        first[others, column] += sign * said
        n[column, column] += sign
        product[column, column] += sign * value * value
        first[column, column] += sign * value

    def _grow(self, statements: int) -> None:
        if self._pairs is None or statements <= len(self._pairs[0]):
            return
        if statements > self.most_statements:
            self._pairs = None
            return
        size = min(max(2 * len(self._pairs[0]), statements, 16), self.most_statements)
        grown = [np.zeros((size, size), dtype=np.int32) for _ in range(3)]
        for new, old in zip(grown, self._pairs, strict=True):
            new[: len(old), : len(old)] = old
        self._pairs = grown

    def tables(self) -> tuple[Ints, Ints, Ints]:
        """Give the tables of `projection.tables`, statements in canonical order.

        Returns
        -------
        n, product, first : ndarray of int, shape (statements, statements)
            Co-voters of each pair; sum of the products of their votes; sum of their votes on the first.

        Raises
        ------
        ValueError
            If there are too many statements: see `most_statements`.
        """
        if self._pairs is None:
            raise ValueError(f"Tables are kept for {self.most_statements} statements at most.")
        order = np.array([self._column[statement] for statement in self._statements()], dtype=np.int64)
        n, product, first = (table[np.ix_(order, order)].astype(np.int64) for table in self._pairs)
        return n, product, first

    def _statements(self) -> tuple[Id, ...]:
        return tuple(sorted(self._column, key=_sort_key))

    def votes(self) -> VoteTable:
        """Give the votes as a table.

        Returns
        -------
        VoteTable
            The same as from the votes in any other order.
        """
        who, what = tuple(sorted(self._slot, key=_sort_key)), self._statements()
        slots = [self._slot[participant] for participant in who]
        new_column = np.zeros(len(what), dtype=np.int32)
        new_column[[self._column[statement] for statement in what]] = np.arange(len(what), dtype=np.int32)
        held = np.array([self._held[slot] for slot in slots], dtype=np.int64)
        indptr = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(held)))
        nothing: list[Any] = [np.zeros(0, dtype=np.int32)]
        columns = np.concatenate(nothing + [self._columns[slot][: self._held[slot]] for slot in slots])
        values = np.concatenate([[], *(self._values[slot][: self._held[slot]] for slot in slots)]).astype(np.int8)
        columns = new_column[columns]
        order = np.argsort(np.repeat(np.arange(len(who)) * max(len(what), 1), held) + columns)
        return VoteTable(who, what, indptr, columns[order], values[order])

    def refresh(self, mixture: Mixture | None = None) -> Fresh:
        """Lay the map anew, and place everybody in the groups of an earlier reading, moved a few steps.

        Parameters
        ----------
        mixture : Mixture, optional
            Of an earlier reading or refresh, on the same statements. Its groups keep their numbers. Without it
            nobody is in a group: whether there are groups, and how many, is for a full reading to say.

        Returns
        -------
        Fresh
            Map and groups; everybody is placed, nothing is decided anew.

        Examples
        --------
        >>> from muara.engine.opinion.synthetic import conversation
        >>> live = LiveTables.of(conversation(60, 20, seed=1, n_groups=2, votes_per_person=(10, 20)).votes)
        >>> live.vote(3, 5, 1)
        >>> live.refresh().positions.shape
        (60, 2)
        """
        votes = self.votes()
        plane = opinion_map(votes) if self._pairs is None else map_of(*self.tables())
        if mixture is None:
            return Fresh(votes, plane, plane.positions(votes), None, None)
        sides = Sides(votes)
        (moved,) = fit(sides, [mixture.membership(sides)], max_steps=REFRESH_STEPS)
        return Fresh(votes, plane, plane.positions(votes), moved, moved.membership(sides))


def _check(identifier: Id, known: dict[Id, int], kind: str) -> None:
    """Refuse what is no identifier, and what looks like another one when written (7 and "7")."""
    if identifier in known:
        return
    _checked(identifier, kind)
    twin: Id = str(identifier)
    if isinstance(identifier, str) and identifier.lstrip("-").isdigit() and str(int(identifier)) == identifier:
        twin = int(identifier)
    if twin != identifier and twin in known:
        raise BadVotes(f"The {kind} {identifier!r} occurs as a number and as a text; write all {kind}s one way.")


@dataclass(frozen=True, eq=False)
class Fresh:
    """A map and memberships between two readings.

    Attributes
    ----------
    votes : VoteTable
    plane : Map
    positions : ndarray of float, shape (participants, 2)
    mixture : Mixture or None
        To begin the next refresh with.
    membership : ndarray of float, shape (participants, groups), or None
    """

    votes: VoteTable
    plane: Map
    positions: Floats
    mixture: Mixture | None
    membership: Floats | None
