"""Outlines made light enough for a page: fewer corners, and neighbours keep their common border."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from shapely import MultiPolygon, Polygon

from muara.formats.outlines import Ring
from muara.web.assets.ground import Plane, Point, middle_of

MOST_CORNERS = 2_400  # of a whole regency: about 12 KB of a page
FINEST_KM, COARSEST_KM = 0.02, 3.0


class BrokenBorder(Exception):
    """A border crosses itself, or does something else that no border does."""

    def __init__(self, code: str, why: str, near: str) -> None:
        self.code, self.why, self.near = code, why, near
        super().__init__(f"{code}: {why} {near}")


class TooManyParts(Exception):
    """However coarse, the outlines hold more corners than a page can carry."""


@dataclass(frozen=True)
class Outline:
    """Rings of longitude and latitude, closed by their first corner, and a point inside."""

    rings: list[list[Point]]
    latitude: float
    longitude: float


def simplified(areas: Mapping[str, list[list[Ring]]], *, most: int = MOST_CORNERS) -> dict[str, Outline]:
    """Return outlines with at most `most` corners together, as fine as that allows.

    Raises
    ------
    BrokenBorder
        If a border is no border; the first in the order of `areas`.
    TooManyParts
        If even triangles would be too many.
    """
    corners = [corner for polygons in areas.values() for rings in polygons for ring in rings for corner in ring]
    longitude, latitude = middle_of(corners)
    plane = Plane(latitude, longitude)
    shapes = {code: _shape(code, polygons, plane) for code, polygons in areas.items()}
    tolerance, drawn = FINEST_KM, list(shapes.values())
    while (n := int(shapely.get_num_coordinates(drawn).sum())) > most:
        if tolerance > COARSEST_KM:
            raise TooManyParts(n)
        drawn = list(shapely.coverage_simplify(list(shapes.values()), tolerance))
        tolerance *= 1.5
    return {
        code: _outline(shape, light, plane)
        for (code, shape), light in zip(shapes.items(), drawn, strict=True)
    }  # fmt: skip


def _shape(code: str, polygons: list[list[Ring]], plane: Plane) -> MultiPolygon:
    flat = [
        [[plane.flat(latitude, longitude) for longitude, latitude in ring] for ring in rings] for rings in polygons
    ]
    shape = MultiPolygon([Polygon(outer, holes) for outer, *holes in flat])
    if not shape.is_valid:
        why = shapely.is_valid_reason(shape)
        near = ""
        if found := re.search(r"\[(\S+) (\S+)\]", why):
            latitude, longitude = plane.place(float(found[1]), float(found[2]))
            near = f"{longitude:.4f}, {latitude:.4f}"
        raise BrokenBorder(code, why.split("[")[0], near)
    return shape


def _outline(shape: MultiPolygon, light: MultiPolygon | Polygon, plane: Plane) -> Outline:
    inside = shape.representative_point()
    latitude, longitude = plane.place(inside.x, inside.y)
    rings = []
    for polygon in getattr(light, "geoms", [light]):
        for ring in (polygon.exterior, *polygon.interiors):
            places = (plane.place(x, y) for x, y in list(ring.coords)[:-1])
            rings.append([(round(longitude, 5), round(latitude, 5)) for latitude, longitude in places])
    return Outline(rings, round(latitude, 5), round(longitude, 5))
