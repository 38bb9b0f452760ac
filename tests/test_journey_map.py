"""The map of idle places in a browser: by touch, by keyboard, without scripts, with tiles of the operator."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from muara.web.assets import actions
from muara.web.assets.centers import CENTERS
from muara.web.cities.actions import load_areas
from muara.web.cities.models import District
from tests.conftest import DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
MAP = "/purwokerto/aset/peta/"


@pytest.fixture
def places(city, novita):
    load_areas(regency_code="33.02")
    for name, kecamatan, given in (
        ("Balai lama", "Sokaraja", {}),
        ("Gudang <i>pupuk</i>", "Baturraden", {"sensitive": "LOOTING"}),
        ("Pasar burung", "Purwokerto Selatan", {"owner_level": "KABUPATEN"}),
    ):
        district = District.objects.get(name=kecamatan)
        latitude, longitude = CENTERS[district.code]
        actions.report_asset(
            by=novita, city=city, name=name, district=district, latitude=latitude, longitude=longitude,
            how_known="SEEN", at=AT, **given,
        )  # fmt: skip


def in_one_line(text):
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_places_open_by_keyboard_with_the_words_of_the_list(size, open_page, serious_faults, places):
    page = open_page(MAP, size=size)
    pins = page.locator(".moving .pin")
    expect(pins).to_have_count(3)
    assert page.locator("figure.places > svg").count() == 0
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]

    for number, item in enumerate(page.locator("ol.numbered a").all(), start=1):
        pin = page.locator(".moving .pin", has_text=re.compile(rf"^{number}$"))
        pin.focus()
        page.keyboard.press("Enter")
        said = page.locator(".leaflet-popup-content a")
        expect(said).to_have_count(1)
        expect(said).to_be_focused()
        assert in_one_line(said.inner_text()) == in_one_line(item.inner_text())
        assert said.get_attribute("href") == item.get_attribute("href")
        page.keyboard.press("Escape")
        expect(page.locator(".leaflet-popup")).to_have_count(0)
        expect(pin).to_be_focused()
    assert page.locator(".moving .about").count() == 1
    assert page.locator(".moving i").count() == 0


def test_the_map_stands_on_the_same_places_as_the_picture(open_page, places):
    still, moving = (open_page(MAP, size=DESK, js=js) for js in (False, True))
    expect(moving.locator(".moving .pin")).to_have_count(3)

    def spread(page, marks):
        boxes = [page.locator(mark).bounding_box() for mark in marks]
        middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
        (ax, ay), (bx, by), (cx, cy) = middles
        return (bx - ax) / (cx - ax), (by - ay) / (cy - ay)

    drawn = spread(still, [f"circle.at >> nth={n}" for n in range(3)])
    pinned = spread(moving, [f'.pin:text-is("{n}")' for n in (1, 2, 3)])
    assert pinned == pytest.approx(drawn, rel=0.05)


def test_without_scripts_picture_and_list_are_whole(open_page, places):
    page = open_page(MAP, js=False)

    assert page.locator("figure.places > svg circle.at").count() == 3
    assert page.locator("ol.numbered a").count() == 3
    assert page.locator(".moving").count() == 0


def test_tiles_come_only_from_where_the_operator_says(open_page, places, settings):
    settings.MAP_TILES, settings.MAP_CREDIT = "/static/ui/icon.svg?{z}-{x}-{y}", "© Pembuat <peta>"

    page = open_page(MAP, size=DESK)

    expect(page.locator(".leaflet-control-attribution")).to_have_text("© Pembuat <peta>")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
