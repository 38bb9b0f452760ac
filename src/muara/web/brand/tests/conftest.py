"""Campaigns of these tests. The day is 21 November 2026; a series is planted with `attention`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from muara.web.accounts.models import User
from muara.web.brand import actions
from muara.web.brand.models import Campaign, Series
from muara.web.cities.models import City
from muara.web.network.models import Actor

AT = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def attention(
    *, days: int, burst: int | None, after: float = 1.0, high: float = 10.0, life: float = 5.0, seed: int = 1
) -> list[int]:
    """Plant daily counts: about 100, a burst that halves, and `after` times as many when it is over."""
    t = np.arange(days, dtype=float)
    mean = np.full(days, 100.0)
    if burst is not None:
        since = t - burst
        mean = np.where(since < 0, 100.0, 100.0 * after + 100.0 * high * 2 ** (-np.maximum(since, 0) / life))
    drawn: list[int] = np.random.default_rng(seed).poisson(mean).tolist()
    return drawn


@pytest.fixture
def make_campaign(city: City, novita: User) -> Callable[..., Campaign]:
    def make(name: str = "Pekan Koperasi", started: int = 300, **given: Any) -> Campaign:
        given = {"promise": "Lebih banyak warga ikut.", "aims": ["joint_work", "roles"], **given}
        return actions.start_campaign(
            by=novita, city=city, name=name, started=TODAY - timedelta(days=started), at=AT, **given
        )

    return make


@pytest.fixture
def make_series(novita: User) -> Callable[..., Series]:
    """Give a campaign daily counts that end yesterday."""

    def make(campaign: Campaign, counts: list[int], name: str = "Kunjungan halaman", **given: Any) -> Series:
        given = {"unit": "VIEWS", "origin": "OUTSIDE", "step": 1, "source": "Log situs kampus.", **given}
        series = actions.begin_series(by=novita, campaign=campaign, name=name, at=AT, **given)
        first = TODAY - timedelta(days=len(counts) * series.step)
        points = [(first + timedelta(days=i * series.step), n) for i, n in enumerate(counts)]
        actions.add_counts(by=novita, series=series, counts=points, at=AT)
        return series

    return make


@pytest.fixture
def make_growth(make_actor: Callable[..., Actor], make_tie: Callable[..., Any]) -> Callable[..., None]:
    """Let confirmed joint work begin on days before today, and hold roles from the beginning."""

    def make(*days_ago: int) -> None:
        hub = make_actor("Hub")
        for place, days in enumerate(days_ago):
            make_tie(hub, make_actor(f"Mitra {place}"), since=TODAY - timedelta(days=days))

    return make
