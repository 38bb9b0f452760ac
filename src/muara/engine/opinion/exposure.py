"""Weights against unequal exposure, from the log of what was shown.

Active people see many statements, quiet people few, and some statements are shown far more often than others.
Where opinion goes with activity, a statement that few people saw is then judged by the active alone. A vote of
somebody who was unlikely to see the statement stands for others like them, so it weighs more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from muara.engine.errors import BadVotes
from muara.engine.opinion.intervals import TAIL
from muara.engine.opinion.votes import Floats, Id, Ints, VoteTable

HEAVIEST = 20.0
"""No vote weighs more than this many times the average: one voice must not carry a result."""

ROUNDS = 60


@dataclass(frozen=True, eq=False)
class Exposure:
    """What was shown to whom: rows and columns of a vote table, shape (shown,); each pair once."""

    rows: Ints
    columns: Ints

    @classmethod
    def of(cls, votes: VoteTable, participants: Iterable[Id], statements: Iterable[Id]) -> Exposure:
        """Read a log of what was shown; entries of people or statements not in the table are left out.

        What was voted on counts as shown, also where the log is silent.

        Raises
        ------
        BadVotes
            If the two sequences differ in length.

        Examples
        --------
        >>> votes = VoteTable.from_votes([1, 2], [7, 8], [1, 1])
        >>> shown = Exposure.of(votes, [1, 1, 9], [8, 8, 7])
        >>> list(zip(shown.rows.tolist(), shown.columns.tolist()))
        [(0, 0), (0, 1), (1, 1)]
        """
        who, what = list(participants), list(statements)
        if len(who) != len(what):
            raise BadVotes(f"There are {len(who)} participants and {len(what)} statements; each entry needs both.")
        s = max(votes.n_statements, 1)
        row, column = _places(who, votes.participants), _places(what, votes.statements)
        known = (row >= 0) & (column >= 0)
        keys = np.sort(np.concatenate([row[known] * s + column[known], votes.rows * s + votes.columns]))
        keys = keys[np.diff(keys, prepend=-1) > 0]
        return cls(keys // s, keys % s)


def _places(ids: list[Id], known: tuple[Id, ...]) -> Ints:
    """Say which of the known identifiers each one is; -1 = none of them."""
    asked, names = np.array(ids), np.array(known)
    if asked.dtype.kind == "i" and names.dtype.kind == "i" and (np.diff(names) > 0).all():
        place = np.minimum(np.searchsorted(names, asked), len(names) - 1)
        return np.where(names[place] == asked, place, -1)
    index = {identifier: number for number, identifier in enumerate(known)}
    return np.fromiter((index.get(identifier, -1) for identifier in ids), np.int64, len(ids))


def chance_to_see(exposure: Exposure, votes: VoteTable) -> Floats:
    """Estimate for each vote how likely its person was to see its statement, 0..1; shape (votes,).

    Notes
    -----
    Statements come up in a race of independent clocks: person i sees statement j with chance
    ``1 - exp(-t_i w_j)``, with w the pull of a statement and t how long the person stays. Both are fitted so
    that the expected numbers of statements seen and of viewers are the observed ones (maximum likelihood is
    near, and every round is exact counting). People who saw equally many statements share one t.
    """
    p, s = votes.n_participants, votes.n_statements
    if votes.n_votes == 0:
        return np.zeros(0)
    seen = np.bincount(exposure.rows, minlength=p)
    viewers = np.bincount(exposure.columns, minlength=s).astype(np.float64)
    amounts, kind = np.unique(seen, return_inverse=True)
    people = np.bincount(kind).astype(np.float64)
    shown = viewers > 0
    # who saw everything, and what everybody saw, have no finite clock: half a statement is held back
    wanted = np.minimum(amounts.astype(np.float64), shown.sum() - 0.5)
    target = np.minimum(viewers, people[amounts > 0].sum() - 0.5)
    pull = np.where(shown, viewers / max(float(viewers.mean()), 1e-9), 0.0)
    stay = wanted / max(float(shown.sum()), 1.0)
    for _ in range(ROUNDS):
        stay *= np.exp(_step(stay[:, None] * pull, wanted, np.ones(s), axis=1))
        pull = np.where(shown, pull * np.exp(_step(stay[:, None] * pull, target, people[:, None], axis=0)), 0.0)
    chance = -np.expm1(-stay[kind[votes.rows]] * pull[votes.columns])
    found: Floats = np.clip(chance, 1e-6, 1.0)
    return found


def _step(reach: Floats, wanted: Floats, weight: Floats, *, axis: int) -> Floats:
    """Take one damped Newton step on the logarithm of a clock so that the expected counts come nearer."""
    expected = (-np.expm1(-reach) * weight).sum(axis=axis)
    slope = (np.exp(-reach) * reach * weight).sum(axis=axis)
    step: Floats = np.clip((wanted - expected) / np.maximum(slope, 1e-9), -1.0, 1.0) * (wanted > 0)
    return step


@dataclass(frozen=True)
class Weighted:
    """Agreement with every vote weighed by how unlikely it was; shapes (groups, statements).

    Attributes
    ----------
    share : ndarray of float
        nan where nobody answered.
    n : ndarray of float
        Effective number of answers: as many equal ones would be as sure.
    bound : ndarray of float
        5 % lower bound of the share.
    shown : ndarray of int, shape (statements,)
        How many people were shown the statement, answered or not.
    """

    share: Floats
    n: Floats
    bound: Floats
    shown: Ints

    @property
    def worst_share(self) -> Floats:
        """Lowest share over the groups that answered; nan where none did."""
        least: Floats = np.where(np.isnan(self.share), np.inf, self.share).min(axis=0)
        return np.where(np.isinf(least), np.nan, least)

    @property
    def worst_bound(self) -> Floats:
        least: Floats = self.bound.min(axis=0)
        return least


def weighted_agreement(
    votes: VoteTable, exposure: Exposure, groups: Ints, k: int, *, apart: Ints | None = None
) -> Weighted:
    """Count agreement in each group with every vote weighed by one over the chance to have seen the statement.

    Parameters
    ----------
    votes : VoteTable
    exposure : Exposure
        Of the same table.
    groups : ndarray of int, shape (participants,)
        -1 = in no group.
    k : int
    apart : ndarray of int, shape (votes,), optional
        Group in which each vote counts, where no vote may choose its own (`mixture.Sides.classes_apart`).

    References
    ----------
    Horvitz & Thompson 1952, JASA 47, 663-685, with the normed weights of Hájek 1971; effective number of
    answers: Kish 1965, Survey Sampling.

    Examples
    --------
    >>> votes = VoteTable.from_votes([1, 2, 3], [5, 5, 5], [1, 1, -1])
    >>> found = weighted_agreement(votes, Exposure.of(votes, [], []), np.zeros(3, dtype=int), 1)
    >>> found.share.round(3).tolist(), found.n.round(3).tolist()
    ([[0.667]], [[3.0]])
    """
    s = votes.n_statements
    weight = 1 / chance_to_see(exposure, votes)
    group = groups[votes.rows] if apart is None else apart
    inside = group >= 0
    cell = (group * s + votes.columns)[inside]
    weight, agrees = weight[inside], votes.values[inside] == 1
    answers = np.bincount(cell, minlength=k * s)
    mean = np.bincount(cell, weight, minlength=k * s) / np.maximum(answers, 1)
    weight = np.minimum(weight, HEAVIEST * mean[cell])
    total, square = (np.bincount(cell, weight**power, minlength=k * s) for power in (1, 2))
    agree = np.bincount(cell, weight * agrees, minlength=k * s)
    share = np.divide(agree, total, out=np.full(k * s, np.nan), where=total > 0).reshape(k, s)
    n = np.divide(total**2, square, out=np.zeros(k * s), where=square > 0).reshape(k, s)
    hits = np.nan_to_num(share) * n
    bound = np.asarray(betaincinv(hits + 1, n - hits + 1, TAIL), dtype=np.float64)
    return Weighted(share, n, bound, np.bincount(exposure.columns, minlength=s))
