from __future__ import annotations

import math
from itertools import combinations

import pytest

from muara.web.assets.blur import Shown
from muara.web.assets.centers import CENTERS
from muara.web.assets.ground import REACH_KM, schematic
from muara.web.assets.map import LETTER_WIDTH, Placed, draw, located

NAMES = {code: f"Kecamatan {code[-2:]}" for code in CENTERS}
GROUND = schematic("33.02", NAMES)
CODE = "33.02.01"


def area(cell):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(cell, cell[1:] + cell[:1], strict=True))) / 2


def test_each_cell_is_what_lies_nearest_to_its_centre():
    middles = {code: one.middle for code, one in GROUND.areas.items()}

    assert len(middles) == 27
    for code, one in GROUND.areas.items():
        [ring] = one.rings
        assert 0 < area(ring) <= math.pi * REACH_KM**2
        for corner in ring:
            away = math.dist(corner, middles[code])
            assert away <= REACH_KM + 1e-9
            assert all(away <= math.dist(corner, other) + 1e-9 for other in middles.values())


def test_where_no_centre_is_known_there_is_no_ground():
    assert schematic("33.01", {"33.01.01": "Kedungreja"}) is None


def test_places_with_and_without_a_point_are_drawn_and_a_circle_says_about():
    latitude, longitude = CENTERS[CODE]
    placed = [
        Placed(1, Shown(latitude, longitude, 0), CODE, "idle"),
        Placed(2, Shown(latitude, longitude, 300), CODE, "open"),
        Placed(3, None, CODE, "used"),
        Placed(4, None, "", "idle"),
    ]

    shown = located(GROUND, placed)
    picture = draw(GROUND, shown)

    assert [(mark.number, mark.spread) for mark in picture.marks] == [(1, 0), (2, 3), (3, 5)]
    x, y = GROUND.areas[CODE].middle
    assert (picture.marks[0].x, picture.marks[0].y) == (round(10 * x, 1), round(10 * y, 1))
    assert (shown[2].point.latitude, shown[2].point.longitude) == pytest.approx((latitude, longitude), abs=1e-5)
    assert shown[3].point is None


def test_a_script_finds_the_place_of_every_mark_again():
    point = Shown(*CENTERS[CODE], 0)

    picture = draw(GROUND, [Placed(1, point, CODE, "idle")])

    [mark] = picture.marks
    assert GROUND.plane.latitude - mark.y / picture.units_south == pytest.approx(point.latitude, abs=1e-4)
    assert GROUND.plane.longitude + mark.x / picture.units_east == pytest.approx(point.longitude, abs=1e-4)


def box_of(name, letter):
    half = len(name.text) * LETTER_WIDTH * letter / 2
    return name.x - half, name.y - 0.6 * letter, name.x + half, name.y + 0.6 * letter


def test_no_name_lies_under_a_mark_or_on_another_name():
    placed = [Placed(n, None, code, "idle") for n, code in enumerate(sorted(CENTERS) * 2, start=1)]

    picture = draw(GROUND, located(GROUND, placed))

    boxes = [box_of(name, picture.letter) for name in picture.names]
    assert len(boxes) >= 20
    for left, top, right, bottom in boxes:
        for mark in picture.marks:
            nearest = (min(max(mark.x, left), right), min(max(mark.y, top), bottom))
            assert math.dist(nearest, (mark.x, mark.y)) >= picture.mark
    for a, b in combinations(boxes, 2):
        assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


def test_only_the_areas_that_hold_places_fill_the_picture():
    few = draw(GROUND, [Placed(1, Shown(*CENTERS[CODE], 0), CODE, "idle")])
    whole = draw(GROUND, [])

    assert few.width < whole.width / 2
    assert len(few.cells) == len(whole.cells) == 27
    assert draw(GROUND, [], only=CODE).width == few.width
