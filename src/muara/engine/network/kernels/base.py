"""What several of the loops use."""

from __future__ import annotations

from muara.engine.compiled import compiled
from muara.engine.network.names import Ints


@compiled
def top(root: Ints, i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i
