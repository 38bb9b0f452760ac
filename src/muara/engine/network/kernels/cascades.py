"""Cascades of every single first leaver."""

from __future__ import annotations

import numpy as np

from muara.engine.compiled import compiled
from muara.engine.network.names import Floats, Ints


@compiled
def cascade_sizes(
    indptr: Ints, indices: Ints, weights: Floats, limit: Floats, label: Ints, seeds: Ints, big: int, most: int
) -> Ints:
    """Twin of `seeds._Runs`: how many go in the end with each seed."""
    n = len(limit)
    sizes = np.empty(len(seeds), dtype=np.int64)
    base_of = np.full(n, -1, dtype=np.int64)
    kept_gone, kept_under = np.zeros((most, n), dtype=np.bool_), np.zeros((most, n))
    kept_count, n_kept = np.zeros(most, dtype=np.int64), 0
    pressure, seen = np.zeros(n), np.full(n, -1, dtype=np.int64)
    mine, todo = np.full(n, -1, dtype=np.int64), np.empty(n, dtype=np.int64)
    members = np.empty(n, dtype=np.int64)
    turn = 0
    for place in range(len(seeds)):
        seed = seeds[place]
        base, count = -1, 1
        mine[seed], todo[0], members[0], height = turn, seed, seed, 1
        while height > 0 and base < 0:
            height -= 1
            i = todo[height]
            for arc in range(indptr[i], indptr[i + 1]):
                j = indices[arc]
                if mine[j] == turn:
                    continue
                now = (pressure[j] if seen[j] == turn else 0.0) + weights[arc]
                pressure[j], seen[j] = now, turn
                if now >= limit[j]:
                    base = base_of[label[j]]
                    if base >= 0:
                        break
                    mine[j], todo[height], members[count] = turn, j, j
                    height += 1
                    count += 1
        turn += 1
        if base < 0:
            if count > big and n_kept < most:
                for k in range(count):
                    i = members[k]
                    kept_gone[n_kept, i] = True
                kept_count[n_kept] = count
                base_of[label[seed]] = n_kept
                for i in range(n):
                    if kept_gone[n_kept, i]:
                        for arc in range(indptr[i], indptr[i + 1]):
                            kept_under[n_kept, indices[arc]] += weights[arc]
                n_kept += 1
            sizes[place] = count
            continue
        base_of[label[seed]] = base
        if kept_gone[base, seed]:
            sizes[place] = kept_count[base]
            continue
        count, mine[seed], todo[0], height = 1, turn, seed, 1
        while height > 0:
            height -= 1
            i = todo[height]
            for arc in range(indptr[i], indptr[i + 1]):
                j = indices[arc]
                if kept_gone[base, j] or mine[j] == turn:
                    continue
                now = (pressure[j] if seen[j] == turn else kept_under[base, j]) + weights[arc]
                pressure[j], seen[j] = now, turn
                if now >= limit[j]:
                    mine[j], todo[height] = turn, j
                    height += 1
                    count += 1
        turn += 1
        sizes[place] = kept_count[base] + count
    return sizes
