"""Corrections that those who were there ask for, and what becomes of them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Participant, User
from muara.web.forum.actions.minutes import add_version, locked, locked_words, newest, normal, problem_of
from muara.web.forum.minutes_text import stands_there
from muara.web.forum.models import Minutes, Suggestion
from muara.web.forum.permissions import can_run_sessions, can_suggest_correction

MOST_OPEN = 10
MAX_WORDS, MAX_ANSWER, MAX_ROLE = 500, 300, 80


class CannotSuggestCorrection(Exception):
    """The correction was refused; the message is fit to show to the person."""


class CannotAnswerSuggestion(Exception):
    """The answer was refused; the message is fit to show to the person."""


@transaction.atomic
def suggest_correction(
    *, by: Participant | User, minutes: Minutes, right: str, at: datetime, wrong: str = "", role: str = ""
) -> Suggestion:
    """Ask for a correction, as somebody who was there, or write one down for somebody who told it (a facilitator).

    Raises
    ------
    PermissionDenied
        If `by` was not there, and does not run sessions either.
    CannotSuggestCorrection
        If the minutes are not out or locked, the words are missing or too long, or do not stand in them.
    """
    if not can_suggest_correction(by, minutes):
        raise PermissionDenied
    minutes = locked(minutes)
    if minutes.is_locked(at):
        raise CannotSuggestCorrection(locked_words())
    if not minutes.is_published:
        raise CannotSuggestCorrection(_("These minutes are not out yet."))
    wrong, right, role = (" ".join(words.split()) for words in (wrong, right, role))
    if not right:
        raise CannotSuggestCorrection(_("Write what should stand there."))
    if max(len(wrong), len(right)) > MAX_WORDS or len(role) > MAX_ROLE:
        raise CannotSuggestCorrection(_("Keep each wording within 500 characters and the role within 80."))
    if wrong and not stands_there(newest(minutes).text, wrong):
        raise CannotSuggestCorrection(
            _("These words do not stand in the minutes as you wrote them. Copy them, or leave the field empty.")
        )
    person = by if isinstance(by, Participant) else None
    if person is not None and minutes.suggestions.filter(by=person, status="OPEN").count() >= MOST_OPEN:
        raise CannotSuggestCorrection(_("Ten of your corrections wait already. They are answered first."))
    last = minutes.suggestions.order_by("-number").first()
    made = Suggestion.objects.create(
        minutes=minutes,
        number=(last.number if last else 0) + 1,
        by=person,
        recorded_by=None if isinstance(by, Participant) else by,
        role=role,
        wrong=wrong,
        right=right,
        at=at,
    )
    record("suggested_correction", made, by=by, city=minutes.session.city, at=at, number=made.number)
    return made


@transaction.atomic
def accept_suggestion(*, by: User, suggestion: Suggestion, text: str, answer: str, at: datetime) -> Suggestion:
    """Take a correction over: the minutes get the wording `text`, and whoever asked hears it.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotAnswerSuggestion
        If the minutes are locked, it is answered already, the word is missing, or the text is the same.
    """
    minutes, suggestion, answer = _to_answer(by, suggestion, answer)
    if minutes.is_locked(at):
        raise CannotAnswerSuggestion(locked_words())
    if problem := problem_of(text):
        raise CannotAnswerSuggestion(problem)
    if newest(minutes).text == normal(text):
        raise CannotAnswerSuggestion(_("The text is still the same. Put the correction in, or decline it."))
    why = _("Correction %(number)s: %(answer)s") % {"number": suggestion.number, "answer": answer}
    version = add_version(minutes, by=by, text=text, why=why[:200], at=at)
    _answer(suggestion, Suggestion.Status.ACCEPTED, answer, by=by, at=at)
    record("accepted_correction", suggestion, by=by, city=minutes.session.city, at=at, version=version.number)
    return suggestion


@transaction.atomic
def decline_suggestion(*, by: User, suggestion: Suggestion, answer: str, at: datetime) -> Suggestion:
    """Leave the minutes as they are and say why. Also after the lock, since nobody should wait for a word.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotAnswerSuggestion
        If it is answered already, or the word is missing.
    """
    minutes, suggestion, answer = _to_answer(by, suggestion, answer)
    _answer(suggestion, Suggestion.Status.DECLINED, answer, by=by, at=at)
    record("declined_correction", suggestion, by=by, city=minutes.session.city, at=at, number=suggestion.number)
    return suggestion


def _to_answer(by: User, suggestion: Suggestion, answer: str) -> tuple[Minutes, Suggestion, str]:
    minutes = suggestion.minutes
    if not can_run_sessions(by, minutes.session.city):
        raise PermissionDenied
    minutes = locked(minutes)
    suggestion = Suggestion.objects.select_related("by").get(pk=suggestion.pk)
    answer = " ".join(answer.split())
    if not suggestion.is_open:
        raise CannotAnswerSuggestion(_("This correction has been answered already."))
    if not answer:
        raise CannotAnswerSuggestion(_("Say a word to whoever asked for it."))
    if len(answer) > MAX_ANSWER:
        raise CannotAnswerSuggestion(_("Keep the word within 300 characters."))
    return minutes, suggestion, answer


def _answer(suggestion: Suggestion, status: Suggestion.Status, answer: str, *, by: User, at: datetime) -> None:
    suggestion.status, suggestion.answer = status, answer
    suggestion.answered_by, suggestion.answered_at = by, at
    suggestion.save(update_fields=["status", "answer", "answered_by", "answered_at"])
    session = suggestion.minutes.session
    tell(
        suggestion.by,
        f"correction_{status.lower()}",
        city=session.city,
        at=at,
        link=reverse("forum:minutes", args=[session.city.slug, session.number]),
        session=session.label,
        answer=answer,
    )
