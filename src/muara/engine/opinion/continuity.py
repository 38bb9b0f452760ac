"""Let a new reading follow the last one: groups keep their names with their members, and the map doesn't jump."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from muara.engine.opinion.result import LETTERS, Analysis, Kept
from muara.engine.opinion.threads import agreement
from muara.engine.opinion.votes import Counts, Floats, Id, Ints

MOST = 0.5
"""A group keeps a name if more than this share of its people, of those who had a group, come from that name."""

FEWEST_TO_TURN = 3
"""So many people must stand on both maps for the new one to be turned towards the old one."""


@dataclass(frozen=True)
class Last:
    """What is remembered of the last reading.

    Attributes
    ----------
    labels : mapping of participant to str
        Name of the group of each person who was in one.
    positions : mapping of participant to (x, y)
        Where each person stood on the map that was shown.
    """

    labels: Mapping[Id, str]
    positions: Mapping[Id, Sequence[float]]


def names_kept(last: Mapping[Id, str], people: Sequence[Id], groups: Ints, k: int) -> tuple[Kept, ...]:
    """Give each new group the name that most of its people had, or a free one.

    Parameters
    ----------
    last : mapping of participant to str
    people : sequence of participant
    groups : ndarray of int, shape (people,)
        New groups 0..k-1, -1 = none.
    k : int

    Returns
    -------
    tuple of Kept
        For each new group, in its order.

    Notes
    -----
    Names go where they keep most people altogether (Kuhn 1955). A group of which half or more come from
    elsewhere takes a new name: one that the last reading did not use, as long as there is any.

    Examples
    --------
    >>> kept = names_kept({1: "A", 2: "A", 3: "B"}, [1, 2, 3, 4], np.array([1, 1, 0, 0]), 2)
    >>> [(one.label, one.was, one.stayed, one.known) for one in kept]
    [('B', 'B', 1, 1), ('A', 'A', 2, 2)]
    """
    number = {label: column for column, label in enumerate(LETTERS)}
    old = np.array([number.get(last.get(who, ""), -1) for who in people], dtype=np.int64)
    table = np.zeros((k, len(LETTERS)), dtype=np.int64)
    both = (groups >= 0) & (old >= 0)
    np.add.at(table, (groups[both], old[both]), 1)
    known = table.sum(axis=1)
    follows = np.full(k, -1)
    for group, column in zip(*linear_sum_assignment(-table), strict=True):
        if table[group, column] > MOST * known[group]:
            follows[group] = column
    used = {number[label] for label in last.values() if label in number}
    free = sorted(set(range(len(LETTERS))) - set(follows.tolist()), key=lambda column: (column in used, column))
    kept = []
    for group in range(k):
        if follows[group] >= 0:
            label = LETTERS[follows[group]]
            kept.append(Kept(label, label, int(table[group, follows[group]]), int(known[group])))
        else:
            kept.append(Kept(LETTERS[free.pop(0)], None, 0, int(known[group])))
    return tuple(kept)


def turned(new: Floats, old: Floats) -> Floats:
    """Find the turn (with mirroring) that brings the new places of some people nearest to the old ones.

    Returns
    -------
    ndarray of float, shape (2, 2)
        To multiply new places by. Distances between people stay what they are; the middle stays the middle.

    References
    ----------
    Schönemann 1966, Psychometrika 31, 1-10 (the orthogonal Procrustes problem).

    Examples
    --------
    >>> turned(np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([[0.0, 1.0], [2.0, 0.0]])).round(6).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    left, _, right = np.linalg.svd(new.T @ old)
    turn: Floats = left @ right + 0.0
    return turn


def follow(found: Analysis, last: Last) -> Analysis:
    """Rename the groups of a result and turn its map so that both follow the last reading.

    Notes
    -----
    Groups are listed by name. What is computed does not change: only names, their order, and the direction of
    the map. `Analysis.continuity` records what followed what.

    Examples
    --------
    >>> from muara.engine.opinion import analyse
    >>> from muara.engine.opinion.synthetic import conversation
    >>> found = analyse(conversation(200, 60, seed=3, n_groups=2).votes, readings=10)
    >>> labels = {who: "BA"[group] for who, group in enumerate(found.groups.tolist())}
    >>> after = follow(found, Last(labels, {}))
    >>> after.labels, (after.groups == 1 - found.groups).all().item()
    (('A', 'B'), True)
    """
    people = found.votes.participants
    places = _turned_map(found, last.positions)
    k = found.n_groups
    if k == 0:
        return replace(found, positions=places)
    kept = names_kept(last.labels, people, found.groups, k)
    order = sorted(range(k), key=lambda group: kept[group].label)
    number = np.full(k + 1, -1, dtype=np.int64)
    number[order] = np.arange(k)
    groups = number[found.groups]
    counts = found.agreement.counts
    weighted = found.weighted
    if weighted is not None:
        weighted = replace(weighted, share=weighted.share[order], n=weighted.n[order], bound=weighted.bound[order])
    membership = found.membership
    return replace(
        found,
        groups=groups,
        membership=None if membership is None else membership[:, order],
        positions=places,
        agreement=agreement(
            Counts(counts.agree[order], counts.disagree[order], counts.passed[order]), found.agreement.finer
        ),
        estimate=None if found.estimate is None else found.estimate[order],
        representative=tuple(found.representative[group] for group in order),
        weighted=weighted,
        continuity=tuple(kept[group] for group in order),
    )


def _turned_map(found: Analysis, last: Mapping[Id, Sequence[float]]) -> Floats:
    rows = [row for row, who in enumerate(found.votes.participants) if who in last]
    if len(rows) < FEWEST_TO_TURN:
        return found.positions
    old = np.array([last[found.votes.participants[row]] for row in rows], dtype=np.float64)
    places: Floats = found.positions @ turned(found.positions[rows], old)
    return places
