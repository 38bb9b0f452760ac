"""Searching all rooms: everybody, since only what everybody may read is in the index."""

from __future__ import annotations

from tests.authorization.route import Route, everybody

SEARCH = [
    Route("search:search", get=everybody(200)),
]
