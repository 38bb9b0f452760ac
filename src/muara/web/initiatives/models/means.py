from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.assets.models import IdleAsset
from muara.web.initiatives.models.initiatives import Initiative
from muara.web.network.models import Actor
from muara.web.products.models import Product, Space


class Means(models.Model):
    """Something that the initiative needs, who brings it, and whether it is there."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="means")
    text = models.CharField(max_length=200)
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    asset = models.ForeignKey(
        IdleAsset, null=True, blank=True, on_delete=models.PROTECT, related_name="means", help_text="An idle place"
    )
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="means",
        help_text="Made in the city",
    )
    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.PROTECT, related_name="means", help_text="Lent in the city"
    )
    is_there = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "means"
        constraints = [
            models.CheckConstraint(
                condition=Q(product=None, space=None) | Q(asset=None, space=None) | Q(asset=None, product=None),
                name="means_are_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class CashEntry(models.Model):
    """One line of the cash book. Append-only: triggers refuse UPDATE and DELETE; a mistake takes another line."""

    class Way(models.TextChoices):
        IN = "IN", _("in")
        OUT = "OUT", _("out")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="cash")
    number = models.PositiveIntegerField()
    on_date = models.DateField()
    way = models.CharField(max_length=3, choices=Way.choices)
    amount_idr = models.BigIntegerField(validators=[MinValueValidator(1)])
    counterparty = models.CharField(max_length=120, help_text="An organisation or a trade, never a person's name")
    purpose = models.CharField(max_length=200)
    proof = models.CharField(max_length=200, help_text="Number of the receipt and where it is kept")
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "cash entries"
        constraints = [
            models.UniqueConstraint(fields=["initiative", "number"], name="cash_number_once_per_initiative"),
            models.CheckConstraint(condition=Q(amount_idr__gte=1), name="cash_entry_moves_money"),
            models.CheckConstraint(condition=~Q(proof=""), name="cash_entry_has_a_proof"),
            models.CheckConstraint(condition=~Q(reverses=F("id")), name="cash_entry_does_not_reverse_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.way} {self.amount_idr}"

    @property
    def signed(self) -> int:
        return self.amount_idr if self.way == self.Way.IN else -self.amount_idr
