"""What the pages of this room know. Callers name it here; the files beside this one hold it."""

from muara.web.forum.queries.agenda import AgendaLine, agenda_of, agenda_text
from muara.web.forum.queries.archive import Archive, Choice, Sought, archive_of
from muara.web.forum.queries.attendance import (
    Attended,
    Room,
    SectorRow,
    attendance_of,
    in_batches,
    room_of,
)
from muara.web.forum.queries.places import Expected, Mine, Places, expected_at, place_of, place_with, places_of
from muara.web.forum.queries.sessions import (
    ListedSession,
    SessionList,
    Step,
    Year,
    announced_of,
    roles_of,
    steps_of,
)

__all__ = [
    "AgendaLine",
    "Archive",
    "Attended",
    "Choice",
    "Expected",
    "ListedSession",
    "Mine",
    "Places",
    "Room",
    "SectorRow",
    "SessionList",
    "Sought",
    "Step",
    "Year",
    "agenda_of",
    "agenda_text",
    "announced_of",
    "archive_of",
    "attendance_of",
    "expected_at",
    "in_batches",
    "place_of",
    "place_with",
    "places_of",
    "roles_of",
    "room_of",
    "steps_of",
]
