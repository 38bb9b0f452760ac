"""When a guest turns out to be somebody who takes part already: their places become one, and weigh once (T1)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant, User
from muara.web.governance.models import ArrangementMember, Ballot, Elector, Seat


def move_places(*, by: User, source: Participant, target: Participant, at: datetime) -> None:
    """Give memberships, seats and lines on rolls to who signed in; where both had one, the guest's ends.

    On the roll of an open decision the line that voted stays theirs, and nobody votes for the other any more.
    Where both have voted, both votes are in the log already and stay there; the audit says so.
    """
    here = ArrangementMember.objects.current().filter(participant=target).values("arrangement")
    twice = ArrangementMember.objects.current().filter(participant=source, arrangement__in=here)
    twice.update(left_at=at, left_reason=_("It is the same person as another member."))
    ArrangementMember.objects.filter(participant=source).update(participant=target)
    sitting = Seat.objects.filter(participant=target, until_at=None).values("body")
    Seat.objects.filter(participant=source, until_at=None, body__in=sitting).update(until_at=at)
    Seat.objects.filter(participant=source).update(participant=target)
    for line in Elector.objects.filter(participant=source).select_related("decision__city"):
        _join(line, target, by=by, at=at)


def _join(line: Elector, target: Participant, *, by: User, at: datetime) -> None:
    own = Elector.objects.filter(decision=line.decision_id, participant=target).first()
    if own is not None:
        has_voted = Ballot.objects.filter(elector__in=(line, own)).values_list("elector", flat=True)
        stays, goes = (line, own) if set(has_voted) == {line.pk} else (own, line)
        goes.participant = None
        goes.save(update_fields=["participant"])
        record(
            "joined_places", line.decision, by=by, city=line.decision.city, at=at, both_voted=len(has_voted) == 2
        )
        line = stays
    line.participant = target
    line.save(update_fields=["participant"])
