"""The passes of an analysis. Every contribution is a whole number or a list by block, so joining them is exact."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from muara.engine.opinion.frames import Frame, ids_column, membership_columns
from muara.engine.opinion.mixture import PRIOR_VOTES, Mixture, Sides
from muara.engine.opinion.places import passing, position_error
from muara.engine.opinion.projection import Map, tables
from muara.engine.opinion.scale.blocks import Block
from muara.engine.opinion.sums import CODES, SHARE_BITS
from muara.engine.opinion.votes import Counts, Floats, Id, Ints, VoteTable

UNIT = float(2**SHARE_BITS)
"""Memberships are multiples of 2^-24, so that sums of them are exact, in whole numbers up to 2^39 people."""

NOBODY = 2**62


@dataclass(frozen=True)
class Facts:
    """Of one block: people, votes, and its first and last person."""

    people: int
    votes: int
    first: Id | None
    last: Id | None


@dataclass(frozen=True)
class CensusFound:
    facts: dict[int, Facts]
    statements: frozenset[Id]


class Census:
    """Which statements there are, and who is in which block."""

    def partial(self, block: Block, state: None) -> CensusFound:
        votes, who = block.votes, block.votes.participants
        facts = Facts(len(who), votes.n_votes, who[0] if who else None, who[-1] if who else None)
        return CensusFound({block.index: facts}, frozenset(votes.statements))

    def combine(self, one: CensusFound, other: CensusFound) -> CensusFound:
        return CensusFound(one.facts | other.facts, one.statements | other.statements)


@dataclass(frozen=True)
class TallyFound:
    """Everybody's counts; by block, how many voted at all and how many agreed or disagreed with something."""

    voters: dict[int, int]
    active: dict[int, int]
    counts: Counts


class Tally:
    """Count the votes of everybody."""

    def partial(self, block: Block, state: None) -> TallyFound:
        voters, active = _who_voted(block.votes)
        return TallyFound({block.index: len(voters)}, {block.index: len(active)}, block.votes.counts())

    def combine(self, one: TallyFound, other: TallyFound) -> TallyFound:
        return TallyFound(one.voters | other.voters, one.active | other.active, added(one.counts, other.counts))


def _who_voted(votes: VoteTable) -> tuple[Ints, Ints]:
    spoken = np.concatenate(([0], np.cumsum(votes.values != 0)))[votes.indptr]
    return np.flatnonzero(votes.votes_per_participant() > 0), np.flatnonzero(np.diff(spoken) > 0)


def added(one: Counts, other: Counts) -> Counts:
    """Add two counts cell by cell."""
    return Counts(one.agree + other.agree, one.disagree + other.disagree, one.passed + other.passed)


Among = Literal["everybody", "voters", "active", "placed"]


@dataclass(frozen=True)
class Wanted:
    """People to fetch: by block, which of everybody, of those who voted, had an opinion, or are in a group."""

    among: Among
    ordinals: Mapping[int, Ints]
    mixture: Mixture | None = None


@dataclass(frozen=True)
class Drawn:
    rows: Ints
    votes: VoteTable


class CoVotes:
    """Count co-voters and their votes for each pair of statements: see `projection.tables`.

    Examples
    --------
    >>> votes = VoteTable.from_votes([1, 1, 2], [1, 2, 2], [1, -1, 1])
    >>> CoVotes().partial(Block(0, 0, votes), None)[0].tolist()
    [[1, 1], [1, 2]]
    """

    def partial(self, block: Block, state: None) -> tuple[Ints, Ints, Ints]:
        """Count within one block."""
        return tables(block.votes)

    def combine(self, one: tuple[Ints, Ints, Ints], other: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
        """Add two blocks' tables cell by cell."""
        return one[0] + other[0], one[1] + other[1], one[2] + other[2]


@dataclass(frozen=True)
class Expected:
    """Memberships in units of 2^-24, added up over all and over each vote; and by how much they moved."""

    total: Ints
    agree: Ints
    disagree: Ints
    moved: int

    def mixture(self, n_people: int, mean: Floats) -> Mixture:
        """Estimate sizes and chances anew, as `mixture.fit` does."""
        k = len(self.total)
        agree = self.agree / UNIT
        n = agree + self.disagree / UNIT
        chance = (agree + PRIOR_VOTES * mean[:, None]) / (n + PRIOR_VOTES)
        return Mixture((self.total / UNIT + 1) / (n_people + k), chance, n)


class Expectation:
    """Place everybody by the newer of two mixtures, and say how far that is from the older."""

    def partial(self, block: Block, state: tuple[Mixture | None, Mixture]) -> Expected:
        before, now = state
        sides = Sides(block.votes)
        new = now.membership(sides)
        moved = 0.0 if before is None else np.abs(new - before.membership(sides)).sum()
        counts = units(sides.coded.scatter(new))
        return Expected(units(new.sum(axis=0)), counts[2::CODES], counts[0::CODES], int(moved * UNIT))

    def combine(self, one: Expected, other: Expected) -> Expected:
        return Expected(
            one.total + other.total,
            one.agree + other.agree,
            one.disagree + other.disagree,
            one.moved + other.moved,
        )


def units(sums: Floats) -> Ints:
    """Write sums of memberships in whole units of 2^-24."""
    return (sums * UNIT).astype(np.int64)


@dataclass(frozen=True)
class Placed:
    """By class: people, the row of the first of them, and counts; by block, how many people are in a class.

    `shares` holds memberships in units of 2^-24, added up over each vote, shape (codes, classes).
    """

    sizes: Ints
    first: Ints
    counts: Counts
    shares: Ints
    inside: dict[int, int]


class Placement:
    """Put everybody into their likeliest class."""

    def __init__(self, min_opinions: int) -> None:
        self.min_opinions = min_opinions

    def memberships(self, votes: VoteTable, mixture: Mixture) -> tuple[Ints, Floats]:
        """Class of each person (-1 = too few opinions) and the chance of every class (nan)."""
        labels, membership = self._place(Sides(votes), mixture)
        return labels, np.where(labels[:, None] >= 0, membership, np.nan)

    def _place(self, sides: Sides, mixture: Mixture) -> tuple[Ints, Floats]:
        membership = mixture.membership(sides)
        placed = sides.n >= min(self.min_opinions, sides.shape[1])
        return np.where(placed, membership.argmax(axis=1), -1), membership

    def partial(self, block: Block, state: Mixture) -> Placed:
        sides = Sides(block.votes)
        labels, membership = self._place(sides, state)
        inside = np.flatnonzero(labels >= 0)
        sizes = np.bincount(labels[inside], minlength=state.k)
        first = np.full(state.k, NOBODY)
        np.minimum.at(first, labels[inside], inside + block.first_row)
        counts = sides.counts_apart(state, labels >= 0, membership)
        shares = units(sides.coded.scatter(membership))
        return Placed(sizes, first, counts, shares, {block.index: len(inside)})

    def combine(self, one: Placed, other: Placed) -> Placed:
        return Placed(
            one.sizes + other.sizes,
            np.minimum(one.first, other.first),
            added(one.counts, other.counts),
            one.shares + other.shares,
            one.inside | other.inside,
        )


class Fetch:
    """Bring the votes of people who were drawn."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement

    def partial(self, block: Block, state: Mapping[str, Wanted]) -> dict[str, dict[int, Drawn]]:
        found: dict[str, dict[int, Drawn]] = {}
        for name, wanted in state.items():
            rows = self._among(block.votes, wanted)[wanted.ordinals[block.index]]
            found[name] = {block.index: Drawn(rows, block.votes.people(rows))}
        return found

    def _among(self, votes: VoteTable, wanted: Wanted) -> Ints:
        if wanted.mixture is not None:
            return np.flatnonzero(self.placement.memberships(votes, wanted.mixture)[0] >= 0)
        voters, active = _who_voted(votes)
        return {"everybody": np.arange(votes.n_participants), "voters": voters, "active": active}[wanted.among]

    def combine(
        self, one: dict[str, dict[int, Drawn]], other: dict[str, dict[int, Drawn]]
    ) -> dict[str, dict[int, Drawn]]:
        return {name: one[name] | other[name] for name in one}


@dataclass(frozen=True)
class Known:
    """What is needed to say where a person stands."""

    plane: Map
    mixture: Mixture | None
    labels: tuple[str, ...]
    steadiness: Mapping[int, tuple[Ints, Floats]]


class People:
    """Hand a frame of each block's people to `write`: who stands where."""

    def __init__(self, placement: Placement, write: Callable[[int, Frame], None]) -> None:
        self.placement, self.write = placement, write

    def partial(self, block: Block, state: Known) -> int:
        votes = block.votes
        group = np.empty(votes.n_participants, dtype=object)
        confidence, steadiness = np.full((2, len(group)), np.nan)
        membership = None
        if state.mixture is not None:
            labels, membership = self.placement.memberships(votes, state.mixture)
            confidence = membership.max(axis=1)
            group[:] = [None if label < 0 else state.labels[label] for label in labels.tolist()]
            rows, steady = state.steadiness.get(block.index, (np.zeros(0, dtype=np.int64), np.zeros(0)))
            steadiness[rows] = steady
        places = np.zeros((len(group), 2))
        found = state.plane.positions(votes)
        places[:, : found.shape[1]] = found[:, :2]
        frame = Frame(
            {
                "participant": ids_column(votes.participants),
                "group": group,
                "confidence": confidence,
                "steadiness": steadiness,
                "x": places[:, 0].copy(),
                "y": places[:, 1].copy(),
                "error": position_error(state.plane, votes),
                "passing": passing(votes),
                **membership_columns(state.labels, membership),
            }
        )
        self.write(block.index, frame)
        return len(group)

    def combine(self, one: int, other: int) -> int:
        return one + other


FINGERPRINTED = ("people", "lengths", "columns", "values")


class Raw:
    """Hand over one part of each block as bytes, for the fingerprint of the whole table."""

    def partial(self, block: Block, state: str) -> bytes:
        votes = block.votes
        if state == "people":
            return json.dumps(votes.participants, ensure_ascii=True, separators=(",", ":"))[1:-1].encode()
        if state == "lengths":
            return np.diff(votes.indptr).astype("<i8").tobytes()
        return votes.columns.astype("<i4").tobytes() if state == "columns" else votes.values.astype("i1").tobytes()

    def combine(self, one: bytes, other: bytes) -> bytes:
        return one + other
