from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City, District
from muara.web.cooperatives.models.register import Cooperative, Kind
from muara.web.initiatives.models import Initiative


class FoundingQuerySet(models.QuerySet["Founding"]):
    def in_city(self, city: City) -> FoundingQuerySet:
        return self.filter(city=city)

    def listed(self) -> FoundingQuerySet:
        return self.exclude(listed_at=None)


class Founding(models.Model):
    """A group on the way to founding a cooperative. Identity numbers are written on paper, never here."""

    class State(models.TextChoices):
        GATHERING = "GATHERING", _("looking for founders")
        FOUNDED = "FOUNDED", _("founded")
        GIVEN_UP = "GIVEN_UP", _("given up")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="foundings")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    level = models.CharField(max_length=9, choices=Cooperative.Level.choices, default=Cooperative.Level.PRIMARY)
    purpose = models.TextField(max_length=1000)
    business = models.TextField(max_length=1000, blank=True, help_text="What it trades in, one thing a line")
    groups = models.TextField(max_length=600, blank=True, help_text="Member groups, one a line")
    seat = models.CharField(max_length=160, blank=True, help_text="Where its seat will be")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    share_deposit = models.PositiveBigIntegerField(null=True, blank=True, help_text="One-off, in rupiah")
    compulsory_deposit = models.PositiveBigIntegerField(null=True, blank=True, help_text="A month, in rupiah")
    meets_at = models.DateTimeField(null=True, blank=True, help_text="The founding meeting")
    place = models.CharField(max_length=160, blank=True)
    chair = models.CharField(max_length=80, blank=True)
    note_taker = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.GATHERING)
    lesson = models.CharField(max_length=500, blank=True)
    initiator = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="foundings")
    listed_at = models.DateTimeField(null=True, blank=True, help_text="When a facilitator showed it to everybody")
    initiative = models.ForeignKey(
        Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="foundings"
    )
    cooperative = models.OneToOneField(
        Cooperative, null=True, blank=True, on_delete=models.PROTECT, related_name="founding"
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FoundingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="founding_slug_once_per_city"),
            models.CheckConstraint(
                condition=~Q(state="FOUNDED") | Q(cooperative__isnull=False), name="what_is_founded_is_registered"
            ),
            models.CheckConstraint(
                condition=~Q(state="GIVEN_UP") | ~Q(lesson=""), name="giving_up_leaves_a_lesson"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def member_groups(self) -> list[str]:
        return _lines(self.groups)

    @property
    def trades(self) -> list[str]:
        return _lines(self.business)

    @property
    def is_gathering(self) -> bool:
        return self.state == self.State.GATHERING


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Founder(models.Model):
    """Somebody who is ready to found, by name: seen by the other founders and those who keep the list only."""

    founding = models.ForeignKey(Founding, on_delete=models.CASCADE, related_name="founders")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="founderships")
    name = models.CharField(max_length=80)
    group = models.CharField(max_length=80, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["founding", "user"], condition=Q(user__isnull=False), name="one_place_among_the_founders"
            ),
        ]

    def __str__(self) -> str:
        return f"founder {self.pk} of {self.founding_id}"
