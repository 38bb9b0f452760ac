"""The front page, and what belongs to no room."""

from __future__ import annotations

from typing import Any

from tests.authorization.common_ground import thread
from tests.authorization.initiatives import initiative
from tests.authorization.route import Route, everybody, staff


def way(world: Any) -> dict[str, Any]:
    return {"kind": "prakarsa", "key": initiative(world)["slug"]}


HOME = [
    Route("home:start", get=everybody(200)),
    Route("home:healthy", get=everybody(200)),
    Route("home:ready", get=everybody(200)),
    Route("home:city", get=everybody(200)),
    Route("home:numbers", get=everybody(200)),
    Route("home:todo", get=everybody(200)),
    Route("home:news", get=everybody(200)),
    Route("home:news_feed", get=everybody(200)),
    Route("home:thread_outcome", get=everybody(200), kwargs=thread(1)),
    Route("home:way", get=everybody(200), kwargs=way),
    Route("home:gather_minutes", post=staff(302), kwargs=lambda world: {"number": world.session.number}),
    Route("home:session_outcome", get=everybody(200), kwargs=lambda world: {"number": world.session.number}),
]

OTHERS = [
    Route("set_language", get=everybody(302), post=everybody(302)),
]
