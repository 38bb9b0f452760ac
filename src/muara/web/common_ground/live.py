"""Votes kept between readings: a process that read a topic before reads only what came since.

Each process keeps the last topics it read, and asks the database for what is younger than its own mark. So nothing
has to be told from one process to another, and a process that forgets reads everything once more. The history of
votes is the list of changes: it only grows, and every vote, change of mind, retraction and merging of two people
stands in it. Which of a person's casts counts is not worked out here: of every changed pair of person and
statement the vote is read as it stands. What moderation says and who is verified is asked anew for each reading.

Call it outside of a transaction that has written votes: were that rolled back, what was kept would be wrong.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from django.db import connection, models
from django.db.models import OuterRef, Subquery

from muara.engine.opinion.live import LiveTables
from muara.engine.opinion.votes import Ints
from muara.web.accounts.models import Participant
from muara.web.common_ground.votes import Snapshot, all_votes, newest_event, statements_of
from muara.web.concerns.models import Shown, Topic, Vote, VoteEvent

MOST_BYTES = 256 * 2**20
"""What one process keeps of all topics together; the topic that was read longest ago goes first."""

A_VOTE, A_PERSON, A_SHOWING = 10, 500, 16
"""Bytes that each takes, at most (measured: `test_what_is_kept_takes_no_more_memory_than_is_counted`)."""

PATIENCE = 5.0
WRITERS = """
SELECT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND pid IS DISTINCT FROM pg_backend_pid()
"""

Mark = tuple[int, object]


def writers(table: type[models.Model]) -> set[str]:
    """Name the transactions of others that write into a table of PostgreSQL at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(WRITERS, [table._meta.db_table])
        return {name for (name,) in cursor.fetchall()}


def settled(table: type[models.Model]) -> int | None:
    """Return a number up to which no row can appear any more; None if somebody writes for too long.

    SQLite has one writer at a time. On PostgreSQL row 99 may become visible after row 100. Who will still show one
    of the numbers given so far already holds the lock of a writer, and holds it to the end of the transaction.
    """
    newest = table._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    if connection.vendor != "postgresql":
        return newest
    until = time.monotonic() + PATIENCE
    waited_for = writers(table)
    while waited_for:
        if time.monotonic() > until:
            return None
        time.sleep(0.005)
        waited_for &= writers(table)
    return newest


class Seen:
    """The log of what was shown in a topic, as pairs of participant and statement number."""

    def __init__(self) -> None:
        self.people: Ints = np.zeros(0, dtype=np.int64)
        self.numbers: Ints = np.zeros(0, dtype=np.int64)
        self.keys: Ints = np.zeros(0, dtype=np.int64)
        self.mark = 0
        self.merged: set[int] = set()

    def sync(self, topic: Topic) -> None:
        """Take in what was shown since; read again whoever was merged, and all where rows are gone (erasure)."""
        mark = settled(Shown)
        guests = Participant.objects.in_city(topic.city).filter(merged_into__isnull=False)
        merged: dict[int, int] = dict(guests.values_list("pk", "merged_into_id"))
        rows = Shown.objects.filter(statement__topic=topic)
        newly = merged.keys() - self.merged
        self._take(rows.filter(pk__gt=self.mark))
        if moved := [*newly, *{merged[guest] for guest in newly}]:
            self._drop(np.isin(self.people, moved))
            self._take(rows.filter(participant__in=moved))
        self.merged = set(merged)
        if rows.filter(pk__lte=self.keys.max(initial=0)).count() != len(self.keys):
            self._drop(np.ones(len(self.keys), dtype=bool))
            self._take(rows)
        self.mark = self.mark if mark is None else mark

    def _take(self, rows: models.QuerySet[Shown]) -> None:
        new = np.array(list(rows.values_list("pk", "participant_id", "statement__number")), dtype=np.int64)
        new = new.reshape(-1, 3)
        self._drop(np.isin(self.keys, new[:, 0]))  # on PostgreSQL what was not settled is read twice
        self.keys = np.concatenate((self.keys, new[:, 0]))
        self.people = np.concatenate((self.people, new[:, 1]))
        self.numbers = np.concatenate((self.numbers, new[:, 2]))

    def _drop(self, gone: npt.NDArray[np.bool_]) -> None:
        self.keys, self.people, self.numbers = self.keys[~gone], self.people[~gone], self.numbers[~gone]


@dataclass
class Kept:
    """What a process holds of one topic."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    votes: LiveTables | None = None
    mark: Mark | None = None
    seen: Seen = field(default_factory=Seen)

    def snapshot(self, topic: Topic) -> Snapshot:
        if not self._is_of_this_database():
            self.votes, self.mark, self.seen = None, None, Seen()
        if self.votes is None or self.mark is None:
            self._begin(topic)
        else:
            self._go_on(topic, self.votes, self.mark)
        self.seen.sync(topic)
        assert self.votes is not None
        return Snapshot(
            topic=topic,
            everything=self.votes.votes(),
            shown=(self.seen.people.tolist(), self.seen.numbers.tolist()),
            statements=statements_of(topic),
            last_event=newest_event(),
        )

    def _is_of_this_database(self) -> bool:
        """Find the newest event seen where it was: in a restored database another one has its number."""
        return self.mark is None or self.mark == _mark(self.mark[0])

    def _begin(self, topic: Topic) -> None:
        newest = settled(VoteEvent)
        self.votes = LiveTables.of(all_votes(topic), most_statements=0)
        self.mark = None if newest is None else _mark(newest)

    def _go_on(self, topic: Topic, votes: LiveTables, mark: Mark) -> None:
        newest = settled(VoteEvent)
        current = Vote.objects.filter(participant=OuterRef("participant"), statement=OuterRef("statement"))
        changed = VoteEvent.objects.filter(statement__topic=topic, pk__gt=mark[0]).values_list(
            "participant_id", "statement__number", Subquery(current.values("value")[:1])
        )
        for participant, number, value in changed:
            if value is None:
                votes.retract(participant, number)
            else:
                votes.vote(participant, number, value)
        self.mark = mark if newest is None else _mark(newest)

    @property
    def n_bytes(self) -> int:
        if self.votes is None:
            return 0
        return (
            A_VOTE * self.votes.n_votes
            + A_PERSON * self.votes.n_participants
            + A_SHOWING * 3 * len(self.seen.keys)
        )


def _mark(event: int) -> Mark:
    """Name an event so that it is known again."""
    return event, VoteEvent.objects.filter(pk=event).values_list("participant_id", "statement_id", "key").first()


_kept: OrderedDict[int, Kept] = OrderedDict()
_door = threading.Lock()


def snapshot(topic: Topic) -> Snapshot:
    """Give the votes of a topic as they stand; read from the database only what this process does not know yet."""
    with _door:
        kept = _kept.setdefault(topic.pk, Kept())
        _kept.move_to_end(topic.pk)
    with kept.lock:
        try:
            found = kept.snapshot(topic)
        except BaseException:  # half taken in: forget it
            kept.votes, kept.mark = None, None
            raise
        if kept.mark is None:
            kept.votes = None
    with _door:
        while _kept and sum(one.n_bytes for one in _kept.values()) > MOST_BYTES:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """Begin with nothing."""
    with _door:
        _kept.clear()


def kept_topics() -> list[int]:
    """Name the topics kept, the one read last at the end."""
    with _door:
        return list(_kept)
