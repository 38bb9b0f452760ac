from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.formats.places import (
    COLUMNS,
    read_places_csv,
    read_places_geojson,
    write_places_csv,
    write_places_geojson,
)

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf"]), min_size=1)
rows = st.lists(
    st.fixed_dictionaries(
        {"name": words},
        optional={name: words for name in COLUMNS if name not in {"name", "latitude", "longitude"}}
        | {"point": st.tuples(st.floats(-90, 90), st.floats(-180, 180))},
    ),
    min_size=1,
    max_size=5,
)


def flat(row):
    row = dict(row)
    if (point := row.pop("point", None)) is not None:
        row["latitude"], row["longitude"] = point
    return row


@given(rows)
def test_what_is_written_is_read_back(made):
    wanted = [flat(row) for row in made]

    for write, read in (
        (write_places_csv, read_places_csv),
        (write_places_geojson, read_places_geojson),
    ):
        found = read(write(wanted).encode())
        assert found.problems == ()
        assert [dict(row.about) for row in found.rows] == [{k: str(v) for k, v in row.items()} for row in wanted]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"nama;x\nBalai;1\n", "name"),
        (b"name,x\nBalai\n", "line 2"),
        (b"name\n\xff\n", "line 2"),
        (b"name\nBa\x00lai\n", "NUL"),
        (b'name\n"Balai', "record"),
        (b"name," + b",".join(b"k%d" % n for n in range(300)) + b"\n", "columns"),
        ("name\nBalai".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(data, said):
    found = read_places_csv(data)

    assert found.rows == ()
    assert said in " ".join(map(str, found.problems))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"[]", b"{", b'{"features":1}', b"[" * 100_000, b'{"features":[1]}',
        b'{"features":[{"properties":[1]}]}', b'{"features":[{"properties":{"name":"\\ud800"}}]}',
        b'{"features":[{"properties":{},"geometry":{"type":"Polygon","coordinates":[]}}]}',
        b'{"features":[{"properties":{},"geometry":{"type":"Point","coordinates":["a",true]}}]}',
        b'{"features":[{"properties":{},"geometry":{"type":"Point","coordinates":[]}}]}',
        b'{"features":[{"properties":{},"geometry":7}]}', b"\xff",
        b'{"features":[{"geometry":null,"properties":5}]}',
    ],
)  # fmt: skip
def test_broken_geojson_is_refused_in_a_sentence(data):
    found = read_places_geojson(data)

    assert found.rows == ()
    assert found.problems


def test_what_no_column_holds_stays_out_of_the_file():
    written = json.loads(write_places_geojson([{"name": "Balai", "reported_by": 7}]))

    assert written["features"][0]["properties"] == {"name": "Balai"}
