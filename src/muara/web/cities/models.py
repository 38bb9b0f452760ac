from __future__ import annotations

from decimal import Decimal
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.translation import gettext_lazy as _

# What the evenings are called where a city chose no words of its own.
FORUM, FORUM_MEANING = "BATS", "Belajar Antar Teman Sejawat"

# First parts of addresses that belong to no city.
RESERVED_SLUGS = {"akun", "bahasa", "media", "operator", "s", "sehat", "siap", "static"}


def not_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("“%(slug)s” is kept for the program itself."), params={"slug": slug})


def a_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            _("“%(name)s” is no time zone. Write for example Asia/Jakarta."), params={"name": name}
        )


class District(models.Model):
    """A kecamatan, by its Kemendagri code. Reference data, the same for every city."""

    code = models.CharField(max_length=8, primary_key=True, validators=[RegexValidator(r"^\d\d\.\d\d\.\d\d$")])
    name = models.CharField(max_length=80)
    regency_code = models.CharField(max_length=5, db_index=True)

    def __str__(self) -> str:
        return self.name


class Village(models.Model):
    """A desa or kelurahan, by its Kemendagri code."""

    class Kind(models.TextChoices):
        VILLAGE = "VILLAGE", _("village")
        URBAN_VILLAGE = "URBAN_VILLAGE", _("urban village")

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=13, choices=Kind.choices)
    postcode = models.CharField(max_length=5, blank=True)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="villages")

    def __str__(self) -> str:
        return self.name


class City(models.Model):
    """The tenant: everything that people make in Muara belongs to exactly one city."""

    slug = models.SlugField(max_length=40, unique=True, validators=[not_reserved])
    name = models.CharField(max_length=80)
    regency_code = models.CharField(max_length=5, blank=True)
    is_sample = models.BooleanField(default=False)
    time_zone = models.CharField(max_length=40, default="Asia/Jakarta", validators=[a_time_zone])
    movement = models.CharField(max_length=80, blank=True, help_text="What those who keep the platform call it")
    tagline = models.CharField(max_length=140, blank=True)
    forum_name = models.CharField(max_length=30, blank=True, help_text="What stands before an evening's number")
    forum_meaning = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return self.name

    @property
    def districts(self) -> models.QuerySet[District]:
        return District.objects.filter(regency_code=self.regency_code).order_by("name")

    @property
    def forum(self) -> str:
        """Return what the evenings are called: "BATS 25"."""
        return self.forum_name or FORUM

    @property
    def forum_in_full(self) -> str:
        """Return what the name of the evenings stands for, or nothing."""
        return self.forum_meaning if self.forum_name else FORUM_MEANING


class CityFigureQuerySet(models.QuerySet["CityFigure"]):
    def standing(self, city: City) -> CityFigureQuerySet:
        return self.filter(city=city, ended_at=None)

    def in_order(self) -> CityFigureQuerySet:
        """Put the whole city before its kecamatan; with what `place_name` reads."""
        rows = self.select_related("city", "district")
        return rows.order_by(models.F("district__name").asc(nulls_first=True), "-kind", "pk")


class CityFigure(models.Model):
    """How many people live in a place, or how large it is: never without a year and a source."""

    class Kind(models.TextChoices):
        POPULATION = "POPULATION", _("how many people live there")
        AREA = "AREA", _("how large it is")

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="figures")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=80, blank=True, help_text="What the whole is called, if not as the city")
    value = models.DecimalField(max_digits=13, decimal_places=3, validators=[MinValueValidator(Decimal("0.001"))])
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1945), MaxValueValidator(2200)])
    source = models.CharField(max_length=200)
    link = models.URLField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CityFigureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["city", "kind"],
                condition=Q(ended_at=None, district=None),
                name="one_standing_figure_of_the_whole_city",
            ),
            models.UniqueConstraint(
                fields=["city", "kind", "district"],
                condition=Q(ended_at=None),
                name="one_standing_figure_of_a_district",
            ),
            models.CheckConstraint(condition=~Q(source="") & Q(value__gt=0), name="a_figure_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value} ({self.year})"

    @property
    def place_name(self) -> str:
        return self.district.name if self.district is not None else self.place or self.city.name

    @property
    def unit(self) -> str:
        return str(_("people")) if self.kind == self.Kind.POPULATION else "km²"

    @property
    def shown(self) -> str:
        """Write the value with as many decimals as it has."""
        exact = self.value.normalize()
        places = max(0, -int(exact.as_tuple().exponent))
        return formats.number_format(self.value, decimal_pos=places, use_l10n=True, force_grouping=True)
