from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Channel, Participant, Sector, User
from muara.web.cities.models import City, District


class SessionQuerySet(models.QuerySet["Session"]):
    def in_city(self, city: City) -> SessionQuerySet:
        return self.filter(city=city)

    def visible(self) -> SessionQuerySet:
        return self.exclude(status=Session.Status.DRAFT)

    def upcoming(self, at: datetime) -> SessionQuerySet:
        return self.filter(status__in=[Session.Status.ANNOUNCED, Session.Status.OPEN], starts_at__gte=at)


class Session(models.Model):
    """One BATS evening."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        ANNOUNCED = "ANNOUNCED", _("announced")
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")
        PUBLISHED = "PUBLISHED", _("published")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField()
    theme = models.CharField(max_length=120)
    question = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    venue = models.CharField(max_length=120)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
    invited_sectors = models.JSONField(default=list, blank=True)
    gist = models.TextField(blank=True, help_text="What was sparked, one point a line")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    hall_code = models.CharField(max_length=8, blank=True)
    short_code = models.CharField(max_length=10, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="session_number_once_per_city"),
            models.UniqueConstraint(
                fields=["city", "hall_code"], condition=~Q(hall_code=""), name="hall_code_once_per_city"
            ),
        ]

    def __str__(self) -> str:
        return f"BATS {self.number}: {self.theme}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class SessionRole(models.Model):
    """Who sparked, moderated, took notes. The role is always shown, the name only as the person allows."""

    class Kind(models.TextChoices):
        SPARK_SPEAKER = "SPARK_SPEAKER", _("spark speaker")
        MODERATOR = "MODERATOR", _("moderator")
        NOTE_TAKER = "NOTE_TAKER", _("note-taker")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    role = models.CharField(max_length=80)
    name = models.CharField(max_length=80, blank=True)
    is_name_public = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.role}"

    @property
    def shown(self) -> str:
        return f"{self.name}, {self.role}" if self.name and self.is_name_public else self.role


class Attendance(models.Model):
    """A participant who was there, by hall code."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="attendances")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PHONE)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "participant"], name="attends_once")]

    def __str__(self) -> str:
        return f"{self.participant_id} at {self.session_id}"


class HeadCount(models.Model):
    """People in the room as the facilitator counted them, by sector."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="head_counts")
    sector = models.CharField(max_length=12, choices=Sector.choices)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "sector"], name="one_count_per_sector")]

    def __str__(self) -> str:
        return f"{self.n} {self.get_sector_display()}"
