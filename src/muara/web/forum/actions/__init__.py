"""Every write of this room. Callers name it here; the files beside this one hold it."""

from muara.web.forum.actions.agenda import CannotSetAgenda, set_agenda
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
    duplicate_session,
    edit_session,
    plan_session,
)
from muara.web.forum.actions.registering import (
    CannotCancelRegistration,
    CannotRegister,
    cancel_registration,
    forget_old_registrations,
    forget_registrations,
    move_registrations,
    register,
)
from muara.web.forum.actions.roles import CannotSetRoles, GivenRole, set_roles
from muara.web.forum.actions.running import (
    CannotAnnounce,
    CannotCancelSession,
    CannotCloseSession,
    CannotOpenSession,
    CannotPublishSession,
    CannotRenewHallCode,
    announce,
    cancel_session,
    close_session,
    open_session,
    publish_session,
    renew_hall_code,
)
from muara.web.forum.actions.series import CannotBeginSeries, begin_series

__all__ = [
    "CannotAnnounce",
    "CannotBeginSeries",
    "CannotCancelRegistration",
    "CannotCancelSession",
    "CannotCloseSession",
    "CannotCountHeads",
    "CannotEditSession",
    "CannotEnterHall",
    "CannotOpenSession",
    "CannotPlanSession",
    "CannotPublishSession",
    "CannotRegister",
    "CannotRenewHallCode",
    "CannotSetAgenda",
    "CannotSetRoles",
    "GivenRole",
    "announce",
    "begin_series",
    "cancel_registration",
    "cancel_session",
    "close_session",
    "count_heads",
    "duplicate_session",
    "edit_session",
    "enter_hall",
    "forget_old_registrations",
    "forget_registrations",
    "move_attendance",
    "move_registrations",
    "open_session",
    "plan_session",
    "publish_session",
    "register",
    "renew_hall_code",
    "set_agenda",
    "set_roles",
]
