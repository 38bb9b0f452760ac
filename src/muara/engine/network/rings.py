"""Everybody's neighbours after 0, 1, 2, .. steps, for all actors at once, 64 of them in one machine word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from muara.engine.network.names import Bools, Ints

Words: TypeAlias = npt.NDArray[np.uint64]


def rings(indptr: Ints, indices: Ints) -> Iterator[Words]:
    """Yield, step by step, who is reached for the first time; row i, bit j: i reaches j in so many steps.

    Notes
    -----
    Breadth-first from all actors at once: what i reaches in k steps is what its neighbours reach in k - 1. A step
    costs O(ties * actors / 64), and there are as many steps as the longest of all shortest ways.

    Examples
    --------
    >>> [unpacked(ring, 3).sum() for ring in rings(np.array([0, 1, 3, 4]), np.array([1, 0, 2, 1]))]  # a path
    [np.int64(3), np.int64(4), np.int64(2)]
    """
    n = len(indptr) - 1
    if n == 0:
        return
    ring = packed(np.eye(n, dtype=bool))
    seen = ring.copy()
    some = np.flatnonzero(np.diff(indptr) > 0)
    while True:
        yield ring
        if not len(some):
            return
        near = np.bitwise_or.reduceat(ring[indices], indptr[some], axis=0)
        ring = np.zeros_like(seen)
        ring[some] = near & ~seen[some]
        if not ring.any():
            return
        seen |= ring


def packed(bits: Bools) -> Words:
    """Put the bits of each row into words.

    Examples
    --------
    >>> packed(np.array([[True, False, True]])).tolist()
    [[5]]
    """
    rows, n = bits.shape
    whole = np.zeros((rows, -(-n // 64) * 64), dtype=bool)
    whole[:, :n] = bits
    words: Words = np.packbits(whole, axis=1, bitorder="little").view("<u8").astype(np.uint64)
    return words


def unpacked(words: Words, n: int) -> Bools:
    """Take the bits of each row out again.

    Examples
    --------
    >>> unpacked(packed(np.array([[True, False, True]])), 3).tolist()
    [[True, False, True]]
    """
    octets = np.ascontiguousarray(words, dtype="<u8").view(np.uint8)
    return np.unpackbits(octets, axis=1, count=n, bitorder="little").astype(bool)
