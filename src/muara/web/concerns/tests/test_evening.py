from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from conftest import NIGHT
from muara.web.cities.models import City
from muara.web.concerns.models import Concern, Topic, Vote
from muara.web.concerns.queries.evening import Pulse, pulse_of, topic_of_evening
from muara.web.forum.models import Session

pytestmark = pytest.mark.django_db


def test_the_evening_leads_to_its_open_topic(client: Client, topic: Topic):
    assert client.get("/purwokerto/sesi/25/topik/").headers["Location"] == "/purwokerto/suara/gedung-kosong/"


def test_an_open_topic_stands_before_a_closed_one_and_a_draft_is_not_seen(topic: Topic):
    for slug, status in [("lama", "CLOSED"), ("rancangan", "DRAFT")]:
        Topic.objects.create(
            city=topic.city,
            session=topic.session,
            slug=slug,
            title=slug,
            question="?",
            status=status,
            created_at=NIGHT,
        )

    assert topic_of_evening(topic.session) == topic
    topic.delete()
    assert topic_of_evening(Session.objects.get()).slug == "lama"


def test_an_evening_without_a_topic_leads_to_all_topics(client: Client, session: Session):
    assert client.get("/purwokerto/sesi/25/topik/").headers["Location"] == "/purwokerto/suara/"


def test_a_draft_and_another_city_are_not_found(client: Client, session: Session, other_city: City):
    assert client.get("/cilacap/sesi/25/topik/").status_code == 404
    Session.objects.update(status="DRAFT")
    for path in ("topik", "denyut"):
        assert client.get(f"/purwokerto/sesi/25/{path}/").status_code == 404


def test_votes_are_told_in_fives_and_rejected_concerns_not_at_all(
    topic: Topic, make_statement: Any, make_participant: Any
):
    for status in ("RAISED", "WORDED", "REJECTED"):
        Concern.objects.create(city=topic.city, session=topic.session, because="…", status=status, raised_at=NIGHT)
    statements = [make_statement("Satu."), make_statement("Dua.")]
    seen = []
    for _ in range(6):
        person = make_participant()
        for statement in statements:
            Vote.objects.create(statement=statement, participant=person, value=1, cast_at=NIGHT)
        seen.append(pulse_of(topic.session))

    assert seen[3] == Pulse(2, 5, 0)
    assert seen[4] == Pulse(2, 10, 5)
    assert seen[5] == Pulse(2, 10, 5)


def test_the_screen_of_the_room_hears_it_in_one_line(client: Client, topic: Topic):
    Concern.objects.create(city=topic.city, session=topic.session, because="…", raised_at=NIGHT)

    answer = client.get("/purwokerto/sesi/25/denyut/")

    assert answer.content.decode().strip() == "<b>1 keresahan</b> di atas meja"
