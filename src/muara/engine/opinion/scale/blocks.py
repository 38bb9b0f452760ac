"""Votes in blocks: all votes of some people each, read one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from muara.engine.opinion.votes import Id, VoteTable


class Blocks(Protocol):
    """A conversation in pieces.

    Each piece holds all votes of its people, and the people of a piece come before those of the next in canonical
    order (numbers by value, then texts by code point). It is sent to other processes, so it must be picklable.

    Examples
    --------
    >>> class TwoEvenings:
    ...     n_blocks = 2
    ...
    ...     def read(self, index: int) -> VoteTable:
    ...         return VoteTable.from_votes([10 * index + 1, 10 * index + 2], [7, 7], [1, -1])
    >>> from muara.engine.opinion.scale import analyse_blocks
    >>> analyse_blocks(TwoEvenings()).to_dict()["n_participants"]
    4
    """

    @property
    def n_blocks(self) -> int:
        """Number of pieces."""
        ...

    def read(self, index: int) -> VoteTable:
        """Read one piece; its statements are those that its people voted on."""
        ...


@dataclass(frozen=True)
class CutTable:
    """A vote table in memory, cut into pieces of about as many people each.

    Attributes
    ----------
    votes : VoteTable
        The whole conversation.
    n_blocks : int
        Number of pieces, at least 1.

    Examples
    --------
    >>> votes = VoteTable.from_votes([1, 2, 3, 3], [7, 7, 7, 9], [1, -1, 0, 1])
    >>> cut = CutTable(votes, 2)
    >>> cut.n_blocks, cut.read(1).participants
    (2, (2, 3))
    """

    votes: VoteTable
    n_blocks: int

    def read(self, index: int) -> VoteTable:
        """Cut out one piece."""
        people = self.votes.n_participants
        low, high = (index * people // self.n_blocks, (index + 1) * people // self.n_blocks)
        return self.votes.people(np.arange(low, high))


@dataclass(frozen=True)
class Block:
    """One piece on the statements of the whole conversation.

    Attributes
    ----------
    index : int
    first_row : int
        Row of its first person in the whole table.
    votes : VoteTable

    Examples
    --------
    >>> votes = VoteTable.from_votes([1, 2], [7, 7], [1, -1])
    >>> Block(0, 0, votes).votes.n_votes
    2
    """

    index: int
    first_row: int
    votes: VoteTable


@dataclass(frozen=True)
class Reader:
    """Read blocks on common statements, some left out; remember up to `keep` bytes of them in each process.

    Attributes
    ----------
    blocks : Blocks
        The conversation.
    statements : tuple of int or str, or None
        Columns of every block; None = each block has its own.
    left_out : frozenset of int or str
        Statements to be left out.
    first_rows : tuple of int
        Row of the first person of each block in the whole table.
    keep : int
        Bytes, 0 = remember nothing.
    token : str
        Name of the conversation in the memory of a process that works on several.

    Examples
    --------
    >>> votes = VoteTable.from_votes([1, 2], [7, 9], [1, -1])
    >>> Reader(CutTable(votes, 2), (7, 8, 9), frozenset([8])).read(1).votes.columns.tolist()
    [1]
    """

    blocks: Blocks
    statements: tuple[Id, ...] | None = None
    left_out: frozenset[Id] = frozenset()
    first_rows: tuple[int, ...] = ()
    keep: int = 0
    token: str = ""

    @property
    def n_blocks(self) -> int:
        """Number of blocks."""
        return self.blocks.n_blocks

    def read(self, index: int) -> Block:
        """Read one block, or remember it."""
        key = (self.token, index)
        if self.keep and key in _kept.blocks:
            return _kept.blocks[key]
        votes = self.blocks.read(index)
        if self.statements is not None:
            votes = on_axis(votes, self.statements).without(self.left_out)
        block = Block(index, self.first_rows[index] if self.first_rows else 0, votes)
        if self.keep:
            _kept.remember(key, block, self.keep)
        return block


@dataclass
class _Kept:
    blocks: dict[tuple[str, int], Block] = field(default_factory=dict)
    size: int = 0

    def remember(self, key: tuple[str, int], block: Block, most: int) -> None:
        if any(token != key[0] for token, _ in self.blocks):
            self.blocks, self.size = {}, 0  # another conversation: the former is over
        size = 6 * block.votes.n_votes + 100 * block.votes.n_participants
        if self.size + size <= most:
            self.blocks[key] = block
            self.size += size


_kept = _Kept()


def on_axis(votes: VoteTable, statements: tuple[Id, ...]) -> VoteTable:
    """Write a table on more statements than its people voted on.

    Examples
    --------
    >>> on_axis(VoteTable.from_votes([1], [7], [1]), (5, 7)).columns.tolist()
    [1]
    """
    if votes.statements == statements:
        return votes
    place = {statement: column for column, statement in enumerate(statements)}
    column = np.array([place[statement] for statement in votes.statements], dtype=np.int32)
    columns = column[votes.columns] if len(column) else votes.columns
    return VoteTable(votes.participants, statements, votes.indptr, columns, votes.values)


def stack(tables: Sequence[VoteTable]) -> VoteTable:
    """Put tables on the same statements one under the other.

    Examples
    --------
    >>> votes = VoteTable.from_votes([1, 2, 3, 3], [7, 7, 7, 9], [1, -1, 0, 1])
    >>> stack([votes.people(np.array([0])), votes.people(np.array([1, 2]))]).sha256 == votes.sha256
    True
    """
    lengths = np.concatenate([np.zeros(1, dtype=np.int64), *(np.diff(table.indptr) for table in tables)])
    return VoteTable(
        tuple(who for table in tables for who in table.participants),
        tables[0].statements,
        np.cumsum(lengths),
        np.concatenate([table.columns for table in tables]),
        np.concatenate([table.values for table in tables]),
    )


Told = Callable[[float, str], None]
