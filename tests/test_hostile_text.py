"""Whatever somebody types into whichever field of whichever form ends in a clear answer (reliability T11)."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction

from tests.authorization import ROLES, ROUTES, Route
from tests.test_authorization import World, by_name, world  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db

HOSTILE = [
    b"\x00",
    b"warung\x00sepi",
    b"\xed\xa0\x80",  # half a character
    b"\xff\xfe",
    "\u202enimda\u202c\u200b\ufeff".encode(),
    b"<script>alert(1)</script>",
    b"\"><img src=x onerror=alert(1)>",
    b"'; DROP TABLE accounts_user; --",
    b"{{ 7*7 }}{% load x %}%(n)s%s%d{0}",
    b"=HYPERLINK(\"https://jahat.example\")",
    b"9" * 400,
    b"-1",
    b"1e309",
    b"NaN",
    b"../../../etc/passwd",
    b"kata " * 20_000,
    ("e" + "\u0301" * 3000).encode(),
    "👨‍👩‍👧‍👦".encode() * 300,
]  # fmt: skip


class Fields(HTMLParser):
    """The names of what can be filled in on a page, apart from the token."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("name")
        if (
            tag in {"input", "textarea", "select", "button"}
            and name
            and name not in {"csrfmiddlewaretoken", "next"}
        ):
            self.names.add(name)


def who_may(route: Route) -> str:
    """Return the most powerful role that is let in."""
    order = ["secretariat", "facilitator", "member", "guest", "anonymous", "operator", "neighbor"]
    assert set(order) == set(ROLES)
    table = route.outcomes("POST")
    return next((role for role in order if table[role] not in {403, 404, 405, "login"}), "secretariat")


def fields_of(world: World, route: Route, role: str) -> set[str]:  # noqa: F811
    names = set(route.data(world) if route.data else {})
    if route.get is not None:
        answer = world.ask(role, "GET", world.address(route))
        main = re.search(r"<main.*?</main>", answer.content.decode(), re.DOTALL)
        names |= Fields(main[0]).names if main else set()
    return names


@pytest.mark.parametrize("route", [route for route in ROUTES if route.post is not None], ids=by_name)
def test_hostile_text_in_every_field_at_once_and_in_one_field_of_a_good_form(
    world: World,  # noqa: F811
    route: Route,
):
    role = who_may(route)
    address, names = world.address(route), fields_of(world, route, role)
    good: dict[str, Any] = route.data(world) if route.data else {}

    for text in HOSTILE:
        bodies = [dict.fromkeys(names, text)] + [{**good, name: text} for name in sorted(good)]
        for body in bodies:
            sent = "&".join(
                f"{name}={quote_from_bytes(value if isinstance(value, bytes) else str(value).encode())}"
                for name, value in body.items()
            )
            with transaction.atomic():
                answer = world.clients[role].post(address, sent, content_type="application/x-www-form-urlencoded")
                transaction.set_rollback(True)
            assert answer.status_code < 500, (sorted(body), text[:40])
            if not answer.streaming:
                said = answer.content.decode()
                assert "<script>alert(1)" not in said
                assert "<img src=x" not in said


@pytest.mark.parametrize("route", [route for route in ROUTES if route.get is not None], ids=by_name)
def test_hostile_questions_in_an_address_end_in_a_clear_answer(world: World, route: Route):  # noqa: F811
    address = world.address(route)

    for text in HOSTILE:
        if len(text) > 2000:
            continue
        asked = "&".join(
            f"{name}={quote_from_bytes(text)}" for name in ("hal", "q", "next", "kode", "urut", "topik")
        )
        with transaction.atomic():
            answer = world.clients["secretariat"].get(f"{address}?{asked}")
            transaction.set_rollback(True)
        assert answer.status_code < 500, text[:40]
