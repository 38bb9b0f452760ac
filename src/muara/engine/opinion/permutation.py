"""The gate: are there groups at all?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from muara.engine.opinion.crew import each
from muara.engine.opinion.votes import Floats, Ints, VoteTable

MIN_PEOPLE = 30
"""Below this the test finds too little: two groups in about two of three conversations."""

PERMUTATIONS, FIRM_PERMUTATIONS = 119, 39
LEVEL, FIRM_LEVEL = 1 / 30, 1 / 40
"""Chance of a false alarm; the smaller one from `FIRM_FROM` people on, where power is full anyway.

Both stay under 5 %, because people differ in more than groups: some go with the many less often than others, which
shuffling destroys too. With 1/20 the gate opened in 5 % of conversations without groups, as it should, but in some
sizes in 5.8 %; more shuffled tables notice more at the same level.
"""

FIRM_FROM = 200
PEOPLE_PER_STATEMENT, LEAST_PEOPLE, MAX_PEOPLE = 5, 1_000, 2_000
"""In large conversations the test looks at five people for each statement, drawn at random, from 1,000 to 2,000.

What can be noticed depends on people per statement; a few hundred people suffice for groups like those that the
power was measured with.
"""

POWER = ((30, 0.63, 0.22), (50, 0.99, 0.47), (200, 1.0, 1.0))
"""From so many people on: share of simulated conversations where two and three groups were noticed.

100 conversations of each kind, drawn as docs/explanation/opinion.md says."""

DENSE_SIDE = 250
LANCZOS_STEPS, LOOK_EVERY = 200, 5
CLOSE = 1e-3
"""An eigenvalue is close enough when `LOOK_EVERY` more steps raise it by less than this part.

All tables are measured by this one rule, so it makes no false alarm more likely; which gates open did not
change in 560 simulated conversations.
"""

DRAWN_BITS = 40
ALONE = 5_000
"""Votes below which a permutation is too short to share out to other cores."""


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
        What chance reaches in one of thirty (or forty) cases; the gate opens above it.
    p_value : float or None
        Share of the permuted tables, this one included, that reach the eigenvalue; at least 1/120 (or 1/40).
    permutations : int

    Examples
    --------
    >>> found = gate(VoteTable.from_votes(["ani", "budi"], [1, 1], [1, -1]), seed=1)
    >>> found.is_open, found.p_value
    (False, None)
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


def most_people(n_statements: int) -> int:
    """Count the people that the test looks at, at most."""
    return int(np.clip(PEOPLE_PER_STATEMENT * n_statements, LEAST_PEOPLE, MAX_PEOPLE))


def gate(votes: VoteTable, *, seed: int, permutations: int | None = None) -> Gate:
    """Compare the main axis of disagreement with what it would be if nobody belonged together.

    Parameters
    ----------
    votes : VoteTable
        Only agree and disagree are used: passing a lot is no opinion.
    seed : int
        Draws the permutations and, in large conversations, the people looked at.
    permutations : int, optional
        By default 119, and 39 from 200 people on: so that the level is a whole number of tables.

    Returns
    -------
    Gate
        Closed and untested under 30 people who agree or disagree.

    Notes
    -----
    Parallel analysis (Horn 1965, Psychometrika 30, 179-185): the votes of each statement are shuffled among
    those who voted on it, which keeps who voted on what and how each statement fares, and breaks every tie
    between people. The gate opens if at most three of the 119 shuffled tables (from 200 people on: none of 39)
    have so large a first eigenvalue.

    Examples
    --------
    >>> from muara.engine.opinion.synthetic import conversation
    >>> gate(conversation(200, 60, seed=4, n_groups=2).votes, seed=1).is_open
    True
    >>> gate(conversation(200, 60, seed=4, null=True).votes, seed=1).is_open
    False
    """
    active = np.flatnonzero(votes.opinions > 0)
    if len(active) < MIN_PEOPLE:
        return Gate(False, None, None, None, 0)
    few = len(active) < FIRM_FROM
    level = LEVEL if few else FIRM_LEVEL
    if permutations is None:
        permutations = PERMUTATIONS if few else FIRM_PERMUTATIONS
    most = most_people(votes.n_statements)
    if len(active) > most:
        rng = np.random.default_rng([seed, 1])
        active = np.sort(rng.choice(active, most, replace=False))
    spoken = votes.people(active)
    spoken = spoken.select(spoken.values != 0)
    by_statement = np.argsort(spoken.columns, kind="stable")
    row, column = spoken.rows[by_statement], spoken.columns[by_statement].astype(np.int64)
    said = spoken.values[by_statement]
    n = np.bincount(column, minlength=votes.n_statements)
    mean = np.bincount(column, said, minlength=votes.n_statements) / np.maximum(n, 1)
    shape = (len(active), votes.n_statements)
    usual, fixed = mean[column], (column << (DRAWN_BITS + 1)) | (said > 0)

    def shuffled(index: int) -> float:
        """Shuffle each statement's votes: sort by statement and a random number that carries the vote."""
        drawn = np.random.default_rng([seed, 1, index]).integers(2**DRAWN_BITS, size=len(column), dtype=np.int64)
        key = np.sort(fixed | (drawn << 1))
        return first_eigenvalue(row, column, ((key & 1) * 2 - 1) - usual, shape)

    found = first_eigenvalue(row, column, said - usual, shape)
    by_chance = np.fromiter(each(shuffled, range(permutations), alone=len(column) < ALONE), dtype=np.float64)
    reached = int((by_chance >= found).sum())
    allowed = int(np.floor(level * (permutations + 1) + 1e-9)) - 1
    threshold = float(np.sort(by_chance)[-1 - allowed])
    return Gate(reached <= allowed, found, threshold, (reached + 1) / (permutations + 1), permutations)


def first_eigenvalue(row: Ints, column: Ints, value: Floats, shape: tuple[int, int]) -> float:
    """Largest eigenvalue of C'C for the sparse matrix C with these entries, as close as `lanczos` comes.

    Examples
    --------
    >>> first_eigenvalue(np.array([0, 1]), np.array([0, 1]), np.array([3.0, 1.0]), (2, 2))
    9.0
    """
    if min(shape) <= DENSE_SIDE:
        dense = np.zeros(shape)
        dense.ravel()[row * shape[1] + column] = value
        small = dense @ dense.T if shape[0] <= shape[1] else dense.T @ dense
        return lanczos(lambda x: small @ x, len(small))
    matrix = sp.csr_array((value, (row, column)), shape=shape)
    transposed = matrix.T.tocsr()
    return lanczos(lambda x: transposed @ (matrix @ x), shape[1])


def lanczos(product: Callable[[Floats], Floats], size: int) -> float:
    """Find the largest eigenvalue of a symmetric matrix without negative ones, given what it does to a vector.

    Notes
    -----
    Lanczos with full reorthogonalization from a fixed start, until `LOOK_EVERY` more steps raise the value by less
    than the part `CLOSE` of it: the value is then right to about as much, from below.

    Examples
    --------
    >>> lanczos(lambda x: np.array([3.0, 1.0]) * x, 2)
    3.0
    """
    most = min(size, LANCZOS_STEPS)
    basis = np.zeros((most, size))
    alpha, beta, largest = np.zeros(most), np.zeros(most), 0.0
    vector = np.random.default_rng(0).standard_normal(size)
    vector /= np.sqrt(vector @ vector)
    for step in range(most):
        basis[step] = vector
        new = product(vector)
        alpha[step] = new @ vector
        for _ in range(2):
            new = new - basis[: step + 1].T @ (basis[: step + 1] @ new)
        beta[step] = np.sqrt(new @ new)
        done = step == most - 1 or beta[step] <= 1e-12 * max(alpha[0], 1.0)
        if done or step % LOOK_EVERY == LOOK_EVERY - 1:
            inner = np.diag(alpha[: step + 1]) + np.diag(beta[:step], 1) + np.diag(beta[:step], -1)
            before, largest = largest, float(np.linalg.eigvalsh(inner)[-1])
            if done or largest - before < CLOSE * largest:
                break
        vector = new / beta[step]
    return largest
