"""A second opinion on what bridges: agreement that no viewpoint explains (the model of Community Notes)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muara.engine.opinion.votes import Floats, Ints, VoteTable

INTERCEPT_PENALTY = 0.15
FACTOR_PENALTY = 0.03
STEPS = 400
TOLERANCE = 1e-7
MAX_PEOPLE = 2_000
"""The model is fitted on no more people than this, drawn at random: every statement is still seen by many."""


@dataclass(frozen=True)
class Bridging:
    """A fitted model ``vote = mean + person + statement + viewpoint * side + noise``, votes 1, 0.5 (pass), 0.

    Attributes
    ----------
    mean : float
    intercept : ndarray of float, shape (statements,)
        What is left of a statement's agreement when mean, generosity and viewpoint are taken out.
    side : ndarray of float, shape (statements,)
        How far a statement speaks to one side of the viewpoint.
    person, viewpoint : ndarray of float, shape (participants,)
    loss : float
        Mean squared error with the penalties.
    """

    mean: float
    intercept: Floats
    side: Floats
    person: Floats
    viewpoint: Floats
    loss: float


def bridging_intercept(votes: VoteTable, *, seed: int = 1) -> Floats:
    """Fit the model and return each statement's intercept; 0 where nobody voted.

    Notes
    -----
    In Community Notes a note counts as helpful from 0.40 on. The values lean on everybody's generosity and are
    comparable within one conversation only.

    Examples
    --------
    Both sides agree on 3; 1 and 2 divide:

    >>> people, statements = np.repeat(np.arange(20), 3), np.tile([1, 2, 3], 20)
    >>> votes = VoteTable.from_votes(people, statements, [1, -1, 1] * 10 + [-1, 1, 1] * 10)
    >>> bridging_intercept(votes).round(2).tolist()
    [0.07, 0.07, 0.5]
    """
    some = votes
    if votes.n_participants > MAX_PEOPLE:
        rng = np.random.default_rng([seed, 10])
        some = votes.people(np.sort(rng.choice(votes.n_participants, MAX_PEOPLE, replace=False)))
    return fit_bridging(some).intercept


def fit_bridging(votes: VoteTable) -> Bridging:
    """Minimize the loss of Community Notes by exact alternating steps; the same votes give the same fit.

    Notes
    -----
    Loss: mean squared error + 0.15 (mean of squared person intercepts + mean of squared statement intercepts +
    mean²) + 0.03 (mean of squared viewpoints + mean of squared sides), with one factor. Each step solves all
    people, all statements and the mean exactly, so the loss never rises; it ends when the loss falls by less
    than a ten-millionth. The start is the first axis of the votes minus row and column means, found by power
    steps from a fixed vector.

    References
    ----------
    twitter/communitynotes, ranking notes (2026-07-17); Wojcik et al. 2022, arXiv:2210.15723.
    """
    people, statements, n = votes.n_participants, votes.n_statements, votes.n_votes
    if n == 0:
        return Bridging(0.0, np.zeros(statements), np.zeros(statements), np.zeros(people), np.zeros(people), 0.0)
    row, column = votes.rows, votes.columns.astype(np.int64)
    vote = (votes.values.astype(np.float64) + 1) / 2
    mean = float(vote.mean() / (1 + INTERCEPT_PENALTY))
    person, intercept = np.zeros(people), np.zeros(statements)
    side, viewpoint = _start(votes, vote)
    one, two = _Side(row, people, n), _Side(column, statements, n)
    loss = np.inf
    for _ in range(STEPS):
        person, viewpoint = one.solve(vote - mean - intercept[column], side[column])
        intercept, side = two.solve(vote - mean - person[row], viewpoint[row])
        rest = vote - person[row] - intercept[column] - viewpoint[row] * side[column]
        mean = float(rest.mean() / (1 + INTERCEPT_PENALTY))
        error = float(((rest - mean) ** 2).mean())
        before, loss = loss, error + _penalty(mean, person, intercept, viewpoint, side)
        if before - loss < TOLERANCE:
            break
    intercept[two.count == 0] = 0.0
    return Bridging(mean, intercept, side, person, viewpoint, loss)


def _penalty(mean: float, person: Floats, intercept: Floats, viewpoint: Floats, side: Floats) -> float:
    intercepts = float((person**2).mean() + (intercept**2).mean() + mean**2)
    return INTERCEPT_PENALTY * intercepts + FACTOR_PENALTY * float((viewpoint**2).mean() + (side**2).mean())


class _Side:
    """People, or statements: solve intercept and factor of each from the other side's factor."""

    def __init__(self, index: Ints, size: int, n: int) -> None:
        self.index, self.size = index, size
        self.count: Floats = np.bincount(index, minlength=size).astype(np.float64)
        self.intercept_penalty = INTERCEPT_PENALTY * n / size
        self.factor_penalty = FACTOR_PENALTY * n / size

    def _sum(self, values: Floats) -> Any:
        return np.bincount(self.index, values, minlength=self.size)

    def solve(self, rest: Floats, other: Floats) -> tuple[Floats, Floats]:
        """Solve the two ridge equations of each: ``rest = intercept + factor * other``."""
        a = self.count + self.intercept_penalty
        b, c = self._sum(other), self._sum(other * other) + self.factor_penalty
        x, y = self._sum(rest), self._sum(rest * other)
        det = a * c - b * b
        return (c * x - b * y) / det, (a * y - b * x) / det


def _start(votes: VoteTable, vote: Floats) -> tuple[Floats, Floats]:
    """Lay a first viewpoint along the main axis of disagreement."""
    column = votes.columns.astype(np.int64)
    centre = np.bincount(column, vote, minlength=votes.n_statements) / np.maximum(
        np.bincount(column, minlength=votes.n_statements), 1
    )
    matrix: Any = votes.matrix(vote - centre[column])
    side = np.random.default_rng(0).standard_normal(votes.n_statements)
    for _ in range(30):
        side = matrix.T @ (matrix @ side)
        size = float(np.linalg.norm(side))
        if size < 1e-12:
            return np.zeros(votes.n_statements), np.zeros(votes.n_participants)
        side /= size
    viewpoint = matrix @ side
    spread = float(np.sqrt((viewpoint**2).mean() / (side**2).mean()))
    scale = np.sqrt(spread)
    return side * scale / 2, np.asarray(viewpoint / scale / 2, dtype=np.float64)
