"""What is published, as frozen dataclasses: an answer, its schema and the columns of its table are made from them.

A field is a plain value, one of a `TextChoices`, another such dataclass, or a tuple of these; `Annotated` says in
words what it means. So what a schema says cannot drift from what is answered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from inspect import getdoc
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from django.db.models import TextChoices

Json = dict[str, Any]
Cell = str | int | float | None
PLAIN: Mapping[Any, Json] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    time: {"type": "string", "pattern": r"^\d\d:\d\d$"},
}
NAMES = frozenset({"id", "url"})  # made by the program: nobody can have typed anything into them
MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
MOBILE = r"(?<![\w/])(?:\+?62|0)[ .-]?8\d(?:[ .-]?\d){6,11}(?!\w)"
CONTACT = re.compile(f"{MAIL}|{MOBILE}")
HIDDEN = "[…]"


def without_contacts(text: str) -> str:
    """Hide e-mail addresses and mobile numbers that somebody typed: pages are read one by one, files are not.

    >>> without_contacts("Hubungi 0812-3456-7890 atau ani@contoh.id, aula 200 m2 sejak 2018.")
    'Hubungi […] atau […], aula 200 m2 sejak 2018.'
    """
    return CONTACT.sub(HIDDEN, text)


@cache
def hints_of(shape: type) -> Mapping[str, Any]:
    return get_type_hints(shape, include_extras=True)


def bare(kind: Any) -> tuple[Any, str, bool]:
    """Take a field apart: what it is, what is said of it, and whether it may be missing.

    >>> bare(Annotated[int | None, "People"])
    (<class 'int'>, 'People', True)
    """
    said = ""
    if get_origin(kind) is Annotated:
        kind, said = get_args(kind)[:2]
    if get_origin(kind) in (Union, UnionType):
        inner = [one for one in get_args(kind) if one is not NoneType]
        assert len(inner) == 1, f"{kind}: one kind of value, or none"
        return inner[0], said, True
    return kind, said, False


def schema_of(kind: Any, parts: dict[str, Json]) -> Json:
    """Return the JSON Schema of a field; the dataclasses that it leads to are added to `parts` by their name."""
    inner, said, is_optional = bare(kind)
    if get_origin(inner) is tuple:
        found: Json = {"type": "array", "items": schema_of(get_args(inner)[0], parts)}
    elif is_dataclass(inner) and isinstance(inner, type):
        if inner.__name__ not in parts:
            properties = {name: schema_of(hint, parts) for name, hint in hints_of(inner).items()}
            parts[inner.__name__] = {
                "type": "object",
                "description": getdoc(inner),
                "properties": properties,
                "required": list(properties),
            }
        found = {"$ref": f"#/components/schemas/{inner.__name__}"}
    elif isinstance(inner, type) and issubclass(inner, TextChoices):
        found = {"type": "string", "enum": [value for value in inner.values if value]}
    else:
        found = dict(PLAIN[inner])
    if is_optional:
        found = {"anyOf": [found, {"type": "null"}]}
    return {**found, "description": said} if said else found


def as_json(value: Any, name: str = "") -> Any:
    """Write a record as JSON knows it; times in UTC, texts without addresses and numbers to call."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_json(getattr(value, one.name), one.name) for one in fields(value)}
    if isinstance(value, tuple):
        return [as_json(one, name) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, TextChoices):
        return value.value
    if isinstance(value, str) and name not in NAMES:
        return without_contacts(value)
    return value


def columns_of(shape: type, before: str = "") -> Iterator[tuple[str, Any, str]]:
    """Yield the columns of a table of records: name, kind, what is said of it; parts of a record are spread."""
    for name, hint in hints_of(shape).items():
        inner, said, _is_optional = bare(hint)
        if is_dataclass(inner) and isinstance(inner, type):
            yield from columns_of(inner, f"{before}{name}_")
        else:
            yield f"{before}{name}", inner, said


def cells_of(shape: type, told: Mapping[str, Any] | None) -> Iterator[Cell]:
    """Yield the cells of one record, as `as_json` wrote it, in the order of its columns.

    Several texts stand in one cell with semicolons; several records as JSON.
    """
    for name, hint in hints_of(shape).items():
        inner = bare(hint)[0]
        value = None if told is None else told[name]
        if is_dataclass(inner) and isinstance(inner, type):
            yield from cells_of(inner, value)
        elif isinstance(value, list):
            if any(isinstance(one, dict) for one in value):
                yield json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            else:
                yield "; ".join(str(one) for one in value)
        elif isinstance(value, bool):
            yield "true" if value else "false"
        else:
            yield value
