from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from conftest import NIGHT
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.forum.actions import register
from muara.web.forum.models import Registration, Series, Session

BEFORE = NIGHT - timedelta(days=3)


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


@pytest.fixture
def evening(make_session: Callable[..., Session]) -> Session:
    """Return an announced evening with two places."""
    return make_session("ANNOUNCED", capacity=2)


@pytest.fixture
def keep_place(evening: Session, make_participant: Callable[..., Participant]) -> Callable[..., Registration]:
    """Keep a place for a newcomer: `keep_place("Aldo")`; the token is the name in small letters."""

    def keep(name: str, by: Participant | None = None, session: Session = evening, **given: Any) -> Registration:
        return register(
            by=by or make_participant(),
            session=session,
            name=name,
            token=name.casefold(),
            at=given.pop("at", BEFORE),
            **given,
        )

    return keep


@pytest.fixture
def in_english() -> Iterator[None]:
    """Let refusals be read in the language in which they are written."""
    with translation.override("en"):
        yield
