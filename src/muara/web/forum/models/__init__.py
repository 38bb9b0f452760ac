"""What is true of this room. Callers name it here; the files beside this one hold it."""

from muara.web.forum.models.attendance import Attendance, HeadCount
from muara.web.forum.models.minutes import Contribution, FollowUp, Minutes, MinutesVersion, Suggestion
from muara.web.forum.models.registrations import Registration, RegistrationQuerySet
from muara.web.forum.models.sessions import AgendaItem, Series, Session, SessionQuerySet, SessionRole

__all__ = [
    "AgendaItem",
    "Attendance",
    "Contribution",
    "FollowUp",
    "HeadCount",
    "Minutes",
    "MinutesVersion",
    "Registration",
    "RegistrationQuerySet",
    "Series",
    "Session",
    "SessionQuerySet",
    "SessionRole",
    "Suggestion",
]
