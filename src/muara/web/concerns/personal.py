"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "concerns.concern.raised_by": Held(
        fields=("because", "affected", "tried", "role", "status", "raised_at"), claim="MOVE", is_voice=True
    ),
    "concerns.concern.recorded_by": Held(),
    # Where both saw a statement one row is enough: `move_votes` sees to it.
    "concerns.shown.participant": Held(fields=("statement__text", "at"), claim="STEP", erase="DELETE"),
    "concerns.statement.author": Held(
        fields=("text", "role", "status", "created_at"), claim="MOVE", is_voice=True
    ),
    "concerns.statementorigin.by": Held(),
    "concerns.statementversion.by": Held(),
    "concerns.topic.created_by": Held(),
    # Where both voted, the later vote counts: `move_votes` decides row by row.
    "concerns.vote.participant": Held(
        fields=("statement__text", "value", "is_important", "channel", "cast_at"), claim="STEP", is_voice=True
    ),
    "concerns.vote.recorded_by": Held(),
    # Append-only: `move_votes` repeats the history for who signed in, and ends the guest's.
    "concerns.voteevent.participant": Held(fields=("statement__text", "value", "channel", "at"), claim="STEP"),
    "concerns.voteevent.recorded_by": Held(),
}
