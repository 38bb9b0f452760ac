from __future__ import annotations

from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.models import Concern
from muara.web.forum.models import Session
from muara.web.governance.models import Decision, Mandate
from muara.web.network.models import Actor, Process


class Phase(models.TextChoices):
    """The cycle of the Co-City protocol, in its order (`rules.CYCLE` names the source)."""

    KNOWING = "KNOWING", _("knowing one another")
    MAPPING = "MAPPING", _("mapping")
    PRACTICING = "PRACTICING", _("practicing")
    PROTOTYPING = "PROTOTYPING", _("prototyping")
    TESTING = "TESTING", _("testing")
    MODELING = "MODELING", _("modeling")


ORDER = tuple(Phase)


class Direction(models.TextChoices):
    """Which side of the target counts as reached."""

    AT_LEAST = "AT_LEAST", _("at least")
    AT_MOST = "AT_MOST", _("at most")


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def in_city(self, city: City) -> InitiativeQuerySet:
        return self.filter(city=city)

    def running(self) -> InitiativeQuerySet:
        return self.filter(closed_at=None)

    def closed(self) -> InitiativeQuerySet:
        return self.exclude(closed_at=None)


class Initiative(models.Model):
    """What somebody does about a common thread, a concern or a decision; from the first talk to its lesson.

    It starts when it leaves prototyping: until then nothing happens in the name of the network. What it will be
    measured by is written before that, and the database refuses a start without it.
    """

    class Result(models.TextChoices):
        ADOPTED = "ADOPTED", _("became a rule or a habit")
        FAILED = "FAILED", _("failed")
        STOPPED = "STOPPED", _("stopped")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="initiatives")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    purpose = models.TextField(max_length=2000)
    phase = models.CharField(max_length=11, choices=Phase.choices, default=Phase.KNOWING)
    phase_since_at = models.DateTimeField(help_text="Since when it is in this phase")
    owner = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="initiatives")
    thread = models.ForeignKey(
        CommonThread, null=True, blank=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    concern = models.ForeignKey(
        Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    process = models.ForeignKey(
        Process, null=True, blank=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    # By whose word it is done: a mandate that its owner holds, or a decision of the members.
    mandate = models.ForeignKey(
        Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="initiatives"
    )
    mandated_at = models.DateTimeField(null=True, blank=True)
    budget_idr = models.BigIntegerField(null=True, blank=True, validators=[MinValueValidator(0)])
    measure = models.CharField(max_length=200, blank=True, help_text="What is counted or measured")
    measure_unit = models.CharField(max_length=40, blank=True)
    measure_baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    measure_target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    measure_direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.AT_LEAST)
    measure_due_date = models.DateField(null=True, blank=True)
    measure_written_at = models.DateTimeField(null=True, blank=True)
    earlier_measures = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    enters_village = models.BooleanField(default=False, help_text="Brings technology into a village")
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=7, choices=Result.choices, blank=True)
    lesson = models.TextField(max_length=2000, blank=True)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="initiative_slug_once_per_city"),
            models.CheckConstraint(
                condition=Q(thread__isnull=False) | Q(concern__isnull=False) | Q(decision__isnull=False),
                name="initiative_answers_something",
            ),
            models.CheckConstraint(
                condition=Q(measure_written_at=None)
                | Q(measure_target__isnull=False, measure_due_date__isnull=False) & ~Q(measure=""),
                name="measure_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None)
                | Q(measure_written_at__isnull=False, measure_written_at__lte=F("started_at")),
                name="measure_was_written_before_the_start",
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(mandate__isnull=False) | Q(decision__isnull=False),
                name="no_start_without_a_mandate",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="")
                | Q(closed_at__isnull=False) & ~Q(lesson="") & ~Q(result=""),
                name="closing_has_a_lesson",
            ),
        ]
        indexes = [models.Index(fields=["city", "phase"], name="initiatives_by_phase")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def has_started(self) -> bool:
        return self.started_at is not None

    @property
    def has_measure(self) -> bool:
        return self.measure_written_at is not None

    @property
    def place(self) -> int:
        """Return which of the six phases it is in, from 1."""
        return ORDER.index(Phase(self.phase)) + 1

    def days_in_phase(self, at: datetime) -> int:
        return max(0, ((self.closed_at or at) - self.phase_since_at).days)


class PhaseStep(models.Model):
    """One step of an initiative from phase to phase, forward or back. The database changes and deletes none."""

    class Kind(models.TextChoices):
        BEGAN = "BEGAN", _("began")
        ADVANCED = "ADVANCED", _("went on")
        RETURNED = "RETURNED", _("went back")
        CLOSED = "CLOSED", _("closed")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    from_phase = models.CharField(max_length=11, choices=Phase.choices, blank=True)
    to_phase = models.CharField(max_length=11, choices=Phase.choices, blank=True)
    why = models.CharField(max_length=500, blank=True)
    conditions = models.JSONField(default=list, blank=True, help_text="What the gate asked, and what was found")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["RETURNED", "CLOSED"]) | ~Q(why=""), name="going_back_has_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["initiative", "at"], name="steps_of_an_initiative")]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.from_phase} → {self.to_phase}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> EvidenceQuerySet:
        return self.filter(withdrawn_at=None)


class Evidence(models.Model):
    """Something that happened, with its day and where it can be looked up."""

    class Kind(models.TextChoices):
        TALK = "TALK", _("an evening or a talk")
        ACT = "ACT", _("something done together")
        RULE = "RULE", _("a rule or a text that was adopted")
        OTHER = "OTHER", _("something else")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    text = models.CharField(max_length=500)
    on_date = models.DateField()
    source = models.CharField(max_length=300, help_text="Where it can be looked up")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actors = models.ManyToManyField(Actor, blank=True, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.text[:60]


class Idea(models.Model):
    """A piece of what could be done, and the concern or the actor it hangs on."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="ideas")
    text = models.CharField(max_length=300)
    concern = models.ForeignKey(Concern, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_linked(self) -> bool:
        return self.concern_id is not None or self.actor_id is not None


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def standing(self) -> OutcomeQuerySet:
        return self.filter(withdrawn_at=None)

    def in_city(self, city: City) -> OutcomeQuerySet:
        return self.filter(initiative__city=city)


class Outcome(models.Model):
    """What was measured, beside what had been written before the start. It keeps the measure as it stood then."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="outcomes")
    measure = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    due_date = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    on_date = models.DateField(help_text="The day it was measured")
    evidence = models.TextField(max_length=1000)
    source = models.CharField(max_length=300, help_text="Where it can be looked up")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(evidence="") & ~Q(source=""), name="outcome_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.value} of {self.target}, {self.initiative_id}"

    @property
    def is_reached(self) -> bool:
        if self.direction == Direction.AT_MOST:
            return self.value <= self.target
        return self.value >= self.target

    @property
    def is_late(self) -> bool:
        return self.on_date > self.due_date


class StopRule(models.Model):
    """What result would end the initiative, and when somebody has to say whether it came to that.

    It gets its day at the start. Answered with no, it comes again after as many months.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="stop_rules")
    text = models.CharField(max_length=300)
    months = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(24)])
    written_at = models.DateTimeField()
    due_date = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When its owner was told that it is due")
    answered_at = models.DateTimeField(null=True, blank=True)
    is_met = models.BooleanField(null=True, blank=True)
    found = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"], condition=Q(answered_at=None), name="one_open_stop_rule"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(is_met__isnull=False) & ~Q(found=""),
                name="answered_stop_rule_says_what_was_found",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
