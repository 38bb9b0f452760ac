"""The opinion map: where people stand to each other, in two or more dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.linalg
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from muara.engine.opinion.crew import cores, each
from muara.engine.opinion.sums import CODES, LOG_BITS, Coded, kernels, on_grid
from muara.engine.opinion.votes import Floats, Ints, VoteTable

EXACT_UP_TO = 250
"""Statements up to which the whole eigenproblem is solved; beyond that by Lanczos from a fixed start."""

DENSE_STATEMENTS, STRIP = 3_000, 256
"""Statements up to which tables of all pairs are held; beyond that pairs with co-voters alone, in strips."""

BLOCK_CELLS = 2_000_000
PACKED_PEOPLE = 2**20 - 1
ALONE = 200_000
PLACE_BITS = 24
"""Positions are multiples of 2^-24, so that sums of them are exact."""

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
    if (fast := kernels(votes.n_votes)) is not None:
        return _packed(votes, fast)
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


def _packed(votes: VoteTable, fast: Any) -> tuple[Ints, Ints, Ints]:
    """Count the three tables in one pass, in one whole number a pair: 21, 21 and 22 bits."""
    s = votes.n_statements
    tables = [np.zeros((s, s), dtype=np.int64) for _ in range(3)]
    hands = 1 if votes.n_votes < ALONE else cores()
    step = min(PACKED_PEOPLE, max(-(-votes.n_participants // hands), 1))

    def count(low: int) -> Ints:
        cell = np.zeros((s, s), dtype=np.int64)
        fast.co_votes(votes.indptr[low : low + step + 1], votes.columns, votes.values, cell)
        return cell

    for cell in each(count, range(0, votes.n_participants, step)):
        n = cell & (2**21 - 1)
        rest = cell >> 21
        product = ((rest + 2**20) & (2**21 - 1)) - 2**20
        for table, found in zip(tables, (n, product, (rest - product) >> 21), strict=True):
            table += found
    return tables[0], tables[1], tables[2]


def scatter(n: Ints, product: Ints, first: Ints) -> tuple[Floats, Floats]:
    """Turn the tables into column means and the scatter matrix of the centred votes (0 where nobody voted).

    ``(C'C)_jk = A_jk - B_jk m_k - B_kj m_j + N_jk m_j m_k``, shapes (S,) and (S, S).
    """
    seen = np.diag(n)
    mean = np.divide(np.diag(first), seen, out=np.zeros(len(n)), where=seen > 0)
    cross = first * mean[None, :]
    centred: Floats = product - cross - cross.T + n * np.outer(mean, mean)
    return mean, centred


def leading(matrix: Any, d: int) -> tuple[Floats, Floats]:
    """Find the d largest eigenvalues (descending) and their vectors as columns, with a fixed sign.

    The entry of largest size in each vector is positive (the first of them if several tie).

    Examples
    --------
    >>> value, vector = leading(np.diag([1.0, 3.0, 2.0]), 2)
    >>> value.tolist(), vector.T.round(6).tolist()
    ([3.0, 2.0], [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    """
    s = matrix.shape[0]
    d = min(d, s)
    if d == 0:
        return np.zeros(0), np.zeros((s, 0))
    if not sp.issparse(matrix) and (s <= EXACT_UP_TO or d >= s - 1):
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
        if self.loading.shape[1] == 0:
            return np.zeros((votes.n_participants, 0))
        entry, pull = self.equations(votes)
        return on_grid(solve(entry, pull, self.noise), PLACE_BITS)

    def equations(self, votes: VoteTable) -> tuple[dict[tuple[int, int], Floats], Floats]:
        """Add up for each person what the regression needs, exactly.

        Returns
        -------
        entry : dict of (int, int) to ndarray of float, shape (participants,)
            For axes a <= b: sum of the products of the loadings on what the person voted on.
        pull : ndarray of float, shape (participants, d)
            Sum of (vote - mean) times loading.
        """
        d = self.loading.shape[1]
        upper = [(a, b) for a in range(d) for b in range(a, d)]
        table = np.zeros((votes.n_statements, CODES, d + len(upper)))
        for value in (-1, 0, 1):
            table[:, value + 1, :d] = (value - self.mean)[:, None] * self.loading
        for index, (a, b) in enumerate(upper):
            table[:, :, d + index] = (self.loading[:, a] * self.loading[:, b])[:, None]
        sums = Coded.of(votes).gather(on_grid(table.reshape(-1, d + len(upper)), LOG_BITS))
        return {pair: sums[:, d + index] for index, pair in enumerate(upper)}, sums[:, :d]


def solve(entry: dict[tuple[int, int], Floats], pull: Floats, noise: float) -> Floats:
    """Solve many small systems (entry + noise on the diagonal) x = pull at once, by LDL' person by person.

    Examples
    --------
    >>> entry = {(0, 0): np.array([3.0]), (0, 1): np.array([1.0]), (1, 1): np.array([1.0])}
    >>> solve(entry, np.array([[9.0, 4.0]]), 1.0)
    array([[2., 1.]])
    """
    d = pull.shape[1]
    lower: dict[tuple[int, int], Floats] = {}
    diagonal: list[Floats] = []
    x = [pull[:, a] for a in range(d)]
    for a in range(d):
        own = entry[a, a] + noise
        for c in range(a):
            own = own - lower[a, c] * lower[a, c] * diagonal[c]
        diagonal.append(own)
        for b in range(a + 1, d):
            other = entry[a, b]
            for c in range(a):
                other = other - lower[a, c] * lower[b, c] * diagonal[c]
            lower[b, a] = other / own
        for c in range(a):
            x[a] = x[a] - lower[a, c] * x[c]
    for a in reversed(range(d)):
        x[a] = x[a] / diagonal[a]
        for b in range(a + 1, d):
            x[a] = x[a] - lower[b, a] * x[b]
    return np.stack(x, axis=1)


def opinion_map(votes: VoteTable, d: int = 2) -> Map:
    """Lay the axes along which people differ most.

    Notes
    -----
    Covariance of each pair of statements over the people who voted on both, drawn to 0 by ``PAIR_PRIOR``
    co-voters, the diagonal left out (a statement's own noise is no opinion); its leading eigenvectors are the
    axes. Votes are -1, 0 (pass), +1.
    """
    if votes.n_statements > DENSE_STATEMENTS:
        return _laid(*_sparse(votes), d)
    return map_of(*tables(votes), d)


def map_of(n: Ints, product: Ints, first: Ints, d: int = 2) -> Map:
    """Lay the axes from the tables of pairs (see `tables`)."""
    mean, matrix = scatter(n, product, first)
    seen = np.diag(n).copy()
    own = np.divide(np.diag(matrix), seen, out=np.zeros(len(n)), where=seen > 0)
    covariance = matrix / (n + PAIR_PRIOR)
    np.fill_diagonal(covariance, 0.0)
    return _laid(mean, seen, own, covariance, d)


def _laid(mean: Floats, seen: Ints, own: Floats, covariance: Any, d: int) -> Map:
    value, vector = leading(covariance, d)
    loading = vector * np.sqrt(np.maximum(value, 0.0))
    left = np.maximum(own - (loading**2).sum(axis=1), 0.05)
    noise = float(np.average(left, weights=seen)) if seen.any() else 1.0
    total = float(own.sum())
    explained = float((loading[:, :2] ** 2).sum() / total) if total > 0 else 0.0
    return Map(mean, loading, noise, min(explained, 1.0))


def _sparse(votes: VoteTable) -> tuple[Floats, Ints, Floats, Any]:
    """Work out mean, count and own variance of each statement and the covariance of pairs, some columns at a time.

    Only pairs with a co-voter are held, 12 bytes each, and never the tables of all pairs.
    """
    value: Any = votes.matrix(votes.values.astype(np.float64)).tocsc()
    seen: Any = votes.matrix(np.ones(votes.n_votes)).tocsc()
    value_t, seen_t = value.T.tocsr(), seen.T.tocsr()
    count = np.asarray(seen.sum(axis=0)).ravel()
    mean = np.asarray(value.sum(axis=0)).ravel() / np.maximum(count, 1)
    own, strips = np.zeros(len(count)), []
    for low in range(0, len(count), STRIP):
        few = slice(low, low + STRIP)
        n, product = (seen_t @ seen[:, few]).toarray(), (value_t @ value[:, few]).toarray()
        first, other = (value_t @ seen[:, few]).toarray(), (seen_t @ value[:, few]).toarray()
        matrix = product - first * mean[few] - other * mean[:, None] + n * np.outer(mean, mean[few])
        place = np.arange(low, min(low + STRIP, len(count)))
        own[few] = matrix[place, place - low] / np.maximum(count[few], 1)
        matrix /= n + PAIR_PRIOR
        matrix[place, place - low] = 0.0
        strips.append(sp.csc_array(matrix))
    return mean, count.astype(np.int64), own, sp.hstack(strips).tocsr()
