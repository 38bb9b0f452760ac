from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Channel, Participant, User
from muara.web.cities.models import City
from muara.web.network.models.actors import Actor

KEY_SALT = "muara.network.survey"
CANNOT_SAY = 0
QUESTIONS = 1  # the version of the questions; another wording is another version
ITEMS = ("reliability", "mission", "openness")


class SurveyRoundQuerySet(models.QuerySet["SurveyRound"]):
    def in_city(self, city: City) -> SurveyRoundQuerySet:
        return self.filter(city=city)

    def open(self) -> SurveyRoundQuerySet:
        return self.filter(state=SurveyRound.State.OPEN)


class SurveyRound(models.Model):
    """Organisations are asked, once, how far they trust a few others and how closely they work together."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("being prepared")
        OPEN = "OPEN", _("taking answers")
        CLOSED = "CLOSED", _("closed")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="survey_rounds")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    why = models.TextField(max_length=600, blank=True, help_text="What the answers are for")
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    closes_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    questions = models.PositiveSmallIntegerField(default=QUESTIONS)
    most_partners = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    most_reminders = models.PositiveSmallIntegerField(default=2, validators=[MaxValueValidator(5)])
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="survey_number_once_per_city"),
            models.UniqueConstraint(fields=["city"], condition=Q(state="OPEN"), name="one_open_survey_per_city"),
            models.CheckConstraint(
                condition=~Q(state="CLOSED") | Q(closed_at__isnull=False), name="closed_survey_says_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    def takes_answers(self, at: datetime) -> bool:
        return self.state == self.State.OPEN and at < self.closes_at


class SurveyRespondent(models.Model):
    """An organisation that is asked; whoever fills it in, it answers once."""

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="respondents")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="surveys")
    link_number = models.PositiveSmallIntegerField(default=1, help_text="A new number makes older links void")
    answered_by = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="surveys_answered"
    )
    channel = models.CharField(max_length=8, choices=Channel.choices, blank=True)
    recorded_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    n_reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "actor"], name="asked_once_per_survey")]

    def __str__(self) -> str:
        return f"{self.actor_id} in survey {self.round_id}"

    @property
    def key(self) -> str:
        """The secret part of the link that opens this questionnaire."""
        what = f"{self.pk}-{self.link_number}"
        return f"{what}-{salted_hmac(KEY_SALT, what, algorithm='sha256').hexdigest()[:24]}"

    def is_opened_by(self, key: str) -> bool:
        return constant_time_compare(key, self.key)


class SurveyAnswer(models.Model):
    """One question: what an organisation says of one partner. Empty until it is answered."""

    class Collaboration(models.TextChoices):
        NONE = "NONE", _("none")
        AWARENESS = "AWARENESS", _("we know of each other")
        COOPERATION = "COOPERATION", _("we help each other now and then")
        COORDINATION = "COORDINATION", _("we plan together")
        INTEGRATION = "INTEGRATION", _("we work as one")

    TIED: ClassVar = (Collaboration.COOPERATION, Collaboration.COORDINATION, Collaboration.INTEGRATION)

    respondent = models.ForeignKey(SurveyRespondent, on_delete=models.CASCADE, related_name="answers")
    partner = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="survey_answers")
    position = models.PositiveSmallIntegerField()
    is_added = models.BooleanField(default=False, help_text="By the organisation itself, not by the secretariat")
    is_stranger = models.BooleanField(default=False)
    reliability = models.PositiveSmallIntegerField(null=True, blank=True)
    mission = models.PositiveSmallIntegerField(null=True, blank=True)
    openness = models.PositiveSmallIntegerField(null=True, blank=True)
    collaboration = models.CharField(max_length=12, choices=Collaboration.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["respondent", "partner"], name="partner_once_per_questionnaire"),
            models.UniqueConstraint(fields=["respondent", "position"], name="place_once_per_questionnaire"),
            *(
                models.CheckConstraint(
                    condition=Q(**{item: None}) | Q(**{f"{item}__lte": 4}), name=f"{item}_is_1_to_4_or_cannot_say"
                )
                for item in ITEMS
            ),
            models.CheckConstraint(
                condition=Q(is_stranger=False)
                | Q(reliability=None, mission=None, openness=None, collaboration=""),
                name="nothing_is_said_of_strangers",
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk} of {self.respondent_id}"

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @property
    def items(self) -> tuple[int | None, int | None, int | None]:
        return self.reliability, self.mission, self.openness


class SurveyReading(models.Model):
    """What a closed round says, as it may be shown to members; computed once, repeatable from its inputs."""

    round = models.OneToOneField(SurveyRound, on_delete=models.CASCADE, related_name="reading")
    taken_at = models.DateTimeField()
    engine_version = models.CharField(max_length=20)
    input_sha256 = models.CharField(max_length=64)
    params = models.JSONField()
    result = models.JSONField()

    def __str__(self) -> str:
        return f"reading of survey {self.round_id}"
