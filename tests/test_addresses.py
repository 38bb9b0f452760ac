"""No page of a room stands where the address of a topic, a decision or another thing would lead."""

from __future__ import annotations

from itertools import product

import pytest
from django.urls import get_resolver

from muara.web.assets.actions import reporting
from muara.web.concerns.actions.topics import RESERVED_SLUGS
from muara.web.governance.actions import decisions
from muara.web.initiatives.actions import beginning
from muara.web.products.actions import products, spaces

TOPIC = {"<slug:slug>", "<slug:topic>"}
NAMES = {
    "aset": reporting.RESERVED_SLUGS,
    "keputusan": decisions.RESERVED_SLUGS,
    "prakarsa": beginning.RESERVED_SLUGS,
    "produk": products.RESERVED_SLUGS,
    "ruang": spaces.RESERVED_SLUGS,
}
"""Rooms with names of their own in their addresses, and which they never give."""


def routes() -> list[list[str]]:
    """Give every address of a city in its parts, the includes of the rooms resolved."""
    found = []
    for included in get_resolver().url_patterns:
        for one in getattr(included, "url_patterns", [included]):
            parts = str(one.pattern).strip("^/").split("/")
            if parts[0] == "<slug:city>":
                found.append(parts)
    return found


def may_be_alike(one: str, other: str) -> bool:
    if one.startswith("<") and other.startswith("<"):
        return True
    number, word = sorted((one, other), key=lambda part: not part.startswith("<"))
    return one == other or (number.startswith("<") and (word.isdigit() or not number.startswith("<int:")))


def hides(page: list[str], topic: list[str]) -> set[str]:
    """Name the topics whose page cannot be reached, because another page has its address."""
    if len(page) != len(topic) or not all(map(may_be_alike, page, topic)):
        return set()
    pairs = zip(page, topic, strict=True)
    return {a for a, b in pairs if b in TOPIC and not a.startswith("<") and "." not in a}


def hidden_by(every: list[list[str]], rooms: list[list[str]]) -> set[str]:
    return set().union(*(hides(page, topic) for page, topic in product(every, rooms)))


def test_no_topic_takes_the_address_of_a_page():
    every = routes()
    of_topics = [parts for parts in every if TOPIC & set(parts) and parts[1] not in NAMES]

    assert len(of_topics) > 15
    assert {"baru", "cara"} <= hidden_by(every, of_topics) <= RESERVED_SLUGS


@pytest.mark.parametrize("room", NAMES)
def test_nothing_of_a_room_takes_the_address_of_a_page(room):
    every = routes()
    of_room = [parts for parts in every if TOPIC & set(parts) and parts[1] == room]

    assert len(of_room) > 3
    assert len(hidden := hidden_by(every, of_room)) > 1
    assert hidden <= NAMES[room]
