from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from conftest import NIGHT
from muara.web.concerns.actions import move_splits, retract_vote
from muara.web.concerns.models import StatementSplit, Topic
from muara.web.concerns.queries.voting import splits_of
from muara.web.concerns.tests.test_cast_vote import vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(make_statement):
    return make_statement("Gedung kosong milik kota boleh dipakai warga.")


def shown(topic) -> tuple[int, int, int] | None:
    cut = list(splits_of(topic).values())
    return (cut[0].agree, cut[0].passed, cut[0].disagree) if cut else None


def test_nothing_is_published_of_four_people(topic, statement, make_participant):
    for _ in range(4):
        vote(make_participant(), statement)

    move_splits(topic=topic, at=NIGHT)

    assert shown(topic) is None


def test_five_people_are_published_and_the_next_five_with_them(topic, statement, make_participant):
    seen = []
    for n in range(11):
        vote(make_participant(), statement, [1, 1, -1, 0][n % 4])
        move_splits(topic=topic, at=NIGHT)
        seen.append(shown(topic))

    assert seen == [None] * 4 + [(3, 1, 1)] * 5 + [(6, 2, 2)] * 2


def test_a_changed_vote_waits_for_the_next_batch(topic, statement, make_participant):
    people = [make_participant() for _ in range(6)]
    for person in people[:5]:
        vote(person, statement)
    move_splits(topic=topic, at=NIGHT)

    vote(people[0], statement, -1, at=NIGHT + timedelta(seconds=1))
    vote(people[5], statement, -1)
    move_splits(topic=topic, at=NIGHT)

    assert shown(topic) == (5, 0, 0)


def test_at_close_everything_of_five_and_more_is_published(topic, make_statement, make_participant):
    many, few = make_statement("Satu gagasan."), make_statement("Gagasan lain.")
    people = [make_participant() for _ in range(7)]
    for person in people:
        vote(person, many)
        move_splits(topic=topic, at=NIGHT)
    for person in people[:4]:
        vote(person, few)
    topic.status = Topic.Status.CLOSED

    move_splits(topic=topic, at=NIGHT)

    assert {split.statement_id: split.n for split in StatementSplit.objects.all()} == {many.pk: 7}


def test_a_topic_moves_only_its_own_counts(topic, city, make_statement, make_participant, novita):
    other = Topic.objects.create(
        city=city, slug="lain", title="Lain", question="?", status="OPEN", created_at=NIGHT
    )
    elsewhere = make_statement("Gagasan di topik lain.", where=other)
    for _ in range(5):
        vote(make_participant(), elsewhere)

    move_splits(topic=topic, at=NIGHT)

    assert not StatementSplit.objects.exists()


def test_whoever_reads_the_page_after_each_vote_learns_no_vote(city, topic, make_statement, make_participant):
    """Play the reader of T4: they know who votes when, and subtract each page from the one before."""
    rng = random.Random(1847)
    statements = [make_statement(f"Gagasan nomor {n}.") for n in range(3)]
    reader = Client()
    address = f"/{city.slug}/suara/{topic.slug}/"
    for statement in statements:
        reader.post(address, {"statement": statement.pk, "value": 1, "key": f"pembaca-{statement.pk}"})
    last: dict[int, tuple[int, ...]] = {}
    voters_since: dict[int, int] = {statement.pk: 1 for statement in statements}
    smallest_step, steps = 99, 0

    for round_ in range(40):
        person = make_participant()
        for statement in statements:
            receipt = vote(person, statement, rng.choice([1, 0, -1]), at=NIGHT + timedelta(seconds=round_))
            voters_since[statement.pk] += 1
            if rng.random() < 0.1:
                retract_vote(by=person, key=receipt.key, at=NIGHT + timedelta(seconds=round_))
                voters_since[statement.pk] -= 1
            cache.clear()
            reader.post(
                address, {"statement": statement.pk, "value": 1, "key": f"pembaca-{statement.pk}-{round_}"}
            )
            page = reader.get(f"{address}saya/")
            for own, _key in page.context["votes"]:
                cut = own.split and (own.split.agree, own.split.passed, own.split.disagree)
                if cut and cut != last.get(own.statement.id):
                    smallest_step = min(smallest_step, voters_since[own.statement.id])
                    voters_since[own.statement.id] = 0
                    last[own.statement.id] = cut
                    steps += 1

    assert steps >= 12
    assert smallest_step >= 5
