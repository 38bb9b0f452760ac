"""Places are tried by Aldo (verified), a guest, Novita (facilitator), Sekar (secretariat), and Bayu."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from muara.web.accounts.models import User
from muara.web.assets import actions
from muara.web.assets.models import IdleAsset, ReuseProposal
from muara.web.network.models import Actor

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
DAY = date(2026, 11, 20)
POINT = {"latitude": -7.4213, "longitude": 109.2344}


def inputs(**changes: Any) -> dict[str, Any]:
    """Return the figures of a shed that carries itself: 40 million in, 18 million a year out of it."""
    numbers = {
        "capex": [40e6, 35e6, 60e6, "Penawaran tukang, 2026"],
        "rent": [6e6, 5e6, 8e6, "Perkiraan dinas"],
        "opex": [12e6, 10e6, 15e6, "Catatan sanggar"],
        "price": [30_000, 25_000, 35_000, "Tarif balai desa"],
        "capacity": [2_000, 2_000, 2_000, "8 jam x 250 hari"],
        "use": [0.6, 0.4, 0.8, "Catatan kunjungan"],
    }
    given = {"years": 5, "unit": "jam pakai", "rate": 0.09, "rate_source": "Bunga pinjaman", "numbers": numbers}
    return {**given, "once": [], **changes}


@pytest.fixture
def photos_in(settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def reported(novita: User, city: Any) -> IdleAsset:
    return actions.report_asset(
        by=novita, city=city, name="Balai lama", place="Jalan Kampus 7", how_known="SEEN", use_status="EMPTY",
        idle_since=2017, at=AT, **POINT,
    )  # fmt: skip


@pytest.fixture
def seen(reported: IdleAsset, aldo: Any) -> IdleAsset:
    actions.see_asset(by=aldo, asset=reported, at=AT)
    reported.refresh_from_db()
    return reported


@pytest.fixture
def koperasi(make_actor: Callable[..., Actor]) -> Actor:
    return make_actor("Koperasi A")


@pytest.fixture
def bayu(koperasi: Actor) -> User:
    user = User.objects.create_user("bayu@contoh.id", "kata-sandi-panjang", name="Bayu")
    koperasi.memberships.create(user=user, status="ACTIVE", note="Pengurus.", asked_at=AT, since_at=AT)
    return user


@pytest.fixture
def open_place(seen: IdleAsset, sekar: User) -> IdleAsset:
    actions.take_step(by=sekar, asset=seen, evidence="Surat 12/2026", owner_level="KABUPATEN", at=AT)
    actions.take_step(by=sekar, asset=seen, evidence="Disposisi Sekda", at=AT)
    seen.refresh_from_db()
    return seen


@pytest.fixture
def proposal(open_place: IdleAsset, bayu: User, koperasi: Actor) -> ReuseProposal:
    return actions.propose_reuse(
        by=bayu, asset=open_place, actor=koperasi, use="Dapur bersama", route="RENT", inputs=inputs(), at=AT
    )
