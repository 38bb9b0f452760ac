"""The loops of `muara.engine.opinion.sums` and its neighbours, compiled. Needs numba (the extra ``fast``).

Each does the same operations in the same order as its NumPy twin, or adds numbers of a grid, where the order does
not matter: so both give the same bytes. No fast-math, no fused operations.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from muara.engine.compiled import compiled
from muara.engine.opinion.votes import Floats, Ints


@compiled
def gather(start: Ints, code: Any, table: Floats, out: Floats) -> None:
    """Add up rows of the table, person by person. Sums of a few columns stay in registers: twice as fast."""
    k = table.shape[1]
    if k == 2:
        for i in range(len(start) - 1):
            a, b = 0.0, 0.0
            for v in range(start[i], start[i + 1]):
                row = code[v]
                a += table[row, 0]
                b += table[row, 1]
            out[i, 0], out[i, 1] = a, b
    elif k == 3:
        for i in range(len(start) - 1):
            a, b, d = 0.0, 0.0, 0.0
            for v in range(start[i], start[i + 1]):
                row = code[v]
                a += table[row, 0]
                b += table[row, 1]
                d += table[row, 2]
            out[i, 0], out[i, 1], out[i, 2] = a, b, d
    elif k == 5:
        for i in range(len(start) - 1):
            a, b, d, e, f = 0.0, 0.0, 0.0, 0.0, 0.0
            for v in range(start[i], start[i + 1]):
                row = code[v]
                a += table[row, 0]
                b += table[row, 1]
                d += table[row, 2]
                e += table[row, 3]
                f += table[row, 4]
            out[i, 0], out[i, 1], out[i, 2], out[i, 3], out[i, 4] = a, b, d, e, f
    else:
        for i in range(len(start) - 1):
            for c in range(k):
                out[i, c] = 0.0
            for v in range(start[i], start[i + 1]):
                row = code[v]
                for c in range(k):
                    out[i, c] += table[row, c]


@compiled
def scatter(start: Ints, code: Any, weights: Floats, out: Floats) -> None:
    """Add each person's weights to the rows that their votes point at; a few of them stay in registers."""
    k = weights.shape[1]
    if k == 2:
        for i in range(len(start) - 1):
            a, b = weights[i, 0], weights[i, 1]
            for v in range(start[i], start[i + 1]):
                row = code[v]
                out[row, 0] += a
                out[row, 1] += b
    elif k == 3:
        for i in range(len(start) - 1):
            a, b, d = weights[i, 0], weights[i, 1], weights[i, 2]
            for v in range(start[i], start[i + 1]):
                row = code[v]
                out[row, 0] += a
                out[row, 1] += b
                out[row, 2] += d
    elif k == 5:
        for i in range(len(start) - 1):
            a, b, d, e, f = weights[i, 0], weights[i, 1], weights[i, 2], weights[i, 3], weights[i, 4]
            for v in range(start[i], start[i + 1]):
                row = code[v]
                out[row, 0] += a
                out[row, 1] += b
                out[row, 2] += d
                out[row, 3] += e
                out[row, 4] += f
    else:
        for i in range(len(start) - 1):
            for v in range(start[i], start[i + 1]):
                row = code[v]
                for c in range(k):
                    out[row, c] += weights[i, c]


@compiled
def tally(start: Ints, column: Any, value: Any, place: Ints, cell: Ints) -> None:
    """Count the votes of each person in the cells that begin at their place: three for each statement."""
    for i in range(len(start) - 1):
        for v in range(start[i], start[i + 1]):
            cell[place[i] + np.int64(3) * np.int64(column[v]) + np.int64(value[v]) + np.int64(1)] += 1


@compiled
def tally_apart(
    start: Ints, code: Any, table: Floats, weight: float, offset: Floats, placed: Any, cell: Ints
) -> None:
    """Count each vote of those placed in the class that the person's other votes speak for."""
    k = table.shape[1]
    score = np.empty(k)
    for i in range(len(start) - 1):
        if not placed[i]:
            continue
        for c in range(k):
            score[c] = 0.0
        for v in range(start[i], start[i + 1]):
            row = code[v]
            for c in range(k):
                score[c] += table[row, c]
        for v in range(start[i], start[i + 1]):
            row = code[v]
            best, top = 0, -np.inf
            for c in range(k):
                value = weight * (score[c] - table[row, c]) + offset[c]
                if value > top:
                    best, top = c, value
            cell[best, row] += 1


@compiled
def tally_without(
    start: Ints,
    code: Any,
    table: Floats,
    pull: Floats,
    own: Floats,
    weight: float,
    offset: Floats,
    placed: Any,
    cell: Ints,
) -> None:
    """Do the same after what each person put into the chances is taken out of their score."""
    k = table.shape[1]
    score, pulled = np.empty(k), np.empty(k)
    for i in range(len(start) - 1):
        if not placed[i]:
            continue
        for c in range(k):
            score[c], pulled[c] = 0.0, 0.0
        for v in range(start[i], start[i + 1]):
            row = code[v]
            for c in range(k):
                score[c] += table[row, c]
                pulled[c] += pull[row, c]
        for c in range(k):
            score[c] -= own[i, c] * pulled[c]
        for v in range(start[i], start[i + 1]):
            row = code[v]
            best, top = 0, -np.inf
            for c in range(k):
                value = weight * ((score[c] - table[row, c]) + own[i, c] * pull[row, c]) + offset[c]
                if value > top:
                    best, top = c, value
            cell[best, row] += 1


@compiled
def below_the_top(score: Floats, bounds: Ints, weight: float, offset: Floats) -> None:
    """Weigh the sums, add the offset, and take the largest of each part away from it, in place."""
    for i in range(len(score)):
        for part in range(len(bounds) - 1):
            top = -np.inf
            for c in range(bounds[part], bounds[part + 1]):
                value = weight * score[i, c] + offset[c]
                score[i, c] = value
                if value > top:
                    top = value
            for c in range(bounds[part], bounds[part + 1]):
                score[i, c] -= top


@compiled
def settle(score: Floats, bounds: Ints, grid: float, membership: Floats, moved: Floats) -> None:
    """Turn the exponentials of each part into shares on the grid, and add up by how much they moved."""
    for i in range(len(score)):
        for part in range(len(bounds) - 1):
            low, high = bounds[part], bounds[part + 1]
            total = score[i, low]
            for c in range(low + 1, high):
                total += score[i, c]
            for c in range(low, high):
                share = np.rint(score[i, c] / total * grid) / grid
                moved[part] += abs(share - membership[i, c])
                membership[i, c] = share


@compiled
def co_votes(start: Ints, column: Any, value: Any, cell: Ints) -> None:
    """Count, product and first vote of every pair of votes of one person, packed into one whole number."""
    one = np.int64(1)
    for i in range(len(start) - 1):
        low, high = start[i], start[i + 1]
        for a in range(low, high):
            va = np.int64(value[a])
            row = column[a]
            for b in range(low, high):
                cell[row, column[b]] += one + ((va * np.int64(value[b])) << 21) + (va << 42)


@compiled
def nearest(points: Floats, centres: Floats, labels: Ints) -> None:
    d = points.shape[1]
    for i in range(len(points)):
        best, place = np.inf, 0
        for c in range(len(centres)):
            distance = 0.0
            for axis in range(d):
                gap = points[i, axis] - centres[c, axis]
                distance += gap * gap
            if distance < best:
                best, place = distance, c
        labels[i] = place


@compiled
def spread(points: Floats, k: int, draws: Floats) -> Ints:
    n, d = points.shape
    chosen = np.zeros(k, dtype=np.int64)
    chosen[0] = min(int(draws[0] * n), n - 1)
    distance = np.full(n, np.inf)
    for count in range(1, k):
        last = chosen[count - 1]
        mass = 0.0
        for i in range(n):
            square = 0.0
            for axis in range(d):
                gap = points[i, axis] - points[last, axis]
                square += gap * gap
            if square < distance[i]:
                distance[i] = square
            mass += distance[i]
        if mass <= 0:
            return chosen[:count]
        wanted, sofar, place = draws[count] * mass, 0.0, n - 1
        for i in range(n):
            sofar += distance[i]
            if sofar > wanted:
                place = i
                break
        chosen[count] = place
    return chosen


@compiled
def lloyd(points: Floats, start: Floats, weight: Floats, max_steps: int, tolerance: float) -> tuple[Floats, Ints]:
    n, d = points.shape
    centres = start.copy()
    labels = np.zeros(n, dtype=np.int64)
    moving = max_steps > 0
    step = 0
    while True:
        nearest(points, centres, labels)
        k = len(centres)
        size = np.zeros(k, dtype=np.int64)
        for i in range(n):
            size[labels[i]] += 1
        number = np.zeros(k, dtype=np.int64)
        alive = 0
        for c in range(k):
            number[c] = alive
            if size[c] > 0:
                centres[alive] = centres[c]
                alive += 1
        centres = centres[:alive].copy()
        for i in range(n):
            labels[i] = number[labels[i]]
        if not moving:
            return centres, labels
        total = np.zeros(alive)
        sums = np.zeros((alive, d))
        for i in range(n):
            total[labels[i]] += weight[i]
            for axis in range(d):
                sums[labels[i], axis] += weight[i] * points[i, axis]
        furthest = 0.0
        for c in range(alive):
            square = 0.0
            for axis in range(d):
                mean = sums[c, axis] / total[c]
                gap = mean - centres[c, axis]
                square += gap * gap
                centres[c, axis] = mean
            furthest = max(furthest, np.sqrt(square))
        step += 1
        moving = step < max_steps and not (alive == k and furthest < tolerance)


@compiled
def count_vote(
    columns: Any, values: Any, held: int, column: int, value: int, sign: int, n: Any, product: Any, first: Any
) -> None:
    """Add one vote (sign 1), or take it away (sign -1), to the pairs it makes with the person's other votes."""
    for place in range(held):
        other, said = columns[place], values[place]
        if other == column:
            continue
        n[column, other] += sign
        n[other, column] += sign
        product[column, other] += sign * value * said
        product[other, column] += sign * value * said
        first[column, other] += sign * value
        first[other, column] += sign * said
    n[column, column] += sign
    product[column, column] += sign * value * value
    first[column, column] += sign * value
