"""Readings of the whole network and of places in it: constraint, core and periphery, centralisation, density."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.mixing import group_numbers
from muara.engine.network.names import Floats, Id, Ints


def density(network: Network) -> float:
    """Share of possible ties that exist, 0..1; directed or not like the network; nan for fewer than two actors.

    Examples
    --------
    >>> density(Network.from_ties(["a"], ["b"], actors=["c"])) == 1 / 3
    True
    """
    n = network.n_actors
    return len(network.arcs.indices) / (n * (n - 1)) if n > 1 else float("nan")


def centralisation(network: Network) -> float:
    """Freeman's degree centralisation, 0 (all have equally many ties) to 1 (a star).

    Notes
    -----
    ``sum(max d - d_i) / ((n - 1)(n - 2))``; for a directed network with incoming ties, ``/ (n - 1)^2`` (Freeman
    1979). Weights do not matter. nan where the divisor is 0: fewer than three (directed: two) actors.

    Examples
    --------
    >>> centralisation(Network.from_ties(["hub"] * 3, ["a", "b", "c"]))
    1.0
    """
    n = network.n_actors
    degree = np.bincount(network.arcs.indices, minlength=n)
    most = (n - 1) ** 2 if network.is_directed else (n - 1) * (n - 2)
    return float((degree.max() - degree).sum() / most) if n > 1 and most > 0 else float("nan")


def transitivity(network: Network) -> float:
    """Share of the pairs of neighbours of an actor that are tied themselves, over all actors, 0..1.

    Notes
    -----
    ``3 * triangles / pairs of neighbours`` (Wasserman and Faust 1994, p. 243). Directions, layers and weights do
    not matter. nan where nobody has two neighbours.

    Examples
    --------
    >>> transitivity(Network.from_ties(["a", "b", "a"], ["b", "c", "c"]))
    1.0
    """
    n, near = network.n_actors, network.adjacency
    pairs = int((near.degrees * (near.degrees - 1)).sum())
    if not pairs:
        return float("nan")
    tied = sp.csr_array((np.ones(len(near.indices)), near.indices, near.indptr), shape=(n, n))
    return float((tied @ tied).multiply(tied).sum() / pairs)


def reciprocity(network: Network) -> float:
    """Share of directed ties that are returned, 0..1; nan without ties, 1 in an undirected network with ties.

    Examples
    --------
    >>> reciprocity(Network.from_ties(["a", "b", "a"], ["b", "a", "c"], directed=True)) == 2 / 3
    True
    """
    n, arcs = network.n_actors, network.arcs
    if not len(arcs.indices):
        return float("nan")
    there, back = arcs.rows * n + arcs.indices, arcs.indices * n + arcs.rows
    return float(np.isin(there, back).mean())


def constraint(network: Network) -> Floats:
    """Burt's constraint of each actor, shape (actors,): low for who bridges groups; nan for one without ties.

    Notes
    -----
    ``c_i = sum over neighbours j of (p_ij + sum over q of p_iq p_qj)^2``, p_ij = share of i's tie weight (both
    directions added) that goes to j (Burt 1992, Structural Holes, chapter 2). 1 for one neighbour; it can be a
    little above.

    Examples
    --------
    >>> constraint(Network.from_ties(["hub"] * 4, ["a", "b", "c", "d"])).tolist()
    [1.0, 1.0, 1.0, 1.0, 0.25]
    """
    near = network.adjacency
    fast = kernels(int(near.degrees[near.indices].sum()))
    found: Floats = (fast.constraint if fast is not None else _constraint)(near.indptr, near.indices, near.weights)
    return found


def _constraint(indptr: Ints, indices: Ints, weights: Floats) -> Floats:
    n = len(indptr) - 1
    rows = np.repeat(np.arange(n), np.diff(indptr))
    strength = np.bincount(rows, weights=weights, minlength=n)
    tied = sp.csr_array((weights, indices, indptr), shape=(n, n))
    share = sp.csr_array((weights / strength[rows], indices, indptr), shape=(n, n))
    mask = sp.csr_array((np.ones(len(weights)), indices, indptr), shape=(n, n))
    both = (tied + (tied @ share).multiply(mask)).tocsr()
    both.sort_indices()
    part = both.data / np.repeat(strength, np.diff(both.indptr))
    found = np.bincount(np.repeat(np.arange(n), np.diff(both.indptr)), weights=part * part, minlength=n)
    return np.where(np.diff(indptr) > 0, found, np.nan)


@dataclass(frozen=True)
class CorePeriphery:
    """A core to which all are tied, and the rest: `correlation` of this picture with the ties, -1..1.

    Examples
    --------
    >>> core_periphery(Network.from_ties(["hub"] * 3, ["a", "b", "c"])).core
    ('hub',)
    """

    core: tuple[Id, ...]
    correlation: float


def core_periphery(network: Network) -> CorePeriphery:
    """Find the core that explains the ties best.

    Returns
    -------
    CorePeriphery
        `correlation` is nan, and the core empty, where all possible ties are equal (none, or all of one weight).

    Notes
    -----
    ``max over cores of corr(A, D)`` over pairs, D_ij = 1 if i or j is in the core (Borgatti and Everett 1999,
    Social Networks 21:375). Climbs from every core of the k actors with most tie weight by moving one actor at a
    time; the best climb counts. It need not be the best of all cores. Of all who could join the one with most
    weight to those outside is best, of all who could leave the one with least, so a step costs O(actors). Compare
    with `modularity` of the hubs: one centre or factions?

    Examples
    --------
    >>> core_periphery(Network.from_ties(["hub"] * 3, ["a", "b", "c"]))
    CorePeriphery(core=('hub',), correlation=1.0)
    """
    n = network.n_actors
    a = network.matrix(directed=False)
    pairs = n * (n - 1) / 2
    if n < 3 or np.ptp(a[np.triu_indices(n, 1)]) == 0:
        return CorePeriphery((), float("nan"))
    total, squares = a.sum() / 2, np.square(a).sum() / 2
    spread = squares / pairs - (total / pairs) ** 2

    def correlation(size: int, inside: float) -> float:
        """For a core of `size`, with this much weight among the others."""
        ones = 1 - (n - size) * (n - size - 1) / (2 * pairs)
        variance = ones * (1 - ones) * spread
        return (
            float(((total - inside) / pairs - ones * total / pairs) / variance**0.5) if variance > 1e-15 else -2.0
        )

    by_strength = np.argsort(-a.sum(axis=1), kind="stable")
    best, best_core = -2.0, np.zeros(n, dtype=bool)
    start, out_of_start, inside_start = np.zeros(n, dtype=bool), a.sum(axis=1), float(total)
    seen: set[bytes] = set()
    for k in range(1, n - 1):
        new = int(by_strength[k - 1])
        inside_start -= float(out_of_start[new])
        out_of_start = out_of_start - a[new]
        start[new] = True
        core, among, inside, size = start.copy(), out_of_start.copy(), inside_start, k
        reached = correlation(size, inside)
        while (mark := np.packbits(core).tobytes()) not in seen:  # an earlier climb has gone on from here
            seen.add(mark)
            joins, leaves = int(np.where(core, -1.0, among).argmax()), int(np.where(core, among, np.inf).argmin())
            up = correlation(size + 1, inside - float(among[joins])) if size < n else -2.0
            down = correlation(size - 1, inside + float(among[leaves])) if size else -2.0
            step, then = (joins, up) if up > down or (up == down and joins < leaves) else (leaves, down)
            if then <= reached + 1e-12:
                break
            sign = 1 if core[step] else -1
            inside, size, reached = inside + sign * float(among[step]), size - sign, then
            among += sign * a[step]
            core[step] = ~core[step]
        if reached > best + 1e-12:
            best, best_core = reached, core
    inside = float(a[np.ix_(~best_core, ~best_core)].sum() / 2)
    return CorePeriphery(
        tuple(network.actors[i] for i in np.flatnonzero(best_core)), correlation(int(best_core.sum()), inside)
    )


def modularity(network: Network, labels: Mapping[Id, Hashable | None]) -> float:
    """How much more tie weight runs within the given groups than chance would have it, -1/2 to below 1.

    Notes
    -----
    ``sum over groups of (inside / m - (strength / 2m)^2)`` (Newman and Girvan 2004). Who declared nothing is a
    group of one. nan without ties.

    Examples
    --------
    >>> modularity(Network.from_ties(["a", "c"], ["b", "d"]), dict(a=1, b=1, c=2, d=2))
    0.5
    """
    group, k = group_numbers(network, labels)
    lone = np.flatnonzero(group < 0)
    group = group.copy()
    group[lone] = k + np.arange(len(lone))
    near = network.adjacency
    if not len(near.indices):
        return float("nan")
    twice = near.weights.sum()
    strength = np.bincount(group, weights=np.bincount(near.rows, weights=near.weights, minlength=network.n_actors))
    inside = near.weights[group[near.rows] == group[near.indices]].sum()
    return float(inside / twice - np.square(strength / twice).sum())
