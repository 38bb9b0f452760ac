"""What the pages of this room know. Callers name it here; the files beside this one hold it."""

from muara.web.forum.queries.archive import Archive, Choice, Sought, archive_of
from muara.web.forum.queries.attendance import (
    Attended,
    Room,
    SectorRow,
    attendance_of,
    in_batches,
    room_of,
)
from muara.web.forum.queries.sessions import (
    ListedSession,
    SessionList,
    Step,
    Year,
    roles_of,
    steps_of,
)

__all__ = [
    "Archive",
    "Attended",
    "Choice",
    "ListedSession",
    "Room",
    "SectorRow",
    "SessionList",
    "Sought",
    "Step",
    "Year",
    "archive_of",
    "attendance_of",
    "in_batches",
    "roles_of",
    "room_of",
    "steps_of",
]
