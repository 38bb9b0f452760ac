"""Sessions."""

from __future__ import annotations

from typing import Any

from tests.authorization.route import Route, everybody, staff


def this_session(world: Any) -> dict[str, Any]:
    return {"number": world.session.number}


FORUM = [
    Route("forum:sessions", get=everybody(200)),
    Route(
        "forum:short_link",
        get=everybody(302),
        kwargs=lambda world: {"code": world.session.short_code},
        is_object=False,
    ),
    Route("forum:new_session", get=staff(200), post=staff(422)),
    Route("forum:session", get=everybody(200), kwargs=this_session),
    Route("forum:edit_session", get=staff(200), post=staff(422), kwargs=this_session),
    Route("forum:roles", get=staff(200), post=staff(422), kwargs=this_session),
    Route("forum:facilitate", get=staff(200), kwargs=this_session),
    Route("forum:step", post=staff(302), kwargs=this_session, data=lambda world: {"step": "close"}),
    Route("forum:renew_code", post=staff(302), kwargs=this_session),
    Route("forum:count", post=staff(302), kwargs=this_session, data=lambda world: {"add": "SHOP"}),
    Route("forum:projector", get=staff(200), kwargs=this_session),
    Route("forum:joined", get=everybody(200), kwargs=this_session),
    Route("forum:type_code", get=everybody(200), post=everybody(422)),
    Route(
        "forum:hall",
        get=everybody(200),
        post=everybody(302),
        kwargs=lambda world: {"code": world.session.hall_code},
        is_object=False,
    ),
]
