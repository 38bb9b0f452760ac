from __future__ import annotations

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from muara.web.cities.models import City
from muara.web.network.models.actors import Actor


def standing_on(day: date, where: str = "") -> Q:
    """Say of rows with `since_date` and `until_date` that they hold on a day; `where` leads to them."""
    ended = Q(**{f"{where}until_date": None}) | Q(**{f"{where}until_date__gt": day})
    return ended & Q(**{f"{where}since_date__lte": day})


class ProcessQuerySet(models.QuerySet["Process"]):
    def in_city(self, city: City) -> ProcessQuerySet:
        return self.filter(city=city)

    def on(self, day: date) -> ProcessQuerySet:
        return self.filter(standing_on(day))

    def current(self) -> ProcessQuerySet:
        return self.filter(until_date=None)


class Process(models.Model):
    """Joint work that comes again: organising an evening, an order cycle, running a space."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="processes")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    what = models.TextField(max_length=1000, blank=True)
    weight = models.FloatField(default=1.0, validators=[MinValueValidator(0.01)])
    since_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "processes"
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="process_slug_once_per_city"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="process_has_a_weight"),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("since_date")),
                name="process_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.until_date is None


class Role(models.Model):
    """A part of a process that somebody has to play, and how many actors have to."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=80)
    needed = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    since_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["process", "name"], condition=Q(until_date=None), name="one_current_role_per_name"
            ),
            models.CheckConstraint(condition=Q(needed__gte=1), name="role_needs_somebody"),
        ]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """An actor plays a role."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="holdings")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="holdings")
    n_people = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many of its people can do it"
    )
    since_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["role", "actor"], condition=Q(until_date=None), name="one_current_holding"
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("since_date")),
                name="holding_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} held by {self.actor_id}"
