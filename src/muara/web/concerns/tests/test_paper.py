from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import AuditLine, Participant
from muara.web.concerns.actions import CannotEnterSheet, SheetIsTaken, VotingIsClosed, enter_sheet
from muara.web.concerns.models import Topic, Vote, VoteEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def statements(make_statement):
    return [make_statement(f"Gagasan nomor {n}.") for n in range(4)]


@pytest.fixture
def address(city, topic) -> str:
    return f"/{city.slug}/suara/{topic.slug}/isi/"


def answers(statements, *values):
    return {statement.pk: value for statement, value in zip(statements, values, strict=True)}


def test_a_sheet_is_one_person_on_paper_with_who_recorded_it(topic, statements, novita):
    entered = enter_sheet(by=novita, topic=topic, number=12, answers=answers(statements, 1, -1, 0, None), at=NIGHT)

    person = Participant.objects.get()
    assert (person.is_assisted, person.assisted_by, person.tier) == (True, novita, "VERIFIED")
    assert dict(Vote.objects.values_list("statement__number", "value")) == {1: 1, 2: -1, 3: 0}
    assert set(Vote.objects.values_list("channel", "recorded_by")) == {("PAPER", novita.pk)}
    assert (entered.n_answers, entered.is_new) == (3, True)
    assert AuditLine.objects.get(verb="sheet_entered").detail == {"sheet": 12, "answers": 3, "changed": 3}


def test_the_same_number_again_edits_the_sheet(topic, statements, novita):
    enter_sheet(by=novita, topic=topic, number=12, answers=answers(statements, 1, -1, 0, 1), at=NIGHT)
    changed = answers(statements, 1, 1, None, 1)
    with pytest.raises(SheetIsTaken, match="12"):
        enter_sheet(by=novita, topic=topic, number=12, answers=changed, at=NIGHT)

    entered = enter_sheet(by=novita, topic=topic, number=12, answers=changed, at=NIGHT, replaces=True)

    assert dict(Vote.objects.values_list("statement__number", "value")) == {1: 1, 2: 1, 4: 1}
    assert (entered.n_changed, entered.is_new) == (2, False)
    assert Participant.objects.count() == 1
    assert VoteEvent.objects.count() == 6  # four, one changed, one undone


def test_a_long_sheet_is_kept_whole(topic, make_statement, novita):
    statements = [make_statement(f"Gagasan nomor {n}.") for n in range(120)]

    enter_sheet(by=novita, topic=topic, number=1, answers={s.pk: 1 for s in statements}, at=NIGHT)

    assert Vote.objects.count() == 120


def test_who_is_no_facilitator_enters_nothing(topic, statements, stranger, make_member, other_city):
    neighbor = make_member("tetangga", "FACILITATOR", other_city)
    for somebody in (stranger, neighbor):
        with pytest.raises(PermissionDenied):
            enter_sheet(by=somebody, topic=topic, number=1, answers=answers(statements, 1, 1, 1, 1), at=NIGHT)
    assert not Participant.objects.exists()


def test_an_empty_sheet_a_wrong_number_and_a_closed_topic_leave_nothing_behind(topic, statements, novita):
    with pytest.raises(CannotEnterSheet):
        enter_sheet(
            by=novita, topic=topic, number=1, answers=answers(statements, None, None, None, None), at=NIGHT
        )
    with pytest.raises(CannotEnterSheet):
        enter_sheet(by=novita, topic=topic, number=0, answers=answers(statements, 1, 1, 1, 1), at=NIGHT)
    Topic.objects.update(status="CLOSED")
    with pytest.raises(VotingIsClosed):
        enter_sheet(by=novita, topic=topic, number=1, answers=answers(statements, 1, 1, 1, 1), at=NIGHT)
    assert not Participant.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_sheet_lives_or_dies_as_a_whole(topic, statements, novita, monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("muara.web.concerns.actions.paper.record", fail)

    with pytest.raises(OSError, match="disk full"):
        enter_sheet(by=novita, topic=topic, number=1, answers=answers(statements, 1, 1, 1, 1), at=NIGHT)
    assert not Vote.objects.exists()
    assert not Participant.objects.exists()


def test_paper_from_no_session_is_not_verified_by_itself(topic, statements, novita):
    Topic.objects.update(session=None, who_may_vote="VERIFIED")

    with pytest.raises(CannotEnterSheet, match="terverifikasi"):
        enter_sheet(by=novita, topic=topic, number=1, answers=answers(statements, 1, 1, 1, 1), at=NIGHT)
    assert not Participant.objects.exists()


def typed(statements, *values, **more):
    return {f"s{s.pk}": value for s, value in zip(statements, values, strict=True)} | {"number": "7"} | more


def test_a_facilitator_types_a_sheet_and_changes_it(as_user, novita, address, statements):
    client = as_user(novita)

    answer = client.post(address, typed(statements, "1", "2", "3", "0"))

    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert "Lembar 7 tersimpan, dengan 3 jawaban." in page.content.decode()
    assert page.context["number"] == 8
    opened = client.get(f"{address}?lembar=7")
    assert [line.typed for line in opened.context["lines"]] == ["1", "2", "3", ""]
    assert client.post(address, typed(statements, "2", "2", "3", "1", replaces="7")).status_code == 303
    assert dict(Vote.objects.values_list("statement__number", "value")) == {1: -1, 2: -1, 3: 0, 4: 1}


def test_a_number_that_was_typed_before_asks_first_and_keeps_what_was_typed(as_user, novita, address, statements):
    client = as_user(novita)
    client.post(address, typed(statements, "1", "1", "1", "1"))

    answer = client.post(address, typed(statements, "2", "2", "2", "2"))

    assert answer.status_code == 409
    assert [line.typed for line in answer.context["lines"]] == ["2"] * 4
    assert answer.context["replaces"] == 7
    assert set(Vote.objects.values_list("value", flat=True)) == {1}


@pytest.mark.parametrize("wrong", ["4", "x", "１", "\0", "11", "😀"])
def test_another_mark_than_1_2_3_0_is_shown_and_nothing_is_stored(as_user, novita, address, statements, wrong):
    answer = as_user(novita).post(address, typed(statements, "1", wrong, "", "1"))

    assert answer.status_code == 422
    assert "Baris 2" in answer.content.decode()
    assert not Vote.objects.exists()


@pytest.mark.parametrize("number", ["", "0", "-3", "10000", "tujuh", "9" * 30, "\0"])
def test_a_sheet_without_a_proper_number_is_kept_on_the_screen(as_user, novita, address, statements, number):
    answer = as_user(novita).post(address, typed(statements, "1", "2", "", "1", number=number))

    assert answer.status_code == 422
    assert [line.typed for line in answer.context["lines"]] == ["1", "2", "", "1"]


def test_sheets_are_numbered_on_and_name_their_wording(as_user, novita, address, topic, statements):
    client, sheets = as_user(novita), address.replace("/isi/", "/lembar/")
    client.post(address, typed(statements, "1", "2", "", "1"))

    first = client.get(f"{sheets}?copies=2")
    statements[0].text, statements[0].version = "Gagasan yang diperbaiki.", 2
    statements[0].save()
    second = client.get(sheets)

    assert list(first.context["numbers"]) == [8, 9]
    assert first.context["edition"].mark != second.context["edition"].mark
    assert first.content.decode().count("○") == 2 * 4 * 3
    assert client.get(f"{sheets}?copies=1000").status_code == 422


def test_cards_are_two_on_a_page_and_lead_to_the_phone(client, city):
    text = client.get(f"/{city.slug}/keresahan/kartu/").content.decode()

    assert text.count('class="a5"') == 2
    assert "Saya resah karena" in text


def test_the_entry_screen_asks_few_questions(
    as_user, novita, address, topic, make_statement, django_assert_max_num_queries
):
    for n in range(80):
        make_statement(f"Gagasan nomor {n}.")
    client = as_user(novita)
    client.get(address)

    with django_assert_max_num_queries(10):
        client.get(address)
    with django_assert_max_num_queries(10):
        client.get(address.replace("/isi/", "/lembar/"))
