"""Exact sums over votes: the few loops that all the time goes into, with numba if it is there and without it.

What is added is first rounded to a grid (a multiple of a power of two) so fine that nothing is lost for people and
so coarse that a sum of floats is exact. An exact sum doesn't depend on the order of the votes, of the blocks or of
the cores, nor on the program that adds: numba, SciPy and many machines give the same bytes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from muara.engine.opinion.crew import each
from muara.engine.opinion.votes import Floats, Ints, VoteTable

SHARE_BITS = 24
"""Memberships are multiples of 2^-24: exact sums up to 2^29 people."""

LOG_BITS = 30
"""Log chances and map coefficients are multiples of 2^-30: exact as long as one person's sum is under 2^23."""

FAST_FROM = 20_000
"""Votes from which numba is asked for: below, loading it takes longer than the work."""

BLOCK_VOTES = 1_000_000
CODES = 3


def on_grid(values: Floats, bits: int) -> Floats:
    """Round to multiples of 2^-bits.

    Examples
    --------
    >>> on_grid(np.array([0.1, 0.5]), 2).tolist()
    [0.0, 0.5]
    """
    scale = float(2**bits)
    rounded: Floats = np.rint(values * scale) / scale
    return rounded


def kernels(n_votes: int) -> ModuleType | None:
    """Give the compiled loops; None where not installed, not worth it, or not wanted (MUARA_FAST=0)."""
    loaded = "muara.engine.opinion.kernels" in sys.modules
    if (n_votes < FAST_FROM and not loaded) or os.environ.get("MUARA_FAST") == "0":
        return None
    try:
        from muara.engine.opinion import kernels as compiled
    except ImportError:
        return None
    return compiled


@dataclass(frozen=True, eq=False)
class Coded:
    """Votes as one small number each: 3 * column + value + 1 (0 disagree, 1 pass, 2 agree).

    Attributes
    ----------
    start : ndarray of int64, shape (participants + 1,)
    code : ndarray of uint16 or int32, shape (votes,)
    n_statements : int
    """

    start: Ints
    code: npt.NDArray[Any]
    n_statements: int

    @classmethod
    def of(cls, votes: VoteTable) -> Coded:
        """Code a table; it remembers its code."""
        kept: Coded | None = votes.__dict__.get("_coded")
        if kept is None:
            kept = votes.__dict__["_coded"] = cls._of(votes)
        return kept

    @classmethod
    def _of(cls, votes: VoteTable) -> Coded:
        kind = np.uint16 if CODES * votes.n_statements <= 2**16 else np.int32
        code: npt.NDArray[Any] = votes.columns.astype(kind)
        np.multiply(code, kind(CODES), out=code)
        np.add(code, (votes.values + np.int8(1)).astype(np.uint8), out=code)
        return cls(votes.indptr, code, votes.n_statements)

    @property
    def n_participants(self) -> int:
        return len(self.start) - 1

    @property
    def n_codes(self) -> int:
        return CODES * self.n_statements

    @cached_property
    def totals(self) -> Ints:
        """How often each code occurs, shape (codes,)."""
        total = np.zeros(self.n_codes, dtype=np.int64)
        for low in range(0, len(self.code), 4 * BLOCK_VOTES):
            total += np.bincount(self.code[low : low + 4 * BLOCK_VOTES], minlength=self.n_codes)
        return total

    @cached_property
    def blocks(self) -> list[slice]:
        """Cut the people into slices of about as many votes each."""
        n, votes = self.n_participants, len(self.code)
        cuts = np.searchsorted(self.start, np.arange(BLOCK_VOTES, votes, BLOCK_VOTES))
        edges = np.unique(np.concatenate(([0], cuts, [n])))
        return [slice(int(low), int(high)) for low, high in pairwise(edges)]

    @cached_property
    def _kept(self) -> dict[int, Any]:
        return {}

    def matrix(self, block: slice) -> Any:
        """0/1 matrix (people of the block, codes); kept for the next time if it is the only one."""
        if block.start in self._kept:
            return self._kept[block.start]
        start = self.start[block.start : block.stop + 1]
        code = self.code[start[0] : start[-1]].astype(np.int32)
        shape = (block.stop - block.start, self.n_codes)
        made = sp.csr_array((np.ones(len(code)), code, (start - start[0]).astype(np.int32)), shape=shape)
        if len(self.blocks) == 1:
            self._kept[block.start] = made
        return made

    def gather(self, table: Floats) -> Floats:
        """Add up, person by person, the rows of `table` (codes, k) that their votes point at."""
        out = np.zeros((self.n_participants, table.shape[1]))
        table = np.ascontiguousarray(table)
        fast = kernels(len(self.code))

        def add(block: slice) -> None:
            if fast is not None:
                fast.gather(self.start[block.start : block.stop + 1], self.code, table, out[block])
            else:
                out[block] = self.matrix(block) @ table

        for _ in each(add, self.blocks):
            pass
        return out

    def scatter(self, weights: Floats) -> Floats:
        """Add up, code by code, the rows of `weights` (participants, k) of the people who voted it."""

        def add(block: slice) -> Floats:
            return self.scatter_block(block, weights[block])

        return total_of(each(add, self.blocks), (self.n_codes, weights.shape[1]))

    def scatter_block(self, block: slice, weights: Floats) -> Floats:
        """Do the same for the people of one block; `weights` holds their rows alone."""
        fast = kernels(len(self.code))
        if fast is None:
            found: Floats = self.matrix(block).T @ weights
            return found
        out = np.zeros((self.n_codes, weights.shape[1]))
        fast.scatter(self.start[block.start : block.stop + 1], self.code, np.ascontiguousarray(weights), out)
        return out


def total_of(parts: Iterator[Floats], shape: tuple[int, ...]) -> Floats:
    """Add up arrays of one shape."""
    total = np.zeros(shape)
    for part in parts:
        total += part
    return total
