"""The opinion map: where people stand to each other, in two or more dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
import scipy.sparse.linalg as spl

from muara.engine.opinion.votes import Floats, Ints, VoteTable

EXACT_UP_TO = 600
"""Statements up to which the whole eigenproblem is solved; beyond that by Lanczos from a fixed start."""

BLOCK_CELLS = 2_000_000
PAIR_PRIOR = 10.0
"""Co-voters by which the covariance of a pair of statements is drawn to 0: few co-voters prove little."""


def tables(votes: VoteTable) -> tuple[Ints, Ints, Ints]:
    """Count, for each pair of statements, co-voters and their votes, in whole numbers.

    Returns
    -------
    n : ndarray of int64, shape (S, S)
        People who voted on both j and k.
    product : ndarray of int64, shape (S, S)
        Sum of vote j times vote k over them.
    first : ndarray of int64, shape (S, S)
        Sum of vote j over the people who voted on k.

    Notes
    -----
    Sums of -1, 0 and +1 in blocks of less than 2^24 rows are exact in 32-bit floats, so the tables do not
    depend on the order of the votes, of the blocks or of the additions.

    Examples
    --------
    >>> n, product, first = tables(VoteTable.from_votes([1, 1, 2], [1, 2, 2], [1, -1, 1]))
    >>> n.tolist(), product.tolist(), first.tolist()
    ([[1, 1], [1, 2]], [[1, -1], [-1, 2]], [[1, 1], [-1, 0]])
    """
    s = votes.n_statements
    n, product, first = (np.zeros((s, s), dtype=np.int64) for _ in range(3))
    step = max(1, BLOCK_CELLS // max(s, 1))
    for start in range(0, votes.n_participants, step):
        low, high = votes.indptr[start], votes.indptr[min(start + step, votes.n_participants)]
        row, column = votes.rows[low:high] - start, votes.columns[low:high]
        height = min(step, votes.n_participants - start)
        value, seen = np.zeros((height, s), dtype=np.float32), np.zeros((height, s), dtype=np.float32)
        value[row, column], seen[row, column] = votes.values[low:high], 1.0
        n += (seen.T @ seen).astype(np.int64)
        product += (value.T @ value).astype(np.int64)
        first += (value.T @ seen).astype(np.int64)
    return n, product, first


def scatter(n: Ints, product: Ints, first: Ints) -> tuple[Floats, Floats]:
    """Turn the tables into column means and the scatter matrix of the centred votes (0 where nobody voted).

    ``(C'C)_jk = A_jk - B_jk m_k - B_kj m_j + N_jk m_j m_k``, shapes (S,) and (S, S).
    """
    seen = np.diag(n)
    mean = np.divide(np.diag(first), seen, out=np.zeros(len(n)), where=seen > 0)
    cross = first * mean[None, :]
    centred: Floats = product - cross - cross.T + n * np.outer(mean, mean)
    return mean, centred


def leading(matrix: Floats, d: int) -> tuple[Floats, Floats]:
    """Find the d largest eigenvalues (descending) and their vectors as columns, with a fixed sign.

    The entry of largest size in each vector is positive (the first of them if several tie).

    Examples
    --------
    >>> value, vector = leading(np.diag([1.0, 3.0, 2.0]), 2)
    >>> value.tolist(), vector.T.round(6).tolist()
    ([3.0, 2.0], [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    """
    s = len(matrix)
    d = min(d, s)
    if d == 0:
        return np.zeros(0), np.zeros((s, 0))
    if s <= EXACT_UP_TO or d >= s - 1:
        value, vector = scipy.linalg.eigh(matrix, subset_by_index=(s - d, s - 1))
    else:
        start = np.random.default_rng(0).standard_normal(s)
        value, vector = spl.eigsh(matrix, k=d, v0=start, which="LA", ncv=min(s, 4 * d + 20))
    order = np.argsort(-value, kind="stable")
    value, vector = value[order], vector[:, order]
    size = np.abs(vector)
    tops = (size >= size.max(axis=0) * (1 - 1e-9)).argmax(axis=0)
    signed: Floats = vector * np.where(vector[tops, np.arange(d)] < 0, -1.0, 1.0) + 0.0
    return value, signed


@dataclass(frozen=True)
class Map:
    """Axes through the opinions.

    Attributes
    ----------
    mean : ndarray of float, shape (statements,)
        Mean vote, -1..1.
    loading : ndarray of float, shape (statements, d)
        Vote change per unit of position.
    noise : float
        Variance of a vote around what the position says.
    explained : float
        Share of the difference between people held by the first two axes, 0..1.
    """

    mean: Floats
    loading: Floats
    noise: float
    explained: float

    def positions(self, votes: VoteTable) -> Floats:
        """Place everybody by the statements they really voted on; shape (participants, d).

        Notes
        -----
        Ridge regression: the posterior mean of x in ``vote = mean + loading x + noise`` with x ~ N(0, 1) on
        each axis. Who has few votes stays near the middle.
        """
        d = self.loading.shape[1]
        if d == 0:
            return np.zeros((votes.n_participants, 0))
        centred: Any = votes.matrix(votes.values - self.mean[votes.columns])
        seen: Any = votes.matrix(np.ones(votes.n_votes))
        pull: Floats = centred @ self.loading
        upper = [(a, b) for a in range(d) for b in range(a, d)]
        products = np.stack([self.loading[:, a] * self.loading[:, b] for a, b in upper], axis=1)
        entries: Floats = seen @ products.reshape(votes.n_statements, len(upper))
        system = np.zeros((votes.n_participants, d, d))
        for index, (a, b) in enumerate(upper):
            system[:, a, b] = system[:, b, a] = entries[:, index]
        system[:, np.arange(d), np.arange(d)] += self.noise
        place: Floats = np.asarray(np.linalg.solve(system, pull[:, :, None])[:, :, 0], dtype=np.float64)
        return place


def opinion_map(votes: VoteTable, d: int = 2) -> Map:
    """Lay the axes along which people differ most.

    Notes
    -----
    Covariance of each pair of statements over the people who voted on both, drawn to 0 by ``PAIR_PRIOR``
    co-voters, the diagonal left out (a statement's own noise is no opinion); its leading eigenvectors are the
    axes. Votes are -1, 0 (pass), +1.
    """
    n, product, first = tables(votes)
    mean, matrix = scatter(n, product, first)
    own = np.divide(np.diag(matrix), np.diag(n), out=np.zeros(len(n)), where=np.diag(n) > 0)
    covariance = matrix / (n + PAIR_PRIOR)
    np.fill_diagonal(covariance, 0.0)
    value, vector = leading(covariance, d)
    loading = vector * np.sqrt(np.maximum(value, 0.0))
    left = np.maximum(own - (loading**2).sum(axis=1), 0.05)
    noise = float(np.average(left, weights=np.diag(n))) if n.any() else 1.0
    total = float(own.sum())
    explained = float((loading[:, :2] ** 2).sum() / total) if total > 0 else 0.0
    return Map(mean, loading, noise, min(explained, 1.0))
