from __future__ import annotations

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.models import Actor


class Kind(models.TextChoices):
    """What can be offered, and what can be looked for."""

    GOODS = "GOODS", _("Goods")
    SERVICE = "SERVICE", _("Service")
    TECHNOLOGY = "TECHNOLOGY", _("Technology")
    SPACE = "SPACE", _("Space")


class ProductQuerySet(models.QuerySet["Product"]):
    def in_city(self, city: City) -> ProductQuerySet:
        return self.filter(city=city)

    def offered(self) -> ProductQuerySet:
        return self.filter(withdrawn_at=None)

    def unused(self) -> ProductQuerySet:
        """Keep those of which nobody in the city is known to use them."""
        return self.exclude(pk__in=Adoption.objects.standing().values("product"))

    def with_use(self) -> ProductQuerySet:
        """Add `n_users`, the organisations that use it, and `n_confirmed`, those that said so themselves."""
        standing = Q(adoptions__until_date=None, adoptions__disputed_at=None)
        confirmed = standing & ~Q(adoptions__confirmed_at=None)
        return self.annotate(
            n_users=Count("adoptions", filter=standing, distinct=True),
            n_confirmed=Count("adoptions", filter=confirmed, distinct=True),
        )


class Product(models.Model):
    """Something that an actor of the city makes or does for others."""

    KINDS = (Kind.GOODS, Kind.SERVICE, Kind.TECHNOLOGY)

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="products")
    slug = models.SlugField(max_length=60)
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in KINDS])
    description = models.TextField(max_length=2000, blank=True)
    price = models.CharField(max_length=120, blank=True, help_text="In its maker's words")
    whatsapp = models.CharField(max_length=20, blank=True, help_text="A number that everybody may call")
    since_date = models.DateField(null=True, blank=True)
    stems = models.TextField(blank=True, help_text="Stems of its words, to be found by; written by the program")
    created_at = models.DateTimeField()
    reviewed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["city", "slug"], name="product_slug_once_per_city"),
            models.UniqueConstraint("actor", Lower("name"), name="product_name_once_per_actor"),
        ]

    def __str__(self) -> str:
        return self.name


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def standing(self) -> AdoptionQuerySet:
        return self.filter(until_date=None, disputed_at=None)


class Adoption(models.Model):
    """An actor uses a product. Told by its maker or the user; sure once the user has said so."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="adoptions")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="adoptions")
    since_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="For what")
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "actor"],
                condition=Q(until_date=None),
                name="one_standing_use_per_product_and_actor",
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=models.F("since_date")),
                name="use_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} uses {self.product_id}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
