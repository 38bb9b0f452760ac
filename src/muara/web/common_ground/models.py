from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, Topic


class Reading(models.Model):
    """A stored result of the opinion engine: repeatable from its inputs, never recomputed silently."""

    class Audience(models.TextChoices):
        ALL = "ALL", _("everybody who voted")
        VERIFIED = "VERIFIED", _("verified people only")

    class Status(models.TextChoices):
        RUNNING = "RUNNING", _("being computed")
        READY = "READY", _("ready")
        FAILED = "FAILED", _("failed")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="readings")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="readings")
    number = models.PositiveIntegerField()
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.ALL)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.RUNNING)
    failure = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    n_participants = models.PositiveIntegerField(default=0)
    n_statements = models.PositiveIntegerField(default=0)
    n_votes = models.PositiveIntegerField(default=0)
    input_sha256 = models.CharField(max_length=64, blank=True)
    engine_version = models.CharField(max_length=20, blank=True)
    seed = models.BigIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict, help_text="What may be shown: counts, intervals, groups")
    people = models.JSONField(default=dict, help_text="Group and position of each participant; never published")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "audience", "number"], name="reading_number_once")]

    def __str__(self) -> str:
        return f"reading {self.number} of {self.topic_id}"


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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="thread_number_once_per_city"),
            models.UniqueConstraint(fields=["reading", "statement"], name="thread_once_per_reading"),
        ]

    def __str__(self) -> str:
        return self.name
