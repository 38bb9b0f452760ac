from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City


class ClaimQuerySet(models.QuerySet["Claim"]):
    def in_city(self, city: City) -> ClaimQuerySet:
        return self.filter(city=city)

    def standing(self, day: date) -> ClaimQuerySet:
        return self.filter(withdrawn_at=None, expires_date__gt=day)


class Claim(models.Model):
    """A sentence that the city says about itself: with evidence from the rooms upstream, until a day."""

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="claims")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    renewed_at = models.DateTimeField(null=True, blank=True)
    expires_date = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    why_withdrawn = models.CharField(max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="claim_number_once_per_city"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(why_withdrawn=""), name="withdrawn_claim_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def has_run_out(self, day: date) -> bool:
        return self.expires_date <= day


class Evidence(models.Model):
    """Something upstream on which a claim rests, and what it said on the day when it was named."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20)
    ref = models.CharField(max_length=60, help_text="Which one, as its kind names it")
    said = models.CharField(max_length=300)
    value = models.PositiveBigIntegerField(null=True, blank=True, help_text="What was counted, where it was")
    as_of_date = models.DateField()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "ref"], name="evidence_once_per_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref} for {self.claim_id}"


class RoadmapTarget(models.Model):
    """What somebody said in public that the city would reach. `key`: which published one it was taken from."""

    class Kind(models.TextChoices):
        SERVED = "SERVED", _("residents served")
        MEMBERS = "MEMBERS", _("members")
        RULE = "RULE", _("a rule")
        STAGE = "STAGE", _("a stage")
        OTHER = "OTHER", _("something else")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="roadmap")
    key = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    indicator = models.CharField(max_length=200)
    value = models.FloatField(null=True, blank=True, help_text="Empty where the target is no number")
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.CharField(max_length=200, blank=True)
    due_year = models.PositiveSmallIntegerField(null=True, blank=True)
    said_by = models.CharField(max_length=120)
    said_date = models.DateField()
    source = models.CharField(max_length=300)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "key"], condition=~Q(key=""), name="published_target_once_per_city"
            ),
        ]

    def __str__(self) -> str:
        return self.indicator


class RoadmapFigure(models.Model):
    """What is claimed to be reached, or was found to be; the two are kept apart."""

    class Kind(models.TextChoices):
        CLAIMED = "CLAIMED", _("claimed")
        REACHED = "REACHED", _("reached")

    target = models.ForeignKey(RoadmapTarget, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    text = models.CharField(max_length=200)
    value = models.FloatField(null=True, blank=True)
    as_of_date = models.DateField()
    source = models.CharField(max_length=300)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text


class ReferenceCity(models.Model):
    """What is said of another city, with how well it is known; cities are never ranked."""

    class Evidence(models.TextChoices):
        FIRST_REPORT = "FIRST_REPORT", _("named in the report from which the questions come")
        PRESS = "PRESS", _("press or the city's own page")
        STUDY = "STUDY", _("published study")
        NOTHING = "NOTHING", _("nothing found")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="reference_cities")
    key = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=80)
    claim = models.CharField(max_length=400)
    level = models.CharField(max_length=12, choices=Evidence.choices)
    source = models.CharField(max_length=300)
    as_of_date = models.DateField(null=True, blank=True)
    lesson = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "reference cities"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "key"], condition=~Q(key=""), name="published_reference_once_per_city"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.claim[:40]}"
