"""What becomes of rolls and ballots when somebody is forgotten: names and salts go, logs and results stay."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from muara.web.accounts.audit import record
from muara.web.accounts.models import Participant
from muara.web.governance.models import ArrangementMember, Ballot, Decision, Elector, Objection, Seat

STILL_AHEAD = (Decision.State.DRAFT, Decision.State.SCHEDULED, Decision.State.OPEN)


def forget_elector(*, person: Participant, at: datetime) -> None:
    """Drop what leads from a log to a person. Called by `accounts` in the transaction that forgets them.

    The tag stays on the roll, and every event in its log: without its salt nobody can say any more whose it was.
    An organisation keeps its name and its ballot; it only loses its delegate.
    """
    own = Elector.objects.filter(Q(participant=person) | Q(membership__participant=person))
    mine = list(own.filter(Q(membership=None) | Q(membership__actor=None)).values_list("pk", flat=True))
    Ballot.objects.filter(elector__in=mine).update(salt=None)
    Objection.objects.filter(elector__in=mine).update(salt=None)
    Elector.objects.filter(pk__in=mine).update(salt=None, member="", participant=None, membership=None)
    Elector.objects.filter(participant=person).update(participant=None)
    ArrangementMember.objects.filter(participant=person).update(name="")
    ArrangementMember.objects.current().filter(participant=person).update(left_at=at)
    ArrangementMember.objects.filter(delegate=person).update(delegate=None)
    seats = Seat.objects.filter(participant=person)
    seats.filter(Q(until_at=None) | Q(until_at__gt=at)).update(until_at=at)
    seats.update(name="—")
    for decision in Decision.objects.in_city(person.city).filter(state__in=STILL_AHEAD):
        tied = decision.effect.get("candidates", {})
        stays = {option: one for option, one in tied.items() if one.get("participant") != person.pk}
        if stays != tied:  # elected, they would be a name without a person
            decision.effect = {**decision.effect, "candidates": stays}
            decision.save(update_fields=["effect"])
    if mine:
        record("forgot_elector", person, by=None, city=person.city, at=at)
