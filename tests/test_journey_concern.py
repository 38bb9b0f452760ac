"""From what worries somebody to what became of it: the resident, the facilitator, the resident again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from muara.web.accounts.models import User
from muara.web.concerns.models import Concern, Statement, Topic
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Any]
Faults = Callable[[Any], list[str]]
WAYS = pytest.mark.parametrize(
    ("size", "js"),
    [(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)],
    ids=["phone", "phone-without-scripts", "desk", "desk-without-scripts"],
)
GEDUNG = "Nyong wedi, gedunge dienggo maning ning ora ana sing ngrumat."
WORDED = "Gedung kosong boleh dipakai warga asal ada yang merawat."
DWELL = 2_200  # milliseconds: a person reads the page before they send it


def looks_right(page: Any, serious_faults: Faults, js: bool) -> None:
    """Nothing hangs over the edge, and axe finds nothing serious by day and by night."""
    assert page.locator("h1").count() == 1
    if not js:
        return
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert serious_faults(page) == []


@WAYS
def test_a_guest_says_what_worries_them_a_facilitator_words_it_and_the_guest_sees_what_became_of_it(
    open_page: OpenPage, serious_faults: Faults, novita: User, topic: Topic, size: tuple[int, int], js: bool
):
    guest = open_page("/purwokerto/keresahan/baru/25/", size=size, js=js)
    looks_right(guest, serious_faults, js)
    guest.wait_for_timeout(DWELL)
    guest.get_by_label("Saya resah karena …").fill(GEDUNG)
    guest.get_by_label("Yang terdampak …").fill("warga sekitar")
    guest.get_by_label("Anda siapa, bila ingin disebut?").fill("pemilik warung")
    follow(guest.get_by_role("button", name="Sampaikan keresahan"))
    assert guest.locator("h1").inner_text() == "Menunggu dibaca pemandu."
    assert GEDUNG in guest.locator("main").inner_text()
    looks_right(guest, serious_faults, js)
    address = guest.url

    facilitator = open_page("/purwokerto/moderasi/", size=size, js=js, user=novita)
    looks_right(facilitator, serious_faults, js)
    assert facilitator.locator("h1").inner_text() == "1 suara menunggu dibaca."
    card = facilitator.locator(".item")
    card.get_by_text("Rumuskan", exact=True).click()
    if js:
        looks_right(facilitator, serious_faults, js)
    card.get_by_label("Pernyataan").fill(WORDED)
    card.get_by_label("Topik").select_option(label=topic.title)
    card.get_by_role("button", name="Rumuskan pernyataan").click()
    facilitator.get_by_text("Dirumuskan menjadi pernyataan 1.").first.wait_for()
    looks_right(facilitator, serious_faults, js)

    guest.goto(address)
    assert guest.locator("h1").inner_text() == "Menjadi sebuah pernyataan."
    looks_right(guest, serious_faults, js)
    guest.goto("/purwokerto/saya/")
    told = guest.get_by_role("link", name=WORDED)
    follow(told)
    follow(guest.get_by_role("link", name=WORDED))
    assert guest.locator("h1").inner_text() == "Pernyataan 1"
    assert GEDUNG in guest.locator("aside").inner_text()
    looks_right(guest, serious_faults, js)
    follow(guest.get_by_role("link", name="Beri suara"))
    assert WORDED in guest.locator("main").inner_text()

    assert Concern.objects.get().status == "WORDED"
    assert Statement.objects.get().origins.get().concern == Concern.objects.get()


@WAYS
def test_a_resident_writes_a_statement_is_advised_and_told_why_it_was_not_accepted(
    open_page: OpenPage, serious_faults: Faults, novita: User, topic: Topic, size: tuple[int, int], js: bool
):
    text = "Gedung itu kosong. Pak Anu yang punya kuncinya."
    guest = open_page(f"/purwokerto/suara/{topic.slug}/tulis/", size=size, js=js)
    looks_right(guest, serious_faults, js)
    guest.wait_for_timeout(DWELL)
    guest.get_by_label("Pernyataan saya").fill(text)
    follow(guest.get_by_role("button", name="Kirim pernyataan saya"))
    assert "Isinya lebih dari satu kalimat." in guest.locator("main").inner_text()
    assert guest.get_by_label("Pernyataan saya").input_value() == text
    looks_right(guest, serious_faults, js)
    follow(guest.get_by_role("button", name="Kirim apa adanya"))
    guest.get_by_text("Pernyataan Anda tersimpan.").wait_for()
    address = guest.url

    facilitator = open_page("/purwokerto/moderasi/", size=size, js=js, user=novita)
    card = facilitator.locator(".item")
    card.locator("summary", has_text="Jangan angkat").click()
    card.get_by_label("Alasan").fill("Menyebut nama orang.")
    card.get_by_role("button", name="Jangan angkat").click()
    facilitator.get_by_text("Tidak diterima.").first.wait_for()

    guest.goto(address)
    assert "Alasannya: Menyebut nama orang." in guest.locator("main").inner_text()
    looks_right(guest, serious_faults, js)
    guest.goto("/purwokerto/moderasi/catatan/")
    assert "Menyebut nama orang." in guest.locator("main").inner_text()
    assert "Pak Anu" not in guest.locator("main").inner_text()
    looks_right(guest, serious_faults, js)


def test_the_queue_is_worked_from_the_keyboard(
    open_page: OpenPage, novita: User, topic: Topic, make_statement: Callable[..., Statement]
):
    one, two, three = (make_statement(f"Gagasan nomor {n}.", "PENDING") for n in range(3))
    page = open_page("/purwokerto/moderasi/", size=DESK, user=novita)
    keys = page.keyboard

    keys.press("j")
    keys.press("t")
    page.locator(f"#pernyataan-{one.pk} [data-told]").wait_for()
    expect(page.locator(f"#pernyataan-{two.pk}")).to_be_focused()
    expect(page.locator("#kabar")).to_contain_text("Diterima sebagai pernyataan 1.")
    keys.press("x")
    keys.type("Bukan gagasan, t dan x diketik sebagai huruf.")
    keys.press("Tab")
    keys.press("Enter")
    page.locator(f"#pernyataan-{two.pk} [data-told]").wait_for()
    keys.press("r")
    expect(page.locator(f"#pernyataan-{three.pk} details[data-key=r][open]")).to_have_count(1)
    keys.press("Escape")
    expect(page.locator(f"#pernyataan-{three.pk}")).to_be_focused()
    keys.press("k")
    expect(page.locator(f"#pernyataan-{two.pk}")).to_be_focused()

    assert list(Statement.objects.order_by("pk").values_list("status", flat=True)) == [
        "ACCEPTED", "REJECTED", "PENDING",
    ]  # fmt: skip


def test_who_decides_second_sees_in_the_card_what_was_decided(
    open_page: OpenPage,
    serious_faults: Faults,
    novita: User,
    sekar: User,
    make_statement: Callable[..., Statement],
):
    make_statement("Gedung boleh dipakai.", "PENDING")
    first = open_page("/purwokerto/moderasi/", user=novita)
    second = open_page("/purwokerto/moderasi/", user=sekar)

    first.get_by_role("button", name="Terima", exact=True).click()
    first.locator("[data-told]").wait_for()
    second.get_by_role("button", name="Terima", exact=True).click()

    second.get_by_text("sudah diputuskan sementara itu: diterima").wait_for()
    expect(second.get_by_role("button", name="Terima", exact=True)).to_have_count(0)
    assert serious_faults(second) == []


@WAYS
def test_a_facilitator_plans_seeds_opens_mends_and_closes_a_topic(
    open_page: OpenPage, serious_faults: Faults, novita: User, session: Any, size: tuple[int, int], js: bool
):
    page = open_page("/purwokerto/suara/", size=size, js=js, user=novita)
    looks_right(page, serious_faults, js)
    follow(page.get_by_role("link", name="Rancang topik"))
    looks_right(page, serious_faults, js)
    page.get_by_label("Judul").fill("Gedung kosong")
    page.get_by_label("Pertanyaan").fill("Siapa boleh memakai gedung kosong?")
    follow(page.get_by_role("button", name="Simpan sebagai draf"))
    looks_right(page, serious_faults, js)

    follow(page.get_by_role("link", name="Tempelkan pernyataan"))
    page.get_by_label("Pernyataan").fill("Gedug kosong boleh dipakai warga.\n" + "x" * 161)
    follow(page.get_by_role("button", name="Masukkan semua"))
    assert "Baris 2." in page.get_by_role("alert").inner_text()
    looks_right(page, serious_faults, js)
    page.get_by_label("Pernyataan").fill("Gedug kosong boleh dipakai warga.\nYang memakai ikut merawat.")
    follow(page.get_by_role("button", name="Masukkan semua"))
    assert page.locator("h2").first.inner_text() == "2 pernyataan"
    follow(page.get_by_role("button", name="Buka topik"))
    page.get_by_text("Topik sudah dibuka.").wait_for()

    follow(page.get_by_role("link", name="Gedug kosong boleh dipakai warga."))
    page.get_by_text("Betulkan salah ketik").click()
    page.locator("#kata_text").fill("Gedung kosong boleh dipakai warga.")
    follow(page.get_by_role("button", name="Betulkan"))
    page.get_by_text("Salah ketik sudah dibetulkan; suaranya tetap.").wait_for()
    assert "Gedug kosong boleh dipakai warga." in page.locator("aside").inner_text()
    looks_right(page, serious_faults, js)

    page.goto("/purwokerto/suara/gedung-kosong/kelola/")
    page.get_by_text("Tutup topik").click()
    follow(page.get_by_role("button", name="Tutup untuk seterusnya"))
    page.get_by_text("Topik sudah ditutup.").wait_for()
    looks_right(page, serious_faults, js)
    assert Topic.objects.get().status == "CLOSED"


@WAYS
def test_a_facilitator_records_cards_and_words_two_together(
    open_page: OpenPage, serious_faults: Faults, novita: User, topic: Topic, size: tuple[int, int], js: bool
):
    page = open_page("/purwokerto/keresahan/catat/?sesi=25", size=size, js=js, user=novita)
    looks_right(page, serious_faults, js)
    for words in ("Gedung depan pasar kosong.", "Gedung itu mangkrak delapan tahun."):
        page.get_by_label("Saya resah karena …").fill(words)
        follow(page.get_by_role("button", name="Catat", exact=True))
        page.get_by_text("Tercatat sebagai keresahan").wait_for()

    page.goto("/purwokerto/moderasi/rumuskan/")
    looks_right(page, serious_faults, js)
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Pernyataan").fill("Gedung kosong milik kota boleh dipakai warga.")
    page.get_by_label("Topik").select_option(label=topic.title)
    follow(page.get_by_role("button", name="Rumuskan pernyataan"))
    page.get_by_text("Dirumuskan menjadi pernyataan 1.").wait_for()

    page.goto("/purwokerto/keresahan/")
    assert page.locator("h1").inner_text() == "2 keresahan, 2 di antaranya sudah menjadi pernyataan."
    looks_right(page, serious_faults, js)
    assert set(Statement.objects.get().origins.values_list("kind", flat=True)) == {"MERGED"}
