from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine
from muara.web.concerns.actions import CannotRunTopic, close_topic, edit_topic, open_topic, plan_topic
from muara.web.concerns.models import StatementSplit, Topic, Vote

pytestmark = pytest.mark.django_db
WORDS = {"title": "Gedung kosong", "question": "Siapa boleh memakai?"}


def test_a_facilitator_plans_a_topic_as_a_draft(novita, city, session):
    topic = plan_topic(by=novita, city=city, session=session, at=NIGHT, **WORDS)

    assert (topic.slug, topic.status, topic.session) == ("gedung-kosong", "DRAFT", session)
    assert AuditLine.objects.get(verb="topic_planned").by_user == novita


def test_the_address_is_used_once_in_a_city_and_is_no_page_of_the_room(novita, city, make_member, other_city):
    slugs = [plan_topic(by=novita, city=city, at=NIGHT, **WORDS).slug for _ in range(3)]
    pages = [plan_topic(by=novita, city=city, at=NIGHT, title=t, question="Apa?").slug for t in ("Baru", "Cara")]
    neighbor = make_member("nita", "FACILITATOR", other_city)

    assert slugs == ["gedung-kosong", "gedung-kosong-2", "gedung-kosong-3"]
    assert pages == ["baru-2", "cara-2"]
    assert plan_topic(by=neighbor, city=other_city, at=NIGHT, **WORDS).slug == "gedung-kosong"
    assert plan_topic(by=novita, city=city, at=NIGHT, title="ꦱꦠꦸ", question="Apa?").slug == "topik"


@pytest.mark.parametrize("wrong", [{"title": " "}, {"title": "x" * 81}, {"question": ""}, {"moderation": "NEVER"}])
def test_a_topic_without_good_words_is_refused(novita, city, wrong):
    with pytest.raises(CannotRunTopic):
        plan_topic(by=novita, city=city, at=NIGHT, **WORDS | wrong)
    assert not Topic.objects.exists()


def test_who_does_not_facilitate_this_city_plans_nothing(stranger, make_member, city, other_city, session):
    for by in (stranger, make_member("nita", "FACILITATOR", other_city), make_member("mia", "MEMBER")):
        with pytest.raises(PermissionDenied):
            plan_topic(by=by, city=city, at=NIGHT, **WORDS)
    neighbor = make_member("nana", "FACILITATOR", other_city)
    with pytest.raises(CannotRunTopic):
        plan_topic(by=neighbor, city=other_city, session=session, at=NIGHT, **WORDS)
    assert not Topic.objects.exists()


def test_a_topic_opens_once_and_closes_once(novita, city):
    topic = plan_topic(by=novita, city=city, at=NIGHT, **WORDS)

    assert open_topic(by=novita, topic=topic, at=NIGHT).is_open
    with pytest.raises(CannotRunTopic):
        open_topic(by=novita, topic=topic, at=NIGHT)
    assert close_topic(by=novita, topic=topic, at=NIGHT).closed_at == NIGHT
    for again in (open_topic, close_topic):
        with pytest.raises(CannotRunTopic):
            again(by=novita, topic=topic, at=NIGHT)
    assert list(AuditLine.objects.order_by("pk").values_list("verb", flat=True)) == [
        "topic_planned", "topic_opened", "topic_closed",
    ]  # fmt: skip


def test_a_stranger_opens_closes_and_changes_nothing(stranger, topic):
    for step in (open_topic, close_topic):
        with pytest.raises(PermissionDenied):
            step(by=stranger, topic=topic, at=NIGHT)
    with pytest.raises(PermissionDenied):
        edit_topic(by=stranger, topic=topic, at=NIGHT, **SETTINGS)
    topic.refresh_from_db()
    assert (topic.is_open, topic.title) == (True, "Gedung kosong")


def test_closing_shows_the_last_counts(novita, topic, make_statement, make_participant):
    statement = make_statement("Gedung kosong boleh dipakai warga.")
    for _ in range(6):
        Vote.objects.create(participant=make_participant(), statement=statement, value=1, cast_at=NIGHT)

    close_topic(by=novita, topic=topic, at=NIGHT)

    assert StatementSplit.objects.get().n == 6


SETTINGS = {**WORDS, "who_may_vote": "EVERYONE", "who_may_write": "VERIFIED", "moderation": "AFTER"}


def test_settings_change_and_the_change_is_written_down(novita, topic):
    edit_topic(by=novita, topic=topic, at=NIGHT + timedelta(hours=1), **SETTINGS)

    topic.refresh_from_db()
    assert (topic.who_may_write, topic.moderation, topic.slug) == ("VERIFIED", "AFTER", "gedung-kosong")
    assert AuditLine.objects.get().detail == {
        "who_may_write": ["EVERYONE", "VERIFIED"],
        "moderation": ["BEFORE", "AFTER"],
    }


def test_the_question_stays_once_somebody_has_voted(novita, topic, make_statement, aldo):
    Vote.objects.create(participant=aldo, statement=make_statement("Boleh."), value=1, cast_at=NIGHT)

    with pytest.raises(CannotRunTopic):
        edit_topic(by=novita, topic=topic, at=NIGHT, **SETTINGS | {"question": "Siapa yang membayar?"})
    kept = edit_topic(by=novita, topic=topic, at=NIGHT, **SETTINGS | {"question": topic.question})
    assert kept.title == "Gedung kosong"
