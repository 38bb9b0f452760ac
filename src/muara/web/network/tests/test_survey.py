"""A trust survey from its draft to its file: who may, what is refused, and what is said of few."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from muara.formats.trust_csv import read_answers
from muara.web.accounts.models import AuditLine, Participant
from muara.web.network.actions import survey as run
from muara.web.network.actions.answering import (
    AnsweredOtherwise,
    CannotAnswer,
    Said,
    SurveyIsClosed,
    add_partner,
    enter_answers,
)
from muara.web.network.housekeeping import look_after_surveys
from muara.web.network.models import SurveyAnswer, SurveyRound
from muara.web.network.tests.conftest import GOOD, POOR
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.worker import run_waiting

pytestmark = pytest.mark.django_db
WHY = "Untuk penelitian jejaring kota"


# Preparing and opening


def test_everybody_is_asked_about_those_with_most_ties_and_never_about_more_than_the_most(
    ring, city, sekar, make_tie
):
    make_tie(ring[0], ring[3], "REFERRAL")
    now = timezone.now()

    survey = run.prepare_survey(
        by=sekar, city=city, title="Putaran", why="", closes_at=now + timedelta(days=5), most_partners=2, at=now
    )

    first = survey.respondents.get(actor=ring[0]).answers.order_by("position")
    assert first[0].partner == ring[3]
    assert {one.answers.count() for one in survey.respondents.all()} == {2}


def test_a_round_of_four_could_show_nothing(make_actor, city, sekar):
    for name in "abcd":
        make_actor(name)
    now = timezone.now()

    with pytest.raises(run.CannotPrepareSurvey, match="kurang dari lima"):
        run.prepare_survey(by=sekar, city=city, title="P", why="", closes_at=now + timedelta(days=5), at=now)
    assert not SurveyRound.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": " "}, "judul"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "setelah hari ini"),
        ({"most_partners": 21}, "1 sampai 20"),
        ({"most_reminders": 6}, "1 sampai 20"),
    ],
)
def test_a_round_that_makes_no_sense_is_not_prepared(ring, city, sekar, wrong, says):
    now = timezone.now()
    given = {"title": "Putaran", "why": "", "closes_at": now + timedelta(days=5), **wrong}

    with pytest.raises(run.CannotPrepareSurvey, match=says):
        run.prepare_survey(by=sekar, city=city, at=now, **given)
    assert not SurveyRound.objects.exists()


def test_partners_are_chosen_before_the_round_opens_and_not_after(draft, ring, sekar, opened):
    one = opened.respondents.first()

    with pytest.raises(run.CannotPrepareSurvey, match="sudah dimulai"):
        run.choose_partners(by=sekar, respondent=one, partners=[ring[5].pk], at=timezone.now())


def test_chosen_partners_are_of_this_city_and_never_oneself(draft, ring, sekar, make_actor, other_city):
    one = draft.respondents.get(actor=ring[0])
    away = make_actor("Koperasi jauh", where=other_city)

    run.choose_partners(by=sekar, respondent=one, partners=[ring[0].pk, away.pk, ring[6].pk], at=timezone.now())

    assert [answer.partner for answer in one.answers.all()] == [ring[6]]
    with pytest.raises(run.CannotPrepareSurvey, match="paling banyak 10"):
        run.choose_partners(by=sekar, respondent=one, partners=[actor.pk for actor in ring], at=timezone.now())


def test_only_one_round_is_open_and_who_has_no_partner_is_not_asked(draft, ring, city, sekar):
    now = timezone.now()
    run.choose_partners(by=sekar, respondent=draft.respondents.get(actor=ring[0]), partners=[], at=now)

    survey = run.open_survey(by=sekar, survey=draft, at=now)

    assert survey.respondents.count() == 11
    with pytest.raises(run.CannotOpenSurvey, match="sudah pernah"):
        run.open_survey(by=sekar, survey=survey, at=now)
    later = run.prepare_survey(
        by=sekar, city=city, title="Lagi", why="", closes_at=now + timedelta(days=5), at=now
    )
    with pytest.raises(run.CannotOpenSurvey, match="putaran lain"):
        run.open_survey(by=sekar, survey=later, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyRound.objects.filter(pk=later.pk).update(state="OPEN")


@pytest.mark.parametrize("who", ["novita", "stranger"])
def test_only_the_secretariat_runs_a_round(who, request, opened, asked, city):
    by, now, one = request.getfixturevalue(who), timezone.now(), asked[0]
    n_lines = AuditLine.objects.count()

    for step in (
        lambda: run.prepare_survey(by=by, city=city, title="P", why="", closes_at=now + timedelta(days=5), at=now),
        lambda: run.choose_partners(by=by, respondent=one, partners=[], at=now),
        lambda: run.open_survey(by=by, survey=opened, at=now),
        lambda: run.close_survey(by=by, survey=opened, at=now),
        lambda: run.remind(by=by, respondent=one, at=now + timedelta(days=4)),
        lambda: run.renew_link(by=by, respondent=one, at=now),
        lambda: run.export_answers(by=by, survey=opened, purpose=WHY, chance=random.Random(1), at=now),
        lambda: enter_answers(by=by, respondent=one, answers={1: GOOD}, channel="PAPER", at=now),
    ):
        with pytest.raises(PermissionDenied):
            step()
    assert AuditLine.objects.count() == n_lines


# Answering


def test_an_answer_is_kept_at_once_and_the_last_one_finishes(asked, answer):
    one = asked[0]

    for position in (1, 2, 3, 4, 5):
        answer(one, position)
    one.refresh_from_db()
    assert one.begun_at is not None
    assert one.finished_at is None
    answer(one, 6, Said(is_stranger=True))

    one.refresh_from_db()
    assert (one.channel, one.finished_at is not None) == ("PHONE", True)
    assert AuditLine.objects.filter(verb="survey_answered").count() == 1
    assert answer(one, 6, GOOD).collaboration == "COORDINATION"


@pytest.mark.parametrize(
    "said",
    [
        Said(4, 3, None, "COORDINATION"),
        Said(4, 3, 3),
        Said(5, 3, 3, "NONE"),
        Said(4, 3, 3, "BEST_FRIENDS"),
        Said(4, None, None, "", is_stranger=True),
        Said(),
    ],
)
def test_half_an_answer_is_none(asked, answer, said):
    with pytest.raises(CannotAnswer):
        answer(asked[0], 1, said)
    assert not SurveyAnswer.objects.exclude(answered_at=None).exists()
    asked[0].refresh_from_db()
    assert asked[0].begun_at is None


def test_only_the_newest_link_of_the_own_city_opens_a_questionnaire(
    asked, answer, sekar, make_participant, other_city
):
    one = asked[0]
    old = one.key
    with pytest.raises(PermissionDenied):
        answer(one, key=asked[1].key)
    with pytest.raises(PermissionDenied):
        answer(one, by=make_participant(where=other_city))

    renewed = run.renew_link(by=sekar, respondent=one, at=timezone.now())

    with pytest.raises(PermissionDenied):
        answer(one, key=old)
    answer(renewed)
    assert old not in str(list(AuditLine.objects.values_list("detail", flat=True)))


def test_nothing_is_taken_once_the_time_is_over(asked, answer, aldo, sekar, ring):
    late, one = timezone.now() + timedelta(days=6), asked[0]

    with pytest.raises(SurveyIsClosed):
        answer(one, at=late)
    with pytest.raises(SurveyIsClosed):
        add_partner(by=aldo, respondent=one, key=one.key, partner=ring[6], at=late)
    with pytest.raises(SurveyIsClosed):
        enter_answers(by=sekar, respondent=one, answers={1: GOOD}, channel="PAPER", at=late)


def test_a_partner_may_be_added_but_not_oneself_and_not_without_end(asked, aldo, ring, answer):
    one = asked[0]
    for position in range(1, 7):
        answer(one, position)

    def add(partner):
        return add_partner(by=aldo, respondent=one, key=one.key, partner=partner, at=timezone.now())

    added = add(ring[4])
    one.refresh_from_db()
    assert (added.position, added.is_added, one.finished_at) == (7, True, None)
    assert add(ring[4]).pk == added.pk
    with pytest.raises(CannotAnswer, match="sendiri"):
        add(ring[0])
    for place in (5, 6, 7):
        add(ring[place])
    with pytest.raises(CannotAnswer, match="paling banyak 10"):
        add(ring[8])


def test_a_sheet_is_typed_in_as_what_it_is_and_replaces_an_own_answer_only_if_meant(asked, answer, sekar, aldo):
    answer(asked[0])

    with pytest.raises(AnsweredOtherwise, match="menjawab sendiri"):
        enter_answers(by=sekar, respondent=asked[0], answers={1: POOR}, channel="PAPER", at=timezone.now())
    changed = enter_answers(
        by=sekar, respondent=asked[0], answers={1: POOR}, channel="PAPER", at=timezone.now(), replaces=True
    )

    asked[0].refresh_from_db()
    assert (changed, asked[0].channel, asked[0].recorded_by, asked[0].answered_by) == (1, "PAPER", sekar, None)
    assert aldo.notices.get().kind == "survey_replaced"
    with pytest.raises(CannotAnswer, match="Belum ada jawaban"):
        enter_answers(by=sekar, respondent=asked[1], answers={1: Said()}, channel="PAPER", at=timezone.now())
    with pytest.raises(CannotAnswer, match="kertas"):
        enter_answers(by=sekar, respondent=asked[1], answers={1: GOOD}, channel="PHONE", at=timezone.now())


# Reminding and closing


def test_the_silent_are_reminded_twice_with_three_days_between(asked, answer, sekar, make_speaker, mailoutbox):
    one, now = asked[0], timezone.now()
    tini = make_speaker("tini", one.actor)
    person = Participant.objects.create(city=one.round.city, user=tini, tier="VERIFIED", joined_at=now)
    one.actor.contacts.create(name="Tini", email="tini@contoh.id", added_at=timezone.now())

    with pytest.raises(run.CannotRemind, match="tiga hari"):
        run.remind(by=sekar, respondent=one, at=now + timedelta(days=2))
    reminder = run.remind(by=sekar, respondent=one, at=now + timedelta(days=3, minutes=1))
    assert reminder.emails == ("tini@contoh.id",)
    notice = person.notices.get()
    assert (notice.kind, notice.link) == ("survey_reminder", f"/purwokerto/survei/{one.round.number}/")
    one.round.closes_at = now + timedelta(days=30)
    one.round.save()
    run.remind(by=None, respondent=one, at=now + timedelta(days=7))
    with pytest.raises(run.CannotRemind, match="cukup sering"):
        run.remind(by=sekar, respondent=one, at=now + timedelta(days=11))
    for position in range(1, 7):
        answer(asked[1], position)
    with pytest.raises(run.CannotRemind, match="sudah menjawab"):
        run.remind(by=sekar, respondent=asked[1], at=now + timedelta(days=4))


@pytest.mark.django_db(transaction=True)
def test_the_clock_reminds_by_letter_and_closes_when_the_time_is_over(opened, asked, answer, mailoutbox):
    for position in range(1, 7):
        answer(asked[0], position)
    asked[0].actor.contacts.create(name="Sari", email="sari@contoh.id", added_at=timezone.now())
    asked[1].actor.contacts.create(name="Tini", email="tini@contoh.id", added_at=timezone.now())
    now = timezone.now()

    with time_machine.travel(now + timedelta(days=4)):
        enqueue_once(look_after_surveys, key="surveys")
        run_waiting()

    assert [letter.to for letter in mailoutbox] == [["tini@contoh.id"]]
    assert asked[1].key in mailoutbox[0].body
    assert set(opened.respondents.values_list("n_reminders", flat=True)) == {0, 1}
    with time_machine.travel(now + timedelta(days=6)):
        enqueue_once(look_after_surveys, key="surveys")
        run_waiting()
    opened.refresh_from_db()
    assert opened.is_closed
    assert opened.reading.result["n_answering"] == 1
    assert len(mailoutbox) == 1


# What is said of a round


def test_a_closed_round_keeps_what_it_says_once(closed, sekar):
    told = closed.reading.result

    assert (told["n_asked"], told["n_answering"], told["n_questions"], told["n_answers"]) == (12, 9, 72, 54)
    # Five of nine trust in all six answers, of which all can be judged: 30 of 54. The silent leave 18 open.
    assert told["density"]["value"] == pytest.approx(30 / 54, abs=1e-4)
    assert told["density"]["best"] == pytest.approx((30 + 18) / 72, abs=1e-4)
    assert told["density"]["worst"] == pytest.approx(30 / 72, abs=1e-4)
    assert len(closed.reading.input_sha256) == 64
    with pytest.raises(run.CannotCloseSurvey):
        run.close_survey(by=sekar, survey=closed, at=timezone.now())


def test_four_answering_organisations_are_told_nothing_in_numbers(opened, asked, answer, sekar, as_user):
    for respondent in asked[:4]:
        for position in range(1, 7):
            answer(respondent, position)

    survey = run.close_survey(by=sekar, survey=opened, at=timezone.now())

    assert survey.reading.result.keys() == {
        "n_asked", "n_answering", "n_questions", "n_answers", "n_added", "is_withheld",
    }  # fmt: skip
    page = as_user(sekar).get(f"/purwokerto/survei/{survey.number}/").content.decode()
    assert "terlalu sedikit" in page
    assert "<svg viewBox" not in page.split("<main")[1].split("ticks")[0]


def test_answers_that_can_not_be_judged_are_none_for_the_reading(opened, asked, answer, sekar):
    for respondent in asked[:6]:
        for position in range(1, 7):
            answer(respondent, position, Said(4, 0, 0, "NONE"))

    survey = run.close_survey(by=sekar, survey=opened, at=timezone.now())

    assert survey.reading.result["is_withheld"] is True


def test_a_level_that_few_name_is_withheld_and_one_more_with_it(opened, asked, answer, sekar):
    for place, respondent in enumerate(asked[:10]):
        for position in range(1, 7):
            level = "INTEGRATION" if place == 0 else "AWARENESS" if position <= 3 else "COOPERATION"
            answer(respondent, position, Said(3, 3, 3, level))

    told = run.close_survey(by=sekar, survey=opened, at=timezone.now()).reading.result["collaboration"]

    shown = {row["level"]: row["n"] for row in told}
    assert shown["INTEGRATION"] is None
    assert [level for level in ("AWARENESS", "COOPERATION") if shown[level] is None] != []


def test_one_sided_answers_are_enough(make_actor, make_tie, city, sekar, answer):
    """Five organisations are asked about five others that are not asked themselves."""
    now = timezone.now()
    askers = [make_actor(f"Penanya {i}") for i in range(6)]
    others = [make_actor(f"Ditanya {i}") for i in range(6)]
    for asker in askers:
        for other in others:
            make_tie(asker, other)
    survey = run.prepare_survey(by=sekar, city=city, title="P", why="", closes_at=now + timedelta(days=5), at=now)
    for one in survey.respondents.filter(actor__in=others):
        run.choose_partners(by=sekar, respondent=one, partners=[], at=now)
    run.open_survey(by=sekar, survey=survey, at=now)
    for one in survey.respondents.select_related("round__city", "actor"):
        for position in range(1, 7):
            answer(one, position)

    told = run.close_survey(by=sekar, survey=survey, at=now).reading.result

    assert (told["n_asked"], told["density"]["value"]) == (6, 1.0)
    assert told["reciprocity"] == {"is_withheld": True}


def test_the_file_holds_codes_and_can_be_read_back(closed, sekar):
    made = run.export_answers(by=sekar, survey=closed, purpose=WHY, chance=random.Random(1), at=timezone.now())

    answers, problems = read_answers(made.content)
    assert problems == []
    assert len(answers) == 72
    assert sum(one.reliability == 4 for one in answers) == 30
    assert "Koperasi" not in made.content
    again = run.export_answers(by=sekar, survey=closed, purpose=WHY, chance=random.Random(2), at=timezone.now())
    assert again.content != made.content
    line = AuditLine.objects.filter(verb="survey_exported").first()
    assert line.detail["purpose"] == WHY
    with pytest.raises(run.CannotExportAnswers, match="sedikitnya 20"):
        run.export_answers(by=sekar, survey=closed, purpose="riset", chance=random.Random(1), at=timezone.now())


def test_an_added_partner_counts_for_collaboration_and_not_for_trust(opened, asked, answer, aldo, ring, sekar):
    for one in asked[:6]:
        for position in range(1, 7):
            answer(one, position, POOR)
        place = ring.index(one.actor)
        more = add_partner(by=aldo, respondent=one, key=one.key, partner=ring[place - 6], at=timezone.now())
        answer(one, more.position, GOOD)

    told = run.close_survey(by=sekar, survey=opened, at=timezone.now()).reading.result

    assert (told["n_added"], told["density"]["value"]) == (6, 0)
    assert {row["level"]: row["n"] for row in told["collaboration"]}["COORDINATION"] == 6


def test_a_kind_with_few_answering_is_withheld_and_never_the_only_one(ring, city, sekar, answer):
    for actor in ring[:3]:
        actor.kind = "MEDIA"
        actor.save()
    now = timezone.now()
    survey = run.prepare_survey(by=sekar, city=city, title="P", why="", closes_at=now + timedelta(days=5), at=now)
    run.open_survey(by=sekar, survey=survey, at=now)
    for one in survey.respondents.select_related("round__city", "actor"):
        answer(one)

    told = run.close_survey(by=sekar, survey=survey, at=now).reading.result["kinds"]

    assert told == [{"kind": "COOPERATIVE", "is_withheld": True}, {"kind": "MEDIA", "is_withheld": True}]


def test_an_item_that_few_could_judge_is_withheld(opened, asked, answer, sekar):
    for place, one in enumerate(asked[:8]):
        for position in range(1, 7):
            answer(one, position, Said(4, 3, 4 if place < 4 else 0, "NONE"))

    told = run.close_survey(by=sekar, survey=opened, at=timezone.now()).reading.result["items"]

    assert [item["name"] for item in told if item["is_withheld"]] == ["openness"]
