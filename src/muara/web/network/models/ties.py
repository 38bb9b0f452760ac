from __future__ import annotations

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City
from muara.web.network.models.actors import Actor


class TieQuerySet(models.QuerySet["Tie"]):
    def in_city(self, city: City) -> TieQuerySet:
        return self.filter(city=city)

    def of(self, actor: Actor) -> TieQuerySet:
        return self.filter(Q(a=actor) | Q(b=actor))

    def current(self) -> TieQuerySet:
        return self.filter(until_date=None)

    def on(self, day: date) -> TieQuerySet:
        """Keep the ties that stood on a day; the last day of a tie is the one before `until_date`."""
        return self.filter(Q(until_date=None) | Q(until_date__gt=day), since_date__lte=day)

    def undisputed(self) -> TieQuerySet:
        return self.filter(disputed_at=None)


class Tie(models.Model):
    """Two actors have to do with each other, in one way; if the way has a direction, it goes from a to b.

    Without a direction `a` is the older entry, so that one tie cannot be written twice.
    """

    class Kind(models.TextChoices):
        INFORMATION = "INFORMATION", _("information")
        REFERRAL = "REFERRAL", _("referral")
        JOINT_WORK = "JOINT_WORK", _("joint work")
        MONEY = "MONEY", _("money or contract")

    DIRECTED = (Kind.REFERRAL, Kind.MONEY)

    class Evidence(models.TextChoices):
        NOTED = "NOTED", _("noted by the secretariat")
        ONE_SIDE = "ONE_SIDE", _("reported by one side")
        BOTH = "BOTH", _("confirmed by both")
        DISPUTED = "DISPUTED", _("disputed by one side")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="ties")
    a = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="ties_as_a")
    b = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="ties_as_b")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    weight = models.FloatField(default=1.0, validators=[MinValueValidator(0.01)])
    since_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    reported_by_a_at = models.DateTimeField(null=True, blank=True)
    reported_by_b_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    disputed_by = models.CharField(max_length=1, blank=True, choices=[("A", "A"), ("B", "B")])  # which end
    dispute = models.CharField(max_length=300, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    notes = models.TextField(max_length=1000, blank=True)
    created_at = models.DateTimeField()

    objects = TieQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(a=F("b")), name="tie_joins_two_actors"),
            models.CheckConstraint(
                condition=Q(kind__in=["REFERRAL", "MONEY"]) | Q(a__lt=F("b")), name="tie_without_direction_once"
            ),
            models.UniqueConstraint(
                fields=["a", "b", "kind"], condition=Q(until_date=None), name="one_current_tie_per_pair_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("since_date")), name="tie_ends_after_it_began"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="tie_has_a_weight"),
            models.CheckConstraint(
                condition=Q(disputed_at=None, disputed_by="")
                | Q(disputed_at__isnull=False, disputed_by__in=["A", "B"]),
                name="dispute_of_a_tie_has_a_side",
            ),
        ]
        indexes = [models.Index(fields=["city", "since_date"], name="ties_by_city_and_day")]

    def __str__(self) -> str:
        return f"{self.a_id} {self.kind} {self.b_id}"

    @property
    def is_directed(self) -> bool:
        return self.kind in self.DIRECTED

    @property
    def reported_by_a(self) -> bool:
        return self.reported_by_a_at is not None

    @property
    def reported_by_b(self) -> bool:
        return self.reported_by_b_at is not None

    @property
    def evidence(self) -> Evidence:
        if self.disputed_at is not None:
            return self.Evidence.DISPUTED
        told = self.reported_by_a + self.reported_by_b
        return (self.Evidence.NOTED, self.Evidence.ONE_SIDE, self.Evidence.BOTH)[told]

    @property
    def is_confirmed(self) -> bool:
        return self.evidence == self.Evidence.BOTH

    @property
    def sureness(self) -> float:
        """How sure it is for the engine: 1 confirmed by both, one half as long as only one side told it."""
        return 1.0 if self.is_confirmed else 0.5

    @property
    def disputing(self) -> Actor | None:
        return self.end_of(self.disputed_by) if self.disputed_by else None

    def end_of(self, side: str) -> Actor:
        return self.a if side == "A" else self.b
