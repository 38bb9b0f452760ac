"""Where to draw each actor: tied actors near one another, and everybody where the eye found them last time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import cKDTree

from muara.engine.errors import BadNetwork
from muara.engine.network.graph import Network
from muara.engine.network.loss import components
from muara.engine.network.names import Bools, Floats, Id, Ints

STEPS = 80
TURNS = 30
EVEN = 0.35  # share of the way from the true spread towards an even one: fills the corners, keeps the order
GOLDEN = np.pi * (3 - np.sqrt(5))


def layout(
    network: Network, *, kept: Mapping[Id, tuple[float, float]] | None = None, height: float = 0.8
) -> Floats:
    """Give every actor a place in a box of width 1; who has one keeps it exactly.

    Parameters
    ----------
    network : Network
        Directions, layers and weights do not matter here.
    kept : mapping of actor to (x, y), optional
        Places from last time, within the box. Names that aren't in the network are ignored, so that a place may
        be kept for somebody who left and may return.
    height : float
        Height of the box, above 0.

    Returns
    -------
    ndarray of float64, shape (actors, 2)
        x in 0..1 and y in 0..height, downwards. The same network and the same kept places give the same answer.
        Only ties mean anything: a distance on the picture is not a distance of the network.

    Raises
    ------
    BadNetwork
        If the height isn't above 0, or a kept place lies outside the box.

    Notes
    -----
    Stress majorisation (Gansner, Koren and North 2005, Graph Drawing 2004 pp. 239-250): sum over pairs of
    ``(|x_i - x_j| - d_ij)^2 / d_ij^2`` falls at every step. A tie is the longer the fewer acquaintances its ends
    share, so that groups part; components stand beside one another; actors without ties stand in rows below. Then
    marks are pushed off each other. With kept places the same stress places only the new ones, each beginning
    between its neighbours. O(actors^2) a step: for a picture people can read, up to some 500.

    Examples
    --------
    >>> net = Network.from_ties(["a", "b"], ["b", "c"])
    >>> places = layout(net)
    >>> more = Network.from_ties(["a", "b", "c"], ["b", "c", "d"])
    >>> again = layout(more, kept=dict(zip(net.actors, places.tolist())))
    >>> bool((again[:3] == places).all())
    True
    """
    if not height > 0:
        raise BadNetwork(f"A picture of height {height:g} shows nothing.")
    n = network.n_actors
    points, fixed = _kept(network, kept or {}, height)
    if n == 0 or fixed.all():
        return points
    loose = network.adjacency.degrees == 0
    floor = height - _rows_below(int(loose.sum()), n, height) if not loose.all() else 0.0
    tied = np.flatnonzero(~loose)
    if len(tied):
        if fixed[tied].any():
            points[tied] = _among(network, tied, points[tied], fixed[tied])
        else:
            points[tied] = _fitted(_stressed(_lengths(network, tied)), floor)
    _in_rows(points, loose & ~fixed, fixed, floor, height)
    return _apart(points, fixed, np.where(loose, height, floor), gap_of(n, height))


def gap_of(n: int, height: float = 0.8) -> float:
    """Return the distance that marks should keep, so that `n` of them fill the box loosely.

    Examples
    --------
    >>> round(gap_of(46), 3), round(gap_of(500), 3)
    (0.079, 0.024)
    """
    return min(0.09, 0.6 * float(np.sqrt(height / max(n, 1))))


def _kept(network: Network, kept: Mapping[Id, tuple[float, float]], height: float) -> tuple[Floats, Bools]:
    points, fixed = np.zeros((network.n_actors, 2)), np.zeros(network.n_actors, dtype=bool)
    for place, actor in enumerate(network.actors):
        if actor in kept:
            x, y = kept[actor]
            if not (0 <= x <= 1 and 0 <= y <= height):
                raise BadNetwork(f"The kept place of {actor!r} lies outside the picture.")
            points[place], fixed[place] = (x, y), True
    return points, fixed


def _lengths(network: Network, among: Ints) -> Floats:
    """Return wished distances between some actors, shape (among, among)."""
    near = network.adjacency
    n = network.n_actors
    ones = sp.csr_array((np.ones(len(near.indices)), near.indices.copy(), near.indptr.copy()), shape=(n, n))
    common = np.asarray((ones @ ones).todense())[near.rows, near.indices]
    either = near.degrees[near.rows] + near.degrees[near.indices] - common
    ones.data = 1.5 - common / either  # an end's other end is among `either`, so this is above 1/2
    far = shortest_path(ones, directed=False)[np.ix_(among, among)]
    label = components(network)[among]
    reach = np.max(far, axis=1, initial=0.0, where=np.isfinite(far))
    np.maximum.at(widest := np.zeros(network.n_actors), label, reach)
    reach = widest[label]
    beside = (reach[:, None] + reach[None, :]) / 2 + 1.0
    return np.where(np.isfinite(far), far, beside)


def _stressed(far: Floats, points: Floats | None = None, fixed: Bools | None = None) -> Floats:
    """Move the points that aren't fixed until their distances are as wished, as far as a plane allows."""
    n = len(far)
    now = _scaled(far) if points is None else points.copy()
    free = np.ones(n, dtype=bool) if fixed is None else ~fixed
    if points is None:
        free[0] = n == 1  # the stress doesn't change when all move together: hold one
    if not free.any() or n == 1:
        return now
    weight = 1 / np.square(np.where(far > 0, far, 1))
    np.fill_diagonal(weight, 0)
    pull = -weight
    np.fill_diagonal(pull, weight.sum(axis=1))
    solve = cho_factor(pull[np.ix_(free, free)])
    held = pull[np.ix_(free, ~free)]
    wished = (weight * far)[free]
    for _ in range(STEPS):
        ratio = wished / _distances(now[free], now)
        target = ratio.sum(axis=1)[:, None] * now[free] - ratio @ now - held @ now[~free]
        moved = cho_solve(solve, target)
        shift = float(np.abs(moved - now[free]).max())
        now[free] = moved
        if shift < 1e-3:
            break
    return now


def _distances(some: Floats, points: Floats) -> Floats:
    square = np.square(some).sum(axis=1)[:, None] + np.square(points).sum(axis=1) - 2 * some @ points.T
    far: Floats = np.sqrt(np.maximum(square, 1e-18))
    return far


def _scaled(far: Floats) -> Floats:
    """Begin with classical scaling: the plane that keeps most of the distances, found by repeated turning."""
    square = np.square(far)
    middle = -0.5 * (square - square.mean(axis=0) - square.mean(axis=1)[:, None] + square.mean())
    angle = np.arange(len(far)) * GOLDEN  # one fixed beginning, so one answer
    plane = np.column_stack([np.cos(angle), np.sin(angle)])
    if len(far) > 2:
        for _ in range(TURNS):
            plane, _ = np.linalg.qr(middle @ plane)
        plane = plane * np.sqrt(np.abs((plane * (middle @ plane)).sum(axis=0)))
    # parts those that fell on one another
    return np.asarray(plane + 1e-3 * np.column_stack([np.cos(angle), np.sin(angle)]), dtype=np.float64)


def _fitted(points: Floats, floor: float) -> Floats:
    """Turn the long way across, stretch into the box, and spread towards its corners."""
    if len(points) == 1:
        return np.array([[0.5, floor / 2]])
    centred = points - points.mean(axis=0)
    _, vectors = np.linalg.eigh(centred.T @ centred)
    turned: Floats = centred @ vectors[:, ::-1]
    turned = np.where(turned[0] > 0, -1.0, 1.0) * turned  # the first actor stands on the left and above
    box: Floats = np.empty_like(turned)
    for axis, size in enumerate((1.0, floor)):
        line = turned[:, axis]
        spread = np.ptp(line)
        true = (line - line.min()) / spread if spread > 1e-6 else np.full(len(line), 0.5)
        even = np.interp(line, np.sort(line), np.linspace(0, 1, len(line))) if spread > 1e-6 else true
        box[:, axis] = size * ((1 - EVEN) * true + EVEN * even)
    return box


def _among(network: Network, tied: Ints, points: Floats, fixed: Bools) -> Floats:
    """Place new actors between those who stay where they are."""
    far = _lengths(network, tied)
    pairs = fixed[:, None] & fixed[None, :] & (far > 0)
    drawn = _distances(points, points)
    # wished distances on the scale of the picture: what a step is worth among those who stay
    unit = float(np.median(drawn[pairs] / far[pairs])) if pairs.any() else 0.15
    start = points.copy()
    near = np.where(fixed[None, :], 1 / np.square(np.where(far > 0, far, np.inf)), 0)[~fixed]
    start[~fixed] = near @ points / near.sum(axis=1)[:, None]
    angle = np.arange((~fixed).sum()) * GOLDEN
    start[~fixed] += 0.01 * np.column_stack([np.cos(angle), np.sin(angle)])
    return _stressed(far * max(unit, 1e-3), start, fixed)


def _rows_below(n_loose: int, n: int, height: float) -> float:
    """Return how much of the height the actors without ties take."""
    if n_loose == 0:
        return 0.0
    gap = gap_of(n, height)
    rows = -(-n_loose // max(int(1 / gap), 1))
    return min((rows + 0.5) * gap, height / 2)


def _in_rows(points: Floats, new: Bools, fixed: Bools, floor: float, height: float) -> None:
    gap = gap_of(len(points), height)
    across = max(int(1 / gap), 1)
    taken = points[fixed]
    spots = (
        np.array([(i % across + 0.5) / across, min(floor + gap * (i // across + 1), height)])
        for i in range(2 * len(points) + across)
    )
    for place in np.flatnonzero(new):
        for spot in spots:
            if not len(taken) or np.hypot(*(taken - spot).T).min() >= gap / 2:
                points[place] = spot
                break


def _apart(points: Floats, fixed: Bools, floor: Floats, gap: float) -> Floats:
    """Push marks off each other; those that are fixed stay."""
    points = points.copy()
    high = np.column_stack([np.ones(len(points)), floor])
    low = np.zeros(2)
    moves = ~fixed
    points[moves] = np.clip(points[moves], low, high[moves])
    for _ in range(120):
        pairs = cKDTree(points).query_pairs(gap, output_type="ndarray")
        pairs = pairs[moves[pairs].any(axis=1)]
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        first, second = pairs[:, 0], pairs[:, 1]
        between = points[first] - points[second]
        away = np.hypot(between[:, 0], between[:, 1])
        same = away < 1e-9
        angle = (first[same] + 1) * GOLDEN
        between[same] = np.column_stack([np.cos(angle), np.sin(angle)])
        away[same] = 1.0
        push = between / away[:, None] * ((gap - np.where(same, 0, away)) / 2 + 1e-4)[:, None]
        np.add.at(points, first[moves[first]], push[moves[first]])
        np.add.at(points, second[moves[second]], -push[moves[second]])
        points[moves] = np.clip(points[moves], low, high[moves])
    return points
