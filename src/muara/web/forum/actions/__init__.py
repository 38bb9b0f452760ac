"""Every write of this room. Callers name it here; the files beside this one hold it."""

from muara.web.forum.actions.hall import (
    CannotCountHeads,
    CannotEnterHall,
    count_heads,
    enter_hall,
    move_attendance,
)
from muara.web.forum.actions.planning import (
    CannotEditSession,
    CannotPlanSession,
    CannotSetRoles,
    GivenRole,
    edit_session,
    plan_session,
    set_roles,
)
from muara.web.forum.actions.running import (
    CannotAnnounce,
    CannotCloseSession,
    CannotOpenSession,
    CannotPublishSession,
    CannotRenewHallCode,
    announce,
    close_session,
    open_session,
    publish_session,
    renew_hall_code,
)

__all__ = [
    "CannotAnnounce",
    "CannotCloseSession",
    "CannotCountHeads",
    "CannotEditSession",
    "CannotEnterHall",
    "CannotOpenSession",
    "CannotPlanSession",
    "CannotPublishSession",
    "CannotRenewHallCode",
    "CannotSetRoles",
    "GivenRole",
    "announce",
    "close_session",
    "count_heads",
    "edit_session",
    "enter_hall",
    "move_attendance",
    "open_session",
    "plan_session",
    "publish_session",
    "renew_hall_code",
    "set_roles",
]
