"""How the loops are compiled, and what several of them use."""

from __future__ import annotations

from typing import Any

import numba

from muara.engine.network.names import Ints


def compiled(loop: Any) -> Any:
    """Compile when first called, and keep the code on disk where that can be written to."""
    try:
        return numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:  # no place for a cache
        return numba.njit(nogil=True)(loop)


@compiled
def top(root: Ints, i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i
