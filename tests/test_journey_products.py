"""A need meets an offer, and a space is found and booked: on a phone, with and without scripts."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muara.web.products import actions
from muara.web.products.models import Booking, Need
from tests.conftest import DESK, PHONE, follow
from tests.weight import first_visit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def market(city, make_actor, novita) -> Any:
    """Return who makes rice and lends a hall, beside somebody who uses nothing yet."""
    maker, now = make_actor("Koperasi A"), timezone.now()
    make_actor("Sanggar B", "CREATIVE")
    own = {"by": novita, "city": city, "actor": maker, "at": now}
    actions.offer_product(name="Beras pulen", kind="GOODS", description="Dari anggota sendiri.", **own)
    actions.lend_space(
        name="Aula", opens=time(7), closes=time(22), description="Penyewaan untuk hajatan.", capacity=80, **own
    )
    return maker


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"])
def test_a_need_meets_an_offer_and_a_space_is_booked(size, js, open_page, serious_faults, market, novita):
    page = open_page("/purwokerto/kebutuhan/", size=size, js=js, user=novita)

    def look() -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], page.url
        if js:  # axe is a script
            assert serious_faults(page) == [], page.url

    look()
    follow(page.get_by_role("link", name="Catat kebutuhan").first)
    look()
    page.locator("[name=actor]").select_option(label="Sanggar B")
    page.locator("[name=what]").fill("Beras untuk dapur")
    page.locator("[name=kind]").select_option("GOODS")
    page.locator("[name=source]").select_option("ELSEWHERE")
    page.locator("[name=yearly_rupiah]").fill("2400000")
    follow(page.locator("main form button").first)
    assert Need.objects.get().yearly_rupiah == 2_400_000
    expect(page.get_by_role("link", name="Beras pulen")).to_be_visible()
    look()

    page.goto("/purwokerto/produk/muara/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 kebutuhan melewati tawaran kota sendiri")
    expect(page.get_by_role("img").first).to_be_visible()
    look()
    follow(page.get_by_role("link", name="Beras untuk dapur"))
    follow(page.get_by_role("link", name="Beras pulen"))
    look()
    follow(page.get_by_role("link", name="Koperasi A").first)
    follow(page.get_by_role("link", name="Yang dibuat, dipinjamkan, dan dicarinya"))
    expect(page.get_by_role("link", name="Aula")).to_be_visible()
    look()

    page.goto("/purwokerto/ruang/")
    page.locator("#q").fill("menyewa")
    follow(page.get_by_role("button", name="Cari"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 ruang cocok")
    look()
    follow(page.get_by_role("link", name="Aula"))
    page.locator("[name=on]").fill((timezone.localdate() + timedelta(days=3)).isoformat())
    page.locator("[name=starts]").fill("09:00")
    page.locator("[name=ends]").fill("11:00")
    page.locator("[name=purpose]").fill("Rapat anggota")
    look()
    follow(page.locator("form[action='#pesan'] button"))
    expect(page.get_by_text("Rapat anggota").first).to_be_visible()
    assert Booking.objects.get().purpose == "Rapat anggota"


def test_the_pages_of_products_are_light(client, city, market, make_actor, novita):
    now, users = timezone.now(), [make_actor(f"Lembaga {n}") for n in range(30)]
    for n in range(60):
        made = actions.offer_product(
            by=novita, city=city, actor=market, at=now, name=f"Barang nomor {n}", kind="GOODS",
            description="Kata yang cukup panjang untuk dibaca di sebuah daftar.",
        )  # fmt: skip
        if n % 2:
            actions.tell_of_use(by=novita, product=made, actor=users[n // 2], at=now)
    for n, user in enumerate(users):
        actions.tell_need(
            by=novita, city=city, actor=user, at=now, what=f"Barang nomor {n}", kind="GOODS", source="NOWHERE"
        )

    parts = (
        "produk/", "produk/muara/", "produk/barang-nomor-1/", "jejaring/aktor/koperasi-a/tawaran/", "kebutuhan/",
        "ruang/", "ruang/aula/",
    )  # fmt: skip
    for part in parts:
        weight = first_visit(client, f"/purwokerto/{part}")
        assert weight.total <= 35_000, str(weight)
