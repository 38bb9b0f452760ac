"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "forum.attendance.participant": Held(fields=("session__number", "session__theme", "at"), claim="STEP"),
    "forum.session.created_by": Held(),
}
