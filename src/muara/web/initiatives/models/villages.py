from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import Village
from muara.web.initiatives.models.initiatives import Initiative
from muara.web.network.models import Actor


class VillageGate(models.Model):
    """Twelve questions before a technology enters a village (`rules.QUESTIONS`). What is open has no score."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="gates")
    village = models.ForeignKey(Village, on_delete=models.PROTECT, related_name="gates")
    technology = models.CharField(max_length=160)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["initiative", "village"], name="one_gate_per_village_and_initiative"),
        ]

    def __str__(self) -> str:
        return f"{self.technology}, {self.village_id}"


class GateAnswer(models.Model):
    """An answer with its evidence; what is not answered with yes names who answers it and by when."""

    class Value(models.TextChoices):
        YES = "YES", _("yes")
        NO = "NO", _("no")
        UNKNOWN = "UNKNOWN", _("not known yet")

    gate = models.ForeignKey(VillageGate, on_delete=models.CASCADE, related_name="answers")
    item = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(12)])
    value = models.CharField(max_length=7, choices=Value.choices)
    evidence = models.CharField(max_length=500, blank=True)
    who = models.CharField(max_length=120, blank=True, help_text="Who answers it; a role or a group, never a name")
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate", "item"], name="one_answer_per_gate_and_item"),
            models.CheckConstraint(condition=Q(item__gte=1, item__lte=12), name="item_is_one_of_twelve"),
            models.CheckConstraint(condition=Q(value="UNKNOWN") | ~Q(evidence=""), name="answer_has_evidence"),
            models.CheckConstraint(
                condition=Q(value="YES") | ~Q(who="") | Q(actor__isnull=False), name="open_answer_names_who"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.value}"
