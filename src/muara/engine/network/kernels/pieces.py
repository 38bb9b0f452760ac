"""Pieces by union of sets: a set that leaves, and actors who leave one after the other."""

from __future__ import annotations

import numpy as np

from muara.engine.compiled import compiled
from muara.engine.network.kernels.base import top
from muara.engine.network.names import Bools, Ints


@compiled
def set_losses(
    members: Ints, gone: Bools, low: Ints, high: Ints, there: Bools, outside: Bools, pairs: Ints
) -> None:
    """Twin of `setdraws._side_by_side`: who is cut off when a set leaves, and pairs lost, for each draw."""
    n = len(gone)
    root, size, people = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    piece, best, whole = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    for draw in range(len(there)):
        exists = there[draw]
        for i in range(n):
            root[i] = i
        for tie in range(len(low)):
            if exists[tie] and not gone[low[tie]] and not gone[high[tie]]:
                a, b = top(root, low[tie]), top(root, high[tie])
                if a < b:
                    root[b] = a
                elif b < a:
                    root[a] = b
        for i in range(n):
            size[i], people[i] = 0, 0
        for i in range(n):
            piece[i] = top(root, i)  # the first of its piece
            if not gone[i]:
                size[piece[i]] += 1
                people[piece[i]] += members[i]
        for tie in range(len(low)):
            if exists[tie] and (gone[low[tie]] or gone[high[tie]]):
                a, b = top(root, low[tie]), top(root, high[tie])
                if a < b:
                    root[b] = a
                elif b < a:
                    root[a] = b
        for i in range(n):
            best[i], whole[i] = -1, 0
        for i in range(n):
            if gone[i] or piece[i] != i:
                continue
            home = top(root, i)
            whole[home] += size[i]
            now = best[home]
            if now < 0 or size[i] > size[now] or (size[i] == size[now] and people[i] > people[now]):
                best[home] = i
        lost = np.int64(0)
        for i in range(n):
            if gone[i]:
                outside[draw, i] = False
                continue
            home = top(root, i)
            outside[draw, i] = piece[i] != best[home]
            lost += whole[home] - size[piece[i]]
        pairs[draw] = lost // 2


@compiled
def attack_order(indptr: Ints, indices: Ints, rank: Ints, who: Ints) -> Ints:
    """Twin of `attack._attack_order`: most ties first, then the lower rank."""
    n = len(rank)
    left = np.empty(n, dtype=np.int64)
    most = 0
    for i in range(n):
        left[i] = indptr[i + 1] - indptr[i]
        most = max(most, left[i])
    # Nobody's number rises, so each comes down to every number at most once: a list per number, by rank when its
    # turn comes. By then nobody has more, and nobody joins the list any more.
    head, after = np.full(most + 1, -1, dtype=np.int64), np.empty(n + len(indices), dtype=np.int64)
    entry = np.empty(n + len(indices), dtype=np.int64)
    count = 0
    for i in range(n):
        entry[count], after[count] = rank[i], head[left[i]]
        head[left[i]] = count
        count += 1
    order, gone, found = np.empty(n, dtype=np.int64), np.zeros(n, dtype=np.bool_), 0
    batch = np.empty(n, dtype=np.int64)
    for number in range(most, -1, -1):
        held, at = 0, head[number]
        while at >= 0:
            i = who[entry[at]]
            if not gone[i] and left[i] == number:
                batch[held] = entry[at]
                held += 1
            at = after[at]
        batch[:held].sort()
        for place in range(held):
            i = who[batch[place]]
            if left[i] != number:
                continue
            gone[i] = True
            order[found] = i
            found += 1
            for arc in range(indptr[i], indptr[i + 1]):
                j = indices[arc]
                if not gone[j]:
                    left[j] -= 1
                    entry[count], after[count] = rank[j], head[left[j]]
                    head[left[j]] = count
                    count += 1
    return order


@compiled
def largest_pieces(indptr: Ints, indices: Ints, order: Ints) -> Ints:
    """Twin of `attack._largest_pieces`: the largest piece after 0, 1, .. have left."""
    n = len(order)
    when = np.empty(n, dtype=np.int64)
    for place in range(n):
        when[order[place]] = place
    root, size = np.arange(n), np.ones(n, dtype=np.int64)
    largest = np.zeros(n + 1, dtype=np.int64)
    most = np.int64(0)
    for place in range(n - 1, -1, -1):
        i = order[place]
        mine = i
        for arc in range(indptr[i], indptr[i + 1]):
            if when[indices[arc]] > place:
                other = top(root, indices[arc])
                if other != mine:
                    if size[other] < size[mine]:
                        other, mine = mine, other
                    root[mine] = other
                    size[other] += size[mine]
                    mine = other
        most = max(most, size[mine])
        largest[place] = most
    return largest
