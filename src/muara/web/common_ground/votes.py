"""The votes of a topic as the engine takes them, shared by queries and actions."""

from __future__ import annotations

import io
from collections.abc import Set
from dataclasses import dataclass

import numpy as np

from muara.engine.opinion.nameless import Nameless
from muara.engine.opinion.votes import VoteTable
from muara.web.accounts.models import Participant
from muara.web.common_ground.models import Reading
from muara.web.concerns.models import Shown, Statement, Topic, Vote, VoteEvent

Left = (Statement.Status.REJECTED, Statement.Status.MERGED, Statement.Status.REPLACED)
Pairs = tuple[list[int], list[int]]


@dataclass(frozen=True)
class Ballots:
    """The current votes of one audience on the accepted statements, by statement number."""

    votes: VoteTable
    excluded: tuple[int, ...]
    meta: tuple[int, ...]
    last_event: int


@dataclass(frozen=True)
class Snapshot:
    """Everything a reading of a topic asks for, read at one time.

    Attributes
    ----------
    everything : VoteTable
        The current votes on all statements of the topic, whatever moderation says of them.
    shown : (participants, statement numbers)
        Who had what in front of them.
    """

    topic: Topic
    everything: VoteTable
    shown: Pairs
    statements: tuple[tuple[int, str, bool], ...]
    last_event: int

    @property
    def exposure(self) -> Pairs | None:
        """The log of what was shown; None where nothing was kept."""
        return self.shown if self.shown[0] else None

    def ballots(self, audience: str = Reading.Audience.ALL) -> Ballots:
        """Take the votes that count; who says nothing about themselves counts too."""
        accepted = {number for number, status, _ in self.statements if status == Statement.Status.ACCEPTED}
        people: set[int] | None = None
        if audience == Reading.Audience.VERIFIED:
            verified = Participant.objects.in_city(self.topic.city).verified()
            people = set(verified.values_list("pk", flat=True))
        return Ballots(
            votes=that_count(self.everything, accepted, people),
            excluded=tuple(number for number, status, _ in self.statements if status in Left),
            meta=tuple(number for number, _, is_meta in self.statements if is_meta and number in accepted),
            last_event=self.last_event,
        )


def that_count(votes: VoteTable, accepted: Set[int], people: Set[int] | None) -> VoteTable:
    """Keep the accepted statements, voted on or not, and whoever of `people` voted on one of them."""
    inside = votes.without(set(votes.statements) - accepted)
    stays = np.diff(inside.indptr) > 0
    if people is not None:
        stays &= np.fromiter((who in people for who in inside.participants), bool, inside.n_participants)
    inside = inside.people(np.flatnonzero(stays))
    what = tuple(sorted(accepted))
    column = np.searchsorted(what, inside.statements) if inside.statements else np.zeros(0, dtype=np.int64)
    return VoteTable(inside.participants, what, inside.indptr, column[inside.columns], inside.values)


def statements_of(topic: Topic) -> tuple[tuple[int, str, bool], ...]:
    return tuple(topic.statements.order_by("number").values_list("number", "status", "is_meta"))


def all_votes(topic: Topic) -> VoteTable:
    """Read every vote of a topic, in one streaming query."""
    who: list[int] = []
    what: list[int] = []
    how: list[int] = []
    cast = Vote.objects.filter(statement__topic=topic)
    for participant, number, value in cast.values_list("participant_id", "statement__number", "value").iterator(
        chunk_size=5_000
    ):
        who.append(participant)
        what.append(number)
        how.append(value)
    return VoteTable.from_votes(who, what, how)


def newest_event() -> int:
    return VoteEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def read_anew(topic: Topic) -> Snapshot:
    """Read all votes of a topic from the database. A reading asks `live.snapshot`, which gives the same."""
    shown = list(Shown.objects.filter(statement__topic=topic).values_list("participant_id", "statement__number"))
    return Snapshot(
        topic=topic,
        everything=all_votes(topic),
        shown=([who for who, _ in shown], [number for _, number in shown]),
        statements=statements_of(topic),
        # Read last: a vote cast meanwhile is then counted too late for the next publication, never too early.
        last_event=newest_event(),
    )


def ballots(topic: Topic, audience: str = Reading.Audience.ALL) -> Ballots:
    return read_anew(topic).ballots(audience)


NOTHING_KEPT = np.zeros((0, 0), dtype=np.int64)


def packed(counted: Nameless) -> bytes:
    """Write nameless votes as one compressed block, to be kept with their reading."""
    votes, out = counted.votes, io.BytesIO()
    np.savez_compressed(
        out,
        statements=np.array(votes.statements, dtype=np.int64),
        indptr=votes.indptr,
        columns=votes.columns,
        values=votes.values,
        shown=NOTHING_KEPT if counted.shown is None else np.array(counted.shown, dtype=np.int64),
    )
    return out.getvalue()


def unpacked(content: bytes) -> tuple[VoteTable, Pairs | None]:
    """Read back what `packed` wrote."""
    with np.load(io.BytesIO(content), allow_pickle=False) as kept:
        people, numbers = range(1, len(kept["indptr"])), kept["statements"].tolist()
        votes = VoteTable(tuple(people), tuple(numbers), kept["indptr"], kept["columns"], kept["values"])
        shown = kept["shown"].tolist()
        return votes, (shown[0], shown[1]) if shown else None
