"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "forum.attendance.participant": Held(fields=("session__number", "session__theme", "at"), claim="STEP"),
    "forum.registration.participant": Held(
        fields=(
            "session__number",
            "session__theme",
            "name",
            "phone",
            "sector",
            "status",
            "registered_at",
        ),
        claim="STEP",
    ),
    "forum.registration.entered_by": Held(fields=("session__number", "registered_at"), claim="MOVE"),
    "forum.session.created_by": Held(),
}
