"""Which pieces a network falls into when one actor leaves: for every actor at once, in linear time.

A depth-first tree of each component is walked once. A child c of v keeps touch with the rest without v if and
only if some tie leads from c's subtree to above v: ``low[c] < disc[v]`` (Hopcroft and Tarjan 1973, Algorithm 447).
Every other child's subtree is a piece of its own when v leaves. A subtree is a run in the order of the walk, so
the names cut off can be read off later without another search. The runs are those of the block-cut tree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components, depth_first_order

from muara.engine.network.names import Ints

PATIENCE = 60
"""scipy's walk looks through a hub's neighbours anew for each child (worst case: the sum of squared degrees).
Where that could cost more than this many looks per tie, the walk is done in Python, which is linear."""


@dataclass(frozen=True)
class Walk:
    """A depth-first walk through all components and what it says about leaving.

    Positions count the walk from 0; arrays have shape (actors,) unless said otherwise.

    Attributes
    ----------
    order : ndarray of int64
        Actor at each position.
    end : ndarray of int64
        The subtree of the actor at position i is ``order[i:end[i]]``.
    weight : ndarray of int64
        Weight of the subtree at each position.
    component : ndarray of int64
        Component of each **actor**, in the order in which they were walked.
    total : ndarray of int64, shape (components,)
        Weight of each component.
    cut_parent, cut_child : ndarray of int64, shape (cut subtrees,)
        Positions of v and c for every child c whose subtree is a piece of its own when v leaves; by v, then c.
    """

    order: Ints
    end: Ints
    component: Ints
    total: Ints
    weight: Ints
    cut_parent: Ints
    cut_child: Ints


def walk(indptr: Ints, indices: Ints, weights: Ints | None = None) -> Walk:
    """Walk an undirected network and find all cut subtrees.

    Parameters
    ----------
    indptr, indices : ndarray of int64
        Symmetric adjacency, see `Adjacency`.
    weights : ndarray of int64, shape (actors,), optional
        Weight of each actor, at least 0; 1 unless given.

    Returns
    -------
    Walk

    Notes
    -----
    O(actors + ties). A virtual actor above the first of each component makes one tree of the forest, so a root is
    treated like everybody else: all its children are cut subtrees, and nothing remains above it.

    Examples
    --------
    >>> found = walk(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]))  # a path of three
    >>> found.order[found.cut_parent].tolist(), found.order[found.cut_child].tolist()
    ([1, 1], [0, 2])
    """
    n = len(indptr) - 1
    if weights is None:
        weights = np.ones(n, dtype=np.int64)
    order, parent, component = _depth_first(indptr, indices)
    position = np.empty(n, dtype=np.int64)
    position[order] = np.arange(n)
    above = np.full(n, -1, dtype=np.int64)
    inner = parent >= 0
    above[inner] = position[parent[inner]]
    end, weight, low = _up(above, _nearest(indptr, indices, position)[order], weights[order])
    child = np.flatnonzero(inner & (low >= above))
    child = child[np.argsort(above[child], kind="stable")]
    total = np.bincount(component, weights=weights).astype(np.int64)
    return Walk(order, end, component, total, weight, above[child], child)


def start_of(indptr: Ints) -> int:
    """Choose who is walked from first: who has most ties; after that, whoever stands first of those left.

    Examples
    --------
    >>> start_of(np.array([0, 1, 3, 4]))
    1
    """
    return int(np.argmax(np.diff(indptr))) if len(indptr) > 1 else 0


def _depth_first(indptr: Ints, indices: Ints) -> tuple[Ints, Ints, Ints]:
    """Walk all components, one after the other.

    Returns
    -------
    order, parent, component : ndarray of int64, shape (actors,)
        Actor at each position, the actor it was reached from (-1: none), and the component of each actor.
    """
    n = len(indptr) - 1
    degrees = np.diff(indptr)
    start = start_of(indptr)
    if float(np.square(degrees).sum()) > PATIENCE * (n + len(indices)):
        roots = [start, *range(n)] if n else []
        order, parent = _depth_first_in_python(indptr.tolist(), indices.tolist(), roots)
    else:
        order, parent = _from_roots(indptr, indices, np.array([start] if n else [], dtype=np.int64))
        if len(order) < n:
            order, parent = _from_roots(indptr, indices, _roots(indptr, indices, order, start))
    begins = parent < 0
    component = np.empty(n, dtype=np.int64)
    component[order] = np.cumsum(begins) - 1
    return order, parent, component


def _roots(indptr: Ints, indices: Ints, reached: Ints, start: int) -> Ints:
    """Choose one actor of each component, given those that were reached from `start`."""
    left = np.ones(len(indptr) - 1, dtype=bool)
    left[reached] = False
    others = np.flatnonzero(left)
    number = np.cumsum(left) - 1
    inside = np.repeat(left, np.diff(indptr))
    near = number[indices[inside]]
    ends = np.concatenate([[0], np.cumsum(np.diff(indptr)[others])])
    matrix = sp.csr_array((np.ones(len(near), dtype=np.int8), near, ends), shape=(len(others), len(others)))
    _, label = connected_components(matrix, directed=False)
    _, first = np.unique(label, return_index=True)
    return np.append(start, others[np.sort(first)]).astype(np.int64)


def _from_roots(indptr: Ints, indices: Ints, roots: Ints) -> tuple[Ints, Ints]:
    """Walk from a virtual actor above the roots; return the order and, in it, where each was reached from."""
    n = len(indptr) - 1
    whole = np.append(indptr, len(indices) + len(roots))
    near = np.append(indices, roots)
    matrix = sp.csr_array((np.ones(len(near)), near, whole), shape=(n + 1, n + 1))
    order, parent = depth_first_order(matrix, n, directed=True)
    order, reached = order[1:].astype(np.int64), parent[order[1:]].astype(np.int64)
    return order, np.where(reached == n, -1, reached)


def _depth_first_in_python(indptr: list[int], indices: list[int], roots: Iterable[int]) -> tuple[Ints, Ints]:
    at = indptr[:-1].copy()
    reached = [-2] * len(at)
    order = []
    for root in roots:
        if reached[root] != -2:
            continue
        reached[root] = -1
        order.append(root)
        actor = root
        while actor >= 0:
            i, stop = at[actor], indptr[actor + 1]
            while i < stop and reached[indices[i]] != -2:
                i += 1
            at[actor] = i
            if i < stop:
                child = indices[i]
                reached[child] = actor
                order.append(child)
                actor = child
            else:
                actor = reached[actor]
    return np.array(order, dtype=np.int64), np.array([reached[actor] for actor in order], dtype=np.int64)


def _nearest(indptr: Ints, indices: Ints, position: Ints) -> Ints:
    """Return the least position among each actor's neighbours (an actor without any: its own), by actor."""
    nearest = position.copy()
    some = np.flatnonzero(np.diff(indptr) > 0)
    if len(some):
        nearest[some] = np.minimum.reduceat(position[indices], indptr[some])
    return nearest


def _up(above: Ints, nearest: Ints, weights: Ints) -> tuple[Ints, Ints, Ints]:
    """Carry sizes, weights and low-links from the leaves to the roots; arrays by position."""
    n = len(above)
    up, low, size, weight = above.tolist(), nearest.tolist(), [1] * n, weights.tolist()
    for i in range(n - 1, 0, -1):
        p = up[i]
        if p >= 0:
            size[p] += size[i]
            weight[p] += weight[i]
            if low[i] < low[p]:
                low[p] = low[i]
    end = np.arange(n, dtype=np.int64) + np.array(size, dtype=np.int64)
    return end, np.array(weight, dtype=np.int64), np.array(low, dtype=np.int64)
