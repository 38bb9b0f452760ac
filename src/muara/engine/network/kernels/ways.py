"""How many shortest ways lead through each actor."""

from __future__ import annotations

import numpy as np

from muara.engine.compiled import compiled
from muara.engine.network.names import Floats, Ints

LANES = 8
"""Sources that are followed at once, so that one look at a neighbour serves all of them."""
SHALLOW = 10
"""Farthest distance up to which that is faster than following each source alone."""


@compiled
def betweenness(indptr: Ints, indices: Ints) -> Floats:
    """Twin of `betweenness._side_by_side`: ways of ordered pairs through each actor."""
    n = len(indptr) - 1
    total = np.zeros(n)
    far, order = np.full(n, -1, dtype=np.int64), np.empty(n, dtype=np.int64)
    ways, part = np.zeros(n), np.zeros(n)
    many_far = np.empty((n, LANES), dtype=np.int64)
    many_ways, ring, new = np.empty((n, LANES)), np.empty((n, LANES)), np.zeros((n, LANES))
    reached = np.empty(n, dtype=np.int64)
    for source in range(0, n, LANES):
        farthest = _alone(indptr, indices, source, far, order, ways, part, total, source + LANES > n)
        if source + LANES > n or farthest > SHALLOW:
            for other in range(source + (1 if source + LANES > n else 0), min(source + LANES, n)):
                _alone(indptr, indices, other, far, order, ways, part, total, True)
        else:
            _together(indptr, indices, source, many_far, many_ways, ring, new, reached, total)
    return total


@compiled
def _alone(
    indptr: Ints, indices: Ints, source: int, far: Ints, order: Ints, ways: Floats, part: Floats, total: Floats,
    counts: bool,
) -> int:  # fmt: skip
    """Follow one source, add its ways to `total` if it counts, and give the farthest distance."""
    far[source], ways[source], order[0] = 0, 1.0, source
    head, count = 0, 1
    while head < count:
        i = order[head]
        head += 1
        steps, mine = far[i] + 1, ways[i]
        for arc in range(indptr[i], indptr[i + 1]):
            j = indices[arc]
            there = far[j]
            if there < 0:
                far[j], ways[j], order[count] = steps, mine, j
                count += 1
            elif there == steps:
                ways[j] += mine
    farthest = far[order[count - 1]]
    if counts:
        for place in range(count - 1, 0, -1):
            i = order[place]
            steps, onward = far[i] + 1, 0.0
            for arc in range(indptr[i], indptr[i + 1]):
                j = indices[arc]
                if far[j] == steps:
                    onward += part[j]
            through = ways[i] * onward
            total[i] += through
            part[i] = (1.0 + through) / ways[i]
    for place in range(count):
        far[order[place]] = -1
    return int(farthest)


@compiled
def _together(
    indptr: Ints, indices: Ints, source: int, far: Ints, ways: Floats, ring: Floats, new: Floats, reached: Ints,
    total: Floats,
) -> None:  # fmt: skip
    """Follow as many sources as there are lanes, one distance after the other."""
    n = len(indptr) - 1
    for i in range(n):
        reached[i] = 0
        for lane in range(LANES):
            far[i, lane], ways[i, lane], ring[i, lane] = -1, 0.0, 0.0
    for lane in range(LANES):
        far[source + lane, lane] = 0
        ways[source + lane, lane] = ring[source + lane, lane] = 1.0
        reached[source + lane] = 1
    steps, fresh = 0, 1
    while fresh:
        steps += 1
        fresh = 0
        for i in range(n):
            if reached[i] == LANES:
                continue
            for lane in range(LANES):
                new[i, lane] = 0.0
            for arc in range(indptr[i], indptr[i + 1]):
                j = indices[arc]
                for lane in range(LANES):
                    new[i, lane] += ring[j, lane]
        for i in range(n):
            if reached[i] == LANES:
                for lane in range(LANES):
                    ring[i, lane] = 0.0
                continue
            for lane in range(LANES):
                if far[i, lane] < 0 and new[i, lane] > 0.0:
                    far[i, lane], ways[i, lane], ring[i, lane] = steps, new[i, lane], new[i, lane]
                    reached[i] += 1
                    fresh += 1
                else:
                    ring[i, lane] = 0.0
    for i in range(n):
        for lane in range(LANES):
            ring[i, lane] = new[i, lane] = 0.0
    for step in range(steps - 1, 0, -1):
        for i in range(n):
            here = False
            for lane in range(LANES):
                here |= far[i, lane] == step
                new[i, lane] = 0.0
            if here:
                for arc in range(indptr[i], indptr[i + 1]):
                    j = indices[arc]
                    for lane in range(LANES):
                        new[i, lane] += ring[j, lane]
        for i in range(n):
            for lane in range(LANES):
                if far[i, lane] == step:
                    through = ways[i, lane] * new[i, lane]
                    ring[i, lane] = (1.0 + through) / ways[i, lane]
                    ways[i, lane] = through
                else:
                    ring[i, lane] = 0.0
    for i in range(n):
        for lane in range(LANES):
            if far[i, lane] > 0:
                total[i] += ways[i, lane]
