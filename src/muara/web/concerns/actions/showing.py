"""The log of what was shown, for weighing votes against unequal exposure."""

from __future__ import annotations

from datetime import datetime

from muara.web.accounts.models import Participant
from muara.web.concerns.models import Shown


def note_shown(*, by: Participant, statement_id: int, at: datetime) -> None:
    """Keep that `by` has a statement in front of them: one write, and once for each statement.

    It stands in no audit: the page that shows the statement is the event.
    """
    Shown.objects.bulk_create([Shown(participant=by, statement_id=statement_id, at=at)], ignore_conflicts=True)
