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
    "forum.contribution.recorded_by": Held(fields=("session__number", "kind", "text", "at")),
    "forum.minutesversion.by": Held(fields=("minutes__session__number", "number", "why", "at")),
    "forum.suggestion.by": Held(
        fields=("minutes__session__number", "wrong", "right", "at", "status", "answer"),
        claim="MOVE",
        is_voice=True,
    ),
    "forum.suggestion.recorded_by": Held(fields=("minutes__session__number", "right", "at")),
    "forum.suggestion.answered_by": Held(fields=("minutes__session__number", "answer", "answered_at")),
    "forum.followup.taken_by": Held(
        fields=("session__number", "what", "due_date", "status", "settled_date"), claim="MOVE"
    ),
    "forum.followup.recorded_by": Held(fields=("session__number", "what", "at")),
}
