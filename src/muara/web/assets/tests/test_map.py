from __future__ import annotations

import math

from muara.web.assets.blur import Shown
from muara.web.assets.centers import CENTERS
from muara.web.assets.map import Placed, cells_of, draw

NAMES = {code: code for code in CENTERS}


def area(cell):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(cell, cell[1:] + cell[:1], strict=True))) / 2


def test_each_cell_is_what_lies_nearest_to_its_centre():
    cells = cells_of("33.02")

    assert len(cells) == 27
    middles = {
        code: tuple(sum(axis) / len(cell) for axis in zip(*cell, strict=True)) for code, cell in cells.items()
    }
    assert all(0 < area(cell) <= math.pi * 7.5**2 for cell in cells.values())
    for code, cell in cells.items():
        for other in cells:
            if other != code:
                assert all(math.dist(point, middles[code]) < 20 for point in cell)
    assert sum(map(area, cells.values())) < 27 * math.pi * 7.5**2


def test_places_with_and_without_a_point_are_drawn_and_a_circle_says_about():
    code = "33.02.01"
    latitude, longitude = CENTERS[code]
    placed = [
        Placed(1, Shown(latitude, longitude, 0), code, "idle"),
        Placed(2, Shown(latitude, longitude, 300), code, "open"),
        Placed(3, None, code, "used"),
    ]

    picture = draw("33.02", NAMES, placed)

    assert [(mark.number, mark.spread) for mark in picture.marks] == [(1, 0), (2, 3), (3, 5)]
    [cell] = [cell for cell in picture.cells if cell.code == code]
    assert (picture.marks[0].x, picture.marks[0].y) == (cell.x, cell.y)
    assert draw("33.01", NAMES, placed) is None
