"""What many phones do at once. On SQLite one writer waits for the other; only PostgreSQL can show these faults."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from conftest import NIGHT
from muara.web.concerns.actions import VotingIsClosed, close_topic, move_splits, retract_vote
from muara.web.concerns.models import StatementSplit, Topic, Vote, VoteEvent
from muara.web.concerns.tests.test_cast_vote import now_counts, vote
from muara.web.concerns.tests.test_retract_vote import as_the_history_tells

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do several things at the same moment, each on its own connection."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def close(topic: Topic, by: Any) -> set[str]:
    """Close a topic and return the keys of all votes that were stored at that moment."""
    with transaction.atomic():
        close_topic(by=by, topic=topic, at=NIGHT)
        return set(VoteEvent.objects.values_list("key", flat=True))


@pytest.mark.parametrize("round_", range(5))
def test_what_was_acknowledged_before_the_close_is_what_is_stored(
    topic, novita, make_statement, make_participant, round_
):
    statements = [make_statement(f"Gagasan nomor {n}.") for n in range(20)]
    people = [make_participant() for _ in range(7)]
    connection.close()  # seven who vote and one who closes: the pool holds eight connections
    seen_closed = threading.Event()

    def vote_until_closed(person: Any) -> list[tuple[str, bool]]:
        acknowledged = []
        for n in range(2000):
            was_closed, key = seen_closed.is_set(), str(uuid4())
            try:
                vote(person, statements[n % 20], [1, 0, -1][n % 3], key=key, at=NIGHT + timedelta(seconds=n))
            except VotingIsClosed:
                return acknowledged
            acknowledged.append((key, was_closed))
        raise AssertionError("the topic never closed")

    def close_soon() -> set[str]:
        threading.Event().wait(0.1 + 0.05 * round_)
        sealed = close(topic, novita)
        seen_closed.set()
        return sealed

    sealed, *answers = at_once(close_soon, *[partial(vote_until_closed, person) for person in people])

    acknowledged = {key for answer in answers for key, _ in answer}
    assert len(acknowledged) > 7
    assert {key for answer in answers for key, late in answer if late} == set()  # nobody after the close
    assert set(VoteEvent.objects.values_list("key", flat=True)) == acknowledged == sealed
    for person in people:
        assert now_counts(person) == as_the_history_tells(person)


def test_one_vote_sent_twenty_times_at_once_is_one_vote(aldo, make_statement):
    statement = make_statement("Satu gagasan.")

    answers = at_once(*[lambda: vote(aldo, statement, 1, key="kunci-yang-sama")] * 20)

    assert {answer.value for answer in answers} == {1}
    assert [answer.is_new for answer in answers].count(True) == 1
    assert VoteEvent.objects.count() == Vote.objects.count() == 1


@pytest.mark.parametrize("round_", range(10))
def test_undoing_while_voting_again_leaves_what_the_history_tells(aldo, make_statement, round_):
    statement = make_statement("Satu gagasan.")
    vote(aldo, statement, 0, at=NIGHT)
    cast = vote(aldo, statement, 1, at=NIGHT + timedelta(seconds=1))

    at_once(
        lambda: retract_vote(by=aldo, key=cast.key, at=NIGHT + timedelta(seconds=3)),
        lambda: retract_vote(by=aldo, key=cast.key, at=NIGHT + timedelta(seconds=3)),
        lambda: vote(aldo, statement, -1, at=NIGHT + timedelta(seconds=2)),
    )

    assert now_counts(aldo) == as_the_history_tells(aldo) == {statement.pk: -1}
    assert VoteEvent.objects.filter(value=None).count() == 1


def test_two_servers_at_once_publish_no_smaller_batch(topic, make_statement, make_participant):
    statement = make_statement("Satu gagasan.")
    published = [0]

    def vote_and_publish(person: Any) -> None:
        vote(person, statement)
        move_splits(topic=topic, at=NIGHT)

    for _ in range(10):
        at_once(*[partial(vote_and_publish, make_participant()) for _ in range(4)])
        n = sum(split.n for split in StatementSplit.objects.all())
        if n != published[-1]:
            published.append(n)

    assert published[-1] > 20
    assert all(later - earlier >= 5 for earlier, later in pairwise(published))
