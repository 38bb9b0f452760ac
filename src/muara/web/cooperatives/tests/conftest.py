"""Koperasi A of the network has an entry in the register; Bayu speaks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from muara.web.accounts.models import AuditLine, User
from muara.web.cooperatives.models import Cooperative
from muara.web.network.models import Actor

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.fixture
def actor(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Koperasi A")


@pytest.fixture
def koperasi(make_cooperative: Callable[..., Cooperative], actor: Actor) -> Cooperative:
    return make_cooperative("Koperasi A", actor=actor)


@pytest.fixture
def bayu(actor: Actor) -> User:
    user = User.objects.create_user("bayu@contoh.id", "kata-sandi-panjang", name="Bayu")
    actor.memberships.create(user=user, status="ACTIVE", note="Pengurus.", asked_at=AT, since_at=AT)
    return user


@pytest.fixture
def verbs(db: None) -> Callable[[], list[str]]:
    def read() -> list[str]:
        return list(AuditLine.objects.order_by("pk").values_list("verb", flat=True))

    return read
