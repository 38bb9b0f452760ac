"""Look for lazy ballot stuffing: exact copies, and puppets that all came in by one invitation.

What is found is shown to facilitators beside a reading. No vote is ever left out because of it, and what isn't
found may still be there: `LIMITS` says so and belongs to every report.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from muara.engine.opinion.votes import Floats, Id, Ints, VoteTable

SLIP = 0.02
"""Share of votes in which a copy may differ: a lazy copy hardly ever does."""

FALSE_PAIRS = 0.1
"""So many pairs of independent people are expected above the threshold, among all pairs together."""

MIN_COMMON = 8
"""Fewer statements in common prove no copy."""

MAX_PEOPLE = 5_000
"""Pairs are compared among no more people than this, drawn at random."""

MIN_BRANCH = 5
"""Smaller branches are not looked at; they could not be shown either."""

ROUNDS = 6
SUBSETS = 199
BRANCH_EXCESS = 8.0
"""Standard deviations by which a branch must pull further than random sets of people like its own."""

VALUES, NOT_SEEN = (-1, 0, 1), -2
Ballots: TypeAlias = npt.NDArray[np.int8]

LIMITS = (
    "Only exact copies and groups of puppets under one invitation are looked for. Puppets that vary their "
    "answers and come in by several invitations are NOT found. People who honestly answer every statement "
    "alike look like copies. So this is a reason to ask, not a reason to leave a vote out."
)


@dataclass(frozen=True)
class Suspicion:
    """What the detectors found.

    Attributes
    ----------
    copies : tuple of tuple of int or str
        Sets of people who answered alike beyond chance, the largest set first.
    branches : tuple of Branch
        Invitation branches that pull further than people like them, the strongest first.
    people_compared : int
        So many people were compared pair by pair.
    limits : str
        What cannot be found.
    """

    copies: tuple[tuple[Id, ...], ...]
    branches: tuple[Branch, ...]
    people_compared: int
    limits: str = LIMITS


@dataclass(frozen=True)
class Branch:
    """One invitation branch: its root, its people, how far it pulls, and how unlike chance that is.

    Attributes
    ----------
    root : hashable
    people : tuple of int or str
    pull : float
        Largest change of a statement's share of agreement when the branch is left out, 0..1.
    excess : float
        How much further it pulls than random sets of as many people of the same groups, in their standard
        deviations.
    """

    root: Hashable
    people: tuple[Id, ...]
    pull: float
    excess: float


def find_copies(votes: VoteTable, *, seed: int = 1) -> tuple[tuple[tuple[Id, ...], ...], int]:
    """Find sets of people whose votes are copies of each other.

    Parameters
    ----------
    votes : VoteTable
    seed : int
        Draws the people compared, where there are more than `MAX_PEOPLE`.

    Returns
    -------
    sets : tuple of tuple of int or str
        The largest first.
    people_compared : int

    Notes
    -----
    For each pair a log likelihood ratio over the statements that both answered, passes included: copy (the
    same answer but for `SLIP`) against two people who answer by the statement's shares alone. A pair counts
    from ``log(pairs / FALSE_PAIRS)`` on, with `MIN_COMMON` statements at least. A rare answer in common proves
    more than a common one. Who was found counts once in the shares, and people are then compared with
    the joint ballot of each set, until nothing changes.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> ballots = rng.choice([-1, 0, 1], (60, 30))
    >>> ballots[:3] = ballots[3]
    >>> people, statements = np.divmod(np.arange(1800), 30)
    >>> find_copies(VoteTable.from_votes(people, statements, ballots.ravel()))[0]
    ((0, 1, 2, 3),)
    """
    rows = np.flatnonzero(votes.votes_per_participant() >= MIN_COMMON)
    if len(rows) > MAX_PEOPLE:
        rows = np.sort(np.random.default_rng([seed, 8]).choice(rows, MAX_PEOPLE, replace=False))
    if len(rows) < 2:
        return (), len(rows)
    some = votes.people(rows)
    table = np.full((len(rows), votes.n_statements), NOT_SEEN, dtype=np.int8)
    table[some.rows, some.columns] = some.values
    part = np.arange(len(rows))
    for _ in range(ROUNDS):
        merged = _merged(table, part)
        sizes = np.bincount(part)
        share = np.stack([(merged == value).sum(axis=0) + 1 for value in VALUES]) / (
            (merged != NOT_SEEN).sum(axis=0) + len(VALUES)
        )
        new = _linked(merged, table, sizes, share, part)
        if (new == part).all():
            break
        part = new
    sets = [rows[part == one] for one in np.flatnonzero(np.bincount(part) > 1)]
    sets.sort(key=lambda members: (-len(members), int(members[0])))
    return tuple(tuple(votes.participants[row] for row in members) for members in sets), len(rows)


def _merged(table: Ballots, part: Ints) -> Ballots:
    """Write one ballot for each set: the most frequent answer of its members to each statement."""
    n, sets = table.shape[1], int(part.max()) + 1
    cells = part[:, None] * n + np.arange(n)
    votes = np.stack([np.bincount(cells[table == value], minlength=sets * n) for value in VALUES])
    best = np.array(VALUES, dtype=np.int8)[votes.argmax(axis=0)]
    return np.where(votes.sum(axis=0) > 0, best, NOT_SEEN).astype(np.int8).reshape(sets, n)


def _linked(merged: Ballots, table: Ballots, sizes: Ints, share: Floats, part: Ints) -> Ints:
    """Join sets whose ballots are copies, and single people with the sets that they copy."""
    ratio, common = _ratios(merged, share)
    pairs = len(table) * (len(table) - 1) / 2
    links = (ratio >= np.log(pairs / FALSE_PAIRS)) & (common >= MIN_COMMON)
    large = np.flatnonzero(sizes > 1)
    fewer = np.log(max(len(table) * len(large), 1) / FALSE_PAIRS)  # far fewer comparisons than pairs of people
    near = (ratio[:, large] >= fewer) & (common[:, large] >= MIN_COMMON)
    links[:, large] |= near
    _, joined = connected_components(sp.csr_array(links | links.T), directed=False)
    _, renumbered = np.unique(joined[part], return_inverse=True)
    return np.asarray(renumbered, dtype=np.int64)


def _ratios(table: Ballots, share: Floats) -> tuple[Floats, Floats]:
    """Compare every pair of ballots; log likelihood ratios and statements in common, (people, people)."""
    seen = (table != NOT_SEEN).astype(np.float32)
    common = seen @ seen.T
    same, ratio = np.zeros_like(common), np.zeros_like(common)
    for place, value in enumerate(VALUES):
        side = (table == value).astype(np.float32)
        weight = np.log((1 - SLIP) / share[place] + SLIP).astype(np.float32)
        same += side @ side.T
        ratio += (side * weight) @ side.T
    ratio += (common - same) * np.float32(np.log(SLIP))
    return ratio.astype(np.float64), common.astype(np.float64)


def branches_of(invited_by: Mapping[Id, Id | None]) -> dict[Id, tuple[Id, ...]]:
    """Collect under each inviter everybody whom they brought in, at first or at second hand.

    Examples
    --------
    >>> branches_of({2: 1, 3: 2, 4: 1, 5: None})
    {1: (2, 3, 4), 2: (3,)}
    """
    below: dict[Id, set[Id]] = {}
    for person in invited_by:
        above, way = invited_by.get(person), {person}
        while above is not None and above not in way:
            below.setdefault(above, set()).add(person)
            way.add(above)
            above = invited_by.get(above)
    return {root: tuple(sorted(below[root], key=str)) for root in sorted(below, key=str)}


def find_branches(
    votes: VoteTable,
    branches: Mapping[Id, Sequence[Id]],
    groups: Ints | None = None,
    *,
    seed: int = 1,
) -> tuple[Branch, ...]:
    """Find the branches that pull the shares of agreement further than as many people like them.

    Parameters
    ----------
    votes : VoteTable
    branches : mapping of root to people
        As from `branches_of`.
    groups : ndarray of int, shape (participants,), optional
        Opinion group of each row, -1 = none. People invite people who think alike: so a branch is compared
        with others of its own groups, as far as there are enough of them outside the branch.
    seed : int
        Draws the sets to compare with.

    Notes
    -----
    For each statement the share of agreement (disagree -1, pass 0) without the branch is compared with the
    share of all; the differences, each over its standard error, are squared and summed. `SUBSETS` random sets
    of people from outside the branch say what chance makes of it; a branch counts from `BRANCH_EXCESS` of
    their standard deviations above their mean.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> ballots = rng.choice([-1, 1], (90, 20))
    >>> ballots[:12] = np.where(rng.random((12, 20)) < 0.15, -1, 1)
    >>> people, statements = np.divmod(np.arange(1800), 20)
    >>> votes = VoteTable.from_votes(people, statements, ballots.ravel())
    >>> [one.root for one in find_branches(votes, {"x": range(12), "y": range(20, 32)})]
    ['x']
    """
    value = votes.matrix(votes.values.astype(np.float64)).tocsr()
    seen = votes.matrix(np.ones(votes.n_votes)).tocsr()
    square = votes.matrix(np.abs(votes.values).astype(np.float64)).tocsr()
    total, n = np.asarray(value.sum(axis=0)), np.asarray(seen.sum(axis=0))
    mean = total / np.maximum(n, 1)
    spread = np.maximum(np.asarray(square.sum(axis=0)) / np.maximum(n, 1) - mean**2, 1e-3)
    active = votes.votes_per_participant() > 0
    group = np.full(votes.n_participants, -1) if groups is None else groups
    rng = np.random.default_rng([seed, 9])
    found = []
    for root in sorted(branches, key=str):
        known = {votes.row_of[who] for who in branches[root] if who in votes.row_of}
        rows = np.array(sorted(known), dtype=np.int64)
        rows = rows[active[rows]]
        if not MIN_BRANCH <= len(rows) <= active.sum() // 2:
            continue
        draws = np.concatenate([rows[None, :], _sets_like(rows, group, active, rng)])
        picked = sp.csr_array(
            (np.ones(draws.size), draws.ravel(), np.arange(0, draws.size + 1, len(rows))),
            shape=(len(draws), votes.n_participants),
        )
        inside, voted = (picked @ value).toarray(), (picked @ seen).toarray()
        away = (inside - voted * mean) ** 2 / (np.maximum(voted, 1) * spread)
        strength = away.sum(axis=1) / np.maximum((voted > 0).sum(axis=1), 1)
        by_chance = strength[1:]
        excess = float((strength[0] - by_chance.mean()) / max(by_chance.std(), 1e-9))
        if excess >= BRANCH_EXCESS:
            agree = votes.counts().agree[0]
            own = votes.people(rows).counts()
            rest = np.maximum(n - own.n[0], 1)
            pull = np.abs(agree / np.maximum(n, 1) - (agree - own.agree[0]) / rest)
            names = tuple(votes.participants[row] for row in rows)
            found.append((-excess, Branch(root, names, float(pull.max(initial=0.0)), excess)))
    return tuple(branch for _, branch in sorted(found, key=lambda one: one[0]))


def _sets_like(rows: Ints, group: Ints, active: npt.NDArray[np.bool_], rng: np.random.Generator) -> Ints:
    """Draw sets of as many people from outside the branch, of the same groups where they suffice."""
    outside = active.copy()
    outside[rows] = False
    sets = []
    for own in np.unique(group[rows]).tolist():
        wanted = int((group[rows] == own).sum())
        alike = np.flatnonzero(outside & (group == own))
        if len(alike) < 3 * wanted:
            alike = np.flatnonzero(outside)
        keys = rng.random((SUBSETS, len(alike)))
        sets.append(alike[np.argpartition(keys, min(wanted, len(alike) - 1), axis=1)[:, :wanted]])
    return np.concatenate(sets, axis=1)


def look(
    votes: VoteTable,
    invited_by: Mapping[Id, Id | None] | None = None,
    groups: Ints | None = None,
    *,
    seed: int = 1,
) -> Suspicion:
    """Run both detectors.

    Parameters
    ----------
    votes : VoteTable
    invited_by : mapping of participant to inviter, optional
        None = nobody, or unknown.
    groups : ndarray of int, shape (participants,), optional
    seed : int

    Examples
    --------
    >>> look(VoteTable.from_votes([1], [1], [1])).copies
    ()
    """
    copies, compared = find_copies(votes, seed=seed)
    branches = find_branches(votes, branches_of(invited_by or {}), groups, seed=seed)
    return Suspicion(copies, branches, compared)
