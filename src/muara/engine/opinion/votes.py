"""The vote table: who voted what on which statement, in one canonical order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from muara.engine.errors import BadVotes

AGREE, DISAGREE, PASS = 1, -1, 0

BLOCK_PEOPLE = 65_536
NARROW = 65_536
"""Statements up to which the column of a vote fits into two bytes."""

Id: TypeAlias = int | str
Ints: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Counts:
    """How often each group agreed, disagreed and passed; every array has shape (groups, statements).

    Attributes
    ----------
    agree, disagree, passed : ndarray of int, shape (groups, statements)
        Answers, not people: everybody counts once in each column.

    Examples
    --------
    >>> Counts(np.array([[5, 0]]), np.array([[1, 2]]), np.array([[0, 4]])).n.tolist()
    [[6, 6]]
    """

    agree: Ints
    disagree: Ints
    passed: Ints

    @property
    def n(self) -> Ints:
        """Count everybody who answered, passes included."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, eq=False)
class VoteTable:
    """Hold the last vote of each participant on each statement.

    Rows (participants) and columns (statements) stand in canonical order: whole numbers by value, then texts
    by code point. Within a row the columns ascend. So the same votes make the same table, byte for byte, in
    whatever order or batches they arrived.

    Attributes
    ----------
    participants, statements : tuple of int or str
        Identifiers as given, in canonical order.
    indptr : ndarray of int64, shape (participants + 1,)
        Row i holds the votes ``indptr[i]:indptr[i + 1]``.
    columns : ndarray of uint16, shape (votes,)
        Column of each vote: with its value 3 bytes a vote. int32 where there are more than 65,536 statements.
    values : ndarray of int8, shape (votes,)
        +1 agree, -1 disagree, 0 pass. What was never seen is not in the table.

    Examples
    --------
    >>> votes = VoteTable.from_votes(["ani", "budi", "ani"], [7, 7, 9], [1, -1, 0])
    >>> votes.n_participants, votes.n_statements, votes.n_votes
    (2, 2, 3)
    >>> votes.sha256 == VoteTable.from_votes(["ani", "ani", "budi"], [9, 7, 7], [0, 1, -1]).sha256
    True
    """

    participants: tuple[Id, ...]
    statements: tuple[Id, ...]
    indptr: Ints
    columns: npt.NDArray[Any]
    values: npt.NDArray[np.int8]

    def __post_init__(self) -> None:
        kind = np.uint16 if len(self.statements) <= NARROW else np.int32
        object.__setattr__(self, "columns", np.asarray(self.columns).astype(kind, copy=False))

    @classmethod
    def from_votes(
        cls,
        participants: Iterable[Id],
        statements: Iterable[Id],
        values: Iterable[int],
        *,
        unvoted: Iterable[Id] = (),
    ) -> VoteTable:
        """Build the table from three parallel sequences, one entry per vote.

        Parameters
        ----------
        participants, statements : iterable of int or str
            Who voted on what.
        values : iterable of int
            +1 agree, -1 disagree, 0 pass. Of several votes of one person on one statement the last counts.
        unvoted : iterable of int or str
            Statements that belong to the conversation although nobody may have voted on them yet.

        Returns
        -------
        VoteTable
            In canonical order.

        Raises
        ------
        BadVotes
            If the sequences differ in length, a value is no vote, an identifier is neither a whole number nor
            a text, or two identifiers look the same when written (7 and "7").
        """
        who, row = _canonical(participants, "participant", ())
        what, column = _canonical(statements, "statement", unvoted)
        value = _votes(values)
        if not len(row) == len(column) == len(value):
            raise BadVotes(
                f"There are {len(row)} participants, {len(column)} statements and {len(value)} values; "
                "each vote needs one of each."
            )
        key = row * max(len(what), 1) + column
        if len(key) > 1 and not (key[1:] > key[:-1]).all():
            order = np.argsort(key, kind="stable")
            key = key[order]
            last = np.append(key[1:] != key[:-1], True)
            order = order[last]
            row, column, value = row[order], column[order], value[order]
        indptr = np.zeros(len(who) + 1, dtype=np.int64)
        np.cumsum(np.bincount(row, minlength=len(who)), out=indptr[1:])
        return cls(who, what, indptr, column, value)

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        *,
        participant: str = "participant",
        statement: str = "statement",
        value: str = "value",
        unvoted: Iterable[Id] = (),
    ) -> VoteTable:
        """Build the table from a frame of any library, one row per vote.

        Parameters
        ----------
        frame : object
            Whatever speaks the Arrow PyCapsule interface (polars, pyarrow, pandas, duckdb, …) or holds columns
            by name (a dictionary of sequences, a record array).
        participant, statement, value : str
            Names of the columns.
        unvoted : iterable of int or str
            As for `from_votes`.

        Raises
        ------
        BadVotes
            If a column is missing or has a gap, and whatever `from_votes` refuses.

        Examples
        --------
        >>> VoteTable.from_frame({"voter": [1, 2], "item": [7, 7], "vote": [1, -1]},
        ...                      participant="voter", statement="item", value="vote").n_votes
        2
        """
        from muara.engine.opinion.frames import columns_of

        who, what, values = columns_of(frame, (participant, statement, value))
        return cls.from_votes(who, what, values, unvoted=unvoted)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Offer the votes to any reader of Arrow as participant, statement, value."""
        from muara.engine.opinion.frames import votes_frame

        return votes_frame(self).__arrow_c_stream__(requested_schema)

    @property
    def n_participants(self) -> int:
        """Count the rows."""
        return len(self.participants)

    @property
    def n_statements(self) -> int:
        """Count the columns."""
        return len(self.statements)

    @property
    def n_votes(self) -> int:
        """Count the votes, passes included."""
        return len(self.values)

    @cached_property
    def rows(self) -> Ints:
        """Row (participant) of each vote, shape (votes,)."""
        return np.repeat(np.arange(self.n_participants), np.diff(self.indptr))

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what can be worked out again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def row_of(self) -> dict[Id, int]:
        """Row of each participant."""
        return {participant: row for row, participant in enumerate(self.participants)}

    @cached_property
    def column_of(self) -> dict[Id, int]:
        """Column of each statement."""
        return {statement: column for column, statement in enumerate(self.statements)}

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of identifiers and votes; 64 hexadecimal digits."""
        digest = hashlib.sha256(b"muara.opinion.votes/1\n")
        for ids in (self.participants, self.statements):
            digest.update(json.dumps(ids, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")
        for array, kind in ((self.indptr, "<i8"), (self.columns, "<i4"), (self.values, "i1")):
            digest.update(np.ascontiguousarray(array, dtype=kind).tobytes())
        return digest.hexdigest()

    def votes_per_participant(self) -> Ints:
        """Count the votes of each row, passes included.

        Returns
        -------
        ndarray of int64, shape (participants,)
            0 or more.
        """
        return np.diff(self.indptr)

    @cached_property
    def opinions(self) -> Ints:
        """Agree and disagree votes of each participant, shape (participants,)."""
        said = np.zeros(self.n_participants, dtype=np.int64)
        for low in range(0, self.n_participants, BLOCK_PEOPLE):
            bounds = self.indptr[low : low + BLOCK_PEOPLE + 1]
            sofar = np.cumsum(self.values[bounds[0] : bounds[-1]] != 0, dtype=np.int64)
            sofar = np.concatenate((np.zeros(1, dtype=np.int64), sofar))[bounds - bounds[0]]
            said[low : low + BLOCK_PEOPLE] = np.diff(sofar)
        return said

    def matrix(self, values: Sequence[float] | npt.NDArray[Any]) -> sp.csr_array:
        """Hang one number on each vote and return the sparse matrix (participants, statements).

        Parameters
        ----------
        values : sequence of float, shape (votes,)
            In the order of `columns`.

        Returns
        -------
        scipy.sparse.csr_array, shape (participants, statements)
            What was never seen is not stored.
        """
        shape = (self.n_participants, self.n_statements)
        return sp.csr_array((np.asarray(values), self.columns, self.indptr), shape=shape)

    def select(self, keep: npt.NDArray[np.bool_]) -> VoteTable:
        """Keep only some votes; participants and statements stay, perhaps with no vote left.

        Parameters
        ----------
        keep : ndarray of bool, shape (votes,)
            True = the vote stays.

        Returns
        -------
        VoteTable
            The same people and statements.
        """
        which = np.flatnonzero(keep)  # an index is followed faster than a mask without pattern
        indptr = np.searchsorted(which, self.indptr).astype(np.int64, copy=False)
        return VoteTable(self.participants, self.statements, indptr, self.columns[which], self.values[which])

    def people(self, rows: Ints) -> VoteTable:
        """Keep only some participants (ascending row numbers) with their votes.

        Parameters
        ----------
        rows : ndarray of int, shape (people,)
            Ascending row numbers, 0..participants-1.

        Returns
        -------
        VoteTable
            Their votes; all statements stay.
        """
        length = np.diff(self.indptr)[rows]
        indptr = np.concatenate(([0], np.cumsum(length))).astype(np.int64)
        keep = np.repeat(self.indptr[rows] - indptr[:-1], length) + np.arange(indptr[-1])
        who = tuple(map(self.participants.__getitem__, rows.tolist()))
        return VoteTable(who, self.statements, indptr, self.columns[keep], self.values[keep])

    def without(self, statements: Iterable[Id]) -> VoteTable:
        """Leave out some statements with all their votes; everybody stays, perhaps without a vote.

        Parameters
        ----------
        statements : iterable of int or str
            Identifiers; unknown ones change nothing.

        Returns
        -------
        VoteTable
            The same people.

        Examples
        --------
        >>> votes = VoteTable.from_votes([1, 1, 2], [10, 11, 11], [1, 0, -1])
        >>> votes.without([11]).statements, votes.without([11]).n_participants
        ((10,), 2)
        """
        out = set(statements)
        if out.isdisjoint(self.statements):
            return self
        keep = np.array([statement not in out for statement in self.statements], dtype=bool)
        new_column = np.cumsum(keep, dtype=np.int32) - np.int32(1)
        voted = keep[self.columns]
        table = self.select(voted)
        what = tuple(statement for statement in self.statements if statement not in out)
        return VoteTable(table.participants, what, table.indptr, new_column[table.columns], table.values)

    def counts(self, groups: Ints | None = None, n_groups: int | None = None) -> Counts:
        """Count agree, disagree and pass per group and statement.

        Parameters
        ----------
        groups : ndarray of int, shape (participants,), optional
            Group of each row, 0..k-1; -1 = in no group (not counted). Without it everybody is one group.
        n_groups : int, optional
            Number of groups, where the last ones may be empty.

        Returns
        -------
        Counts
            Shape (groups, statements); one row without `groups`.

        Examples
        --------
        >>> votes = VoteTable.from_votes([1, 2, 3], [5, 5, 5], [1, 0, -1])
        >>> counts = votes.counts(np.array([0, 0, 1]))
        >>> counts.agree.tolist(), counts.passed.tolist(), counts.disagree.tolist()
        ([[1], [0]], [[1], [0]], [[0], [1]])
        """
        from muara.engine.opinion.sums import kernels

        if groups is None:
            groups, n_groups = np.zeros(self.n_participants, dtype=np.int64), 1
        k = n_groups if n_groups is not None else int(groups.max(initial=-1)) + 1
        width = self.n_statements * 3
        flat = np.zeros((k + 1) * width, dtype=np.int64)
        place = np.where(groups < 0, k, groups) * width
        if (fast := kernels(self.n_votes)) is not None:
            fast.tally(self.indptr, self.columns, self.values, place, flat)
        for low in range(0, self.n_participants if fast is None else 0, BLOCK_PEOPLE):
            bounds = self.indptr[low : low + BLOCK_PEOPLE + 1]
            cell = np.repeat(place[low : low + BLOCK_PEOPLE], np.diff(bounds))
            votes = slice(bounds[0], bounds[-1])
            cell += self.columns[votes] * np.int64(3) + self.values[votes] + 1
            flat += np.bincount(cell, minlength=len(flat))
        table = flat.reshape(k + 1, self.n_statements, 3)[:k]
        return Counts(agree=table[:, :, 2], disagree=table[:, :, 0], passed=table[:, :, 1])

    def groups_from(self, labels: Mapping[Id, Hashable | None]) -> tuple[tuple[Hashable, ...], Ints]:
        """Number the labels of participants in canonical order; without a label: -1.

        Parameters
        ----------
        labels : mapping of participant to label
            None or absent = no label. People who are not in the table are not looked at.

        Returns
        -------
        names : tuple
            All labels, in canonical order.
        group : ndarray of int64, shape (participants,)
            Place of each row's label in `names`; -1 = none.
        """
        names = tuple(sorted({label for label in labels.values() if label is not None}, key=_sort_key))
        number = {name: index for index, name in enumerate(names)}
        given = (labels.get(participant) for participant in self.participants)
        group = np.array([-1 if label is None else number[label] for label in given], dtype=np.int64)
        return names, group


def _sort_key(identifier: Hashable) -> tuple[bool, int, str]:
    if isinstance(identifier, int):
        return (False, identifier, "")
    return (True, 0, str(identifier))


def _canonical(ids: Iterable[Id], kind: str, more: Iterable[Id]) -> tuple[tuple[Id, ...], Ints]:
    """Number the identifiers in canonical order; numbers of each entry, shape (votes,)."""
    extra = [_checked(identifier, kind) for identifier in more]
    if isinstance(ids, np.ndarray) and ids.dtype.kind in "iu":
        unique, inverse = np.unique(np.append(ids.astype(np.int64), []).astype(np.int64), return_inverse=True)
        if not set(extra) - set(unique.tolist()):
            return tuple(unique.tolist()), inverse.astype(np.int64)
    entries = [_checked(identifier, kind) for identifier in ids]
    names = sorted({*entries, *extra}, key=_sort_key)
    if len({str(name) for name in names}) < len(names):
        twice = next(name for name in names if isinstance(name, str) and name.lstrip("-").isdigit())
        raise BadVotes(f"The {kind} {twice!r} occurs as a number and as a text; write all {kind}s one way.")
    number = {name: index for index, name in enumerate(names)}
    return tuple(names), np.fromiter((number[entry] for entry in entries), dtype=np.int64, count=len(entries))


def _checked(identifier: object, kind: str) -> Id:
    if isinstance(identifier, np.generic):
        identifier = identifier.item()
    if isinstance(identifier, bool) or not isinstance(identifier, int | str):
        raise BadVotes(f"The {kind} {identifier!r} is neither a whole number nor a text.")
    return identifier


def _votes(values: Iterable[int]) -> npt.NDArray[np.int8]:
    given = values if isinstance(values, np.ndarray) else np.array(list(values))
    if given.size == 0:
        return np.zeros(0, dtype=np.int8)
    if given.ndim != 1 or given.dtype.kind not in "iuf":
        raise BadVotes("Votes must be whole numbers: +1 agree, -1 disagree, 0 pass.")
    wrong = ~np.isin(given, (AGREE, DISAGREE, PASS))
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        raise BadVotes(
            f"Vote number {place + 1} is {given[place].item()!r}, not +1 (agree), -1 (disagree) or 0 (pass)."
        )
    return given.astype(np.int8)
