"""One walk for the loss of every single actor, and one for each draw of the ties."""

from __future__ import annotations

import numpy as np

from muara.engine.compiled import compiled
from muara.engine.network.names import Bools, Ints


@compiled
def loss_of_each(indptr: Ints, indices: Ints, weights: Ints, start: int) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Walk and count in one go: twin of `lowlink.walk` with `loss_each._after`.

    Returns
    -------
    by_position, by_actor : ndarray of int64, shape (3, actors) and (7, actors)
        order, end, weight; then component, pieces, largest piece of all, cut off, pairs, and the largest piece and
        pairs by weight.
    total, cut_parent, cut_child
    """
    n = len(indptr) - 1
    by_position, by_actor = np.empty((3, n), dtype=np.int64), np.empty((7, n), dtype=np.int64)
    order, end, weight = by_position[0], by_position[1], by_position[2]
    component = by_actor[0]
    totals = np.zeros((2, n), dtype=np.int64)
    above, low, at = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    position = np.full(n, -1, dtype=np.int64)
    sums = np.zeros(
        (7, n), dtype=np.int64
    )  # by position: pieces, then size below, squares, largest; by weight again
    cuts, parts, count = 0, 0, 0
    for turn in range(-1, n):
        root = start if turn < 0 else turn
        if n == 0 or position[root] >= 0:
            continue
        position[root], order[count], above[count], low[count] = count, root, -1, count
        weight[count], at[count], component[root] = weights[root], indptr[root], parts
        here = begin = count
        count += 1
        while True:
            actor = order[here]
            place, stop, nearest, child = at[here], indptr[actor + 1], low[here], -1
            while place < stop:
                other = indices[place]
                place += 1
                seen = position[other]
                if seen < 0:
                    child = other
                    break
                if seen < nearest:
                    nearest = seen
            low[here], at[here] = nearest, place
            if child >= 0:
                position[child], order[count], above[count], low[count] = count, child, here, here
                weight[count], at[count], component[child] = weights[child], indptr[child], parts
                here = count
                count += 1
                continue
            end[here] = count
            up = above[here]
            if up < 0:
                break
            weight[up] += weight[here]
            if nearest >= up:
                size, heavy = count - here, weight[here]
                cuts += 1
                sums[0, up] += 1
                sums[1, up] += size
                sums[2, up] += size * size
                sums[3, up] = max(sums[3, up], size)
                sums[4, up] += heavy
                sums[5, up] += heavy * heavy
                sums[6, up] = max(sums[6, up], heavy)
            elif nearest < low[up]:
                low[up] = nearest
            here = up
        totals[0, parts], totals[1, parts] = count - begin, weight[begin]
        parts += 1
    first, elsewhere = _largest(totals[0, :parts])
    first_by_weight, elsewhere_by_weight = _largest(totals[1, :parts])
    cut_parent, cut_child = np.empty(cuts, dtype=np.int64), np.empty(cuts, dtype=np.int64)
    filled = 0
    for here in range(n):
        at[here] = filled
        for _ in range(sums[0, here]):
            cut_parent[filled] = here
            filled += 1
    for here in range(n):
        up = above[here]
        if up >= 0 and low[here] >= up:
            cut_child[at[up]] = here
            at[up] += 1
        actor = order[here]
        part = component[actor]
        together = totals[0, part] - 1
        rest = together - sums[1, here]
        mine = max(rest, sums[3, here])
        by_actor[1, actor] = sums[0, here] + (1 if rest > 0 else 0)
        by_actor[2, actor] = max(mine, elsewhere[1 if part == first else 0])
        by_actor[3, actor] = together - mine
        by_actor[4, actor] = (together * together - sums[2, here] - rest * rest) // 2
        together = totals[1, part] - weights[actor]
        rest = together - sums[4, here]
        most = elsewhere_by_weight[1 if part == first_by_weight else 0]
        by_actor[5, actor] = max(max(rest, sums[6, here]), most)
        by_actor[6, actor] = (together * together - sums[5, here] - rest * rest) // 2
    return by_position, by_actor, totals[1, :parts].copy(), cut_parent, cut_child


@compiled
def _largest(total: Ints) -> tuple[int, tuple[int, int]]:
    """Return the place of the largest, its size, and that of the second largest."""
    first, most, second = -1, 0, 0
    for number in range(len(total)):
        if first < 0 or total[number] > most:
            first, most, second = number, total[number], most
        elif total[number] > second:
            second = total[number]
    return first, (most, second)


@compiled
def losses_of_draws(indptr: Ints, others: Ints, tie: Ints, there: Bools, pieces: Ints, pairs: Ints) -> None:
    """Write pieces and pairs lost of each actor for each draw of the ties, arrays of shape (draws, actors)."""
    n = len(indptr) - 1
    order, above = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    low, at = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    position = np.empty(n, dtype=np.int64)
    below, squares, cut = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for draw in range(len(there)):
        exists = there[draw]
        for i in range(n):
            position[i] = -1
        for root in range(n):
            if position[root] >= 0:
                continue
            count = 1
            position[root], order[0], above[0], low[0], at[0] = 0, root, -1, 0, indptr[root]
            below[0] = squares[0] = cut[0] = 0
            here = 0
            while True:
                actor = order[here]
                place, stop, nearest, child = at[here], indptr[actor + 1], low[here], -1
                while place < stop:
                    other, real = others[place], exists[tie[place]]
                    place += 1
                    if real:
                        seen = position[other]
                        if seen < 0:
                            child = other
                            break
                        if seen < nearest:
                            nearest = seen
                low[here], at[here] = nearest, place
                if child >= 0:
                    position[child], order[count], above[count], low[count] = count, child, here, here
                    at[count] = indptr[child]
                    below[count] = squares[count] = cut[count] = 0
                    here = count
                    count += 1
                    continue
                up = above[here]
                if up < 0:
                    break
                if nearest >= up:
                    size = count - here
                    cut[up] += 1
                    below[up] += size
                    squares[up] += size * size
                elif nearest < low[up]:
                    low[up] = nearest
                here = up
            for here in range(count):
                actor = order[here]
                rest = count - 1 - below[here]
                pieces[draw, actor] = cut[here] + (1 if rest > 0 else 0)
                pairs[draw, actor] = ((count - 1) * (count - 1) - squares[here] - rest * rest) // 2
