"""Preparing a survey round, opening it, reminding the silent, closing it, handing out its answers."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

import muara
from muara.formats.trust_csv import Answer, write_answers
from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.network.models import Actor, SurveyAnswer, SurveyReading, SurveyRespondent, SurveyRound, Tie
from muara.web.network.permissions import can_run_surveys
from muara.web.network.trust import SMALLEST_CELL, questions_of, read_survey
from muara.web.ui.text import clean_text

BETWEEN_REMINDERS = timedelta(days=3)
LEAST_PURPOSE = 20


class CannotPrepareSurvey(Exception):
    """The round was not prepared so; the message is fit to show to the secretariat."""


class CannotOpenSurvey(Exception):
    """The round was not opened; the message says what is missing."""


class CannotCloseSurvey(Exception):
    """The round was not closed; the message says why."""


class CannotRemind(Exception):
    """Nobody was reminded; the message says why."""


class CannotExportAnswers(Exception):
    """The answers were not handed out; the message says what is missing."""


@transaction.atomic
def prepare_survey(
    *,
    by: User,
    city: City,
    title: str,
    why: str,
    closes_at: datetime,
    most_partners: int = 10,
    most_reminders: int = 2,
    at: datetime,
) -> SurveyRound:
    """Draft a round in which every actor of today is asked about those it has ties with, the strongest first.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotPrepareSurvey
        If it has no title, would end before it begins, or fewer than five actors are there to ask.
    """
    if not can_run_surveys(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)  # one number at a time
    if not (title := clean_text(title)):
        raise CannotPrepareSurvey(_("Give the round a title."))
    if closes_at <= at:
        raise CannotPrepareSurvey(_("The round has to end after today."))
    if not (1 <= most_partners <= 20 and 0 <= most_reminders <= 5):
        raise CannotPrepareSurvey(_("Ask about 1 to 20 partners, and remind at most 5 times."))
    today = timezone.localtime(at).date()
    actors = list(Actor.objects.in_city(city).present_on(today).order_by("name", "pk"))
    if len(actors) < SMALLEST_CELL:
        raise CannotPrepareSurvey(
            _("There are fewer than five actors in the network. Their answers could not be shown to anybody.")
        )
    last = SurveyRound.objects.in_city(city).aggregate(last=Max("number"))["last"] or 0
    survey = SurveyRound.objects.create(
        city=city,
        number=last + 1,
        title=title,
        why=clean_text(why, keeps_lines=True),
        closes_at=closes_at,
        most_partners=most_partners,
        most_reminders=most_reminders,
        created_by=by,
        created_at=at,
    )
    partners = proposed_partners(city, {actor.pk for actor in actors}, today, most_partners)
    respondents = SurveyRespondent.objects.bulk_create(
        SurveyRespondent(round=survey, actor=actor) for actor in actors
    )
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(respondent=respondent, partner_id=partner, position=place)
        for respondent in respondents
        for place, partner in enumerate(partners[respondent.actor_id], 1)
    )
    record("survey_prepared", survey, by=by, city=city, at=at, number=survey.number, asked=len(actors))
    return survey


def proposed_partners(city: City, present: Collection[int], today: date, most: int) -> dict[int, list[int]]:
    """Return for each actor whom it has ties with today: most ties first, then the surer, then the older entry."""
    strength: dict[int, dict[int, tuple[int, float]]] = {actor: {} for actor in present}
    for tie in Tie.objects.in_city(city).on(today).undisputed():
        if tie.a_id not in strength or tie.b_id not in strength:
            continue
        for one, other in ((tie.a_id, tie.b_id), (tie.b_id, tie.a_id)):
            n, sure = strength[one].get(other, (0, 0.0))
            strength[one][other] = (n + 1, sure + tie.sureness)
    return {
        actor: sorted(others, key=lambda other: (-others[other][0], -others[other][1], other))[:most]
        for actor, others in strength.items()
    }


@transaction.atomic
def choose_partners(
    *, by: User, respondent: SurveyRespondent, partners: Iterable[int], at: datetime
) -> SurveyRespondent:
    """Say about which partners an organisation is asked; none means that it is not asked at all.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotPrepareSurvey
        If the round is not being prepared any more, or there are too many partners.
    """
    survey = SurveyRound.objects.select_for_update(of=("self",)).select_related("city").get(pk=respondent.round_id)
    if not can_run_surveys(by, survey.city):
        raise PermissionDenied
    if not survey.is_draft:
        raise CannotPrepareSurvey(_("The round has begun. Who is asked about whom stays as it is."))
    known = Actor.objects.in_city(survey.city).exclude(pk=respondent.actor_id).filter(pk__in=list(partners))
    chosen = set(known.values_list("pk", flat=True))
    if len(chosen) > survey.most_partners:
        raise CannotPrepareSurvey(
            _("Choose at most %(n)s partners. More would take too long to answer.") % {"n": survey.most_partners}
        )
    before = list(respondent.answers.order_by("position").values_list("partner_id", flat=True))
    order = [pk for pk in before if pk in chosen] + sorted(chosen - set(before))
    respondent.answers.all().delete()
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(respondent=respondent, partner_id=partner, position=place)
        for place, partner in enumerate(order, 1)
    )
    record("survey_partners_chosen", respondent, by=by, city=survey.city, at=at, partners=len(order))
    return respondent


@transaction.atomic
def open_survey(*, by: User, survey: SurveyRound, at: datetime) -> SurveyRound:
    """Begin to take answers. From here on who is asked about whom is fixed; whoever has no partner is not asked.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotOpenSurvey
        If it is no draft, another round is open, its end has passed, or too few are asked.
    """
    City.objects.select_for_update().get(pk=survey.city_id)  # one open round in a city
    survey = _locked(survey)
    if not can_run_surveys(by, survey.city):
        raise PermissionDenied
    if not survey.is_draft:
        raise CannotOpenSurvey(_("This round was opened before."))
    if SurveyRound.objects.in_city(survey.city).open().exists():
        raise CannotOpenSurvey(_("Another round is open. Close it first, so that nobody is asked twice."))
    if survey.closes_at <= at:
        raise CannotOpenSurvey(_("The end of this round has passed. Prepare a new one."))
    survey.respondents.filter(answers=None).delete()
    n_asked = survey.respondents.count()
    if n_asked < SMALLEST_CELL:
        raise CannotOpenSurvey(
            _("At least five organisations have to be asked about somebody. Choose partners for more of them.")
        )
    survey.state, survey.opened_at = SurveyRound.State.OPEN, at
    survey.save(update_fields=["state", "opened_at"])
    record("survey_opened", survey, by=by, city=survey.city, at=at, number=survey.number, asked=n_asked)
    return survey


@transaction.atomic
def close_survey(*, by: User | None, survey: SurveyRound, at: datetime) -> SurveyRound:
    """Take no more answers, and keep what the round says. Without `by` it is the clock that closes it.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotCloseSurvey
        If it is not open, or the clock is too early.
    """
    survey = _locked(survey)
    if by is not None and not can_run_surveys(by, survey.city):
        raise PermissionDenied
    if survey.state != SurveyRound.State.OPEN:
        raise CannotCloseSurvey(_("This round is not open."))
    if by is None and at < survey.closes_at:
        raise CannotCloseSurvey(_("This round runs until the time that was announced."))
    survey.state, survey.closed_at = SurveyRound.State.CLOSED, at
    survey.save(update_fields=["state", "closed_at"])
    told = read_survey(survey)
    SurveyReading.objects.create(
        round=survey,
        taken_at=at,
        engine_version=muara.__version__,
        input_sha256=told.input_sha256,
        params=told.params,
        result=told.result,
    )
    record(
        "survey_closed", survey, by=by, city=survey.city, at=at, number=survey.number,
        asked=told.result["n_asked"], answering=told.result["n_answering"], sha256=told.input_sha256,
    )  # fmt: skip
    return survey


@dataclass(frozen=True)
class Reminder:
    """Who was reminded, and the e-mail addresses of its contact people."""

    respondent: SurveyRespondent
    emails: tuple[str, ...]


@transaction.atomic
def remind(*, by: User | None, respondent: SurveyRespondent, at: datetime) -> Reminder:
    """Remind an organisation that has not finished, and count it. Without `by` it is the clock that reminds.

    People who speak for it find a notice; who sends the letters is said by what comes back.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotRemind
        If the round takes no answers, it has answered, was reminded often enough, or only just.
    """
    survey = _locked(SurveyRound(pk=respondent.round_id))
    if by is not None and not can_run_surveys(by, survey.city):
        raise PermissionDenied
    respondent = (
        SurveyRespondent.objects.select_for_update(of=("self",)).select_related("actor").get(pk=respondent.pk)
    )
    if not survey.takes_answers(at):
        raise CannotRemind(_("This round takes no answers now, so nobody is reminded."))
    if respondent.finished_at is not None:
        raise CannotRemind(_("%(name)s has answered already.") % {"name": respondent.actor.name})
    if respondent.n_reminders >= survey.most_reminders:
        raise CannotRemind(_("%(name)s was reminded often enough.") % {"name": respondent.actor.name})
    last = respondent.reminded_at or survey.opened_at
    if last is not None and at - last < BETWEEN_REMINDERS:
        raise CannotRemind(
            _("%(name)s was asked less than three days ago. Wait a little.") % {"name": respondent.actor.name}
        )
    respondent.n_reminders, respondent.reminded_at = respondent.n_reminders + 1, at
    respondent.save(update_fields=["n_reminders", "reminded_at"])
    spoken = Participant.objects.in_city(survey.city).filter(
        user__actor_memberships__actor=respondent.actor_id, user__actor_memberships__status="ACTIVE"
    )
    said = {"actor": respondent.actor.name, "title": survey.title}
    link = reverse(
        "network:survey", args=[survey.city.slug, survey.number]
    )  # their questionnaire is one press away
    for person in spoken.distinct().order_by("pk"):
        tell(person, "survey_reminder", city=survey.city, at=at, link=link, **said)
    emails = respondent.actor.contacts.exclude(email="").order_by("pk").values_list("email", flat=True)
    record("survey_reminded", respondent, by=by, city=survey.city, at=at, times=respondent.n_reminders)
    return Reminder(respondent, tuple(dict.fromkeys(emails)))


@transaction.atomic
def renew_link(*, by: User, respondent: SurveyRespondent, at: datetime) -> SurveyRespondent:
    """Make a new link to a questionnaire; whoever holds an older one is not let in any more.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    """
    respondent = (
        SurveyRespondent.objects.select_for_update(of=("self",))
        .select_related("round__city", "actor")
        .get(pk=respondent.pk)
    )
    if not can_run_surveys(by, respondent.round.city):
        raise PermissionDenied
    respondent.link_number += 1
    respondent.save(update_fields=["link_number"])
    record("survey_link_renewed", respondent, by=by, city=respondent.round.city, at=at)
    return respondent


@dataclass(frozen=True)
class AnswersFile:
    """The answers under codes that were made for this file alone."""

    name: str
    content: str
    sha256: str


@transaction.atomic
def export_answers(
    *, by: User, survey: SurveyRound, purpose: str, chance: random.Random, at: datetime
) -> AnswersFile:
    """Hand out the answers of a closed round with a code in place of each name, and record what for.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    CannotExportAnswers
        If the round is not closed, nobody answered, or no purpose is stated.
    """
    if not can_run_surveys(by, survey.city):
        raise PermissionDenied
    if not survey.is_closed:
        raise CannotExportAnswers(_("Answers are handed out once the round has closed."))
    if len(purpose := clean_text(purpose, keeps_lines=True)) < LEAST_PURPOSE:
        raise CannotExportAnswers(
            _("Write what the answers are for, in at least %(n)s characters.") % {"n": LEAST_PURPOSE}
        )
    questions = questions_of(survey)
    if not any(question.is_answered for question in questions):
        raise CannotExportAnswers(_("Nobody has answered in this round."))
    actors = sorted({actor for question in questions for actor in (question.asker, question.partner)})
    codes = [f"O{place:03d}" for place in range(1, len(actors) + 1)]
    chance.shuffle(codes)
    code = dict(zip(actors, codes, strict=True))
    rows = [
        Answer(
            code[question.asker],
            code[question.partner],
            *question.items,
            question.collaboration,
            question.is_stranger,
            question.is_added,
        )
        for question in questions
    ]
    content = write_answers(sorted(rows, key=lambda row: (row.asker, row.partner)))
    made = AnswersFile(
        f"survei-{survey.number}-{at:%Y%m%d}.csv", content, hashlib.sha256(content.encode()).hexdigest()
    )
    record(
        "survey_exported", survey, by=by, city=survey.city, at=at,
        purpose=purpose, sha256=made.sha256, n_rows=len(rows),
    )  # fmt: skip
    return made


def _locked(survey: SurveyRound) -> SurveyRound:
    return SurveyRound.objects.select_for_update(of=("self",)).select_related("city").get(pk=survey.pk)
