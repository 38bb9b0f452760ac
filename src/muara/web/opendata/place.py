"""Where and when something is asked: the city, the moment, and how its addresses begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from muara.web.cities.models import City


@dataclass(frozen=True)
class Place:
    """A city as it is asked.

    Attributes
    ----------
    root : str
        Scheme and host, without a stroke at the end.
    """

    city: City
    at: datetime
    root: str

    @property
    def day(self) -> date:
        return timezone.localtime(self.at).date()

    def link(self, name: str, *args: str | int) -> str:
        """Return the whole address of a page of this city."""
        return self.root + reverse(name, args=[self.city.slug, *args])
