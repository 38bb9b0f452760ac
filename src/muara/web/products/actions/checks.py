"""What every action of this room asks of its input."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from muara.web.cities.models import City
from muara.web.network.actions.checks import check_fields, cleaned
from muara.web.network.models import Actor

LINES = {"description", "details", "rules"}
INDONESIA = "62"
NUMBER = re.compile(r"62\d{8,13}")


def write(row: models.Model, given: Mapping[str, Any], known: Collection[str], error: type[Exception]) -> None:
    """Put what was given into the fields of a row, texts in their one form, and check that it fits."""
    if unknown := given.keys() - set(known):
        raise TypeError(f"There is no {sorted(unknown)}.")
    for name, value in given.items():
        if isinstance(value, str):
            value = cleaned(value, error, keeps_lines=name in LINES)
        if name == "whatsapp":
            value = number_of(value, error)
        setattr(row, name, value)
    check_fields(
        row, error, [name for name in given if getattr(row, name) != ""]
    )  # who calls says what is missing


def number_of(text: str, error: type[Exception]) -> str:
    """Return a telephone number as links to WhatsApp want it: the country first, digits alone."""
    digits = re.sub(r"[\s().-]", "", text).removeprefix("+")
    if digits.startswith("0"):
        digits = INDONESIA + digits[1:]
    if digits and not NUMBER.fullmatch(digits):
        raise error(_("This is no Indonesian telephone number. Write it as 0812 3456 7890, or leave it empty."))
    return digits


def not_foreign(actor: Actor, city: City) -> None:
    if actor.city_id != city.pk:
        raise ValueError("This actor belongs to another city.")
