"""The areas of a regency on the ground: outlines where somebody imported them, else schematic cells."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muara.web.assets.centers import CENTERS

KM_PER_DEGREE = 111.32
REACH_KM = 7.5
CORNERS = 32

Point = tuple[float, float]


@dataclass(frozen=True)
class Plane:
    """Kilometres east and south of a place; good for a regency."""

    latitude: float
    longitude: float

    @property
    def km_per_longitude(self) -> float:
        return KM_PER_DEGREE * math.cos(math.radians(self.latitude))

    def flat(self, latitude: float, longitude: float) -> Point:
        east = (longitude - self.longitude) * self.km_per_longitude
        return east, (self.latitude - latitude) * KM_PER_DEGREE

    def place(self, x: float, y: float) -> Point:
        """Return latitude and longitude of a point so many kilometres east and south.

        Examples
        --------
        >>> plane = Plane(-7.5, 109.0)
        >>> [round(part, 6) for part in plane.place(*plane.flat(-7.42, 109.23))]
        [-7.42, 109.23]
        """
        return self.latitude - y / KM_PER_DEGREE, self.longitude + x / self.km_per_longitude


@dataclass(frozen=True)
class Area:
    """A sub-district: its name, a point in its middle, and the rings of its border, in kilometres."""

    name: str
    middle: Point
    rings: tuple[tuple[Point, ...], ...]


@dataclass(frozen=True)
class Ground:
    """What a map is drawn on.

    Attributes
    ----------
    areas : mapping
        By code.
    source, licence : str
        Of the outlines; empty where the areas are schematic cells.
    """

    plane: Plane
    areas: Mapping[str, Area]
    source: str = ""
    licence: str = ""

    @property
    def is_schematic(self) -> bool:
        return not self.source


def schematic(regency: str, names: Mapping[str, str]) -> Ground | None:
    """Return a cell around each known centre, or nothing where none is known."""
    known = {code: center for code, center in CENTERS.items() if code.startswith(f"{regency}.") and code in names}
    if not known:
        return None
    plane = Plane(*middle_of(list(known.values())))
    cells = cells_of({code: plane.flat(*center) for code, center in known.items()})
    return Ground(
        plane, {code: Area(names[code], plane.flat(*known[code]), (cell,)) for code, cell in cells.items()}
    )


def cells_of(centers: Mapping[str, Point]) -> Mapping[str, tuple[Point, ...]]:
    """Return a cell around each centre: what is nearer to it than to any other, at most 7.5 km away; in km."""
    return _cells(tuple(sorted(centers.items())))


@lru_cache(maxsize=8)
def _cells(centers: tuple[tuple[str, Point], ...]) -> Mapping[str, tuple[Point, ...]]:
    cells = {}
    for code, (x, y) in centers:
        cell = [
            (x + REACH_KM * math.cos(k * math.tau / CORNERS), y + REACH_KM * math.sin(k * math.tau / CORNERS))
            for k in range(CORNERS)
        ]
        for other, place in centers:
            if other != code:
                cell = _nearer(cell, (x, y), place)
        cells[code] = tuple(cell)
    return cells


def _nearer(cell: list[Point], own: Point, other: Point) -> list[Point]:
    """Cut off what is nearer to another centre (Sutherland & Hodgman's clipping, by one line)."""
    dx, dy = other[0] - own[0], other[1] - own[1]
    limit = (other[0] ** 2 + other[1] ** 2 - own[0] ** 2 - own[1] ** 2) / 2

    def beyond(point: Point) -> float:
        return point[0] * dx + point[1] * dy - limit

    kept: list[Point] = []
    for here, there in zip(cell, cell[1:] + cell[:1], strict=True):
        a, b = beyond(here), beyond(there)
        if a <= 0:
            kept.append(here)
        if a * b < 0:
            part = a / (a - b)
            kept.append((here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])))
    return kept


def middle_of(points: Sequence[Point]) -> Point:
    return sum(a for a, _ in points) / len(points), sum(b for _, b in points) / len(points)
