"""What pages know of survey rounds. Who answered is known; what was said, only in `questionnaire_of`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from muara.web.cities.models import City
from muara.web.network.models import Actor, SurveyAnswer, SurveyReading, SurveyRespondent, SurveyRound, Tie


@dataclass(frozen=True)
class Asked:
    """One organisation in a round: how far it is, never what it said."""

    respondent: SurveyRespondent
    n_partners: int
    n_answered: int

    @property
    def name(self) -> str:
        return self.respondent.actor.name

    @property
    def has_finished(self) -> bool:
        return self.respondent.finished_at is not None

    @property
    def has_begun(self) -> bool:
        return self.n_answered > 0


@dataclass(frozen=True)
class Progress:
    """How far a round is."""

    asked: tuple[Asked, ...]

    @property
    def n_asked(self) -> int:
        return len(self.asked)

    @property
    def n_answering(self) -> int:
        return sum(one.has_begun for one in self.asked)

    @property
    def n_finished(self) -> int:
        return sum(one.has_finished for one in self.asked)

    @property
    def by_state(self) -> list[tuple[str, list[str]]]:
        """Return names of organisations by how far they are, the silent first; states without any left out."""
        silent = [one.name for one in self.asked if not one.has_begun]
        begun = [one.name for one in self.asked if one.has_begun and not one.has_finished]
        finished = [one.name for one in self.asked if one.has_finished]
        states = [(_("Silent so far"), silent), (_("Begun"), begun), (_("Finished"), finished)]
        return [(word, names) for word, names in states if names]

    @property
    def share(self) -> float | None:
        return self.n_answering / self.n_asked if self.asked else None


@dataclass(frozen=True)
class Proposal:
    """A tie that one side reported in the survey and that the network does not hold."""

    teller: Actor
    partner: Actor
    answer: SurveyAnswer
    is_mutual: bool


def rounds_of(city: City) -> QuerySet[SurveyRound]:
    """Return the rounds, the newest first, each with how many were asked and how many have answered something."""
    answering = Q(respondents__answers__answered_at__isnull=False)
    return (
        SurveyRound.objects.in_city(city)
        .annotate(
            n_asked=Count("respondents", distinct=True),
            n_answering=Count("respondents", filter=answering, distinct=True),
        )
        .order_by("-number")
    )


def newest_reading(city: City) -> SurveyReading | None:
    """Return what the round that closed last says of all together, with its round; None before the first."""
    read = SurveyReading.objects.filter(round__city=city, round__state=SurveyRound.State.CLOSED)
    return read.select_related("round").order_by("-round__number").first()


def progress_of(survey: SurveyRound) -> Progress:
    """Return who was asked and how far each of them is, by name; one query."""
    respondents = (
        SurveyRespondent.objects.filter(round=survey)
        .select_related("actor")
        .annotate(
            n_partners=Count("answers"), n_done=Count("answers", filter=Q(answers__answered_at__isnull=False))
        )
        .order_by("actor__name", "pk")
    )
    return Progress(tuple(Asked(one, one.n_partners, one.n_done) for one in respondents))


def questionnaire_of(respondent: SurveyRespondent) -> list[SurveyAnswer]:
    return list(respondent.answers.select_related("partner").order_by("position"))


def own_questionnaires(survey: SurveyRound, actors: Collection[int]) -> list[SurveyRespondent]:
    """Return the questionnaires of the organisations that somebody speaks for."""
    return list(
        survey.respondents.filter(actor__in=actors).select_related("actor", "round").order_by("actor__name", "pk")
    )


def silent_due(at: datetime) -> QuerySet[SurveyRespondent]:
    """Return who could be reminded by the clock: in an open round, not finished, reminders left."""
    return (
        SurveyRespondent.objects.filter(
            round__state=SurveyRound.State.OPEN, round__closes_at__gt=at, finished_at=None
        )
        .select_related("round__city", "actor")
        .order_by("pk")
    )


def tie_proposals(survey: SurveyRound) -> list[Proposal]:
    """Return what was reported as working together and stands in no current tie of joint work, by name."""
    told = list(
        SurveyAnswer.objects.filter(respondent__round=survey, collaboration__in=SurveyAnswer.TIED)
        .select_related("respondent__actor", "partner")
        .order_by("respondent__actor__name", "partner__name", "pk")
    )
    known = {
        frozenset(ends)
        for ends in Tie.objects.in_city(survey.city)
        .current()
        .filter(kind=Tie.Kind.JOINT_WORK)
        .values_list("a_id", "b_id")
    }
    pairs = {(answer.respondent.actor_id, answer.partner_id) for answer in told}
    found = []
    for answer in told:
        teller, partner = answer.respondent.actor, answer.partner
        if frozenset((teller.pk, partner.pk)) not in known:
            found.append(Proposal(teller, partner, answer, (partner.pk, teller.pk) in pairs))
    return found
