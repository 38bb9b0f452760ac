from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from conftest import NIGHT
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.forum.models import Series, Session


@pytest.fixture
def plan(city: City) -> dict[str, Any]:
    """Return what a facilitator says about an ordinary evening."""
    return {
        "theme": "Gedung kosong",
        "question": "Siapa boleh memakai, dan siapa yang merawat?",
        "starts_at": NIGHT,
        "venue": "Balai kelurahan",
    }


@pytest.fixture
def make_session(city: City, novita: User) -> Callable[..., Session]:
    def make(status: str = "ANNOUNCED", where: City = city, number: int = 26, **fields: Any) -> Session:
        series, _is_new = Series.objects.get_or_create(
            city=where, slug="bats", defaults={"name": "BATS", "created_at": NIGHT}
        )
        return Session.objects.create(
            **{
                "city": where,
                "number": number,
                "series": series,
                "series_number": number,
                "label": f"BATS {number}",
                "theme": "Warung",
                "question": "Mengapa warung kalah ramai?",
                "starts_at": NIGHT,
                "venue": "Balai desa",
                "status": status,
                "short_code": f"{where.slug[:3]}{number}",
                "created_by": novita,
                "created_at": NIGHT,
                **fields,
            }
        )

    return make


@pytest.fixture(params=["aldo", "stranger", "neighbor", "nobody"])
def outsider(request: pytest.FixtureRequest, make_member: Callable[..., User], other_city: City) -> Any:
    """Return everybody who does not run sessions here, one after the other."""
    from django.contrib.auth.models import AnonymousUser

    if request.param == "nobody":
        return AnonymousUser()
    if request.param == "neighbor":
        return make_member("tetangga", "SECRETARIAT", other_city)
    if request.param == "aldo":
        return make_member("aldo", "MEMBER")
    return request.getfixturevalue(request.param)
