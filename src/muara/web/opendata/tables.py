"""Everything of one kind as a table that a spreadsheet opens, row by row; and what its columns mean."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from muara.formats.tables import harmless
from muara.web.opendata.answers import LICENCE, LICENCE_URL
from muara.web.opendata.place import Place
from muara.web.opendata.queries import RESOURCES
from muara.web.opendata.resource import Resource
from muara.web.opendata.shapes import Cell, Json, as_json, cells_of, columns_of

# The types of a Table Schema (specs.frictionlessdata.io).
TYPES = {int: "integer", float: "number", bool: "boolean", date: "date", datetime: "datetime"}


class _Echo:
    """A file that hands each line on instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def lines_of(place: Place, kind: Resource[Any]) -> Iterator[str]:
    """Yield a table line by line; never more than one batch is in memory. Texts cannot run as formulas."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + _line(writer, [name for name, _kind, _said in columns_of(kind.shape)])
    for told in kind.everything(place):
        yield _line(writer, list(cells_of(kind.shape, as_json(told))))


def _line(writer: Any, cells: Sequence[Cell]) -> str:
    said: str = writer.writerow(
        ["" if cell is None else harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    )
    return said


def files() -> list[Resource[Any]]:
    """Return what is given whole, as a table."""
    return [one for one in RESOURCES.values() if not one.asks_for]


def datapackage(place: Place) -> Json:
    """Describe all tables for programs (Data Package of Frictionless Data)."""
    return {
        "name": f"muara-{place.city.slug}",
        "title": _("Open data of %(city)s") % {"city": place.city.name},
        "created": place.at.isoformat(timespec="seconds"),
        "homepage": place.link("opendata:page"),
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": "Creative Commons BY-SA 4.0"}],
        "resources": [
            {
                "name": one.name,
                "title": str(one.title),
                "description": f"{one.about} {one.withheld}".strip(),
                "path": place.link("opendata:table", one.name),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [
                        {"name": name, "type": TYPES.get(kind, "string")} | ({"description": said} if said else {})
                        for name, kind, said in columns_of(one.shape)
                    ]
                },
            }
            for one in files()
        ],
    }
