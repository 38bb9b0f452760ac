"""The matrix factorization of Community Notes, written anew from its published description.

The program itself is no package that pip installs and needs an old PyTorch, so it cannot be run here. Model and
loss: twitter/communitynotes, ranking notes (Apache-2.0), one factor; full-batch Adam with learning rate 1, until
the loss moves less than 1e-7, or rises after 100 steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muara.engine.opinion.votes import Floats, VoteTable

INTERCEPT, FACTOR = 0.15, 0.03
RATE, BETA, SECOND_BETA, SMALL = 1.0, 0.9, 0.999, 1e-8
MOST_STEPS = 1_000


@dataclass(frozen=True)
class Fitted:
    mean: float
    person: Floats
    note: Floats
    viewpoint: Floats
    side: Floats
    steps: int
    loss: float

    def expected(self, rows: np.ndarray, columns: np.ndarray) -> Floats:
        """Expected rating (0 no .. 1 yes) of people on statements."""
        return self.mean + self.person[rows] + self.note[columns] + self.viewpoint[rows] * self.side[columns]


def factorize(votes: VoteTable, seed: int = 1) -> Fitted:
    people, notes, n = votes.n_participants, votes.n_statements, votes.n_votes
    row, column = votes.rows, votes.columns.astype(np.int64)
    rating = (votes.values.astype(np.float64) + 1) / 2
    rng = np.random.default_rng(seed)
    sizes = (1, people, notes, people, notes)
    penalty = np.concatenate(
        [
            np.full(size, weight / size)
            for size, weight in zip(sizes, (INTERCEPT,) * 3 + (FACTOR,) * 2, strict=True)
        ]
    )
    x = np.zeros(sum(sizes))
    x[1 + people + notes :] = rng.normal(0, 0.1, people + notes)
    cuts = np.cumsum(sizes)[:-1]
    momentum, square, before, steps, loss = np.zeros_like(x), np.zeros_like(x), np.inf, 0, np.inf
    for steps in range(1, MOST_STEPS + 1):
        mean, person, note, viewpoint, side = np.split(x, cuts)
        f_u, f_n = viewpoint[row], side[column]
        error = mean[0] + person[row] + note[column] + f_u * f_n - rating
        loss = float(error @ error) / n + float(penalty @ (x * x))
        if abs(before - loss) < 1e-7 or (steps > 100 and loss > before):
            break
        before = loss
        gradient = 2 / n * np.concatenate(
            [
                [error.sum()],
                np.bincount(row, error, people),
                np.bincount(column, error, notes),
                np.bincount(row, error * f_n, people),
                np.bincount(column, error * f_u, notes),
            ]
        ) + 2 * penalty * x  # fmt: skip
        momentum = BETA * momentum + (1 - BETA) * gradient
        square = SECOND_BETA * square + (1 - SECOND_BETA) * gradient**2
        x = x - RATE * (momentum / (1 - BETA**steps)) / (np.sqrt(square / (1 - SECOND_BETA**steps)) + SMALL)
    mean, person, note, viewpoint, side = np.split(x, cuts)
    return Fitted(float(mean[0]), person, note, viewpoint, side, steps, loss)
