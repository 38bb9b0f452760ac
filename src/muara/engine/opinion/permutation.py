"""The gate: are there groups at all?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
import scipy.sparse as sp
import scipy.sparse.linalg as spl

from muara.engine.opinion.votes import Floats, Ints, VoteTable

MIN_PEOPLE = 30
"""Below this the test finds too little: two groups in about two of three conversations."""

PERMUTATIONS = 39
LEVEL = 0.05
MAX_PEOPLE = 2_000
"""The test looks at no more people than this, drawn at random: it has full power from a few hundred on."""

POWER = ((30, 0.64, 0.25), (50, 1.0, 0.48), (200, 1.0, 1.0))
"""From so many people on: share of simulated conversations where two and three groups were noticed.

100 conversations of each kind, drawn as docs/explanation/opinion.md says."""

DENSE_SIDE = 250


@dataclass(frozen=True)
class Gate:
    """Outcome of the test.

    Attributes
    ----------
    is_open : bool
        True = there is more agreement between people than chance explains; groups may be formed.
    eigenvalue : float or None
        Scatter along the main axis of the centred agree/disagree votes (votes squared). None = not tested.
    threshold : float or None
        What chance reaches in one of twenty cases; the gate opens above it.
    p_value : float or None
        Share of the permuted tables, this one included, that reach the eigenvalue; at least 1/40.
    permutations : int
    """

    is_open: bool
    eigenvalue: float | None
    threshold: float | None
    p_value: float | None
    permutations: int


def power(n_participants: int) -> tuple[float, float] | None:
    """Tell how often the test notices two and three planted groups; None where it is not used."""
    known = [(two, three) for least, two, three in POWER if n_participants >= least]
    return known[-1] if known else None


def gate(votes: VoteTable, *, seed: int, permutations: int = PERMUTATIONS) -> Gate:
    """Compare the main axis of disagreement with what it would be if nobody belonged together.

    Parameters
    ----------
    votes : VoteTable
        Only agree and disagree are used: passing a lot is no opinion.
    seed : int
        Draws the permutations and, in large conversations, the people looked at.
    permutations : int
        39 gives a test at 5 %.

    Notes
    -----
    Parallel analysis (Horn 1965, Psychometrika 30, 179-185): the votes of each statement are shuffled among
    those who voted on it, which keeps who voted on what and how each statement fares, and breaks every tie
    between people. The gate opens if at most one of the 39 shuffled tables has so large a first eigenvalue.

    Examples
    --------
    >>> from muara.engine.opinion.synthetic import conversation
    >>> gate(conversation(200, 60, seed=4, n_groups=2).votes, seed=1).is_open
    True
    >>> gate(conversation(200, 60, seed=4, null=True).votes, seed=1).is_open
    False
    """
    rng = np.random.default_rng([seed, 1])
    spoken = votes.select(votes.values != 0)
    active = np.flatnonzero(np.diff(spoken.indptr) > 0)
    if len(active) < MIN_PEOPLE:
        return Gate(False, None, None, None, 0)
    if len(active) > MAX_PEOPLE:
        active = np.sort(rng.choice(active, MAX_PEOPLE, replace=False))
        rng = np.random.default_rng([seed, 1])  # shuffles alike whoever drew the people
    spoken = spoken.people(active)
    by_statement = np.argsort(spoken.columns, kind="stable")
    row, column = spoken.rows[by_statement], spoken.columns[by_statement].astype(np.int64)
    value = spoken.values[by_statement].astype(np.float64)
    n = np.bincount(column, minlength=votes.n_statements)
    mean = np.bincount(column, value, minlength=votes.n_statements) / np.maximum(n, 1)
    value -= mean[column]
    shape = (len(active), votes.n_statements)
    found = first_eigenvalue(row, column, value, shape)
    by_chance = np.zeros(permutations)
    for index in range(permutations):
        shuffled = np.argsort(column + rng.random(len(column)))
        by_chance[index] = first_eigenvalue(row, column, value[shuffled], shape)
    reached = int((by_chance >= found).sum())
    allowed = int(np.floor(LEVEL * (permutations + 1) + 1e-9)) - 1
    threshold = float(np.sort(by_chance)[-1 - allowed])
    return Gate(reached <= allowed, found, threshold, (reached + 1) / (permutations + 1), permutations)


def first_eigenvalue(row: Ints, column: Ints, value: Floats, shape: tuple[int, int]) -> float:
    """Largest eigenvalue of C'C for the sparse matrix C with these entries.

    Examples
    --------
    >>> first_eigenvalue(np.array([0, 1]), np.array([0, 1]), np.array([3.0, 1.0]), (2, 2))
    9.0
    """
    if min(shape) <= DENSE_SIDE:
        dense = np.zeros(shape)
        dense[row, column] = value
        small = dense @ dense.T if shape[0] <= shape[1] else dense.T @ dense
        last = len(small) - 1
        return float(scipy.linalg.eigh(small, eigvals_only=True, subset_by_index=(last, last))[0])
    matrix = sp.csr_array((value, (row, column)), shape=shape)
    transposed = matrix.T.tocsr()
    product = spl.LinearOperator(
        (shape[1], shape[1]), matvec=lambda x: transposed @ (matrix @ x), dtype=np.float64
    )
    start = np.random.default_rng(0).standard_normal(shape[1])
    return float(spl.eigsh(product, k=1, v0=start, tol=1e-6, return_eigenvectors=False)[0])
