"""Outlines of areas out of GeoJSON (RFC 7946): polygons with what is said of them, checked ring by ring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from muara.formats.places import features_in, properties_of
from muara.formats.sheet import MOST_PROBLEMS, Problem

MOST_FEATURES = 2_000
# Indonesia with its waters, a little generous: longitudes, latitudes.
WEST, EAST, SOUTH, NORTH = 94.0, 142.0, -12.0, 7.0

Corner: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Corner]


@dataclass(frozen=True)
class OutlineRow:
    """One area as written: polygons of rings (the first outside, the others holes) of longitude and latitude."""

    number: int
    about: Mapping[str, str]
    polygons: list[list[Ring]]


@dataclass(frozen=True)
class Outlines:
    """What a file holds, and what is wrong with it; `line` of a problem is the number of the feature."""

    rows: tuple[OutlineRow, ...]
    problems: tuple[Problem, ...] = ()


class _Wrong(Exception):
    pass


def read_outlines(data: bytes | str) -> Outlines:
    """Read polygons and multipolygons of places in Indonesia, or say of each feature what is wrong.

    Examples
    --------
    >>> text = '{"features":[{"properties":{"name":"A"},"geometry":{"type":"Polygon",'
    >>> read_outlines(text + '"coordinates":[[[109,-7],[109.1,-7],[109,-7.1],[109,-7]]]}}]}').rows[0].about
    {'name': 'A'}
    >>> read_outlines(text + '"coordinates":[[[-7,109],[-7,110],[-8,109],[-7,109]]]}}]}').problems[0].text
    'Longitude -7, latitude 109 is not in Indonesia; GeoJSON writes the longitude first, in degrees.'
    """
    features = features_in(data)
    if isinstance(features, Problem):
        return Outlines((), (features,))
    if not features:
        return Outlines((), (Problem("There is no area in this file."),))
    if len(features) > MOST_FEATURES:
        return Outlines((), (Problem(f"There are more than {MOST_FEATURES:,} features. Take one regency."),))
    rows, problems = [], []
    for number, feature in enumerate(features, start=1):
        about = properties_of(feature)
        try:
            if isinstance(about, str):
                raise _Wrong(about)
            rows.append(OutlineRow(number, about, _polygons(feature.get("geometry"))))
        except _Wrong as wrong:
            problems.append(Problem(str(wrong), number))
    return Outlines(tuple(rows), tuple(problems[:MOST_PROBLEMS]))


def _polygons(geometry: Any) -> list[list[Ring]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise _Wrong("Only polygons and multipolygons are outlines.")
    told = geometry.get("coordinates")
    polygons = [told] if kind == "Polygon" else told
    if (
        not isinstance(polygons, list)
        or not polygons
        or not all(isinstance(one, list) and one for one in polygons)
    ):
        raise _Wrong("The polygon is empty.")
    return [[_ring(ring) for ring in polygon] for polygon in polygons]


def _ring(told: Any) -> Ring:
    if not isinstance(told, list) or len(told) < 4:
        raise _Wrong("A ring needs four corners or more, the last equal to the first.")
    ring = [_corner(corner) for corner in told]
    if ring[0] != ring[-1]:
        raise _Wrong("A ring is not closed: its last corner has to equal its first.")
    return ring


def _corner(told: Any) -> Corner:
    if (
        not isinstance(told, list)
        or len(told) not in {2, 3}
        or not all(isinstance(part, int | float) and not isinstance(part, bool) for part in told)
    ):
        raise _Wrong("A corner is no pair of numbers.")
    longitude, latitude = told[:2]
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):  # also what is no number, or endless
        raise _Wrong(
            f"Longitude {str(longitude)[:12]}, latitude {str(latitude)[:12]} is not in Indonesia; GeoJSON writes "
            "the longitude first, in degrees."
        )
    return float(longitude), float(latitude)
