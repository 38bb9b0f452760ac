from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from conftest import NIGHT
from muara.web.cities.models import City
from muara.web.search.actions import refresh
from muara.web.search.documents import Document
from muara.web.search.models import Kind

Put = Callable[..., None]


def doc(key: object, title: str, *parts: str, days_ago: int = 0) -> Document:
    return Document.of(key, f"/purwokerto/{key}/", NIGHT - timedelta(days=days_ago), title, *parts)


@pytest.fixture
def put(city: City) -> Put:
    """Make documents the only ones of their kind: `put(doc(1, "Gedung kosong"), kind="ASSET")`."""

    def make(*documents: Document, kind: str = "CONCERN", where: City = city) -> None:
        refresh(city=where, kind=Kind(kind), documents=documents)

    return make
