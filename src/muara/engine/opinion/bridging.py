"""A second opinion on what bridges: agreement that no viewpoint explains (the model of Community Notes)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from muara.engine.opinion.sums import CODES, LOG_BITS, Coded, on_grid
from muara.engine.opinion.votes import Floats, VoteTable

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
    coded = Coded.of(votes)
    said = coded.totals.reshape(statements, CODES).astype(np.float64)
    vote = np.array([0.0, 0.5, 1.0])
    mean = float((said @ vote).sum() / n / (1 + INTERCEPT_PENALTY))
    intercept = np.zeros(statements)
    side = _start(votes)
    of_people = votes.votes_per_participant().astype(np.float64) + INTERCEPT_PENALTY * n / people
    of_statements: Floats = said.sum(axis=1) + INTERCEPT_PENALTY * n / statements
    loss = np.inf
    for _ in range(STEPS):
        rest = vote - mean - intercept[:, None]
        each = np.broadcast_to(side[:, None], rest.shape)
        table = np.stack([each, each * each, rest, rest * each], axis=2).reshape(-1, 4)
        b, c, x, y = coded.gather(on_grid(table, LOG_BITS)).T
        person, viewpoint = _solve(of_people, b, c + FACTOR_PENALTY * (n / people), x, y)
        weights = [person, viewpoint, person * person, viewpoint * viewpoint, person * viewpoint]
        sums = coded.scatter(on_grid(np.stack(weights, axis=1), LOG_BITS)).reshape(statements, CODES, 5)
        p, f, pp, ff, pf = np.moveaxis(sums, 2, 0)
        rest = said * (vote - mean) - p
        x, y = rest.sum(axis=1), ((vote - mean) * f - pf).sum(axis=1)
        c = ff.sum(axis=1) + FACTOR_PENALTY * n / statements
        intercept, side = _solve(of_statements, f.sum(axis=1), c, x, y)
        t, s = intercept[:, None], side[:, None]
        mean = float((said * (vote - t) - p - s * f).sum() / n / (1 + INTERCEPT_PENALTY))
        left = vote - mean - t
        squares = said * left * left + pp + s * s * ff - 2 * left * (p + s * f) + 2 * s * pf
        before, loss = loss, float(squares.sum()) / n + _penalty(mean, person, intercept, viewpoint, side)
        if before - loss < TOLERANCE:
            break
    intercept[said.sum(axis=1) == 0] = 0.0
    return Bridging(mean, intercept, side, person, viewpoint, loss)


def _penalty(mean: float, person: Floats, intercept: Floats, viewpoint: Floats, side: Floats) -> float:
    intercepts = float((person**2).mean() + (intercept**2).mean() + mean**2)
    return INTERCEPT_PENALTY * intercepts + FACTOR_PENALTY * float((viewpoint**2).mean() + (side**2).mean())


def _solve(a: Floats, b: Floats, c: Floats, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Solve the two ridge equations of each person, or statement: ``a u + b v = x, b u + c v = y``."""
    det = a * c - b * b
    return (c * x - b * y) / det, (a * y - b * x) / det


def _start(votes: VoteTable) -> Floats:
    """Lay a first viewpoint along the main axis of disagreement; give each statement's side of it."""
    vote = (votes.values.astype(np.float64) + 1) / 2
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
            return np.zeros(votes.n_statements)
        side /= size
    viewpoint = matrix @ side
    spread = float(np.sqrt((viewpoint**2).mean() / (side**2).mean()))
    return np.asarray(side * np.sqrt(spread) / 2, dtype=np.float64)
