"""Which cooperatives live: counted by their last annual members' meeting, beside what others published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.web.cities.models import City
from muara.web.cooperatives.models import Cooperative, PublishedCount

# A way of counting, and no law: a yearly meeting may come some months later than the one before.
LIVES = timedelta(days=548)
GONE = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Band:
    """Cooperatives whose last meeting lies equally long ago."""

    key: str
    label: str | Promise
    n: int


BANDS = {
    "hidup": _("met within 18 months"),
    "lama": _("met 18 months to 3 years ago"),
    "mati": _("no meeting for 3 years or more"),
    "tanpa": _("no meeting is known"),
}


def band_of(last: date | None, today: date) -> str:
    """Say to which band a last meeting belongs.

    >>> told = (date(2026, 3, 1), date(2024, 11, 25), date(2023, 11, 24), None)
    >>> [band_of(day, date(2026, 11, 24)) for day in told]
    ['hidup', 'lama', 'mati', 'tanpa']
    """
    if last is None:
        return "tanpa"
    ago = today - last
    return "hidup" if ago < LIVES else "lama" if ago <= GONE else "mati"


@dataclass(frozen=True)
class Line:
    """One cooperative in the register."""

    cooperative: Cooperative
    last_meeting: date | None
    band: str


@dataclass(frozen=True)
class Filter:
    """What somebody looks for in the register."""

    text: str = ""
    kind: str = ""
    district: str = ""
    band: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.text or self.kind or self.district or self.band)


@dataclass(frozen=True)
class Register:
    """The register of a city.

    Attributes
    ----------
    lines : list of Line
        The latest meeting first; those of which none is known at the end.
    bands : list of Band
        Of the whole register, whatever is looked for.
    n_all, n_alive, n_gone : int
    published : list of PublishedCount
        The newest first.
    """

    lines: list[Line]
    bands: list[Band]
    n_all: int
    n_alive: int
    n_gone: int
    published: list[PublishedCount]


def register_of(city: City, today: date, asked: Filter | None = None) -> Register:
    asked = asked or Filter()
    every = Cooperative.objects.in_city(city).with_last_meeting().select_related("district")
    lines = [
        Line(one, told := cast(date | None, getattr(one, "last_meeting", None)), band_of(told, today))
        for one in every.order_by("name", "pk")
    ]
    lines.sort(key=lambda line: line.last_meeting or date.min, reverse=True)
    counts = {key: sum(line.band == key for line in lines) for key in BANDS}
    return Register(
        [line for line in lines if _fits(line, asked)],
        [Band(key, label, counts[key]) for key, label in BANDS.items()],
        len(lines),
        counts["hidup"],
        counts["mati"],
        list(city.published_counts.order_by("-as_of_date", "pk")),
    )


def _fits(line: Line, asked: Filter) -> bool:
    one, text = line.cooperative, asked.text.casefold()
    return (
        (not text or text in one.name.casefold() or text in one.what.casefold())
        and asked.kind in {"", one.kind}
        and asked.district in {"", one.district_id}
        and asked.band in {"", line.band}
    )


def living_of_kind(city: City, kind: str, today: date, *, most: int = 5) -> list[Line]:
    """Return living cooperatives of a kind: whom to ask before anything is founded."""
    lines = register_of(city, today, Filter(kind=kind, band="hidup")).lines
    return lines[:most]
