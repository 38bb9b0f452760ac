"""Exchanging the ends of ties."""

from __future__ import annotations

from muara.engine.compiled import compiled
from muara.engine.network.names import Bools, Ints


@compiled
def _tied(indptr: Ints, near: Ints, i: int, j: int) -> bool:
    if indptr[i + 1] - indptr[i] > indptr[j + 1] - indptr[j]:
        i, j = j, i
    place, end = indptr[i], indptr[i + 1]
    while place < end and near[place] != j:
        place += 1
    return bool(place < end)


@compiled
def _now(indptr: Ints, near: Ints, i: int, old: int, new: int) -> None:
    place = indptr[i]
    while near[place] != old:
        place += 1
    near[place] = new


@compiled
def swap(a: Ints, b: Ints, picked: Ints, turned: Bools, indptr: Ints, near: Ints) -> None:
    """Twin of `rewiring._swap`: ties a[i] - b[i] are rewired in place, and with them the lists of neighbours."""
    for turn in range(len(turned)):
        i, j = picked[turn, 0], picked[turn, 1]
        if i == j:
            continue
        p, q, r, s = a[i], b[i], a[j], b[j]
        if turned[turn]:
            r, s = s, r
        if p == s or r == q or _tied(indptr, near, p, s) or _tied(indptr, near, r, q):
            continue
        _now(indptr, near, p, q, s)
        _now(indptr, near, q, p, r)
        _now(indptr, near, r, s, q)
        _now(indptr, near, s, r, p)
        a[i], b[i], a[j], b[j] = min(p, s), max(p, s), min(r, q), max(r, q)
