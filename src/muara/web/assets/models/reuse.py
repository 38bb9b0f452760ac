from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.assets.models.places import IdleAsset
from muara.web.network.models import Actor


class ReuseProposal(models.Model):
    """How an actor would use a place, and whether the place could carry it."""

    class State(models.TextChoices):
        OFFERED = "OFFERED", _("offered")
        CHOSEN = "CHOSEN", _("chosen")
        DECLINED = "DECLINED", _("not chosen")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    asset = models.ForeignKey(IdleAsset, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="reuse_proposals")
    use = models.CharField(max_length=120, help_text="What the place would become")
    how = models.TextField(max_length=2000, blank=True)
    for_whom = models.CharField(max_length=200, blank=True)
    open_hours = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Hours a week open to anybody")
    fatal_risk = models.CharField(max_length=300, blank=True, help_text="What alone could end it")
    route = models.CharField(max_length=24, blank=True, help_text="Under which form of use; see rules.ROUTES")
    inputs: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        default=dict, blank=True, help_text="See muara.web.assets.feasibility"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.OFFERED)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    offered_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="proposal_number_once_per_asset"),
            models.UniqueConstraint(
                fields=["asset"], condition=Q(state="CHOSEN"), name="one_chosen_proposal_per_asset"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use} ({self.asset_id}/{self.number})"

    @property
    def has_figures(self) -> bool:
        return bool(self.inputs)


class PactQuerySet(models.QuerySet["Pact"]):
    def standing_on(self, day: date) -> PactQuerySet:
        """Keep the signed pacts that run on a day."""
        begun = self.filter(signed_date__isnull=False, starts_date__lte=day)
        return begun.filter(Q(ended_date=None) | Q(ended_date__gt=day), ends_date__gt=day)


class Pact(models.Model):
    """A pact of collaboration about a place: lighter than a rent contract, and no replacement for one."""

    class Intensity(models.TextChoices):
        OCCASIONAL = "OCCASIONAL", _("occasional care")
        CONTINUOUS = "CONTINUOUS", _("continuous care")
        SHARED = "SHARED", _("shared management")
        REGENERATION = "REGENERATION", _("regeneration")

    asset = models.ForeignKey(IdleAsset, on_delete=models.CASCADE, related_name="pacts")
    number = models.PositiveSmallIntegerField()
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="pacts")
    proposal = models.ForeignKey(
        ReuseProposal, null=True, blank=True, on_delete=models.PROTECT, related_name="pacts"
    )
    owner_party = models.CharField(max_length=160, help_text="Who signs for the owner, as an office")
    further_parties = models.CharField(max_length=300, blank=True)
    intensity = models.CharField(max_length=12, choices=Intensity.choices)
    purpose = models.CharField(max_length=500)
    starts_date = models.DateField()
    ends_date = models.DateField()
    duties_actor = models.TextField(max_length=1500, help_text="One thing a line")
    duties_owner = models.TextField(max_length=1500, help_text="One thing a line")
    costs = models.CharField(max_length=500, help_text="Who bears which costs")
    liability = models.CharField(max_length=500, help_text="Insurance, and who answers for damage")
    governing = models.CharField(max_length=500, blank=True, help_text="How both decide together")
    monitoring = models.CharField(max_length=500, help_text="Who looks when at what")
    publication = models.CharField(max_length=300, blank=True)
    ending = models.CharField(max_length=500, help_text="How it is renewed and ended")
    signed_date = models.DateField(null=True, blank=True)
    ended_date = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    drafted_at = models.DateTimeField()

    objects = PactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "number"], name="pact_number_once_per_asset"),
            models.CheckConstraint(
                condition=Q(ends_date__gt=F("starts_date")), name="a_pact_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(ended_date=None) | (Q(signed_date__isnull=False) & ~Q(ended_why="")),
                name="only_a_signed_pact_ends_and_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"pact {self.asset_id}/{self.number}"
