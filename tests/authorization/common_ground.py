"""Readings and common threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.authorization.concerns import topic
from tests.authorization.route import Route, everybody, secretariat, staff


def reading(world: Any) -> dict[str, Any]:
    """Make a published reading of the topic with a thread that is named and published, and one that is a draft."""
    from muara.web.common_ground.models import CommonThread, Reading, ReadingInput

    here, at = topic(world), world.session.opened_at
    if not Reading.objects.exists():
        cell = {"agree": 9, "disagree": 1, "pass": 0, "n": 10, "share": 0.9, "low": 0.7, "high": 1.0}
        worst = {"worst_group": None, "worst_group_agreement": 0.9, "lower_bound": 0.64, "fragility": 9}
        ends = {"worst_low": 0.7, "worst_high": 1.0}
        item = {"statement": 1, "status": "thread", "groups": [], **cell, **worst, **ends}
        result = {
            "has_groups": False, "n_groups": 0, "gate": {}, "stability": None, "explained": 0.0, "groups": [],
            "moderation": {"excluded": [], "meta": []}, "between": None, "statements": [item], "threads": [1],
            "divides": [], "not_yet_known": [],
        }  # fmt: skip
        one = Reading.objects.create(
            city=world.city, topic=world.topic, number=1, status="READY", is_public=True, taken_at=at,
            n_participants=10, n_votes=10, n_statements=1, result=result,
        )  # fmt: skip
        ReadingInput.objects.create(reading=one, content=b"")
        second = world.make_statement("Pembukuan koperasi terbuka bagi anggota.")
        evidence = {"item": item, "n_participants": 10, "n_votes": 10, "reading": 1, "input_sha256": "0" * 64}
        for number, statement in enumerate([world.topic.statements.get(number=1), second], 1):
            CommonThread.objects.create(
                city=world.city, topic=world.topic, reading=one, statement=statement, number=number,
                name="Nama", why="Sebab.", named_at=at, evidence=evidence | {"engine_version": ""},
                status="PUBLISHED" if number == 1 else "DRAFT", published_at=at if number == 1 else None,
            )  # fmt: skip
    return {"topic": here["slug"]}


def reading_one(world: Any) -> dict[str, Any]:
    return reading(world) | {"number": 1}


def thread(number: int) -> Callable[[Any], dict[str, Any]]:
    def kwargs(world: Any) -> dict[str, Any]:
        reading(world)
        return {"number": number}

    return kwargs


COMMON_GROUND = [
    Route("common_ground:threads", get=everybody(200)),
    Route("common_ground:method", get=everybody(200)),
    Route("common_ground:thread", get=everybody(200), kwargs=thread(1)),
    Route("common_ground:publish", post=staff(302), kwargs=thread(2)),
    Route("common_ground:topic", get=everybody(200), kwargs=reading),
    Route("common_ground:you", get=everybody(302), kwargs=reading),
    Route("common_ground:readings", get=staff(200), post=staff(409), kwargs=reading),
    Route("common_ground:reading", get=staff(200), kwargs=reading_one),
    Route("common_ground:progress", get=staff(200), kwargs=reading_one),
    Route(
        "common_ground:name",
        get=staff(200),
        post=staff(422),
        kwargs=lambda world: reading_one(world) | {"statement": 1},
    ),
    Route("common_ground:report", get=everybody(200), kwargs=reading),
    Route("common_ground:counts", get=everybody(200), kwargs=reading),
    Route("common_ground:polis", get=everybody(200), kwargs=reading),
    Route("common_ground:result", get=everybody(200), kwargs=reading),
    Route(
        "common_ground:rows",
        get=secretariat(200),
        post=secretariat(422),
        kwargs=reading,
    ),
]
