from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, Topic


def key_of_person(who: object) -> str:
    """Name a participant in `Reading.people`; not a bare number, which SQLite would take for a place in a list."""
    return f"p{who}"


def person_of_key(key: str) -> int:
    return int(key[1:])


class ReadingQuerySet(models.QuerySet["Reading"]):
    def of(self, topic: Topic) -> ReadingQuerySet:
        return self.filter(topic=topic)

    def everybody(self) -> ReadingQuerySet:
        return self.filter(audience=Reading.Audience.ALL)

    def ready(self) -> ReadingQuerySet:
        return self.filter(status=Reading.Status.READY)

    def public(self) -> ReadingQuerySet:
        return self.ready().filter(is_public=True)

    def without_people(self) -> ReadingQuerySet:
        return self.defer("people", "watch")

    def newest_first(self) -> ReadingQuerySet:
        return self.order_by("-number", "audience")


class Reading(models.Model):
    """A stored result of the opinion engine: repeatable from its inputs, never recomputed silently.

    Each number is read twice: everybody, and verified people only.
    """

    class Audience(models.TextChoices):
        ALL = "ALL", _("everybody who voted")
        VERIFIED = "VERIFIED", _("verified people only")

    class Status(models.TextChoices):
        RUNNING = "RUNNING", _("being computed")
        READY = "READY", _("ready")
        FAILED = "FAILED", _("failed")

    class HeldBack(models.TextChoices):
        FEW_PEOPLE = "FEW_PEOPLE", _("fewer than five people voted")
        FEW_CHANGES = "FEW_CHANGES", _("fewer than five people voted since the last published reading")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="readings")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="readings")
    number = models.PositiveIntegerField()
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.ALL)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.RUNNING)
    failure = models.CharField(max_length=300, blank=True)
    is_public = models.BooleanField(default=False)
    held_back = models.CharField(max_length=11, choices=HeldBack.choices, blank=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    n_participants = models.PositiveIntegerField(default=0)
    n_statements = models.PositiveIntegerField(default=0)
    n_votes = models.PositiveIntegerField(default=0)
    input_sha256 = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    last_event = models.BigIntegerField(default=0, help_text="The newest vote event that this reading has seen")
    seed = models.BigIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict, help_text="What may be shown: counts, intervals, groups")
    declared = models.JSONField(default=dict, help_text="Agreement by sector, kecamatan and hub")
    watch = models.JSONField(
        default=dict, help_text="Signs of copied ballots; for facilitators, and never a filter"
    )
    people = models.JSONField(default=dict, help_text="Group and position of each participant; never published")

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "audience", "number"], name="reading_number_once"),
            models.UniqueConstraint(
                fields=["topic", "audience"], condition=Q(status="RUNNING"), name="one_running_reading"
            ),
        ]

    def __str__(self) -> str:
        return f"reading {self.number} of {self.topic_id}"

    @property
    def is_running(self) -> bool:
        return self.status == self.Status.RUNNING


class ReadingInput(models.Model):
    """The votes of a published reading without anybody's number, so that a stranger can work it out again.

    People stand in the order of what they voted (`muara.engine.opinion.nameless`). Handed out only as rows for a
    stated purpose.
    """

    reading = models.OneToOneField(Reading, primary_key=True, on_delete=models.CASCADE, related_name="input")
    content = models.BinaryField(help_text="Arrays of a vote table and of what was shown, compressed")

    def __str__(self) -> str:
        return f"input of {self.reading_id}"


class CommonThreadQuerySet(models.QuerySet["CommonThread"]):
    def in_city(self, city: City) -> CommonThreadQuerySet:
        return self.filter(city=city)

    def published(self) -> CommonThreadQuerySet:
        return self.filter(status=CommonThread.Status.PUBLISHED)


class CommonThread(models.Model):
    """A benang merah that a facilitator named, with the evidence as it stood then."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        PUBLISHED = "PUBLISHED", _("published")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="threads")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="threads")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="threads")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="threads")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    why = models.TextField(max_length=2000)
    evidence = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    named_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    named_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CommonThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="thread_number_once_per_city"),
            models.UniqueConstraint(fields=["reading", "statement"], name="thread_once_per_reading"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED
