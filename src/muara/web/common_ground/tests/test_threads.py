from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, Notice
from muara.web.accounts.notices import sentence
from muara.web.common_ground.actions import (
    CannotNameThread,
    CannotPublishThread,
    name_thread,
    publish_thread,
)
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.common_ground.tests.conftest import cast
from muara.web.concerns.models import Concern, Statement, StatementOrigin

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading(planted, take) -> Reading:
    return take(planted.topic)


@pytest.fixture
def name(reading, planted, novita):
    def name_one(place: int = 0, **changed) -> CommonThread:
        given = {
            "by": novita,
            "reading": reading,
            "statement": planted.statements[place],
            "name": "Uang berputar di rumah sendiri",
            "why": "Semua bercerita hal yang sama.\n\nDari arah berbeda.",
            "at": NIGHT,
        }
        return name_thread(**(given | changed))

    return name_one


def test_a_named_thread_is_a_draft_with_its_evidence(name, reading):
    thread = name()

    assert (thread.number, thread.status, thread.reading) == (1, "DRAFT", reading)
    assert thread.evidence["item"]["statement"] == 1
    assert thread.evidence["input_sha256"] == reading.input_sha256
    assert len(thread.evidence["item"]["groups"]) == 3
    assert not Notice.objects.exists()


def test_naming_a_draft_again_rewords_it(name):
    first, again = name(), name(name="Belanja tinggal di kota")

    assert first.pk == again.pk
    assert CommonThread.objects.get().name == "Belanja tinggal di kota"


def test_what_divides_cannot_be_named_and_the_refusal_says_what_is_missing(name):
    with pytest.raises(CannotNameThread, match="60"):
        name(place=6)

    assert not CommonThread.objects.exists()


def test_what_too_few_have_answered_cannot_be_named(planted, take, name, make_statement):
    new = make_statement("Baru ditulis.", where=planted.topic)
    for person in planted.people[:3]:
        cast(person, new, 1)
    newer = take(planted.topic)

    with pytest.raises(CannotNameThread) as refusal:
        name(reading=newer, statement=new)

    assert "5" in str(refusal.value)


def test_a_statement_that_came_later_asks_for_a_new_reading(name, planted, make_statement):
    with pytest.raises(CannotNameThread, match="1"):
        name(statement=make_statement("Baru ditulis.", where=planted.topic))


def test_a_withdrawn_statement_cannot_be_named(name, planted):
    Statement.objects.filter(pk=planted.statements[0].pk).update(status="REJECTED")
    planted.statements[0].refresh_from_db()

    with pytest.raises(CannotNameThread):
        name()


@pytest.mark.parametrize("field", ["name", "why"])
def test_a_thread_needs_a_name_and_a_reason(name, field):
    with pytest.raises(CannotNameThread):
        name(**{field: " \u200b "})

    assert not CommonThread.objects.exists()


def test_a_stranger_names_and_publishes_nothing(name, stranger, make_member, other_city):
    thread = name()
    for somebody in (stranger, make_member("tetangga", "FACILITATOR", other_city)):
        with pytest.raises(PermissionDenied):
            name(by=somebody, name="Lain")
        with pytest.raises(PermissionDenied):
            publish_thread(by=somebody, thread=thread, at=NIGHT)

    assert CommonThread.objects.get().name == "Uang berputar di rumah sendiri"
    assert CommonThread.objects.get().status == "DRAFT"


def test_everybody_whose_voice_led_here_is_told_once(name, planted, novita, make_participant, city):
    author, worried, joined = (make_participant() for _ in range(3))
    statement = planted.statements[0]
    Statement.objects.filter(pk=statement.pk).update(author=author)
    statement.refresh_from_db()
    concern = Concern.objects.create(
        city=city, topic=planted.topic, raised_by=worried, because="uang cepat pergi", raised_at=NIGHT
    )
    Concern.objects.create(
        city=city, topic=planted.topic, raised_by=joined, because="sama", merged_into=concern, raised_at=NIGHT
    )
    StatementOrigin.objects.create(statement=statement, concern=concern, at=NIGHT)
    cast(author, statement, 1)
    cast(worried, statement, 1)
    disagreeing = statement.votes.filter(value=-1).values_list("participant_id", flat=True)

    publish_thread(by=novita, thread=name(), at=NIGHT)

    told = dict(Notice.objects.values_list("participant_id", "kind"))
    assert Notice.objects.count() == len(told)
    assert told[author.pk] == "thread_from_statement"
    assert (told[worried.pk], told[joined.pk]) == ("thread_from_concern", "thread_from_concern")
    supporters = [kind for kind in told.values() if kind == "thread_supported"]
    assert len(supporters) == statement.votes.filter(value=1).count() - 2
    assert not set(disagreeing) & set(told)
    notice = Notice.objects.get(participant=author)
    assert "Uang berputar di rumah sendiri" in sentence(notice.kind, notice.params)
    assert notice.link == f"/{city.slug}/benang-merah/utas/1/"


def test_the_authors_of_what_was_merged_into_it_are_told_too(name, planted, novita, make_participant, city):
    author, worried = make_participant(), make_participant()
    first = Statement.objects.create(
        topic=planted.topic, number=90, text="Kata lama.", status="REPLACED", author=author, created_at=NIGHT
    )
    second = Statement.objects.create(
        topic=planted.topic, number=91, text="Kata tengah.", status="MERGED", created_at=NIGHT,
        successor=planted.statements[0],
    )  # fmt: skip
    Statement.objects.filter(pk=first.pk).update(successor=second)
    concern = Concern.objects.create(
        city=city, topic=planted.topic, raised_by=worried, because="uang cepat pergi", raised_at=NIGHT
    )
    StatementOrigin.objects.create(statement=first, concern=concern, at=NIGHT)

    publish_thread(by=novita, thread=name(), at=NIGHT)

    assert Notice.objects.get(participant=author).kind == "thread_from_statement"
    assert Notice.objects.get(participant=worried).kind == "thread_from_concern"


def test_publishing_asks_the_database_the_same_however_many_agreed(
    name, planted, novita, make_participant, django_assert_max_num_queries
):
    thread = name()
    for _ in range(60):
        cast(make_participant(), planted.statements[0], 1)

    with django_assert_max_num_queries(16):
        publish_thread(by=novita, thread=thread, at=NIGHT)

    assert Notice.objects.count() > 100


def test_a_published_thread_is_neither_renamed_nor_published_twice(name, novita):
    thread = publish_thread(by=novita, thread=name(), at=NIGHT)
    told = Notice.objects.count()

    with pytest.raises(CannotPublishThread):
        publish_thread(by=novita, thread=thread, at=NIGHT)
    with pytest.raises(CannotNameThread):
        name(name="Lain")

    assert Notice.objects.count() == told


def test_numbers_of_a_held_back_reading_are_not_published_by_naming(name, planted, take, novita, make_participant):
    cast(make_participant(), planted.statements[0], 1)
    thread = name(reading=take(planted.topic))

    with pytest.raises(CannotPublishThread):
        publish_thread(by=novita, thread=thread, at=NIGHT)

    assert CommonThread.objects.get().status == "DRAFT"
    assert not Notice.objects.exists()


def test_publication_notices_and_audit_line_live_or_die_together(name, novita, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk full")

    thread = name()
    monkeypatch.setattr("muara.web.common_ground.actions.thread.record", fail)
    with pytest.raises(OSError, match="disk full"):
        publish_thread(by=novita, thread=thread, at=NIGHT)

    assert CommonThread.objects.get().status == "DRAFT"
    assert not Notice.objects.exists()
    assert not AuditLine.objects.filter(verb="published_thread").exists()
