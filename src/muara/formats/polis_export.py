"""A Polis conversation in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.votes import VoteTable

Sign = Literal["opendata", "api"]
WRITTEN_BY = ("written-by", "muara 1")
"""Line of summary.csv by which the reader knows our own files."""


@dataclass(frozen=True)
class Statement:
    """One statement (Polis: comment); `moderation` is 1 accepted, 0 not looked at, -1 rejected."""

    id: int
    text: str
    moderation: int = 0
    is_meta: bool = False
    is_seed: bool = False
    author: int | None = None
    created_ms: int | None = None
    group_informed_consensus: float | None = None


@dataclass(frozen=True, eq=False)
class PolisExport:
    """A conversation as exported; the vote arrays have one entry per vote event, in the order of the file.

    `timestamps` (milliseconds since 1970, UTC) is None where the export has no votes.csv; then the events are
    the last votes. `shown` is the log of what somebody had in front of them, answered or not, as voters and
    statements; None where nothing was kept.
    """

    statements: tuple[Statement, ...]
    voters: npt.NDArray[np.int64]
    voted: npt.NDArray[np.int64]
    values: npt.NDArray[np.int8]
    timestamps: npt.NDArray[np.int64] | None
    groups: Mapping[int, int] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[list[int], list[int]] | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PolisExport):
            return NotImplemented
        mine, theirs = (
            (x.voters.tolist(), x.voted.tolist(), x.values.tolist(), _listed(x.timestamps)) for x in (self, other)
        )
        return mine == theirs and (self.statements, self.groups, self.about, self.shown) == (
            other.statements,
            other.groups,
            other.about,
            other.shown,
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def topic(self) -> str:
        return self.about.get("topic", "")

    @cached_property
    def _in_time(self) -> npt.NDArray[np.int64]:
        if self.timestamps is None:
            return np.arange(len(self.voters))
        return np.argsort(self.timestamps, kind="stable")

    @cached_property
    def votes(self) -> VoteTable:
        """The last vote of everybody on every statement; rejected and meta statements included."""
        sequence = self._in_time
        return VoteTable.from_votes(
            self.voters[sequence],
            self.voted[sequence],
            self.values[sequence],
            unvoted=[statement.id for statement in self.statements],
        )

    @cached_property
    def order(self) -> tuple[int, ...] | None:
        """Participants in order of their first vote; None where no times are known."""
        if self.timestamps is None:
            return None
        return tuple(dict.fromkeys(self.voters[self._in_time].tolist()))

    @property
    def excluded(self) -> tuple[int, ...]:
        """Statements that the moderators rejected."""
        return tuple(statement.id for statement in self.statements if statement.moderation == -1)

    @property
    def meta(self) -> tuple[int, ...]:
        return tuple(statement.id for statement in self.statements if statement.is_meta)

    @property
    def texts(self) -> dict[int, str]:
        return {statement.id: statement.text for statement in self.statements}


def _listed(array: npt.NDArray[np.int64] | None) -> list[int] | None:
    return None if array is None else array.tolist()
