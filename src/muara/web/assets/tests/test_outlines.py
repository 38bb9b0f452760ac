"""Real borders in place of schematic cells. The regency here is a grid of 27 squares that share their borders."""

from __future__ import annotations

import json
import math
from datetime import timedelta
from itertools import pairwise

import pytest
import shapely
from tests.weight import first_visit

from muara.formats.outlines import OutlineRow, read_outlines
from muara.web.accounts.models import AuditLine
from muara.web.assets import actions
from muara.web.assets.models import DistrictOutline
from muara.web.assets.queries.ground import ground_of
from muara.web.assets.simplify import MOST_CORNERS, simplified
from muara.web.assets.tests.conftest import AT, POINT
from muara.web.cities.actions import load_areas
from muara.web.cities.models import District

pytestmark = pytest.mark.django_db
SAID = {"source": "Bappeda Banyumas, 2024", "licence": "CC BY 4.0"}
MAP = "/purwokerto/aset/peta/"


def wavy(a, b, n):
    """Return n corners from a to b along a line that winds; the same line when walked the other way round."""
    if a > b:
        return wavy(b, a, n)[::-1]
    (ax, ay), (bx, by) = a, b
    ways = [(k / (n - 1), 0.004 * math.sin(math.pi * k / (n - 1)) * math.sin(40 * k / (n - 1))) for k in range(n)]
    return [(ax + t * (bx - ax) - s * (by - ay) * 20, ay + t * (by - ay) + s * (bx - ax) * 20) for t, s in ways]


def square(place, n=2):
    """Return the border of one square of the grid, n corners a side."""
    west, north = 109.0 + place % 6 * 0.05, -7.3 - place // 6 * 0.05
    ends = [(west, north), (west + 0.05, north), (west + 0.05, north - 0.05), (west, north - 0.05), (west, north)]
    ends = [(round(x, 6), round(y, 6)) for x, y in ends]
    ring = []
    for a, b in pairwise(ends):
        ring += wavy(a, b, n)[:-1]
    return [*ring, ring[0]]


@pytest.fixture
def districts(city):
    load_areas(regency_code="33.02")
    return list(District.objects.order_by("code"))


@pytest.fixture
def rows(districts):
    return [OutlineRow(n + 1, {"nama": one.name}, [[square(n)]]) for n, one in enumerate(districts)]


def import_areas(city, rows, **given):
    return actions.import_areas(city=city, rows=rows, **{"at": AT, **SAID, **given})


def complaints(refusal):
    return [(one.line, one.text) for one in refusal.value.complaints]


def test_the_borders_of_all_areas_come_in_and_the_map_says_from_whom(city, rows, client, novita):
    done = import_areas(city, rows)

    assert (done.n_areas, done.n_corners, done.n_kept, done.replaces) == (27, 108, 108, False)
    assert AuditLine.objects.get(verb="imported_areas").detail == {"n": 27, **SAID}
    actions.report_asset(
        by=novita, city=city, name="Balai", district=District.objects.get(name="Lumbir"), at=AT, **POINT
    )
    page = client.get(MAP).content.decode()
    assert "Bappeda Banyumas, 2024" in page
    assert "CC BY 4.0" in page
    assert "skematis" not in page
    assert page.count('class="cell"') == 27
    assert first_visit(client, MAP).total <= 110_000


@pytest.mark.parametrize(
    "told",
    [
        lambda one: {"nama": f"Kec. {one.name.upper()}", "kabupaten": "Banyumas"},
        lambda one: {"kode": one.code},
        lambda one: {"kode": one.code.replace(".", "")},
        lambda one: {"a": "3302010", "kecamatan": one.name.replace("Purwokerto", "Purwo kerto")},
    ],
)
def test_areas_are_known_by_name_or_code_in_whatever_column(city, districts, told):
    rows = [OutlineRow(n + 1, told(one), [[square(n)]]) for n, one in enumerate(districts)]

    import_areas(city, rows)

    first = DistrictOutline.objects.get(pk=districts[0].pk)
    assert first.rings == [[[x, y] for x, y in square(0)[:-1]]] or len(first.rings[0]) == 4
    assert {tuple(corner) for corner in first.rings[0]} == set(square(0))


def test_every_area_that_is_missing_foreign_or_given_twice_is_named_and_nothing_is_written(city, rows):
    rows[3] = OutlineRow(4, {"nama": "Cilacap Utara"}, rows[3].polygons)
    rows[7] = OutlineRow(8, {"nama": "Lumbir"}, rows[7].polygons)

    with pytest.raises(actions.CannotImportAreas) as refusal:
        import_areas(city, rows)

    (four, foreign), (eight, twice), (whole, missing) = complaints(refusal)
    assert (four, eight, whole) == (4, 8, None)
    assert "Cilacap Utara" in foreign
    assert "Lumbir" in twice
    assert "Rawalo" in missing
    assert not DistrictOutline.objects.exists()
    assert not AuditLine.objects.filter(verb="imported_areas").exists()


def test_a_border_that_crosses_itself_is_named_with_its_place(city, rows):
    rows[5] = OutlineRow(
        6, rows[5].about, [[[(109.3, -7.3), (109.4, -7.4), (109.4, -7.3), (109.3, -7.4), (109.3, -7.3)]]]
    )

    with pytest.raises(actions.CannotImportAreas) as refusal:
        import_areas(city, rows)

    [(number, said)] = complaints(refusal)
    assert number == 6
    assert "109.35" in said
    assert "-7.35" in said
    assert not DistrictOutline.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"source": " "}, {"licence": ""}, {"source": "x" * 201}, {"licence": "a\0b"}, {"source": "\ud800"}]
)
def test_without_source_and_licence_nothing_comes_in(city, rows, wrong):
    with pytest.raises(actions.CannotImportAreas):
        import_areas(city, rows, **wrong)
    assert not DistrictOutline.objects.exists()


def test_a_city_without_a_regency_is_told_so(city, rows):
    city.regency_code = ""
    city.save()

    with pytest.raises(actions.CannotImportAreas, match="--regency"):
        import_areas(city, rows)


def test_looking_writes_nothing_and_a_second_import_replaces_the_first(city, rows, other_city):
    assert import_areas(city, rows, only_look=True).n_areas == 27
    assert not DistrictOutline.objects.exists()
    import_areas(city, rows)
    moved = [OutlineRow(row.number, row.about, [[square(30 + n)]]) for n, row in enumerate(rows)]

    done = import_areas(city, moved, source="BIG", at=AT + timedelta(days=1))

    assert done.replaces
    assert DistrictOutline.objects.count() == 27
    assert set(DistrictOutline.objects.values_list("source", flat=True)) == {"BIG"}


def test_many_corners_become_few_and_neighbours_keep_their_common_border(city, districts):
    rows = [OutlineRow(n + 1, {"nama": one.name}, [[square(n, 1200)]]) for n, one in enumerate(districts)]

    done = import_areas(city, rows)

    assert done.n_corners == 27 * 4 * 1199
    assert MOST_CORNERS / 3 < done.n_kept <= MOST_CORNERS
    drawn = [shapely.Polygon(outline.rings[0]) for outline in DistrictOutline.objects.all()]
    whole = shapely.union_all(drawn)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0  # no gap between neighbours, and no overlap
    assert whole.area == pytest.approx(sum(one.area for one in drawn), rel=1e-6)


def test_islands_and_holes_are_drawn_too(city, rows, districts):
    island, hole = square(40), [(109.02, -7.32), (109.03, -7.32), (109.03, -7.33), (109.02, -7.32)]
    rows[0] = OutlineRow(1, rows[0].about, [[square(0), hole], [island]])

    import_areas(city, rows)

    ground = ground_of(city, {one.code: one.name for one in districts})
    assert [len(ring) for ring in ground.areas[districts[0].code].rings] == [4, 3, 4]


def test_what_has_too_many_parts_for_a_page_is_refused(city, rows):
    crumbs = [
        [[(109 + x, -7 - y), (109 + x + 1e-4, -7 - y), (109 + x, -7 - y - 1e-4), (109 + x, -7 - y)]]
        for x in (n / 1000 for n in range(40))
        for y in (n / 1000 for n in range(40))
    ]
    rows[0] = OutlineRow(1, rows[0].about, crumbs)

    with pytest.raises(actions.CannotImportAreas, match=r"\S"):
        import_areas(city, rows)
    assert not DistrictOutline.objects.exists()


def test_a_place_without_a_point_stands_inside_its_area(city, rows, districts):
    import_areas(city, rows)

    ground = ground_of(city, {one.code: one.name for one in districts})

    for n, one in enumerate(districts):
        latitude, longitude = ground.plane.place(*ground.areas[one.code].middle)
        west, north = square(n)[0]
        assert west < longitude < west + 0.05
        assert north - 0.05 < latitude < north


def test_the_order_of_areas_says_nothing(rows):
    areas = {row.about["nama"]: row.polygons for row in rows}

    assert simplified(areas) == simplified(dict(reversed(areas.items())))


def test_real_outlines_of_banyumas_come_in(city, districts, muara_data, client):
    found = read_outlines((muara_data / "banyumas_kecamatan.geojson").read_bytes())

    done = import_areas(city, found.rows)

    assert (found.problems, done.n_areas) == ((), 27)
    assert first_visit(client, MAP).total <= 110_000
    told = json.loads((muara_data / "banyumas_kecamatan.geojson").read_text())["features"]
    for feature in told:
        outline = DistrictOutline.objects.get(pk=feature["properties"]["code"])
        assert (
            math.hypot(
                outline.latitude - feature["properties"]["lat"], outline.longitude - feature["properties"]["lng"]
            )
            < 0.05
        )
