"""The published method of Polis, in its deterministic cold form: map, base clusters, groups.

For comparison and for moving over. Deterministic: exact eigenvectors instead of power iteration from a random
start; cold: no memory of earlier runs (no warm starts, no smoothing of k over time). So a published Polis
grouping can be met, not re-derived: the same votes in other batches end in other groups there.

References
----------
Small, Bjorkegren, Erkkilä, Shaw & Megill 2021, "Polis: Scaling deliberation by mapping high dimensional
opinion spaces", Recerca 26(2); compdemocracy/polis, math/ (edge of October 2024), restated in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.kmeans import first_distinct, lloyd, silhouette
from muara.engine.opinion.projection import leading, scatter, tables
from muara.engine.opinion.votes import Floats, Id, Ints, VoteTable

MIN_VOTES = 7
MIN_PEOPLE = 15
BASE_CLUSTERS = 100
MAX_GROUPS = 5


@dataclass(frozen=True)
class PolisMap:
    """The two-dimensional map.

    Attributes
    ----------
    positions : ndarray of float, shape (participants, 2)
    statements : ndarray of float, shape (statements, 2)
        Place of each statement, as if one person had only agreed with it.
    extremity : ndarray of float, shape (statements,)
        Length of that vector: not a measure of divisiveness.
    explained : float
        Share of the variance of the imputed matrix held by the two axes, 0..1.
    """

    positions: Floats
    statements: Floats
    extremity: Floats
    explained: float


def polis_map(votes: VoteTable, out: npt.NDArray[np.bool_]) -> PolisMap:
    """Project people and statements onto the first two principal components.

    Parameters
    ----------
    votes : VoteTable
        All votes, those on moderated-out statements included.
    out : ndarray of bool, shape (statements,)
        Moderated-out and meta statements: a pass of everybody, even of those who never saw them.

    Notes
    -----
    A missing vote is imputed with the column mean, so a centred entry is exactly 0 where nobody voted: the
    matrix stays sparse. Position: ``sqrt(S / n_i) * sum over voted j of (v_ij - m_j) * pc_j``, where S and
    n_i count the zeroed columns.

    Examples
    --------
    >>> votes = VoteTable.from_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, 1, -1, -1])
    >>> polis_map(votes, np.array([False, False])).positions.round(4).tolist()
    [[1.4142, 0.0], [-1.4142, 0.0]]
    """
    s = votes.n_statements
    inside = votes.select(~out[votes.columns])
    mean, matrix = scatter(*tables(inside))
    value, vector = leading(matrix, 2)
    component = np.zeros((s, 2))
    component[:, : vector.shape[1]] = np.where(value > 1e-9 * max(1.0, float(np.trace(matrix))), vector, 0.0)
    component[out] = 0.0
    n = np.maximum(inside.votes_per_participant() + int(out.sum()), 1)
    centred = inside.matrix(inside.values - mean[inside.columns])
    positions: Floats = np.sqrt(s / n)[:, None] * (centred @ component)
    places: Floats = np.sqrt(s) * (1.0 - mean)[:, None] * component
    total = float(np.trace(matrix))
    explained = float(np.maximum(value, 0).sum()) / total if total > 0 else 0.0
    return PolisMap(positions, places, np.sqrt((places**2).sum(axis=1)), explained)


def rows_in_order(votes: VoteTable, order: Sequence[Id] | None) -> Ints:
    """Rows in the order in which people first voted; without it, in canonical order.

    Whoever `order` leaves out comes last, in canonical order.
    """
    if order is None:
        return np.arange(votes.n_participants)
    named = [votes.row_of[who] for who in dict.fromkeys(order) if who in votes.row_of]
    rest = np.setdiff1d(np.arange(votes.n_participants), np.array(named, dtype=np.int64))
    return np.concatenate([np.array(named, dtype=np.int64), rest])


def in_conversation(votes: VoteTable, rows: Ints) -> npt.NDArray[np.bool_]:
    """Say who has voted enough to be grouped: min(7, S) raw votes; if that gives too few, the most active 15.

    Examples
    --------
    >>> votes = VoteTable.from_votes([1, 1, 2], [1, 2, 1], [1, 1, 1])
    >>> in_conversation(votes, np.arange(2)).tolist()
    [True, True]
    """
    n = votes.votes_per_participant()
    inside: npt.NDArray[np.bool_] = n >= min(MIN_VOTES, votes.n_statements)
    if inside.sum() < MIN_PEOPLE:
        busiest = rows[np.argsort(-n[rows], kind="stable")]
        missing = [row for row in busiest if not inside[row] and n[row] > 0]
        inside = inside.copy()
        inside[missing[: MIN_PEOPLE - int(inside.sum())]] = True
    return inside


@dataclass(frozen=True)
class PolisGroups:
    """Groups of the Polis method.

    Attributes
    ----------
    groups : ndarray of int, shape (participants,)
        0..k-1, or -1 for who is not in the conversation.
    silhouettes : dict of int to float
        Mean silhouette over the base-cluster centres for each k that was tried.
    """

    groups: Ints
    silhouettes: dict[int, float]


def polis_groups(votes: VoteTable, positions: Floats, order: Sequence[Id] | None = None) -> PolisGroups:
    """Group people on the map: base clusters, weighted k-means on their centres, k by silhouette.

    Notes
    -----
    Base clusters: k = 100 from the first distinct positions in row order, at most 100 steps, until no centre
    moves 0.01. Groups: k = 2..min(5, 2 + floor(base clusters / 12)), at most 20 steps, weight = members.
    Silhouette over the centres, unweighted; a cluster of one scores 0; of equal scores the larger k wins.
    There are always groups, even when there is nothing to find: see `muara.engine.opinion.permutation`.

    The base clusters depend on who came first. Where that is not known (`order` is None) they would coarsen
    the groups at random, so the group centres are moved once more on the people themselves until they rest.
    """
    rows = rows_in_order(votes, order)
    rows = rows[in_conversation(votes, rows)[rows]]
    groups = np.full(votes.n_participants, -1, dtype=np.int64)
    points = positions[rows]
    if len(rows) == 0:
        return PolisGroups(groups, {})
    centres, base = lloyd(points, first_distinct(points, BASE_CLUSTERS), max_steps=100, tolerance=0.01)
    weights = np.bincount(base, minlength=len(centres)).astype(np.float64)
    best, starts, silhouettes = np.zeros(len(centres), dtype=np.int64), points[:1], dict[int, float]()
    for k in range(2, min(MAX_GROUPS, 2 + len(centres) // 12) + 1):
        if k > len(centres):
            break
        found, labels = lloyd(centres, first_distinct(centres, k), weights=weights, max_steps=20, tolerance=0.01)
        silhouettes[k] = silhouette(centres, labels)
        if silhouettes[k] >= max(silhouettes.values()):
            best, starts = labels, found
    groups[rows] = best[base] if order is not None else lloyd(points, starts, tolerance=1e-6)[1]
    return PolisGroups(groups, silhouettes)
