"""The map of idle places: schematic cells around the centres of kecamatan, and numbered marks. Not official."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muara.web.assets.blur import Shown
from muara.web.assets.centers import CENTERS

KM_PER_DEGREE = 111.32
REACH_KM = 7.5
CORNERS = 32
SCALE = 10  # units of the picture to a kilometre

Point = tuple[float, float]


@dataclass(frozen=True)
class Cell:
    code: str
    name: str
    path: str
    x: float
    y: float
    is_named: bool


@dataclass(frozen=True)
class Mark:
    """A numbered place; `spread` is the radius of the circle in which it lies, 0 at the place itself."""

    number: int
    x: float
    y: float
    spread: float
    kind: str


@dataclass(frozen=True)
class Picture:
    left: float
    top: float
    width: float
    height: float
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]

    @property
    def letter(self) -> float:
        """The height of a letter: the same on the page, however much of the regency is drawn."""
        return round(max(self.width, self.height) / 42, 1)

    @property
    def mark(self) -> float:
        return round(self.letter * 0.8, 1)


@dataclass(frozen=True)
class Placed:
    """What is drawn: its number in the list, where it is shown, its kecamatan, and which sign it gets."""

    number: int
    point: Shown | None
    district: str
    kind: str


def draw(regency: str, names: Mapping[str, str], placed: Sequence[Placed], *, only: str = "") -> Picture | None:
    """Draw the cells of a regency with its places, or nothing where no centre is known.

    Only the cells that hold places fill the picture. A place without a point stands near the centre of its
    kecamatan, inside a circle of half a kilometre.
    """
    cells = {code: cell for code, cell in cells_of(regency).items() if code in names}
    if not cells:
        return None
    marks, without = [], dict.fromkeys(cells, 0)
    home = _origin(regency)
    for one in placed:
        if one.point is not None:
            x, y = _project(home, one.point.latitude, one.point.longitude)
            marks.append(Mark(one.number, x, y, one.point.radius_m / 1000, one.kind))
        elif one.district in cells:
            turn, without[one.district] = without[one.district], without[one.district] + 1
            x, y = _project(home, *CENTERS[one.district])
            angle = turn * 2.4
            away = 0.55 * math.sqrt(turn)
            marks.append(Mark(one.number, x + away * math.cos(angle), y + away * math.sin(angle), 0.5, one.kind))
    busy = {one.district for one in placed}
    shown = (
        {only: cells[only]} if only in cells else {code: cells[code] for code in cells if code in busy} or cells
    )
    xs = [x for cell in shown.values() for x, _ in cell]
    ys = [y for cell in shown.values() for _, y in cell]
    left, top = min(xs) - 0.4, min(ys) - 0.4
    width, height = max(xs) - left + 0.4, max(ys) - top + 0.4
    return Picture(
        round(left * SCALE, 1),
        round(top * SCALE, 1),
        round(width * SCALE, 1),
        round(height * SCALE, 1),
        tuple(
            Cell(code, names[code], _path(cell), *_scaled(_project(home, *CENTERS[code])), code in busy)
            for code, cell in sorted(cells.items())
        ),
        tuple(
            Mark(mark.number, *_scaled((mark.x, mark.y)), round(mark.spread * SCALE, 1), mark.kind)
            for mark in marks
            if left <= mark.x <= left + width and top <= mark.y <= top + height
        ),
    )


@lru_cache(maxsize=8)
def cells_of(regency: str) -> dict[str, tuple[Point, ...]]:
    """Return a cell around each centre: what is nearer to it than to any other, at most 7.5 km away; in km."""
    home = _origin(regency)
    centers = {code: _project(home, *CENTERS[code]) for code in CENTERS if code.startswith(f"{regency}.")}
    cells = {}
    for code, (x, y) in centers.items():
        cell = [
            (x + REACH_KM * math.cos(k * math.tau / CORNERS), y + REACH_KM * math.sin(k * math.tau / CORNERS))
            for k in range(CORNERS)
        ]
        for other, (ox, oy) in centers.items():
            if other != code:
                cell = _nearer(cell, (x, y), (ox, oy))
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


@lru_cache(maxsize=8)
def _origin(regency: str) -> Point:
    known = [center for code, center in CENTERS.items() if code.startswith(f"{regency}.")] or [(0.0, 0.0)]
    return _mean(center[0] for center in known), _mean(center[1] for center in known)


def _mean(numbers: Iterable[float]) -> float:
    listed = list(numbers)
    return sum(listed) / len(listed)


def _project(home: Point, latitude: float, longitude: float) -> Point:
    """Return kilometres east and south of a place; good for a regency."""
    east = (longitude - home[1]) * KM_PER_DEGREE * math.cos(math.radians(home[0]))
    return east, (home[0] - latitude) * KM_PER_DEGREE


def _scaled(point: Point) -> Point:
    return round(point[0] * SCALE, 1), round(point[1] * SCALE, 1)


def _path(cell: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x * SCALE:.0f} {y * SCALE:.0f}" for x, y in cell) + "z"
