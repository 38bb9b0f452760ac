"""How the loops of the engines are compiled. Needs numba (the extra ``fast``)."""

from __future__ import annotations

from typing import Any

import numba


def compiled(loop: Any) -> Any:
    """Compile when first called, and keep the code on disk where that can be written to."""
    try:
        return numba.njit(nogil=True, cache=True)(loop)
    except RuntimeError:  # no place for a cache
        return numba.njit(nogil=True)(loop)
