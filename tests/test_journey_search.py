"""A resident looks for what was said about an empty building, and finds the evening again."""

from __future__ import annotations

import pytest
from django.utils import timezone

from conftest import NIGHT
from muara.web.home.indexing import index
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told_city(city, session, make_concern, make_actor):
    session.status = "PUBLISHED"
    session.save()
    make_concern("Aula kelurahan tidak disewakan <b>& kosong</b>", session=session, decided_at=NIGHT)
    for number in range(30):
        make_concern(f"Gedung nomor {number} kosong sejak lama", decided_at=NIGHT)
    make_actor("Sanggar Sewa", "CREATIVE")
    index(city=city, at=timezone.now())


@pytest.mark.parametrize(
    ("size", "js"), [(PHONE, False), (PHONE, True), (DESK, True)], ids=["bare", "phone", "desk"]
)
def test_a_resident_finds_what_was_said(size, js, told_city, open_page, serious_faults):
    def look(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        if js:
            assert serious_faults(page) == []

    page = open_page("/purwokerto/", size=size, js=js)
    look(page)
    page.get_by_label("Cari apa saja di kota ini").fill("penyewaan")
    follow(page.get_by_role("search").get_by_role("button", name="Cari"))
    assert "2 hal ditemukan untuk “penyewaan”" in page.inner_text("h1")
    assert sorted(page.locator("mark").all_inner_texts()) == ["Sewa", "disewakan"]
    look(page)
    follow(page.get_by_role("link", name="Keresahan 1"))
    look(page)
    follow(page.get_by_role("link", name="Aula kelurahan"))
    assert "/keresahan/" in page.url

    follow(page.get_by_role("link", name="Cari", exact=True).first)
    look(page)
    page.get_by_label("Cari apa saja di kota ini").fill("gedung kosong")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cari/?q=gedung+kosong")
    follow(page.get_by_role("link", name="Halaman berikutnya"))
    look(page)
    follow(page.get_by_role("link", name="Sesi 1"))
    follow(page.get_by_role("link", name="BATS 25"))
    assert page.url.endswith("/sesi/25/")


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESK, True)], ids=["bare", "desk"])
def test_a_resident_finds_an_evening_by_its_year(size, js, told_city, open_page, serious_faults):
    page = open_page("/purwokerto/sesi/", size=size, js=js)
    page.get_by_label("Tahun").select_option("2026")
    page.get_by_label("Kata dari tema").fill("gedung")
    follow(page.get_by_role("button", name="Temukan"))

    assert "1 dari 1 malam cocok" in page.inner_text("h1")
    assert "tahun=2026" in page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert not js or serious_faults(page) == []
    follow(page.get_by_role("link", name="Siapa boleh memakai"))
    assert page.url.endswith("/sesi/25/")
