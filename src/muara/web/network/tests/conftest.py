"""Ties and claims are tried by Tini, who speaks for Sanggar B, and Bayu, who speaks for Koperasi A."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from muara.web.accounts.models import AuditLine, User
from muara.web.network.models import Actor

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.fixture
def koperasi(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Koperasi A")


@pytest.fixture
def sanggar(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Sanggar B", "CREATIVE")


@pytest.fixture
def make_speaker(db: None) -> Callable[..., User]:
    def make(name: str, actor: Actor) -> User:
        user = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
        actor.memberships.create(user=user, status="ACTIVE", note="Pengurus.", asked_at=AT, since_at=AT)
        return user

    return make


@pytest.fixture
def bayu(make_speaker: Callable[..., User], koperasi: Actor) -> User:
    return make_speaker("bayu", koperasi)


@pytest.fixture
def tini(make_speaker: Callable[..., User], sanggar: Actor) -> User:
    return make_speaker("tini", sanggar)


@pytest.fixture
def verbs(db: None) -> Callable[[], list[str]]:
    def read() -> list[str]:
        return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))

    return read
