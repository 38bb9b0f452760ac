from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.products.models.products import Kind, Product


class NeedQuerySet(models.QuerySet["Need"]):
    def in_city(self, city: City) -> NeedQuerySet:
        return self.filter(city=city)

    def standing(self) -> NeedQuerySet:
        return self.filter(ended_at=None)


class Need(models.Model):
    """What an actor looks for or buys, and where it gets it today."""

    class Source(models.TextChoices):
        UNKNOWN = "UNKNOWN", _("not known")
        NOWHERE = "NOWHERE", _("does without so far")
        LOCAL = "LOCAL", _("from somebody in the city")
        ELSEWHERE = "ELSEWHERE", _("from outside the city")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="needs")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="needs_told")
    what = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    details = models.TextField(max_length=1000, blank=True)
    source = models.CharField(max_length=9, choices=Source.choices, default=Source.UNKNOWN)
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="needs_met",
        help_text="Which meets it",
    )
    yearly_rupiah = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="What is paid for it in a year"
    )
    told_at = models.DateTimeField()
    reviewed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(product=None) | Q(source="LOCAL"), name="met_by_a_product_is_local"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id}: {self.what}"
