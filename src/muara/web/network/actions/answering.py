"""Answering a survey: one partner after another, over a link, or typed in by the secretariat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import Channel, Participant, User
from muara.web.network.models import Actor, SurveyAnswer, SurveyRespondent, SurveyRound
from muara.web.network.models.survey import CANNOT_SAY, ITEMS
from muara.web.network.permissions import can_run_surveys


class CannotAnswer(Exception):
    """The answer was not kept; the message is fit to show to the person."""


class SurveyIsClosed(CannotAnswer):
    """The round takes no answers, or not any more."""


class AnsweredOtherwise(CannotAnswer):
    """The organisation has answered by itself before."""


@dataclass(frozen=True)
class Said:
    """What is said of one partner: 1 to 4 for each item, 0 for "cannot say", None for nothing."""

    reliability: int | None = None
    mission: int | None = None
    openness: int | None = None
    collaboration: str = ""
    is_stranger: bool = False

    @property
    def items(self) -> tuple[int | None, int | None, int | None]:
        return self.reliability, self.mission, self.openness

    @property
    def is_nothing(self) -> bool:
        return self == Said()


@transaction.atomic
def answer_partner(
    *, by: Participant, respondent: SurveyRespondent, key: str, position: int, said: Said, at: datetime
) -> SurveyAnswer:
    """Keep what an organisation says of one partner. The same again changes nothing; another answer replaces it.

    Raises
    ------
    PermissionDenied
        If the key does not open this questionnaire.
    SurveyAnswer.DoesNotExist
        If there is no such partner on it.
    SurveyIsClosed
        If the round takes no answers.
    CannotAnswer
        If something is left out.
    """
    respondent = _locked(respondent)
    if not respondent.is_opened_by(key) or by.city_id != respondent.round.city_id:
        raise PermissionDenied
    if not respondent.round.takes_answers(at):
        raise closed()
    answer = respondent.answers.select_related("partner").get(position=position)
    _check(said)
    if not said.is_stranger and (None in said.items or not said.collaboration):
        raise CannotAnswer(_("Choose one answer in each line. “Cannot say” is an answer too."))
    if answer.is_answered and _same(answer, said):
        return answer
    _write(answer, said, at)
    _note(respondent, at, by=by, channel=Channel.PHONE)
    return answer


@transaction.atomic
def add_partner(
    *, by: Participant, respondent: SurveyRespondent, key: str, partner: Actor, at: datetime
) -> SurveyAnswer:
    """Put one more partner on the questionnaire, as its organisation wishes; one that is there already stays.

    Raises
    ------
    PermissionDenied
        If the key does not open this questionnaire.
    SurveyIsClosed
        If the round takes no answers.
    CannotAnswer
        If it is the organisation itself, or the questionnaire is full.
    """
    respondent = _locked(respondent)
    city = respondent.round.city
    if not respondent.is_opened_by(key) or by.city_id != city.pk or partner.city_id != city.pk:
        raise PermissionDenied
    if not respondent.round.takes_answers(at):
        raise closed()
    known = list(respondent.answers.order_by("position"))
    for answer in known:
        if answer.partner_id == partner.pk:
            return answer
    if partner.pk == respondent.actor_id:
        raise CannotAnswer(_("That is your own organisation. Choose a partner."))
    if len(known) >= respondent.round.most_partners:
        raise CannotAnswer(
            _("This questionnaire holds at most %(n)s partners.") % {"n": respondent.round.most_partners}
        )
    place = known[-1].position + 1 if known else 1
    answer = SurveyAnswer.objects.create(respondent=respondent, partner=partner, position=place, is_added=True)
    if respondent.finished_at is not None:
        respondent.finished_at = None
        respondent.save(update_fields=["finished_at"])
    record("survey_partner_added", respondent, by=by, city=city, at=at)
    return answer


@transaction.atomic
def enter_answers(
    *,
    by: User,
    respondent: SurveyRespondent,
    answers: Mapping[int, Said],
    channel: str,
    at: datetime,
    replaces: bool = False,
) -> int:
    """Keep a whole questionnaire as it was filled in on paper or told by phone; return how many answers changed.

    A position that is left out stays as it is; one of which nothing is said is emptied.

    Raises
    ------
    PermissionDenied
        If `by` does not keep the secretariat.
    SurveyIsClosed
        If the round takes no answers.
    AnsweredOtherwise
        If the organisation answered by itself and `replaces` does not say that this is meant.
    CannotAnswer
        If nothing is said at all, or the channel is none for this.
    """
    respondent = _locked(respondent)
    city = respondent.round.city
    if not can_run_surveys(by, city):
        raise PermissionDenied
    if not respondent.round.takes_answers(at):
        raise closed()
    if channel not in {Channel.PAPER, Channel.ASSISTED}:
        raise CannotAnswer(_("Say whether this came on paper or was told to you."))
    if respondent.answered_by_id is not None and not replaces:
        raise AnsweredOtherwise(
            _("%(name)s has answered by itself. Save once more if what you typed shall replace it.")
            % {"name": respondent.actor.name}
        )
    known = {answer.position: answer for answer in respondent.answers.all()}
    for said in answers.values():
        _check(said)
    if all(said.is_nothing for said in answers.values()) and not any(one.is_answered for one in known.values()):
        raise CannotAnswer(_("There is no answer on this sheet yet."))
    changed = 0
    for position, said in answers.items():
        answer = known[position]
        if said.is_nothing if not answer.is_answered else _same(answer, said):
            continue
        _write(answer, said, None if said.is_nothing else at)
        changed += 1
    before = respondent.answered_by
    _note(respondent, at, by=by, channel=channel)
    record("survey_entered", respondent, by=by, city=city, at=at, channel=channel, changed=changed)
    if before is not None:
        tell(before, "survey_replaced", city=city, at=at, actor=respondent.actor.name)
    return changed


def closed() -> SurveyIsClosed:
    return SurveyIsClosed(_("This round takes no answers now. What you answered while it was open is kept."))


def _locked(respondent: SurveyRespondent) -> SurveyRespondent:
    """Lock the round against closing, then the questionnaire."""
    SurveyRound.objects.select_for_update().get(pk=respondent.round_id)
    return (
        SurveyRespondent.objects.select_for_update(of=("self",))
        .select_related("round__city", "actor", "answered_by")
        .get(pk=respondent.pk)
    )


def _check(said: Said) -> None:
    numbers = {None, CANNOT_SAY, 1, 2, 3, 4}
    if not set(said.items) <= numbers or said.collaboration not in {"", *SurveyAnswer.Collaboration.values}:
        raise CannotAnswer(_("An answer is a number from 1 to 4, or 0 for “cannot say”."))
    if said.is_stranger and said != Said(is_stranger=True):
        raise CannotAnswer(_("Nothing can be said of a partner that you do not know. Choose one of the two."))


def _same(answer: SurveyAnswer, said: Said) -> bool:
    return said == Said(*answer.items, answer.collaboration, answer.is_stranger)


def _write(answer: SurveyAnswer, said: Said, at: datetime | None) -> None:
    for item, value in zip(ITEMS, said.items, strict=True):
        setattr(answer, item, value)
    answer.collaboration, answer.is_stranger, answer.answered_at = said.collaboration, said.is_stranger, at
    answer.save(update_fields=[*ITEMS, "collaboration", "is_stranger", "answered_at"])


def _note(respondent: SurveyRespondent, at: datetime, *, by: Participant | User, channel: str) -> None:
    """Note who answered and how, never what; the moment of the first and of the last answer."""
    states: Sequence[datetime | None] = list(respondent.answers.values_list("answered_at", flat=True))
    respondent.begun_at = respondent.begun_at or at
    is_finished = bool(states) and None not in states
    newly = is_finished and respondent.finished_at is None
    respondent.finished_at = (respondent.finished_at or at) if is_finished else None
    respondent.channel = channel
    respondent.answered_by = by if isinstance(by, Participant) else None
    respondent.recorded_by = by if isinstance(by, User) else None
    respondent.save(update_fields=["begun_at", "finished_at", "channel", "answered_by", "recorded_by"])
    if newly and isinstance(by, Participant):
        record("survey_answered", respondent, by=by, city=respondent.round.city, at=at)
