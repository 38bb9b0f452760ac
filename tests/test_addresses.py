"""No page of a room stands where the address of a topic would lead."""

from __future__ import annotations

from itertools import product

from django.urls import get_resolver

from muara.web.concerns.actions.topics import RESERVED_SLUGS

TOPIC = {"<slug:slug>", "<slug:topic>"}


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
    return {a for a, b in zip(page, topic, strict=True) if b in TOPIC and not a.startswith("<")}


def test_no_topic_takes_the_address_of_a_page():
    every = routes()
    of_topics = [parts for parts in every if TOPIC & set(parts)]
    taken = set().union(*(hides(page, topic) for page, topic in product(every, of_topics)))

    assert len(of_topics) > 15
    assert {"baru", "cara"} <= taken <= RESERVED_SLUGS
