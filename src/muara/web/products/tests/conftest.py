"""Koperasi A makes rice and lends a hall; Bayu speaks for it. Tini speaks for Sanggar B, which uses the rice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest

from muara.web.accounts.models import AuditLine, User
from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.products import actions
from muara.web.products.models import Product, Space

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.fixture
def koperasi(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Koperasi A", offers="Gudang beras", needs="Pencatat pesanan")


@pytest.fixture
def sanggar(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Sanggar B", "CREATIVE")


def _speaker(name: str, actor: Actor) -> User:
    user = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
    actor.memberships.create(user=user, status="ACTIVE", note="Pengurus.", asked_at=AT, since_at=AT)
    return user


@pytest.fixture
def bayu(koperasi: Actor) -> User:
    return _speaker("bayu", koperasi)


@pytest.fixture
def tini(sanggar: Actor) -> User:
    return _speaker("tini", sanggar)


@pytest.fixture
def rice(city: City, koperasi: Actor, bayu: User) -> Product:
    return actions.offer_product(by=bayu, city=city, actor=koperasi, at=AT, name="Beras pulen", kind="GOODS")


@pytest.fixture
def hall(city: City, koperasi: Actor, bayu: User) -> Space:
    given: dict[str, Any] = {"name": "Aula", "opens": time(8), "closes": time(21), "capacity": 40, "most_hours": 4}
    return actions.lend_space(by=bayu, city=city, actor=koperasi, at=AT, **given)


@pytest.fixture
def verbs(db: None) -> Callable[[], list[str]]:
    return lambda: list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))
