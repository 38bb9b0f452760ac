"""The front page, and what belongs to no room."""

from __future__ import annotations

from tests.authorization.common_ground import thread
from tests.authorization.route import Route, everybody

HOME = [
    Route("home:start", get=everybody(200)),
    Route("home:healthy", get=everybody(200)),
    Route("home:ready", get=everybody(200)),
    Route("home:city", get=everybody(200)),
    Route("home:thread_outcome", get=everybody(200), kwargs=thread(1)),
    Route("home:session_outcome", get=everybody(200), kwargs=lambda world: {"number": world.session.number}),
]

OTHERS = [
    Route("set_language", get=everybody(302), post=everybody(302)),
]
