from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City, District
from muara.web.governance.models import Decision
from muara.web.network.models import Actor


class Kind(models.TextChoices):
    """What a cooperative is for; the same keys as the ways of `engine.cooperation`."""

    CONSUMER = "CONSUMER", _("consumer cooperative")
    PRODUCER = "PRODUCER", _("producer cooperative")
    MARKETING = "MARKETING", _("marketing cooperative")
    SERVICE = "SERVICE", _("service cooperative")
    SAVINGS_AND_LOAN = "SAVINGS_AND_LOAN", _("savings and loan cooperative")
    MULTI_PARTY = "MULTI_PARTY", _("multi-stakeholder cooperative")
    UNKNOWN = "UNKNOWN", _("not known")


class CooperativeQuerySet(models.QuerySet["Cooperative"]):
    def in_city(self, city: City) -> CooperativeQuerySet:
        return self.filter(city=city)

    def with_last_meeting(self) -> CooperativeQuerySet:
        """Add `last_meeting`: the later of what this room and the directory of actors know; None if neither."""
        told = models.Case(
            models.When(last_meeting_date=None, then=F("actor__last_meeting_date")),
            models.When(actor__last_meeting_date__gt=F("last_meeting_date"), then=F("actor__last_meeting_date")),
            default=F("last_meeting_date"),
        )
        return self.annotate(last_meeting=told)


class Cooperative(models.Model):
    """A cooperative that was registered once. Whether it lives, its annual members' meetings say."""

    class Origin(models.TextChoices):
        BOTTOM_UP = "BOTTOM_UP", _("founded by its members")
        GOVERNMENT_PROGRAMME = "GOVERNMENT_PROGRAMME", _("founded through a government programme")
        CONVERSION = "CONVERSION", _("made out of something else")
        UNKNOWN = "UNKNOWN", _("not known")

    class Level(models.TextChoices):
        PRIMARY = "PRIMARY", _("of people (primary)")
        SECONDARY = "SECONDARY", _("of cooperatives (secondary)")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="cooperatives")
    actor = models.OneToOneField(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="cooperative"
    )
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.UNKNOWN)
    level = models.CharField(max_length=9, choices=Level.choices, default=Level.PRIMARY)
    origin = models.CharField(max_length=20, choices=Origin.choices, default=Origin.UNKNOWN)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = models.TextField(max_length=1000, blank=True)
    registered_date = models.DateField(null=True, blank=True, help_text="No sign of life: see the meetings")
    n_members = models.PositiveIntegerField(null=True, blank=True)
    last_meeting_date = models.DateField(null=True, blank=True, help_text="Of the meetings recorded here")
    source = models.CharField(max_length=200, blank=True, help_text="Where this entry comes from")
    source_date = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = CooperativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="cooperative_slug_once_per_city"),
            models.UniqueConstraint("city", Lower("name"), name="cooperative_name_once_per_city"),
        ]

    def __str__(self) -> str:
        return self.name


class AnnualMeeting(models.Model):
    """A cooperative held its annual members' meeting: the sign of life that counts."""

    cooperative = models.ForeignKey(Cooperative, on_delete=models.CASCADE, related_name="meetings")
    held_date = models.DateField()
    for_year = models.PositiveSmallIntegerField(help_text="The financial year it looked back on")
    n_present = models.PositiveIntegerField(null=True, blank=True)
    n_members = models.PositiveIntegerField(null=True, blank=True)
    minutes = models.CharField(max_length=200, blank=True, help_text="Number and date of the minutes")
    source = models.CharField(max_length=200, help_text="How it is known")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cooperative", "held_date"], name="one_annual_meeting_per_day"),
            models.CheckConstraint(condition=~Q(source=""), name="annual_meeting_has_a_source"),
            models.CheckConstraint(
                condition=Q(n_present=None) | Q(n_members=None) | Q(n_present__lte=F("n_members")),
                name="no_more_present_than_members",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cooperative_id} {self.held_date}"


class PublishedCount(models.Model):
    """How many cooperatives somebody else counted, and where they said so."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="published_counts")
    area = models.CharField(max_length=80, help_text="What was counted: a regency, a city")
    as_of_date = models.DateField()
    n_registered = models.PositiveIntegerField()
    n_active = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    address = models.URLField(max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "as_of_date", "source"], name="published_count_once_per_day_and_source"
            ),
            models.CheckConstraint(
                condition=Q(n_active__lte=F("n_registered")), name="no_more_active_than_registered"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="published_count_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.as_of_date}"

    @property
    def n_inactive(self) -> int:
        return self.n_registered - self.n_active
