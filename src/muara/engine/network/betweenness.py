"""How many shortest ways lead through each actor: who brokers, which is not the same as who is missed."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from muara.engine.network.fast import kernels
from muara.engine.network.graph import Network
from muara.engine.network.names import Floats, Ints

CELLS = 4_000_000


def betweenness(network: Network) -> Floats:
    """Share of the shortest ways of all pairs of others that lead through each actor, shape (actors,), 0..1.

    Returns
    -------
    ndarray of float64
        nan for fewer than three actors.

    Notes
    -----
    ``sum over pairs s < t of ways(s, t through i) / ways(s, t)``, divided by ``(n - 1)(n - 2) / 2`` (Freeman
    1977), by Brandes' algorithm (2001, Journal of Mathematical Sociology 25:163), O(actors * ties). Directions,
    layers and weights do not matter; a pair without a way counts nothing. It says who brokers today, **not** who
    is missed when it leaves: there may be ways around. For that see `loss_of_each` and `efficiency_lost`.

    Examples
    --------
    >>> betweenness(Network.from_ties(["a", "b", "c"], ["b", "c", "d"])).round(3).tolist()
    [0.0, 0.667, 0.667, 0.0]
    """
    n, near = network.n_actors, network.adjacency
    if n < 3:
        return np.full(n, np.nan)
    fast = kernels(2 * n * len(near.indices))
    ways = fast.betweenness if fast is not None else _side_by_side
    found: Floats = ways(near.indptr, near.indices) / ((n - 1) * (n - 2))
    return found


def _side_by_side(indptr: Ints, indices: Ints) -> Floats:
    """Count the ways through each actor from many sources at once, one distance after the other.

    Numbers are added in the order of the compiled loop: the products of scipy add the neighbours of an actor one
    by one, and an actor that is not one step farther adds 0.
    """
    n = len(indptr) - 1
    tied = sp.csr_array((np.ones(len(indices)), indices, indptr), shape=(n, n))
    total = np.zeros(n)
    together = max(1, CELLS // n)
    for at in range(0, n, together):
        k = min(together, n - at)
        far = np.full((n, k), -1, dtype=np.int32)
        ways = np.zeros((n, k))
        far[at + np.arange(k), np.arange(k)] = 0
        ways[at + np.arange(k), np.arange(k)] = 1.0
        ring, steps = ways.copy(), 0
        while True:
            ring = tied @ ring
            ring[far >= 0] = 0.0
            new = ring > 0
            if not new.any():
                break
            steps += 1
            far[new] = steps
            ways += ring
        part = np.zeros((n, k))
        through = np.zeros((n, k))
        for step in range(steps, 0, -1):
            here = far == step
            onward = ways * (tied @ part)
            np.copyto(through, onward, where=here)
            part = np.divide(1.0 + onward, ways, out=np.zeros((n, k)), where=here)
        for source in range(k):
            total += through[:, source]
    return total
