"""The map of idle places as one picture: areas, names that lie clear of the marks, and numbered marks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from muara.web.assets.blur import Shown
from muara.web.assets.ground import KM_PER_DEGREE, Area, Ground, Point

SCALE = 10  # units of the picture to a kilometre
MARGIN_KM = 0.4
VAGUE_M = 500
# Where a name may stand, in heights of a letter from the middle of its area, the best first.
SPOTS = [(x, y) for y in (0.0, -2.0, 2.0, -3.4, 3.4) for x in (0.0, -2.5, 2.5, -4.5, 4.5)]
LETTER_WIDTH = 0.56


@dataclass(frozen=True)
class Name:
    text: str
    x: float
    y: float


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
    """What is drawn, in tenths of a kilometre east and south of `ground.plane`."""

    ground: Ground
    left: float
    top: float
    width: float
    height: float
    cells: tuple[str, ...]
    marks: tuple[Mark, ...]
    names: tuple[Name, ...] = ()

    @property
    def letter(self) -> float:
        """The height of a letter: the same on the page, however much of the regency is drawn."""
        return round(max(self.width, self.height) / 42, 1)

    @property
    def mark(self) -> float:
        return round(self.letter * 0.8, 1)

    @property
    def units_east(self) -> float:
        """Units to a degree of longitude: with it a script finds the place of every point again."""
        return round(self.ground.plane.km_per_longitude * SCALE, 4)

    @property
    def units_south(self) -> float:
        return KM_PER_DEGREE * SCALE


@dataclass(frozen=True)
class Placed:
    """What is drawn: its number in the list, where it is shown, its kecamatan, and which sign it gets."""

    number: int
    point: Shown | None
    district: str
    kind: str


def located(ground: Ground, placed: Sequence[Placed]) -> list[Placed]:
    """Give a place without a point one near the middle of its kecamatan, inside a circle of half a kilometre."""
    found, turns = [], dict.fromkeys(ground.areas, 0)
    for one in placed:
        if one.point is None and one.district in ground.areas:
            turn = turns[one.district]
            turns[one.district] += 1
            x, y = ground.areas[one.district].middle
            away = 0.55 * math.sqrt(turn)
            latitude, longitude = ground.plane.place(
                x + away * math.cos(2.4 * turn), y + away * math.sin(2.4 * turn)
            )
            found.append(replace(one, point=Shown(round(latitude, 5), round(longitude, 5), VAGUE_M)))
        else:
            found.append(one)
    return found


def draw(ground: Ground, placed: Sequence[Placed], *, only: str = "") -> Picture:
    """Draw the areas of a regency with its located places; only the areas that hold places fill the picture."""
    busy = {one.district for one in placed} & set(ground.areas)
    shown = [only] if only in ground.areas else sorted(busy or ground.areas)
    corners = [corner for code in shown for ring in ground.areas[code].rings for corner in ring]
    left, top = min(x for x, _ in corners) - MARGIN_KM, min(y for _, y in corners) - MARGIN_KM
    width = max(x for x, _ in corners) - left + MARGIN_KM
    height = max(y for _, y in corners) - top + MARGIN_KM
    marks = []
    for one in placed:
        if one.point is None:
            continue
        x, y = ground.plane.flat(one.point.latitude, one.point.longitude)
        if left <= x <= left + width and top <= y <= top + height:
            marks.append(Mark(one.number, *_scaled((x, y)), one.point.radius_m * SCALE / 1000, one.kind))
    picture = Picture(
        ground,
        left=round(left * SCALE, 1),
        top=round(top * SCALE, 1),
        width=round(width * SCALE, 1),
        height=round(height * SCALE, 1),
        cells=tuple(_path(area) for _code, area in sorted(ground.areas.items())),
        marks=tuple(marks),
    )
    return replace(picture, names=tuple(_names(picture, sorted(busy))))


def _names(picture: Picture, busy: Sequence[str]) -> Iterator[Name]:
    """Put each name where it covers no mark and no other name, or leave it out: the list has it."""
    size, radius = picture.letter, picture.mark * 1.2
    taken = [(mark.x - radius, mark.y - radius, mark.x + radius, mark.y + radius) for mark in picture.marks]
    right, bottom = picture.left + picture.width, picture.top + picture.height
    for code in busy:
        area = picture.ground.areas[code]
        x, y = _scaled(area.middle)
        half = len(area.name) * LETTER_WIDTH * size / 2
        for dx, dy in SPOTS:
            middle, base = x + dx * size, y + dy * size
            box = (middle - half, base - 0.6 * size, middle + half, base + 0.6 * size)
            within = picture.left <= box[0] and box[2] <= right and picture.top <= box[1] and box[3] <= bottom
            if within and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield Name(area.name, round(middle, 1), round(base, 1))
                break


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scaled(point: Point) -> Point:
    return round(point[0] * SCALE, 1), round(point[1] * SCALE, 1)


def _path(area: Area) -> str:
    return "".join(
        "M" + "L".join(f"{x * SCALE:.1f} {y * SCALE:.1f}" for x, y in ring) + "z" for ring in area.rings
    )
