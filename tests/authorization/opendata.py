"""What a city gives out: everybody reads it, nobody writes it."""

from __future__ import annotations

from tests.authorization.common_ground import thread
from tests.authorization.initiatives import initiative
from tests.authorization.route import Route, everybody

OPENDATA = [
    Route("opendata:page", get=everybody(200)),
    Route("opendata:datapackage", get=everybody(200)),
    Route("opendata:table", get=everybody(200), kwargs=lambda world: {"name": "sessions"}, is_object=False),
    Route("opendata:index", get=everybody(200)),
    Route("opendata:openapi", get=everybody(200)),
    Route("opendata:river", get=everybody(200)),
    Route("opendata:list", get=everybody(200), kwargs=lambda world: {"resource": "sessions"}, is_object=False),
    # Of every other list: tests/test_open_data.py
    Route(
        "opendata:single",
        get=everybody(200),
        kwargs=lambda world: {"resource": "sessions", "key": str(world.session.number)},
    ),
    Route("opendata:cards", get=everybody(200)),
    Route("opendata:card_river", get=everybody(200)),
    Route("opendata:card_session", get=everybody(200)),
    Route("opendata:card_thread", get=everybody(200), kwargs=thread(1)),
    Route("opendata:card_initiative", get=everybody(200), kwargs=initiative),
]
