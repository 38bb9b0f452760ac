"""Shortest ways: from some when one actor is not there, and how many lead through each."""

from __future__ import annotations

import numpy as np

from muara.engine.compiled import compiled
from muara.engine.network.names import Bools, Floats, Ints


@compiled
def _bits(word: np.uint64) -> int:
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))  # type: ignore[return-value]


@compiled
def nearness_without(indptr: Ints, indices: Ints, who: Bools, busy: Ints) -> Floats:
    """Twin of `closeness._nearness_without` for many actors."""
    n = len(indptr) - 1
    width = (n + 63) // 64
    ring, new = np.zeros((n, width), dtype=np.uint64), np.zeros((n, width), dtype=np.uint64)
    seen = np.zeros((n, width), dtype=np.uint64)
    alive, reached = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    found = np.zeros(len(busy))
    for place in range(len(busy)):
        gone, count = busy[place], 0
        for i in range(n):
            alive[i] = False
            if who[gone, i]:
                count += 1
        words = (count + 63) // 64
        for i in range(n):
            for w in range(words):
                ring[i, w] = seen[i, w] = np.uint64(0)
        count = 0
        for i in range(n):
            if who[gone, i]:
                ring[i, count // 64] = seen[i, count // 64] = np.uint64(1) << np.uint64(count % 64)
                alive[i] = True
                count += 1
        total, steps = 0.0, 0
        while True:
            steps += 1
            fresh = 0
            for i in range(n):
                reached[i] = False
                if i == gone:
                    continue
                for w in range(words):
                    new[i, w] = np.uint64(0)
                for arc in range(indptr[i], indptr[i + 1]):
                    j = indices[arc]
                    if alive[j]:
                        for w in range(words):
                            new[i, w] |= ring[j, w]
                for w in range(words):
                    word = new[i, w] & ~seen[i, w]
                    new[i, w] = word
                    if word:
                        seen[i, w] |= word
                        fresh += _bits(word)
                        reached[i] = True
            if fresh == 0:
                break
            total += fresh / steps
            for i in range(n):
                alive[i] = reached[i]
                if alive[i]:
                    for w in range(words):
                        ring[i, w] = new[i, w]
        found[place] = total
    return found
