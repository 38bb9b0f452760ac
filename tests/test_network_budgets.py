"""Five hundred actors: what-if takes its thousand draws, and every page stays light for a phone."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest

from muara.web.network.actions import lay_out
from muara.web.network.models import Actor, ActorEvent, Holding, Process, Role, Tie
from tests.weight import first_visit

pytestmark = pytest.mark.django_db
AT, DAY = datetime(2026, 11, 1, tzinfo=UTC), date(2025, 1, 1)
HERE = "/purwokerto/jejaring/"


@pytest.fixture
def five_hundred(city):
    rng = random.Random(4)
    kinds = Actor.Kind.values
    actors = Actor.objects.bulk_create(
        Actor(
            city=city, slug=f"a-{i}", name=f"Organisasi nomor {i}", kind=kinds[i % len(kinds)], hub=f"Hub {i % 7}",
            n_members=i % 90, offers=f"Barang {i % 40}\nJasa {i % 25}", created_at=AT, reviewed_at=AT,
        )
        for i in range(500)
    )  # fmt: skip
    ActorEvent.objects.bulk_create(
        ActorEvent(actor=one, kind="JOINED", on_date=DAY, recorded_at=AT) for one in actors
    )
    pairs = {(rng.randrange(max(0, i - 30), i), i) for i in range(1, 500)}
    while len(pairs) < 1500:
        pairs.add(tuple(sorted(rng.sample(range(500), 2))))
    Tie.objects.bulk_create(
        Tie(
            city=city, a=actors[i], b=actors[j], kind=("INFORMATION", "JOINT_WORK")[rng.random() < 0.5],
            since_date=DAY, reported_by_a_at=AT, reported_by_b_at=AT if rng.random() < 0.7 else None,
            created_at=AT,
        )
        for i, j in sorted(pairs)
    )  # fmt: skip
    for p in range(60):
        process = Process.objects.create(
            city=city, slug=f"p-{p}", name=f"Proses {p}", since_date=DAY, created_at=AT
        )
        for r in range(3):
            role = Role.objects.create(process=process, name=f"peran {r}", needed=1 + r % 2, since_date=DAY)
            Holding.objects.bulk_create(
                Holding(role=role, actor=one, since_date=DAY) for one in rng.sample(actors, 2 + r % 2)
            )
    lay_out(city=city, at=AT)
    return actors


def test_what_if_draws_a_thousand_times_for_five_hundred_actors(as_user, novita, five_hundred):
    answer = as_user(novita).get(f"{HERE}bagaimana-jika/?pergi=a-7")

    assert "Dalam 1.000 tarikan" in answer.content.decode()


def test_every_page_stays_light(as_user, novita, five_hundred, django_assert_max_num_queries):
    me = as_user(novita)
    for path in (
        "", "peta/", "peta/?tampil=daftar", "bagaimana-jika/", "bagaimana-jika/?pergi=a-7", "kesehatan/",
        "jembatan/", "proses/",
    ):  # fmt: skip
        with django_assert_max_num_queries(12):
            weight = first_visit(me, HERE + path)
        assert weight.total <= 30_000, str(weight)
