from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import Participant, User
from muara.web.assets.models.places import IdleAsset


class Fact(models.Model):
    """What one source says about one field of a place, of which day, and how sure it is. Never changed."""

    class Confidence(models.IntegerChoices):
        LOW = 1, _("low: hearsay or a guess")
        MEDIUM = 2, _("middling: seen or told by somebody who should know")
        HIGH = 3, _("high: a document or the owner")

    asset = models.ForeignKey(IdleAsset, on_delete=models.CASCADE, related_name="facts")
    field = models.CharField(max_length=20)
    value = models.CharField(max_length=300, blank=True, help_text="As the field is stored; empty: nothing")
    source = models.CharField(max_length=200)
    link = models.URLField(max_length=300, blank=True)
    as_of = models.DateField(help_text="Of which day the source speaks")
    confidence = models.PositiveSmallIntegerField(choices=Confidence.choices)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="a_fact_has_a_source")]
        indexes = [models.Index(fields=["asset", "field"], name="facts_of_a_field")]

    def __str__(self) -> str:
        return f"{self.field} of {self.asset_id}"


class Condition(models.Model):
    """How one part of a building is, on a day. The newest of each part counts."""

    class Element(models.TextChoices):
        ROOF = "ROOF", _("Roof")
        STRUCTURE = "STRUCTURE", _("Walls and frame")
        ELECTRICITY = "ELECTRICITY", _("Electricity")
        WATER = "WATER", _("Water")
        TOILET = "TOILET", _("Toilet")
        ACCESS = "ACCESS", _("Way in")

    class Level(models.IntegerChoices):
        MISSING = 0, _("missing or ruined")
        BAD = 1, _("bad: must be made anew")
        REPAIR = 2, _("usable after repair")
        GOOD = 3, _("good")

    asset = models.ForeignKey(IdleAsset, on_delete=models.CASCADE, related_name="conditions")
    element = models.CharField(max_length=11, choices=Element.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices, validators=[MaxValueValidator(3)])
    note = models.CharField(max_length=200, blank=True)
    seen_date = models.DateField()
    source = models.CharField(max_length=200)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__lte=3), name="condition_from_0_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.element} of {self.asset_id}: {self.level}"


class Photo(models.Model):
    """A photo of a place, drawn anew without what it tells beside what is seen."""

    asset = models.ForeignKey(IdleAsset, on_delete=models.CASCADE, related_name="photos")
    name = models.CharField(max_length=32, unique=True, help_text="Random; the file is found by it")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    text = models.CharField(max_length=200, blank=True, help_text="What is to be seen, in words")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="asset_photos"
    )
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.asset_id}"
