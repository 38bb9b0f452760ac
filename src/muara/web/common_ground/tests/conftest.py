"""A small topic with planted truth: three groups of twenty, four things in common, much that divides."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from conftest import NIGHT
from muara.web.accounts.models import Participant
from muara.web.common_ground.actions import take_reading
from muara.web.common_ground.models import Reading
from muara.web.concerns.models import Statement, Topic, Vote, VoteEvent
from muara.web.tasks.worker import Worker

COMMON = [
    "Uang belanja kita perlu berputar dulu di Banyumas sebelum keluar.",
    "Gedung pemerintah yang kosong lebih baik dipakai warga daripada rusak sendiri.",
    "Pembukuan koperasi harus bisa dibaca setiap anggota kapan saja.",
    "Belajar antar sejawat perlu sampai ke desa.",
]
DIVIDING = [f"Pernyataan yang memisahkan nomor {number}." for number in range(1, 16)]


FIRST = 7_300_000
"""Numbers of participants that occur nowhere by chance, so that a page can be searched for them."""


@dataclass(frozen=True)
class Planted:
    topic: Topic
    statements: list[Statement]
    groups: list[list[Participant]]

    @property
    def people(self) -> list[Participant]:
        return [person for group in self.groups for person in group]


def cast(person: Participant, statement: Statement, value: int) -> None:
    """Write one vote and its event as the voting room does."""
    Vote.objects.update_or_create(
        participant=person, statement=statement, defaults={"value": value, "cast_at": NIGHT}
    )
    VoteEvent.objects.create(
        participant=person,
        statement=statement,
        value=value,
        key=f"k{VoteEvent.objects.count()}",
        at=NIGHT,
    )


@pytest.fixture
def make_planted(topic: Topic) -> Callable[..., Planted]:
    def make(size: int = 20, n_groups: int = 3, n_verified: int = 0, where: Topic = topic) -> Planted:
        chance = random.Random(2018)
        texts = [*COMMON, *DIVIDING]
        statements = Statement.objects.bulk_create(
            [
                Statement(topic=where, number=number, text=text, status="ACCEPTED", created_at=NIGHT)
                for number, text in enumerate(texts, 1)
            ]
        )
        people = Participant.objects.bulk_create(
            [
                Participant(
                    pk=FIRST + place + 1_000 * where.pk,
                    city=where.city,
                    tier="VERIFIED" if place % size < n_verified else "GUEST",
                    joined_at=NIGHT,
                )
                for place in range(size * n_groups)
            ]
        )
        votes: list[Vote] = []
        for place, person in enumerate(people):
            group = place // size
            for column, statement in enumerate(statements):
                agrees = 0.96 if column < len(COMMON) else 0.93 if column % n_groups == group else 0.07
                value = 1 if chance.random() < agrees else chance.choice([-1, -1, -1, 0])
                votes.append(Vote(participant=person, statement=statement, value=value, cast_at=NIGHT))
        Vote.objects.bulk_create(votes)
        VoteEvent.objects.bulk_create(
            [
                VoteEvent(
                    participant=vote.participant,
                    statement=vote.statement,
                    value=vote.value,
                    key=f"s{vote.statement.number}",
                    at=NIGHT,
                )
                for vote in votes
            ]
        )
        groups = [people[start : start + size] for start in range(0, len(people), size)]
        return Planted(where, statements, groups)

    return make


@pytest.fixture
def planted(make_planted: Callable[..., Planted]) -> Planted:
    return make_planted()


@pytest.fixture
def work_off() -> Callable[[], int]:
    """Do the background work that waits, as the worker would."""

    def work() -> int:
        worker, done = Worker(), 0
        while worker.run_one():
            done += 1
        assert not DBTaskResult.objects.filter(status="FAILED").exists()
        return done

    return work


@pytest.fixture
def take(novita, work_off) -> Callable[..., Reading]:
    """Take a reading of a topic and compute it."""
    taken = iter(range(1000))

    def take_one(topic: Topic) -> Reading:
        reading = take_reading(by=novita, topic=topic, at=NIGHT + timedelta(minutes=next(taken)))
        work_off()
        reading.refresh_from_db()
        return reading

    return take_one
