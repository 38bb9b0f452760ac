"""Places as files: GeoJSON (RFC 7946) and CSV, in and out, with the line of every complaint."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muara.formats.sheet import Problem, decoded, shown
from muara.formats.spreadsheet import as_csv
from muara.formats.ties_csv import table_of

COLUMNS = (
    "name", "place", "village", "latitude", "longitude", "radius_m", "owner_level", "keeper", "land_m2",
    "floor_m2", "usable_m2", "use_status", "idle_since", "title_status", "heritage", "zoning", "hazards",
    "dispute", "state", "source", "as_of",
)  # fmt: skip
MOST_PROBLEMS = 100
MOST_FIELDS = 200


@dataclass(frozen=True)
class PlaceRow:
    """One place as written, every value as text; `line` is the line of a CSV or the number of a feature."""

    about: Mapping[str, str]
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Places:
    """What a file holds, and what is wrong with it."""

    rows: tuple[PlaceRow, ...]
    problems: tuple[Problem, ...] = ()


def read_places_csv(data: bytes | str) -> Places:
    r"""Read a table with a header; columns that are not in `COLUMNS` are kept as they are.

    Examples
    --------
    >>> read_places_csv("name,latitude,longitude\nBalai,-7.4,109.2\n").rows[0].about["latitude"]
    '-7.4'
    """
    problems: list[Problem] = []
    rows, header = table_of(data, problems)
    names = [name.strip().lower() for name in header]
    if header and "name" not in names:
        problems.append(Problem(f"A column 'name' is missing; there is: {', '.join(names[:12])}.", 1))
    if len(names) > MOST_FIELDS:
        problems.append(Problem(f"There are more than {MOST_FIELDS} columns.", 1))
    if problems:
        return Places((), tuple(problems[:MOST_PROBLEMS]))
    found = [
        PlaceRow(
            {name: text.strip() for name, text in zip(names, row, strict=True) if name and text.strip()}, line
        )
        for line, row in rows
    ]
    return Places(tuple(found))


def read_places_geojson(data: bytes | str) -> Places:
    """Read points with their properties; a feature without a geometry is a place without a point.

    Examples
    --------
    >>> text = '{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point",'
    >>> text += '"coordinates":[109.2,-7.4]},"properties":{"name":"Balai"}}]}'
    >>> dict(read_places_geojson(text).rows[0].about)
    {'name': 'Balai', 'longitude': '109.2', 'latitude': '-7.4'}
    """
    features = features_in(data)
    if isinstance(features, Problem):
        return Places((), (features,))
    rows, problems = [], []
    for number, feature in enumerate(features, start=1):
        about = _about(feature)
        if isinstance(about, str):
            problems.append(Problem(about, number))
        else:
            rows.append(PlaceRow(about, number))
    return Places(tuple(rows), tuple(problems[:MOST_PROBLEMS]))


def features_in(data: bytes | str) -> list[Any] | Problem:
    """Return the features of a GeoJSON file as they are, or what is wrong with it."""
    text = decoded(data)
    if isinstance(text, Problem):
        return text
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return Problem("The file is no JSON.")
    features = told.get("features") if isinstance(told, dict) else None
    return (
        features if isinstance(features, list) else Problem("There are no features in this file; is it GeoJSON?")
    )


def properties_of(feature: Any) -> dict[str, str] | str:
    """Return what is said of a feature as text by lower-case name, or what is wrong with it."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
        return "This is no feature."
    properties = feature.get("properties") or {}
    if len(properties) > MOST_FIELDS:
        return f"There are more than {MOST_FIELDS} properties."
    about = {
        str(name).lower(): str(value).strip()
        for name, value in properties.items()
        if value is not None and isinstance(value, str | int | float) and str(value).strip()
    }
    if any("\ud800" <= letter <= "\udfff" or letter == "\0" for text in about.values() for letter in text):
        return "A text holds a character that cannot be stored."
    return about


def _about(feature: Any) -> dict[str, str] | str:
    about = properties_of(feature)
    if isinstance(about, str):
        return about
    geometry = feature.get("geometry")
    if geometry is None:
        return about
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return "Only points are taken."
    place = geometry.get("coordinates")
    if (
        not isinstance(place, list)
        or len(place) < 2
        or not all(isinstance(part, int | float) and not isinstance(part, bool) for part in place[:2])
    ):
        return f"{shown(str(place))} is no point."
    return about | {"longitude": str(place[0]), "latitude": str(place[1])}


def write_places_csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Write places as a table; a text never becomes a formula, an empty field says nothing.

    Examples
    --------
    >>> write_places_csv([{"name": "=Balai"}]).splitlines()[1].startswith("'=Balai,")
    True
    """
    return as_csv(COLUMNS, [[row.get(name, "") for name in COLUMNS] for row in rows])


def write_places_geojson(rows: Sequence[Mapping[str, object]]) -> str:
    """Write places as points; one without a point has no geometry.

    Examples
    --------
    >>> json.loads(write_places_geojson([{"name": "Balai"}]))["features"][0]["geometry"] is None
    True
    """
    features = []
    for row in rows:
        has_point = "latitude" in row and "longitude" in row
        point = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]} if has_point else None
        about = {name: row[name] for name in COLUMNS if name in row and name not in {"latitude", "longitude"}}
        features.append({"type": "Feature", "geometry": point, "properties": about})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


READERS: dict[str, Callable[[bytes | str], Places]] = {"csv": read_places_csv, "geojson": read_places_geojson}
