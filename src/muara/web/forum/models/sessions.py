from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City, District

# An evening that was announced and never opened is still tonight's for this long.
STILL_TONIGHT = timedelta(hours=6)


class SessionQuerySet(models.QuerySet["Session"]):
    def in_city(self, city: City) -> SessionQuerySet:
        return self.filter(city=city)

    def visible(self) -> SessionQuerySet:
        return self.exclude(status=Session.Status.DRAFT)

    def upcoming(self, at: datetime) -> SessionQuerySet:
        return self.filter(status__in=[Session.Status.ANNOUNCED, Session.Status.OPEN], starts_at__gte=at)


class Series(models.Model):
    """Evenings that belong together and are numbered among themselves. Every city has an ordinary one."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="series")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=40)
    full_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "series"
        constraints = [models.UniqueConstraint(fields=["city", "slug"], name="series_once_per_city")]

    def __str__(self) -> str:
        return self.name


class Session(models.Model):
    """One evening. `number` is its address in the city; `label` is its name, kept as it was announced."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("draft")
        ANNOUNCED = "ANNOUNCED", _("announced")
        OPEN = "OPEN", _("open")
        CLOSED = "CLOSED", _("closed")
        PUBLISHED = "PUBLISHED", _("published")
        CANCELLED = "CANCELLED", _("cancelled")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField()
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="sessions")
    series_number = models.PositiveIntegerField()
    label = models.CharField(max_length=52, help_text="BATS 25: the series and the number in it")
    theme = models.CharField(max_length=120)
    question = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    venue = models.CharField(max_length=120)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    access_note = models.CharField(max_length=200, blank=True, help_text="How people in a wheelchair get in")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="Empty: there is room for everybody")
    invited_sectors = models.JSONField(default=list, blank=True)
    gist = models.TextField(blank=True, help_text="What was sparked, one point a line")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    hall_code = models.CharField(max_length=8, blank=True)
    short_code = models.CharField(max_length=10, unique=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When what is told of it last changed")

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="session_number_once_per_city"),
            models.UniqueConstraint(fields=["series", "series_number"], name="session_number_once_per_series"),
            models.UniqueConstraint(
                fields=["city", "hall_code"], condition=~Q(hall_code=""), name="hall_code_once_per_city"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0), name="session_has_a_seat"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="session_place_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.theme}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def has_begun(self) -> bool:
        return self.is_open or self.is_over

    @property
    def is_over(self) -> bool:
        return self.status in {self.Status.CLOSED, self.Status.PUBLISHED}

    def takes_registrations(self, at: datetime) -> bool:
        return self.status == self.Status.ANNOUNCED and at < (self.ends_at or self.starts_at + STILL_TONIGHT)

    @property
    def last_told_at(self) -> datetime:
        return self.changed_at or self.created_at


class AgendaItem(models.Model):
    """What happens from a minute of the evening on, counted from its start: the agenda moves along with it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agenda")
    minute = models.SmallIntegerField()
    what = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "minute"], name="one_item_at_a_time")]

    def __str__(self) -> str:
        return f"{self.minute:+d}: {self.what}"


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
