from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from tests.weight import first_visit

from muara.web.cities.models import City
from muara.web.search.tests.conftest import Put, doc

pytestmark = pytest.mark.django_db


def page(client: Client, asked: str = "") -> str:
    answer = client.get(f"/purwokerto/cari/{asked}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_found_is_told_with_its_words_marked(client: Client, put: Put):
    put(doc(7, "Gedung kosong", "Sudah lama tidak ada yang menyewa gedung itu."))

    said = page(client, "?q=penyewaan+gedung")

    assert "1 hal ditemukan untuk “penyewaan gedung”" in said
    assert '<a class="said" href="/purwokerto/7/"><mark>Gedung</mark> kosong\n</a>' in said
    assert "tidak ada yang <mark>menyewa</mark> <mark>gedung</mark> itu." in said


def test_what_people_wrote_is_never_markup(client: Client, put: Put):
    put(doc(1, "<b>Gedung</b> <script>alert(1)</script>", '"><img src=x onerror=alert(1)> gedung & sawah'))

    said = page(client, f"?q={quote('gedung <script>alert(2)</script>')}")

    assert "<script>alert" not in said
    assert "<img" not in said
    assert "&lt;b&gt;<mark>Gedung</mark>&lt;/b&gt;" in said
    assert "<mark>gedung</mark> &amp; sawah" in said


def test_one_kind_can_be_asked_for_by_a_link(client: Client, put: Put):
    put(doc(1, "Gedung satu"))
    put(doc(2, "Gedung dua"), kind="ASSET")

    said = page(client, "?q=gedung&jenis=ASSET")

    assert "Gedung</mark> dua" in said
    assert "Gedung</mark> satu" not in said
    assert "?q=gedung&amp;jenis=CONCERN" in said
    assert "2 hal ditemukan" in said


def test_further_pages_keep_what_was_asked(client: Client, put: Put):
    put(*(doc(n, f"Gedung {n}") for n in range(45)))

    said = page(client, "?q=gedung&jenis=CONCERN&hal=2")

    assert "?q=gedung&amp;jenis=CONCERN&amp;hal=3" in said
    assert "halaman 2 dari 3" in said


def test_where_nothing_is_found_the_page_helps(client: Client, city: City):
    said = page(client, "?q=gedung")

    assert "Tidak ada yang ditemukan untuk “gedung”" in said
    assert "Cara mencari" in said


def test_part_of_the_words_is_told_as_that(client: Client, put: Put):
    put(doc(1, "Gedung kosong"))

    said = page(client, "?q=gedung+sawah")

    assert "Tidak ada yang memuat semua kata" in said
    assert "<mark>Gedung</mark> kosong" in said


def test_without_a_question_the_page_says_what_there_is(client: Client, put: Put):
    put(doc(1, "Gedung"), kind="ASSET")

    said = page(client)

    assert "Temukan kembali" in said
    assert "Yang bisa ditemukan" in said
    assert "Aset mangkrak <b>1</b>" in said


@pytest.mark.parametrize(
    "asked",
    ["?q=%00", "?q=" + "x" * 10_000, "?q=%ED%A0%80", "?q=gedung&hal=-1", "?q=gedung&jenis=RAJA", "?q=%22%22"],
)
def test_nonsense_ends_in_a_page(client: Client, put: Put, asked: str):
    put(doc(1, "Gedung"))

    page(client, asked)


def test_the_front_page_and_every_page_lead_here(client: Client, city: City):
    said = client.get("/purwokerto/").content.decode()

    assert 'action="/purwokerto/cari/"' in said
    assert said.count('href="/purwokerto/cari/"') == 2


def test_a_page_of_long_texts_is_light_and_asks_little(
    client: Client, put: Put, django_assert_max_num_queries: Any
):
    long = " ".join(f"kata{n} gedung" for n in range(900))
    put(*(doc(n, f"Gedung {n} yang sudah lama kosong", long) for n in range(200)))

    with django_assert_max_num_queries(10):
        page(client, "?q=gedung+kosong")

    assert first_visit(client, "/purwokerto/cari/?q=gedung+kosong").total <= 35_000
