from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

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
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "cities"

    def __str__(self) -> str:
        return self.name

    @property
    def districts(self) -> models.QuerySet[District]:
        return District.objects.filter(regency_code=self.regency_code).order_by("name")
