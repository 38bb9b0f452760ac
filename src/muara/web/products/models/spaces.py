from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City, District, Village
from muara.web.network.models import Actor


class SpaceQuerySet(models.QuerySet["Space"]):
    def in_city(self, city: City) -> SpaceQuerySet:
        return self.filter(city=city)

    def lent(self) -> SpaceQuerySet:
        return self.filter(withdrawn_at=None)


class Space(models.Model):
    """A room, hall or field that an actor lends to others, by its own rules."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="spaces")
    slug = models.SlugField(max_length=60)
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="spaces")
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=2000, blank=True)
    access = models.CharField(max_length=300, blank=True, help_text="Steps, toilet, parking, in plain words")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    village = models.ForeignKey(Village, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    capacity = models.PositiveIntegerField(null=True, blank=True)
    rules = models.TextField(max_length=1000, blank=True, help_text="The owner's, one a line")
    price = models.CharField(max_length=120, blank=True)
    whatsapp = models.CharField(max_length=20, blank=True)
    opens = models.TimeField(help_text="From when on a day it is lent")
    closes = models.TimeField()
    most_hours = models.PositiveSmallIntegerField(default=12)
    most_days_ahead = models.PositiveSmallIntegerField(default=90)
    needs_yes = models.BooleanField(default=True, help_text="The owner says yes to each booking")
    stems = models.TextField(blank=True, help_text="Stems of its words, to be found by; written by the program")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SpaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="space_slug_once_per_city"),
            models.UniqueConstraint("actor", Lower("name"), name="space_name_once_per_actor"),
            models.CheckConstraint(condition=Q(closes__gt=models.F("opens")), name="space_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return self.name


class BookingQuerySet(models.QuerySet["Booking"]):
    def holding(self) -> BookingQuerySet:
        """Keep those that take their time, or may still: nobody else gets it meanwhile."""
        return self.filter(state__in=[Booking.State.ASKED, Booking.State.BOOKED])


class Booking(models.Model):
    """Somebody has a space for some hours. Two never have it at the same time."""

    class State(models.TextChoices):
        ASKED = "ASKED", _("waits for the owner")
        BOOKED = "BOOKED", _("booked")
        REFUSED = "REFUSED", _("refused")
        CANCELLED = "CANCELLED", _("given back")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="bookings")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="bookings")
    actor = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="For whom"
    )
    purpose = models.CharField(max_length=160)
    n_people = models.PositiveIntegerField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices)
    answer = models.CharField(max_length=300, blank=True, help_text="Why it was refused or given back")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="booking_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(state="REFUSED") | ~Q(answer=""), name="refused_booking_says_why"),
        ]
        indexes = [models.Index(fields=["space", "starts_at"], name="bookings_of_a_space")]

    def __str__(self) -> str:
        return f"booking {self.pk} of {self.space_id}"
