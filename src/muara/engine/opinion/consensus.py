"""What Polis calls consensus: over everybody, and across groups."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.votes import Counts, Floats

Z_90 = 1.2816
"""One-tailed 90 % point of the normal distribution, as Polis rounds it."""

LISTED = 5


def group_informed_consensus(counts: Counts) -> Floats:
    """Multiply the groups' smoothed agreement, statement by statement.

    Parameters
    ----------
    counts : Counts
        Shape (groups, statements).

    Returns
    -------
    ndarray of float, shape (statements,)
        Product over the groups of ``(agree + 1)/(n + 2)`` with n = agree + disagree + pass; in (0, 1),
        comparable only within one call because it falls as the number of groups grows. A group that saw
        nothing counts as 1/2. A pass counts against, as in Polis.

    References
    ----------
    compdemocracy/polis, math/ (October 2024); meets the exported group-informed-consensus of
    bg2050-volunteers.

    Examples
    --------
    >>> counts = Counts(np.array([[2], [0]]), np.array([[0], [1]]), np.array([[0], [0]]))
    >>> group_informed_consensus(counts).tolist()
    [0.25]
    """
    score: Floats = np.asarray(((counts.agree + 1) / (counts.n + 2)).prod(axis=0), dtype=np.float64)
    return score


def z_proportion(hits: npt.NDArray[np.int64], n: npt.NDArray[np.int64]) -> Floats:
    """Test a share against one half: ``2 sqrt(n + 1) ((hits + 1)/(n + 1) - 1/2)``.

    Examples
    --------
    >>> z_proportion(np.array([8]), np.array([8])).round(4).tolist()
    [3.0]
    """
    z: Floats = 2 * np.sqrt(n + 1.0) * ((hits + 1) / (n + 1) - 0.5)
    return z


def majority_consensus(counts: Counts, listed: npt.NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """List the statements that a significant majority of everybody agrees with, and disagrees with.

    Parameters
    ----------
    counts : Counts
        One group: everybody.
    listed : ndarray of bool, shape (statements,)
        Statements that may be listed (not moderated out).

    Returns
    -------
    agree, disagree : list of int
        Columns, at most five each, best first: ``p > 1/2`` with z > 1.2816, ranked by p z.

    Examples
    --------
    >>> counts = Counts(np.array([[20, 1]]), np.array([[1, 15]]), np.array([[0, 0]]))
    >>> majority_consensus(counts, np.array([True, True]))
    ([0], [1])
    """
    n = counts.n[0]
    found = []
    for hits in (counts.agree[0], counts.disagree[0]):
        p, z = (hits + 1) / (n + 2), z_proportion(hits, n)
        good = np.flatnonzero((p > 0.5) & (z > Z_90) & listed)
        ranked = good[np.argsort(-(p * z)[good], kind="stable")]
        found.append([int(column) for column in ranked[:LISTED]])
    return found[0], found[1]
