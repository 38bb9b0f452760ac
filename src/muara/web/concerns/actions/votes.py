from __future__ import annotations

from datetime import datetime

from muara.web.accounts.models import Participant, User
from muara.web.concerns.models import Vote


def move_votes(*, by: User, source: Participant, target: Participant, at: datetime) -> None:
    """Hand the votes of a guest to the person who signed in; where both voted, the later vote counts."""
    own = {vote.statement_id: vote for vote in target.votes.all()}
    for vote in source.votes.all():
        known = own.get(vote.statement_id)
        if known is not None and known.cast_at >= vote.cast_at:
            vote.delete()
            continue
        if known is not None:
            known.delete()
        Vote.objects.filter(pk=vote.pk).update(participant=target)
