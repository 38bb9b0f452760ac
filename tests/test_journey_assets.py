"""A passer-by reports an idle place with a photo, on a phone without scripts; the secretariat shows it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from muara.web.assets.models import IdleAsset
from muara.web.cities.models import District, Village
from muara.web.ui.pictures import sample_picture
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"])
def test_a_place_is_reported_and_shown(
    size, js, open_page, serious_faults, city, sekar, settings, tmp_path, monkeypatch
):
    monkeypatch.setattr("muara.web.ui.guard.DWELL", timedelta(0))
    settings.MEDIA_ROOT = tmp_path
    district = District.objects.get_or_create(
        code="33.02.27", defaults={"name": "Purwokerto Utara", "regency_code": "33.02"}
    )[0]
    Village.objects.get_or_create(
        code="33.02.27.1001", defaults={"name": "Grendeng", "kind": "URBAN_VILLAGE", "district": district}
    )
    photo = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": sample_picture(2).read()}

    page = open_page("/purwokerto/aset/", size=size, js=js)
    follow(page.get_by_role("link", name="Laporkan aset mangkrak"))
    page.get_by_label("Tempat apa ini?").fill("Bekas kantor kelurahan")
    page.get_by_label("Foto", exact=True).set_input_files(photo)
    page.get_by_label("Desa", exact=True).select_option("33.02.27.1001")
    page.get_by_label("Mangkrak sejak tahun berapa?").fill("2018")
    follow(page.get_by_role("button", name="Kirim laporan"))
    assert "Sekretariat melihat laporan Anda dulu" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    made = IdleAsset.objects.get()
    assert (made.village.name, made.idle_since, made.photos.count(), made.is_public) == (
        "Grendeng",
        2018,
        1,
        False,
    )

    other = open_page(f"/purwokerto/aset/{made.slug}/", size=size, js=js)
    assert other.locator("h1").inner_text() == "Tidak ada apa-apa di alamat ini."
    keeper = open_page("/purwokerto/aset/laporan/", size=size, js=js, user=sekar)
    follow(keeper.get_by_role("link", name="Bekas kantor kelurahan"))
    if js:
        assert serious_faults(keeper) == []
    follow(keeper.get_by_role("button", name="Tampilkan kepada semua orang"))
    other.reload()
    assert other.locator("h1").inner_text() == "Bekas kantor kelurahan"
    assert other.locator(".photos img").count() == 1
