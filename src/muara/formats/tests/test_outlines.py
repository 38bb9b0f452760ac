from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.formats import outlines
from muara.formats.outlines import read_outlines

RING = [[109.0, -7.0], [109.1, -7.0], [109.0, -7.1], [109.0, -7.0]]


def feature(coordinates, kind="Polygon", **about):
    return {"type": "Feature", "properties": about, "geometry": {"type": kind, "coordinates": coordinates}}


def file_of(*features):
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_polygons_with_holes_and_parts_are_read_as_they_are():
    hole = [[109.01, -7.01], [109.02, -7.01], [109.01, -7.02, 12.5], [109.01, -7.01]]

    found = read_outlines(
        file_of(
            feature([RING, hole], Code="33.02.01", luas=107.8, none=None),
            feature([[RING], [hole]], "MultiPolygon"),
        )
    )

    assert found.problems == ()
    first, second = found.rows
    assert (first.number, first.about) == (1, {"code": "33.02.01", "luas": "107.8"})
    assert [[len(ring) for ring in polygon] for polygon in first.polygons] == [[4, 4]]
    assert [[len(ring) for ring in polygon] for polygon in second.polygons] == [[4], [4]]
    assert first.polygons[0][1][2] == (109.01, -7.02)


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        (RING[:3], "four corners"),
        ([*RING[:3], [109.0, -7.2]], "not closed"),
        ([[109.0, float("nan")], *RING[1:]], "not in Indonesia"),
        ([[float("inf"), -7.0], *RING[1:]], "not in Indonesia"),
        ([[10**400, -7.0], *RING[1:]], "not in Indonesia"),
        ([[b, a] for a, b in RING], "longitude first"),
        ([[a * 111_320, b * 111_320] for a, b in RING], "in degrees"),
        ([["109", "-7"], *RING[1:]], "no pair"),
        ([[True, False], *RING[1:]], "no pair"),
        ([[109.0], *RING[1:]], "no pair"),
        ([[109.0, -7.0, 1, 2], *RING[1:]], "no pair"),
        ([{"x": 109, "y": -7}, *RING[1:]], "no pair"),
        ("109,-7", "four corners"),
        (None, "four corners"),
    ],
)  # fmt: skip
def test_a_ring_that_is_none_is_named_with_its_feature(ring, said):
    found = read_outlines(file_of(feature([RING]), feature([ring])))

    assert [problem.line for problem in found.problems] == [2]
    assert said in found.problems[0].text


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{", b"null", b'{"features":1}', b'{"features":[]}', b"[" * 100_000, b"\xff\xfe{", b"\x00",
        b'{"features":[1]}', b'{"features":[{"properties":[1]}]}',
        b'{"features":[{"geometry":{"type":["Polygon"]}}]}',
        b'{"features":[{"properties":{"name":"\\ud800"},"geometry":null}]}', b'{"features":[{"geometry":null}]}',
        b'{"features":[{"geometry":{"type":"Point","coordinates":[109,-7]}}]}',
        b'{"features":[{"geometry":{"type":"Polygon","coordinates":[]}}]}',
        b'{"features":[{"geometry":{"type":"MultiPolygon","coordinates":[[]]}}]}',
        b'{"features":[{"geometry":{"type":"Polygon","coordinates":{"0":1}}}]}',
        b'{"features":[{"geometry":{"type":"Polygon"}}]}',
        file_of(feature([RING], **{f"k{n}": n for n in range(300)})),
        file_of(*[{"geometry": None}] * 2001),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_a_sentence_and_gives_nothing(data):
    found = read_outlines(data)

    assert found.rows == ()
    assert found.problems
    assert all(str(problem).endswith(".") or problem.text.endswith("?") for problem in found.problems)


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr("muara.formats.sheet.MOST_BYTES", 1000)

    [problem] = read_outlines(file_of(*[feature([RING])] * 20)).problems

    assert "larger than" in problem.text


@given(st.integers(0, 2**32))
def test_a_file_that_was_damaged_anywhere_never_breaks_the_reader(seed):
    chance = random.Random(seed)
    data = bytearray(file_of(feature([RING], name="Lumbir"), feature([[RING]], "MultiPolygon", name="Wangon")))
    for _ in range(chance.randint(1, 6)):
        spot = chance.randrange(len(data))
        data[spot : spot + chance.randint(0, 4)] = chance.choice(
            [b"", b"[", b"]", b'"', b"1e999", b"-", b"null", b"\xff"]
        )

    found = read_outlines(bytes(data))

    assert found.rows or found.problems
    for row in found.rows:
        for rings in row.polygons:
            for ring in rings:
                assert ring[0] == ring[-1]
                assert all(
                    outlines.WEST <= x <= outlines.EAST and outlines.SOUTH <= y <= outlines.NORTH for x, y in ring
                )
