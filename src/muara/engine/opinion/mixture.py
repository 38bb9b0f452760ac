"""Groups as a mixture: people of one group share, statement by statement, a chance to agree.

Only agree and disagree are used. A pass says "seen, no opinion"; with passes a mixture often finds people who
pass a lot instead of an opinion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from muara.engine.opinion.votes import Floats, Ints, VoteTable

PRIOR_VOTES = 5.0
"""Weight of everybody's share inside each group, in votes: a group nobody spoke for is like everybody.

Of 2, 3 and 5 the one that predicts hidden votes of real conversations best and finds planted groups of small ones
most often.
"""

VOTE_WEIGHT = 0.85
"""Weight of one vote as evidence for a group.

Votes of one person hang together beyond the group, so taken as independent (1.0) they prove too much. With 0.85 a
confidence of .91 is right in .91 of made-up cases; 0.7 predicts hidden votes of real conversations a bit better,
but hardly tells the planted number of groups from one more.
"""

DENSE_CELLS = 4_000_000
"""Tables up to this many cells are held dense, because small dense products are faster than sparse ones."""


class Sides:
    """Hold agree and disagree votes as two matrices (participants, statements), dense only when small."""

    def __init__(self, votes: VoteTable) -> None:
        self.shape = (votes.n_participants, votes.n_statements)
        agree, disagree = votes.values == 1, votes.values == -1
        self.n = np.bincount(votes.rows[agree | disagree], minlength=votes.n_participants)
        if self.shape[0] * self.shape[1] <= DENSE_CELLS:
            self.agree: Any = np.zeros(self.shape)
            self.disagree: Any = np.zeros(self.shape)
            self.agree[votes.rows[agree], votes.columns[agree]] = 1.0
            self.disagree[votes.rows[disagree], votes.columns[disagree]] = 1.0
            self.agree_t, self.disagree_t = self.agree.T, self.disagree.T
        else:
            ones = votes.select(agree), votes.select(disagree)
            self.agree, self.disagree = (side.matrix(np.ones(side.n_votes)) for side in ones)
            self.agree_t, self.disagree_t = self.agree.T.tocsr(), self.disagree.T.tocsr()
        self.total_agree: Floats = np.asarray(self.agree.sum(axis=0), dtype=np.float64)
        self.total_disagree: Floats = np.asarray(self.disagree.sum(axis=0), dtype=np.float64)

    @property
    def mean(self) -> Floats:
        """Share of agree among agree and disagree, smoothed by one vote each; shape (statements,)."""
        share: Floats = (self.total_agree + 1) / (self.total_agree + self.total_disagree + 2)
        return share

    def likelihood(self, chance: Floats) -> Floats:
        """Log chance of each person's votes under each column of `chance` (statements, classes)."""
        result: Floats = self.agree @ np.log(chance) + self.disagree @ np.log1p(-chance)
        return result

    def estimate(self, membership: Floats) -> Floats:
        """Chance to agree per statement and class, from soft membership (participants, classes)."""
        agree = self.agree_t @ membership
        n = agree + self.disagree_t @ membership
        chance: Floats = (agree + PRIOR_VOTES * self.mean[:, None]) / (n + PRIOR_VOTES)
        return chance


@dataclass(frozen=True)
class Mixture:
    """A fitted mixture.

    Attributes
    ----------
    size : ndarray of float, shape (classes,)
        Share of each class; the sum is 1.
    chance : ndarray of float, shape (statements, classes)
        Chance to agree among those who agree or disagree, in (0, 1).
    """

    size: Floats
    chance: Floats

    @property
    def k(self) -> int:
        return len(self.size)

    def membership(self, sides: Sides) -> Floats:
        """Chance of each person to belong to each class given their votes; rows sum to 1."""
        return posterior(VOTE_WEIGHT * sides.likelihood(self.chance) + np.log(self.size))


def posterior(score: Floats) -> Floats:
    """Turn log weights into shares that sum to 1 along the last axis."""
    share: Floats = np.exp(score - score.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    return share


def one_hot(labels: Ints, k: int) -> Floats:
    """Write labels as a matrix (n, k) of zeros and ones; label -1 spreads evenly."""
    table: Floats = np.where(labels[:, None] < 0, 1.0 / k, labels[:, None] == np.arange(k))
    return table


def fit(sides: Sides, starts: Sequence[Floats], *, max_steps: int = 60, tolerance: float = 1e-3) -> list[Mixture]:
    """Fit one mixture from each start by expectation-maximization, all in the same passes over the votes.

    Parameters
    ----------
    sides : Sides
        The votes.
    starts : sequence of ndarray of float, shape (participants, k)
        First membership; each start has its own k.
    max_steps : int
    tolerance : float
        A start rests when no membership moved by more than this (a chance, 0..1).

    Notes
    -----
    Chance to agree of class g on statement j: ``(agree + a m_j) / (n + a)`` with a = ``PRIOR_VOTES`` and m_j
    the share of everybody; in the membership a vote weighs ``VOTE_WEIGHT``. A latent class model (Lazarsfeld &
    Henry 1968) fitted by EM (Dempster, Laird & Rubin 1977). A person without votes stays at the class sizes.

    Examples
    --------
    >>> people, statements = np.repeat(np.arange(20), 3), np.tile([1, 2, 3], 20)
    >>> votes = VoteTable.from_votes(people, statements, [1, -1, 1] * 10 + [-1, 1, -1] * 10)
    >>> (fitted,) = fit(Sides(votes), [one_hot(np.repeat([0, 1], 10), 2)])
    >>> fitted.chance.round(2).tolist()
    [[0.82, 0.18], [0.18, 0.82], [0.82, 0.18]]
    """
    bounds = np.concatenate(([0], np.cumsum([start.shape[1] for start in starts]))).astype(np.int64)
    parts = [slice(int(low), int(high)) for low, high in pairwise(bounds)]
    membership = np.concatenate(list(starts), axis=1) if starts else np.zeros((sides.shape[0], 0))
    size = np.zeros(membership.shape[1])
    chance = np.zeros((sides.shape[1], membership.shape[1]))
    moving = list(parts)
    for _ in range(max_steps):
        if not moving:
            break
        columns = np.concatenate([np.arange(part.start, part.stop) for part in moving])
        chance[:, columns] = sides.estimate(membership[:, columns])
        for part in moving:
            k = part.stop - part.start
            size[part] = (membership[:, part].sum(axis=0) + 1) / (len(membership) + k)
        score = np.zeros_like(membership)
        score[:, columns] = VOTE_WEIGHT * sides.likelihood(chance[:, columns]) + np.log(size[columns])
        still = []
        for part in moving:
            new = posterior(score[:, part])
            if np.abs(new - membership[:, part]).max(initial=0.0) > tolerance:
                still.append(part)
            membership[:, part] = new
        moving = still
    return [Mixture(size[part].copy(), chance[:, part].copy()) for part in parts]


def log_loss(membership: Floats, mixture: Mixture, votes: VoteTable) -> float:
    """Mean log loss (nats per agree/disagree vote) of predicting votes that were not used for the fit.

    Parameters
    ----------
    membership : ndarray of float, shape (participants, k)
        From the votes that were used.
    mixture : Mixture
    votes : VoteTable
        The votes to predict, same participants and statements; passes are left out.
    """
    spoken = votes.values != 0
    row, column, value = votes.rows[spoken], votes.columns[spoken], votes.values[spoken]
    if len(value) == 0:
        return float("nan")
    chance = np.zeros(len(value))
    for group in range(mixture.k):
        chance += membership[row, group] * mixture.chance[column, group]
    return float(-np.log(np.where(value == 1, chance, 1 - chance)).mean())
