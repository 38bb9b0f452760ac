"""The votes of a topic as the engine takes them, shared by queries and actions."""

from __future__ import annotations

from dataclasses import dataclass

from muara.engine.opinion.votes import VoteTable
from muara.web.accounts.models import Participant
from muara.web.common_ground.models import Reading
from muara.web.concerns.models import Statement, Topic, Vote, VoteEvent

Left = (Statement.Status.REJECTED, Statement.Status.MERGED, Statement.Status.REPLACED)


@dataclass(frozen=True)
class Ballots:
    """The current votes of one audience on the accepted statements, by statement number."""

    votes: VoteTable
    excluded: tuple[int, ...]
    meta: tuple[int, ...]
    last_event: int


def ballots(topic: Topic, audience: str = Reading.Audience.ALL) -> Ballots:
    """Read the votes in one streaming query; who says nothing about themselves counts too."""
    known = list(topic.statements.order_by("number").values_list("number", "status", "is_meta"))
    accepted = [number for number, status, _ in known if status == Statement.Status.ACCEPTED]
    cast = Vote.objects.filter(statement__topic=topic, statement__status=Statement.Status.ACCEPTED)
    if audience == Reading.Audience.VERIFIED:
        cast = cast.filter(participant__tier=Participant.Tier.VERIFIED)
    who: list[int] = []
    what: list[int] = []
    how: list[int] = []
    for participant, number, value in cast.values_list("participant_id", "statement__number", "value").iterator(
        chunk_size=5_000
    ):
        who.append(participant)
        what.append(number)
        how.append(value)
    # Read last: a vote cast meanwhile is then counted too late for the next publication, never too early.
    last = VoteEvent.objects.filter(statement__topic=topic).order_by("-pk").values_list("pk", flat=True).first()
    return Ballots(
        votes=VoteTable.from_votes(who, what, how, unvoted=accepted),
        excluded=tuple(number for number, status, _ in known if status in Left),
        meta=tuple(number for number, status, is_meta in known if is_meta and number in set(accepted)),
        last_event=last or 0,
    )
