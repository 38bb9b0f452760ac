"""Who bridges groups."""

from __future__ import annotations

import numpy as np

from muara.engine.compiled import compiled
from muara.engine.network.names import Floats, Ints


@compiled
def constraint(indptr: Ints, indices: Ints, weights: Floats) -> Floats:
    """Twin of `structure._constraint`: Burt's constraint of each actor."""
    n = len(indptr) - 1
    strength, found = np.zeros(n), np.full(n, np.nan)
    share = np.empty(len(weights))
    for i in range(n):
        for arc in range(indptr[i], indptr[i + 1]):
            strength[i] += weights[arc]
        for arc in range(indptr[i], indptr[i + 1]):
            share[arc] = weights[arc] / strength[i]
    near, through = np.full(n, -1, dtype=np.int64), np.zeros(n)
    for i in range(n):
        if indptr[i] == indptr[i + 1]:
            continue
        for arc in range(indptr[i], indptr[i + 1]):
            near[indices[arc]], through[indices[arc]] = i, 0.0
        for arc in range(indptr[i], indptr[i + 1]):
            q, weight = indices[arc], weights[arc]
            for onward in range(indptr[q], indptr[q + 1]):
                j = indices[onward]
                if near[j] == i:
                    through[j] += weight * share[onward]
        total = 0.0
        for arc in range(indptr[i], indptr[i + 1]):
            part = (weights[arc] + through[indices[arc]]) / strength[i]
            total += part * part
        found[i] = total
    return found
