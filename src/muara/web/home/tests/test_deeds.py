"""What somebody did about it is told to everybody upstream: on the evening's page and on the thread's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import NIGHT
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.concerns.models import Concern, StatementOrigin, Topic
from muara.web.home.deeds import deeds_of
from muara.web.home.outcome import outcome_of
from muara.web.initiatives.models import Initiative

ITEM = {
    "statement": 1, "status": "thread", "groups": [], "agree": 9, "disagree": 1, "pass": 0, "n": 10, "share": 0.9,
    "low": 0.7, "high": 1.0, "worst_group": None, "worst_group_agreement": 0.9, "lower_bound": 0.64,
    "fragility": 9, "worst_low": 0.7, "worst_high": 1.0,
}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def concern(topic: Topic) -> Concern:
    return Concern.objects.create(
        city=topic.city, topic=topic, session=topic.session, because="Gedung kosong.", raised_at=NIGHT,
        decided_at=NIGHT, status="WORDED",
    )  # fmt: skip


@pytest.fixture
def thread(topic: Topic, concern: Concern, make_statement: Any) -> CommonThread:
    statement = make_statement("Ruang sudah ada.")
    StatementOrigin.objects.create(concern=concern, statement=statement, at=NIGHT)
    reading = Reading.objects.create(
        city=topic.city, topic=topic, number=1, status="READY", is_public=True, taken_at=NIGHT
    )
    return CommonThread.objects.create(
        city=topic.city, topic=topic, reading=reading, statement=statement, number=1, why="…",
        name="Ruang bersama",
        status="PUBLISHED", named_at=NIGHT, published_at=NIGHT,
        evidence={
            "item": ITEM, "n_participants": 9, "n_votes": 9, "reading": 1, "engine_version": "",
            "input_sha256": "0" * 64,
        },
    )  # fmt: skip


@pytest.fixture
def begin(city: City, make_actor: Any) -> Any:
    owner = make_actor("Rumah kreatif")

    def one(title: str, **fields: Any) -> Initiative:
        return Initiative.objects.create(
            city=city, slug=title.lower(), title=title, purpose="…", owner=owner, phase_since_at=NIGHT,
            created_at=NIGHT, **fields,
        )  # fmt: skip

    return one


def measure(initiative: Initiative, value: int) -> None:
    initiative.outcomes.create(
        measure="Hari terpakai", unit="hari", target=Decimal(12), direction="AT_LEAST", due_date=date(2027, 1, 1),
        value=Decimal(value), on_date=date(2026, 12, 1), evidence="Dihitung.", source="Jadwal", at=NIGHT,
    )  # fmt: skip


def test_a_concern_is_followed_to_what_was_done_and_measured(
    topic: Topic, concern: Concern, thread: CommonThread, begin: Any
):
    joined = Concern.objects.create(
        city=topic.city, topic=topic, session=topic.session, because="Sama.", raised_at=NIGHT, decided_at=NIGHT,
        status="MERGED", merged_into=concern,
    )  # fmt: skip
    through_the_thread, direct = begin("Benang", thread=thread), begin("Langsung", concern=concern)
    begin("Lain", concern=Concern.objects.create(city=topic.city, because="Lain.", raised_at=NIGHT))
    measure(direct, 14)

    outcome = outcome_of(topic.session)

    for voiced in outcome.concerns:
        assert [deed.slug for deed in voiced.deeds] == [through_the_thread.slug, direct.slug], voiced.because
    assert joined.because in {voiced.because for voiced in outcome.concerns}
    assert [(deed.slug, deed.is_reached) for deed in outcome.deeds] == [("benang", None), ("langsung", True)]
    assert outcome.n_measured == 1


def test_what_was_taken_back_was_not_measured(city: City, concern: Concern, begin: Any):
    one = begin("Satu", concern=concern)
    measure(one, 4)
    assert [deed.is_reached for deed in deeds_of(city)] == [False]
    one.outcomes.update(withdrawn_at=NIGHT, withdrawn_why="Salah.")

    assert [deed.is_reached for deed in deeds_of(city)] == [None]


def test_the_pages_of_the_evening_and_of_the_thread_lead_to_it(
    client: Client, topic: Topic, concern: Concern, thread: CommonThread, begin: Any
):
    measure(begin("Panggung", concern=concern, thread=thread), 14)
    link = 'href="/purwokerto/prakarsa/panggung/"'

    evening = client.get("/purwokerto/sesi/25/kemudian/").content.decode()
    page = client.get("/purwokerto/benang-merah/utas/1/kemudian/").content.decode()
    slot = client.get("/purwokerto/benang-merah/utas/1/kemudian/", headers={"hx-request": "true"}).content.decode()

    assert evening.count(link) == 3  # twice in the log and at the concern
    assert link in page
    assert link in slot
    assert "<html" not in slot
    assert "14 hari" in evening
    assert (
        "/purwokerto/benang-merah/utas/1/kemudian/"
        in client.get(reverse("common_ground:thread", args=["purwokerto", 1])).content.decode()
    )


def test_reading_it_asks_a_fixed_number_of_questions(
    city: City, concern: Concern, thread: CommonThread, begin: Any, django_assert_num_queries: Any
):
    for n in range(12):
        measure(begin(f"Prakarsa{n}", concern=concern, thread=thread), n)

    with django_assert_num_queries(2):
        assert len(deeds_of(city)) == 12


def test_of_another_city_nothing_is_told(city: City, other_city: City, concern: Concern, begin: Any):
    begin("Satu", concern=concern)

    assert deeds_of(other_city) == []


def test_the_front_page_shows_what_was_measured_last_reached_or_not(
    client: Client, city: City, concern: Concern, begin: Any, django_assert_max_num_queries: Any
):
    for n in range(5):
        measure(begin(f"Prakarsa{n}", concern=concern), 10 + n)
    begin("Belum", concern=concern)
    last = Initiative.objects.get(slug="prakarsa0").outcomes.get()
    last.on_date = date(2026, 12, 9)
    last.save()

    with django_assert_max_num_queries(10):
        page = client.get("/purwokerto/").content.decode()

    assert page.count('class="said" href="/purwokerto/prakarsa/') == 3
    places = [page.find(f'class="said" href="/purwokerto/prakarsa/prakarsa{n}/') for n in (0, 4, 3, 2)]
    assert 0 < places[0] < places[1] < places[2]
    assert places[3] == -1
    assert 'href="/purwokerto/prakarsa/"' in page
