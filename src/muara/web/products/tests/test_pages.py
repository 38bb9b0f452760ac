"""What people see of products, needs and spaces."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.utils import timezone

from muara.web.products import actions
from muara.web.products.models import Booking, Space
from muara.web.products.tests.conftest import AT

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/"


def test_the_directory_says_who_uses_what(client, rice, sanggar, tini, django_assert_max_num_queries):
    assert "belum dipakai siapa pun" in client.get(f"{HERE}produk/").content.decode()
    actions.tell_of_use(by=tini, product=rice, actor=sanggar, at=AT)
    with django_assert_max_num_queries(10):
        page = client.get(f"{HERE}produk/").content.decode()
    assert "dipakai 1 organisasi" in page
    assert "1 hal dibuat" in page


def test_addresses_in_a_text_are_hidden_and_the_number_is_a_link(client, rice, bayu):
    actions.change_product(
        by=bayu, product=rice, at=AT, description="Tulis ke kami@contoh.id.", whatsapp="0812 3456 7890"
    )
    page = client.get(f"{HERE}produk/{rice.slug}/").content.decode()
    assert "kami@contoh.id" not in page
    assert "alamat surel disembunyikan" in page
    assert "https://wa.me/6281234567890?text=" in page


def test_a_disputed_use_is_seen_only_by_who_may_answer(client, as_user, rice, sanggar, bayu, tini):
    use = actions.tell_of_use(by=bayu, product=rice, actor=sanggar, at=AT)
    actions.dispute_use(by=tini, use=use, at=AT)
    assert "Sanggar B" not in client.get(f"{HERE}produk/{rice.slug}/").content.decode()
    assert "dibantah" in as_user(tini).get(f"{HERE}produk/{rice.slug}/").content.decode()


def test_a_product_is_written_down_by_its_maker(as_user, bayu, koperasi, city):
    client = as_user(bayu)
    assert client.post(f"{HERE}produk/baru/", {"name": "Gula"}).status_code == 422
    sent = {"actor": koperasi.pk, "name": "Gula semut", "kind": "GOODS"}
    answer = client.post(f"{HERE}produk/baru/", sent)
    assert answer.status_code == 303
    assert answer["Location"] == f"{HERE}produk/gula-semut/"
    again = client.post(f"{HERE}produk/baru/", sent)
    assert again.status_code == 409
    assert "Gula semut" in again.content.decode()


def test_a_need_shows_what_may_fit_and_why(client, as_user, tini, sanggar, rice):
    answer = as_user(tini).post(
        f"{HERE}kebutuhan/baru/", {"actor": sanggar.pk, "what": "Beras", "kind": "GOODS", "source": "ELSEWHERE"}
    )
    page = client.get(answer["Location"]).content.decode()
    assert "Beras pulen" in page
    assert "kata “Beras”" in page
    assert "jenis yang sama" in page


def test_the_estuary_page_names_what_goes_past(client, tini, sanggar, rice, city, django_assert_max_num_queries):
    actions.tell_need(by=tini, city=city, actor=sanggar, at=AT, what="Beras", kind="GOODS", source="ELSEWHERE")
    with django_assert_max_num_queries(10):
        page = client.get(f"{HERE}produk/muara/").content.decode()
    assert "1 kebutuhan melewati tawaran kota sendiri" in page
    assert "1 dari 1 produk belum dipakai" in page


def _at(hall, hour, days=3):
    zone = ZoneInfo("Asia/Jakarta")
    day = timezone.localdate() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def test_a_space_is_booked_on_its_page(as_user, client, hall, stranger, bayu):
    day = f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}"
    sent = {"on": day, "starts": "09:00", "ends": "11:00", "purpose": "Rapat rahasia"}
    assert client.post(f"{HERE}ruang/aula/", sent)["Location"].startswith("/akun/login/")
    client = as_user(stranger)
    assert client.post(f"{HERE}ruang/aula/", sent).status_code == 303
    taken = client.post(f"{HERE}ruang/aula/", sent)
    assert taken.status_code == 409
    assert "Rapat rahasia" in taken.content.decode()
    booking = Booking.objects.get()
    assert "Rapat rahasia" in client.get(f"{HERE}ruang/aula/").content.decode()
    client.logout()
    page = client.get(f"{HERE}ruang/aula/").content.decode()
    assert "diminta" in page
    assert "Rapat rahasia" not in page
    client = as_user(bayu)
    assert "1 pesanan menunggu Anda" in client.get(f"{HERE}ruang/permintaan/").content.decode()
    client.post(f"{HERE}ruang/aula/pesanan/{booking.pk}/", {"step": "accept"})
    booking.refresh_from_db()
    assert booking.state == "BOOKED"


def test_the_calendar_says_when_and_never_by_whom(client, hall, bayu):
    starts = _at(hall, 9)
    actions.book(
        by=bayu, space=hall, starts_at=starts, ends_at=starts + timedelta(hours=1), purpose="Rahasia",
        at=timezone.now(),
    )  # fmt: skip
    feed = client.get(f"{HERE}ruang/aula/kalender.ics").content.decode()
    assert "SUMMARY:Aula terpakai" in feed
    assert f"DTSTART:{starts.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}" in feed
    assert "Rahasia" not in feed
    assert "Bayu" not in feed


def test_the_picture_says_how_much_stays_how_much_goes_past_and_how_much_nobody_knows(
    client, tini, sanggar, rice, city
):
    told = (("Beras", "ELSEWHERE", 3_000_000), ("Kopi", "LOCAL", 1_000_000), ("Tinta", "UNKNOWN", None))
    for what, source, rupiah in told:
        actions.tell_need(
            by=tini, city=city, actor=sanggar, at=AT, what=what, kind="GOODS", source=source, yearly_rupiah=rupiah
        )

    page = client.get(f"{HERE}produk/muara/").content.decode()

    # four needs, the line of Koperasi A's entry is one of the two of which nobody knows
    assert "Dari 4 kebutuhan, 1 terpenuhi di kota" in page
    bars = [re.findall(r'<rect x="(\d+)" y="2" width="(\d+)"', svg) for svg in page.split("<svg width=")[1:3]]
    assert bars == [[("0", "250"), ("250", "250"), ("500", "500")], [("0", "250"), ("250", "750")]]
    assert "Antara 25% dan 25% dari uangnya tinggal di kota." in page
    assert "Rp3.000.000" in page


def test_without_any_need_there_is_no_picture(client, city):
    page = client.get(f"{HERE}produk/muara/").content.decode()

    assert "<svg width=" not in page


def test_a_space_is_found_by_the_stem_of_a_word(client, bayu, hall):
    actions.change_space(by=bayu, space=hall, at=AT, description="Penyewaan untuk hajatan.")

    for text, is_found in (("menyewa", True), ("sewa", True), ("hajat", True), ("gudang", False), ("aul", True)):
        page = client.get(f"{HERE}ruang/", {"q": text}).content.decode()
        assert ('href="/purwokerto/ruang/aula/"' in page) == is_found, text


def test_spaces_that_were_written_down_before_are_found_too(hall):
    Space.objects.update(stems="", description="Penyewaan aula.")

    import_module("muara.web.products.migrations.0003_stems_of_known_spaces").write_stems(apps, None)

    hall.refresh_from_db()
    assert hall.stems == " aula sewa "


def test_what_one_organisation_makes_lends_and_needs_stands_on_one_page(
    client, as_user, city, rice, hall, koperasi, bayu, tini, sanggar, django_assert_max_num_queries
):
    for n in range(9):
        actions.tell_need(
            by=bayu, city=city, actor=koperasi, at=AT, what=f"Truk {n}", kind="SERVICE", source="UNKNOWN"
        )
    actions.tell_need(by=tini, city=city, actor=sanggar, at=AT, what="Cat", kind="GOODS", source="UNKNOWN")
    actions.withdraw_space(by=bayu, space=hall, at=AT)

    with django_assert_max_num_queries(10):
        page = client.get(f"{HERE}jejaring/aktor/koperasi-a/tawaran/").content.decode()

    assert "Beras pulen" in page
    assert "Truk 8" in page
    assert "Cat" not in page
    assert "/ruang/aula/" not in page
    assert "?aktor=" not in page
    assert "?aktor=" in as_user(bayu).get(f"{HERE}jejaring/aktor/koperasi-a/tawaran/").content.decode()
    assert (
        f'href="{HERE}jejaring/aktor/koperasi-a/tawaran/"'
        in client.get(f"{HERE}jejaring/aktor/koperasi-a/").content.decode()
    )
    assert client.get("/purwokerto/jejaring/aktor/tidak-ada/tawaran/").status_code == 404
