from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.models import Notice, Participant
from muara.web.forum.actions import (
    CannotAnswerSuggestion,
    CannotSuggestCorrection,
    accept_suggestion,
    decline_suggestion,
    draft_minutes,
    publish_minutes,
    suggest_correction,
)
from muara.web.forum.minutes_text import Parts, put_right, write
from muara.web.forum.models import Attendance, Minutes, Session, Suggestion

pytestmark = pytest.mark.django_db
TEXT = write(Parts(threads=("Ruangnya sudah ada",), differences=("Sebagian ingin sekretariat",)))
WEEK = timedelta(days=7)


@pytest.fixture
def out(session: Session, novita: Any, aldo: Participant) -> Minutes:
    Session.objects.update(status="CLOSED", hall_code="")
    session.refresh_from_db()
    Attendance.objects.create(session=session, participant=aldo, at=NIGHT)
    minutes = draft_minutes(by=novita, session=session, text=TEXT, why="Disusun", at=NIGHT).minutes
    return publish_minutes(by=novita, minutes=minutes, at=NIGHT)


@pytest.fixture
def asked(out: Minutes, aldo: Participant) -> Suggestion:
    return suggest_correction(
        by=aldo, minutes=out, wrong="Ruangnya sudah ada", right="Ruang dan uangnya sudah ada", at=NIGHT
    )


def test_somebody_who_was_there_asks_and_a_facilitator_takes_it_over(out, asked, novita, aldo):
    text = put_right(TEXT, asked.wrong, asked.right)

    accept_suggestion(by=novita, suggestion=asked, text=text, answer="Benar, terima kasih", at=NIGHT)

    asked.refresh_from_db()
    newest = out.versions.order_by("-number")[0]
    assert (asked.status, asked.answered_by) == ("ACCEPTED", novita)
    assert "Ruang dan uangnya" in newest.text
    assert newest.why == "Koreksi 1: Benar, terima kasih"
    assert Notice.objects.filter(participant=aldo, kind="correction_accepted").count() == 1


def test_a_correction_is_declined_with_a_word_and_the_text_stays(out, asked, novita, aldo):
    decline_suggestion(by=novita, suggestion=asked, answer="Uang tidak dibahas", at=NIGHT)

    asked.refresh_from_db()
    assert (asked.status, out.versions.count()) == ("DECLINED", 1)
    assert Notice.objects.get(kind="correction_declined").params["answer"] == "Uang tidak dibahas"


def test_who_was_not_there_asks_for_nothing(out, make_participant, stranger):
    for person in (make_participant("VERIFIED"), stranger):
        with pytest.raises(PermissionDenied):
            suggest_correction(by=person, minutes=out, right="lain", at=NIGHT)

    assert not Suggestion.objects.exists()


def test_a_facilitator_writes_down_what_somebody_without_a_phone_told(out, novita):
    made = suggest_correction(by=novita, minutes=out, right="Ada tujuh pedagang", role="pedagang", at=NIGHT)

    assert (made.by, made.recorded_by, made.role) == (None, novita, "pedagang")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"right": " "}, "seharusnya"),
        ({"right": "x" * 501}, "500"),
        ({"right": "a", "wrong": "tidak ada di sana"}, "Salin"),
    ],
)
def test_a_correction_that_cannot_be_followed_is_refused(out, aldo, given, why):
    with pytest.raises(CannotSuggestCorrection, match=why):
        suggest_correction(by=aldo, minutes=out, at=NIGHT, **given)

    assert not Suggestion.objects.exists()


def test_a_draft_takes_no_corrections(session, novita, aldo):
    Session.objects.update(status="CLOSED", hall_code="")
    session.refresh_from_db()
    Attendance.objects.create(session=session, participant=aldo, at=NIGHT)
    draft = draft_minutes(by=novita, session=session, text=TEXT, why="x", at=NIGHT).minutes

    with pytest.raises(CannotSuggestCorrection):
        suggest_correction(by=aldo, minutes=draft, right="lain", at=NIGHT)


def test_after_seven_days_nothing_is_asked_or_taken_over_but_a_word_is_owed(out, asked, novita, aldo):
    late = NIGHT + WEEK
    with pytest.raises(CannotSuggestCorrection, match="dikunci"):
        suggest_correction(by=aldo, minutes=out, right="lain", at=late)
    with pytest.raises(CannotAnswerSuggestion, match="dikunci"):
        accept_suggestion(by=novita, suggestion=asked, text=TEXT + "x", answer="ya", at=late)
    assert out.versions.count() == 1

    decline_suggestion(by=novita, suggestion=asked, answer="Datang terlambat, maaf", at=late)

    asked.refresh_from_db()
    assert asked.status == "DECLINED"


def test_a_correction_is_answered_once_with_a_word_and_a_change(asked, novita):
    with pytest.raises(CannotAnswerSuggestion, match="sepatah kata"):
        decline_suggestion(by=novita, suggestion=asked, answer=" ", at=NIGHT)
    with pytest.raises(CannotAnswerSuggestion, match="sama"):
        accept_suggestion(by=novita, suggestion=asked, text=TEXT, answer="ya", at=NIGHT)
    decline_suggestion(by=novita, suggestion=asked, answer="tidak", at=NIGHT)
    with pytest.raises(CannotAnswerSuggestion, match="sudah dijawab"):
        decline_suggestion(by=novita, suggestion=asked, answer="tidak", at=NIGHT)


def test_an_outsider_answers_nothing(asked, outsider):
    with pytest.raises(PermissionDenied):
        decline_suggestion(by=outsider, suggestion=asked, answer="x", at=NIGHT)
    with pytest.raises(PermissionDenied):
        accept_suggestion(by=outsider, suggestion=asked, text=TEXT, answer="x", at=NIGHT)

    asked.refresh_from_db()
    assert asked.is_open


def test_one_person_cannot_bury_the_facilitators(out, aldo):
    for n in range(10):
        suggest_correction(by=aldo, minutes=out, right=f"koreksi {n}", at=NIGHT)

    with pytest.raises(CannotSuggestCorrection, match="Sepuluh"):
        suggest_correction(by=aldo, minutes=out, right="satu lagi", at=NIGHT)
    assert Suggestion.objects.count() == 10
