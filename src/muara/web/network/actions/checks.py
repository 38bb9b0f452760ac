"""What every action of this room asks of its input."""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import date, datetime
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from muara.web.cities.models import City
from muara.web.network.models import Actor
from muara.web.ui.text import UnreadableText, clean_text

# Pages that stand where the address of an actor or a process would.
RESERVED_SLUGS: Set[str] = frozenset({"baru"})


def day_in(city: City, at: datetime) -> date:
    """Return which day it is in the city."""
    return at.astimezone(ZoneInfo(city.time_zone)).date()


def not_later(day: date, today: date, error: type[Exception]) -> None:
    """Refuse a day that has not come yet: only what happened is written down."""
    if day > today:
        raise error(_("This day has not come yet. Write down what has happened."))


def cleaned(text: str, error: type[Exception], *, keeps_lines: bool = False) -> str:
    try:
        return clean_text(text, keeps_lines=keeps_lines)
    except UnreadableText as unreadable:
        raise error(str(unreadable)) from unreadable


def check_fields(row: models.Model, error: type[Exception], names: Collection[str]) -> None:
    """Refuse values that do not fit their fields; what was not given is not asked about."""
    for name in names:
        value = getattr(row, name)
        if isinstance(value, float) and not isfinite(value):
            raise error(_("Write a number."))
        longest = getattr(row._meta.get_field(name), "max_length", None)
        if isinstance(value, str) and longest is not None and len(value) > longest:  # Django asks no text field
            raise error(_("This text is longer than %(n)s characters. Please shorten it.") % {"n": longest})
    others = {field.name for field in row._meta.fields} - set(names)
    try:
        row.clean_fields(exclude=others)
    except ValidationError as invalid:
        raise error(" ".join(invalid.messages)) from invalid


def slug_stem(name: str, otherwise: str) -> str:
    return slugify(name)[:54].strip("-") or otherwise


def free_slug(rows: models.QuerySet[Any], name: str, otherwise: str, reserved: Set[str] = RESERVED_SLUGS) -> str:
    """Return a name for the address that no row has, and no page: those are `reserved`."""
    stem = slug_stem(name, otherwise)
    taken = set(rows.filter(slug__startswith=stem).values_list("slug", flat=True)) | reserved
    return next(slug for slug in [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))] if slug not in taken)


def is_there(actor: Actor, day: date) -> bool:
    return Actor.objects.filter(pk=actor.pk).present_on(day).exists()
