from __future__ import annotations

from django.db import models
from django.db.models import Q

from muara.web.cities.models import District


class DistrictOutline(models.Model):
    """The border of a kecamatan as an operator brought it in, simplified for pages. The same for every city."""

    district = models.OneToOneField(District, on_delete=models.CASCADE, primary_key=True, related_name="outline")
    rings = models.JSONField(help_text="Lists of corners, each longitude and latitude; filled even-odd")
    latitude = models.FloatField(help_text="Of a point inside")
    longitude = models.FloatField()
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=200)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(licence=""), name="an_outline_has_source_and_licence"
            ),
        ]

    def __str__(self) -> str:
        return self.district_id
