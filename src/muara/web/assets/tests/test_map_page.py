from __future__ import annotations

import html
import json
import re

import pytest
from django.conf import settings as _settings
from tests.weight import first_visit

from muara.web.assets import actions
from muara.web.assets.centers import CENTERS
from muara.web.assets.models import IdleAsset
from muara.web.assets.tests.conftest import AT
from muara.web.cities.actions import load_areas
from muara.web.cities.models import District

pytestmark = pytest.mark.django_db
MAP, LIST = "/purwokerto/aset/peta/", "/purwokerto/aset/"


@pytest.fixture
def areas(city):
    load_areas(regency_code="33.02")
    return {district.name: district for district in District.objects.all()}


@pytest.fixture
def make_place(novita, city, areas):
    def make(name, kecamatan="Sokaraja", **given):
        district = areas[kecamatan]
        point = dict(zip(("latitude", "longitude"), CENTERS[district.code], strict=True))
        return actions.report_asset(
            by=novita, city=city, name=name, district=district, at=AT, how_known="SEEN", **{**point, **given}
        )

    return make


def names_in(page):
    return re.findall(r"<b>\d+\. ([^<]+)</b>", page)


def points_in(page):
    told = re.findall(r'data-at="(\S+) (\S+) (\d+)" data-no="(\d+)"', page)
    return {int(number): (float(a), float(b), int(radius)) for a, b, radius, number in told}


def test_map_and_list_are_narrowed_by_the_same_words_and_hand_them_on(client, make_place):
    make_place("Balai lama", owner_level="DESA")
    make_place("Gudang kosong", owner_level="KABUPATEN")
    make_place("Balai kota", "Baturraden", owner_level="KABUPATEN")

    for asked, wanted in (
        ("q=balai", ["Balai kota", "Balai lama"]),
        ("pemilik=KABUPATEN", ["Balai kota", "Gudang kosong"]),
        ("q=balai&kecamatan=33.02.23", []),
        ("kecamatan=33.02.22", ["Balai kota"]),
        ("keadaan=OPEN", []),
        ("keadaan=REPORTED&q=gudang", ["Gudang kosong"]),
        ("kecamatan=99.99.99&pemilik=RAJA&keadaan=X", ["Balai kota", "Balai lama", "Gudang kosong"]),
    ):
        on_map, in_list = (client.get(f"{where}?{asked}").content.decode() for where in (MAP, LIST))
        assert names_in(on_map) == wanted == re.findall(r'class="go"[^>]*><b>([^<]+)</b>', in_list), asked
        assert len(points_in(on_map)) == on_map.count('class="at idle"') - 1 == len(wanted)  # one in the key
    there, back = (client.get(f"{where}?q=balai&pemilik=DESA&hal=1").content.decode() for where in (LIST, MAP))
    assert f'href="{MAP}?q=balai&amp;pemilik=DESA"' in there
    assert f'href="{LIST}?q=balai&amp;pemilik=DESA"' in back


def test_a_sensitive_place_is_blurred_the_same_on_the_map_in_the_list_and_in_the_files(
    client, make_place, sekar, as_user
):
    made = make_place("Rumah dinas", sensitive="LIVED_IN")
    exact = (made.latitude, made.longitude)

    page = client.get(MAP).content.decode()

    [(latitude, longitude, radius)] = points_in(page).values()
    assert radius == 300
    assert (latitude, longitude) != exact
    [feature] = json.loads(client.get(f"{LIST}berkas/geojson/").content)["features"]
    assert feature["geometry"]["coordinates"] == [longitude, latitude]
    assert feature["properties"]["radius_m"] == 300
    assert f"{latitude},{longitude}" in client.get(f"{LIST}berkas/csv/").content.decode()
    [spread] = re.findall(r'<circle class="about"[^>]* r="([^"]+)"', page)
    assert float(spread) == 3
    for number in (f"{part:.4f}" for part in exact):
        assert number not in page
    keeper = as_user(sekar).get(MAP).content.decode()
    assert points_in(keeper) == {1: (*exact, 0)}


def test_without_tiles_nothing_is_let_in_from_elsewhere(client, make_place):
    make_place("Balai lama")

    answer = client.get(MAP)

    assert "img-src 'self' data:;" in f"{answer['Content-Security-Policy']};"
    assert "data-tiles" not in answer.content.decode()
    assert "skematis, bukan batas resmi" in answer.content.decode()


def test_the_tiles_of_the_operator_are_let_in_on_the_map_alone_and_said(client, make_place, settings):
    make_place("Balai lama")
    settings.MAP_TILES = "https://ubin.example.org/{z}/{x}/{y}.png"
    settings.MAP_CREDIT = "© <b>Pembuat</b> peta"

    answer = client.get(MAP)

    assert "img-src 'self' data: https://ubin.example.org;" in f"{answer['Content-Security-Policy']};"
    assert "ubin.example.org" not in client.get(LIST)["Content-Security-Policy"]
    page = answer.content.decode()
    assert 'data-tiles="https://ubin.example.org/{z}/{x}/{y}.png"' in page
    assert "© <b>Pembuat</b> peta, diambil dari ubin.example.org" in html.unescape(
        re.search(r'data-credit="([^"]+)"', page)[1]
    )
    assert "<b>Pembuat" not in page


def test_tiles_of_this_server_open_no_door(client, make_place, settings):
    make_place("Balai lama")
    settings.MAP_TILES, settings.MAP_CREDIT = "/ubin/{z}/{x}/{y}.png", "Bappeda"

    answer = client.get(MAP)

    assert answer["Content-Security-Policy"] == client.get(LIST)["Content-Security-Policy"]
    assert 'data-credit="Bappeda"' in answer.content.decode()


def test_a_map_of_400_places_is_light_and_asks_little(client, make_place, city, django_assert_max_num_queries):
    first = make_place("Balai 0")
    IdleAsset.objects.bulk_create(
        IdleAsset(
            city=city, slug=f"balai-{n}", name=f"Balai {n}", district=first.district, reported_at=AT,
            published_at=AT, latitude=-7.5 + n / 5000, longitude=109.1 + n / 4000,
        )
        for n in range(1, 420)
    )  # fmt: skip

    with django_assert_max_num_queries(10):
        page = client.get(MAP).content.decode()

    assert len(names_in(page)) == 400
    assert "Persempit untuk melihat yang lain" in page
    weight = first_visit(client, MAP)
    assert weight.total <= 110_000, weight
    assert any("leaflet" in part for part in weight.parts), weight


def test_a_city_whose_centres_are_not_known_has_the_list_alone(client, other_city, novita):
    answer = client.get("/cilacap/aset/peta/")

    assert answer.status_code == 200
    assert "<figure" not in answer.content.decode()
    assert "leaflet" not in answer.content.decode()


def test_leaflet_is_served_from_here(client):
    from django.contrib.staticfiles import finders

    assert _settings.STATIC_URL == "/static/"
    assert all(finders.find(f"leaflet/{name}") for name in ("leaflet.js", "leaflet.css"))
