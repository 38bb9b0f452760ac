from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.weight import first_visit

from muara.formats.brand_reading import read_brand
from muara.web.brand import actions
from muara.web.brand.models import Campaign, Claim, Point
from muara.web.brand.queries.substance import SOURCES
from muara.web.brand.tests.conftest import attention

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/nama-kota"


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_campaign_is_written_down_counted_and_read_through_the_pages(novita, as_user, city, make_growth):
    reader, today = as_user(novita), timezone.localdate()
    start = today - timedelta(days=300)
    form = {
        "name": "Pekan Koperasi", "promise": "Ramai.", "started": start.isoformat(),
        "aims": ["joint_work", "roles"],
    }  # fmt: skip

    assert reader.post(f"{HERE}/kampanye/baru/", {**form, "aims": []}).status_code == 422
    later = {**form, "started": (today + timedelta(days=9)).isoformat()}
    refused = reader.post(f"{HERE}/kampanye/baru/", later)
    assert (refused.status_code, "Pekan Koperasi" in text_of(refused)) == (409, True)
    assert reader.post(f"{HERE}/kampanye/baru/", form).status_code == 303
    one = f"{HERE}/kampanye/pekan-koperasi"
    assert reader.post(f"{one}/baca/").status_code == 409
    series = {"name": "Kunjungan", "origin": "OUTSIDE", "unit": "VIEWS", "step": "1", "source": "Log situs"}
    assert reader.post(f"{one}/perhatian/baru/", series).status_code == 303
    there = f"{one}/perhatian/{Campaign.objects.get().series.get().pk}"
    counts = attention(days=500, burst=200, after=1.4)
    rows = [f"{(today - timedelta(days=500 - i)).isoformat()};{n}" for i, n in enumerate(counts)]
    bad = SimpleUploadedFile("a.csv", b"tanggal;jumlah\n2026-01-01;x\n")
    answer = reader.post(f"{there}/impor/", {"berkas-file": bad})
    assert answer.status_code == 422
    assert "Baris 2: 'x' bukan bilangan bulat" in html.unescape(text_of(answer))
    assert not Point.objects.exists()
    good = SimpleUploadedFile("a.csv", "\n".join(["tanggal;jumlah", *rows]).encode())
    assert reader.post(f"{there}/impor/", {"berkas-file": good}).status_code == 303
    by_hand = {"on": (today - timedelta(days=1)).isoformat(), "n": "7"}
    assert reader.post(f"{there}/hitung/", by_hand).status_code == 409
    assert reader.post(f"{there}/baca/").status_code == 404
    assert reader.post(f"{one}/baca/").status_code == 303

    page = text_of(Client().get(f"{one}/"))

    assert "ramai dan menetap" in page
    reading = Campaign.objects.get().readings.get()
    told = json.loads(text_of(Client().get(f"{one}/bacaan/{reading.pk}/berkas/")))
    assert read_brand(told["inputs"], seed=told["seed"]) == told["result"]
    sent = Client().get(f"{there}/berkas/")
    assert text_of(sent).count("\r\n") == 501


def test_the_picture_says_in_words_what_it_shows(make_campaign, make_series, novita, client):
    campaign = make_campaign()
    make_series(campaign, attention(days=500, burst=200))
    actions.take_reading(by=novita, campaign=campaign, at=timezone.now())

    page = text_of(client.get(f"{HERE}/kampanye/{campaign.slug}/"))

    [said] = re.findall(r'<svg class="band"[^>]*aria-label="([^"]+)"', page)
    assert "Waktu paruh" in said
    assert page.count("<table") >= 2
    assert "style=" not in page


def test_the_pages_ask_few_questions_and_are_light(
    make_campaign, make_series, novita, sekar, session, client, as_user, django_assert_max_num_queries, city
):
    for place in range(6):
        campaign = make_campaign(f"Kampanye {place}")
        make_series(campaign, attention(days=700, burst=400))
        actions.take_reading(by=novita, campaign=campaign, at=timezone.now())
    session.status = "PUBLISHED"
    session.save()
    for _ in range(8):
        actions.make_claim(
            by=sekar, city=city, text="Belajar.", evidence=["session:25"], days=90, at=timezone.now()
        )
    actions.take_published_targets(by=novita, city=city, at=timezone.now())
    actions.take_published_references(by=novita, city=city, at=timezone.now())
    pages = ("", "kampanye/kampanye-0/", "aturan/", "pernyataan/", "pernyataan/1/", "peta-jalan/", "kota-lain/")

    for address in pages:
        with django_assert_max_num_queries(10):
            assert client.get(f"{HERE}/{address}").status_code == 200
        assert first_visit(client, f"{HERE}/{address}").total <= 35_000
    as_user(sekar)
    for address in (*pages, "kampanye/kampanye-0/kegiatan/", "kampanye/kampanye-0/terlibat/", "pernyataan/baru/"):
        # what a claim can rest on is asked of every room
        with django_assert_max_num_queries(10 + len(SOURCES)):
            assert client.get(f"{HERE}/{address}").status_code == 200


def test_a_claim_is_made_shown_and_taken_back_through_the_pages(sekar, as_user, session):
    session.status = "PUBLISHED"
    session.save()
    reader = as_user(sekar)
    form = {"text": "Purwokerto belajar bersama.", "days": "90"}

    refused = reader.post(f"{HERE}/pernyataan/baru/", form)
    assert (refused.status_code, "belajar bersama" in text_of(refused)) == (409, True)
    assert not Claim.objects.exists()
    assert reader.post(f"{HERE}/pernyataan/baru/", {**form, "evidence": "session:25"}).status_code == 303
    page = text_of(Client().get(f"{HERE}/pernyataan/1/"))
    assert "/purwokerto/sesi/25/" in page
    assert reader.post(f"{HERE}/pernyataan/1/lagi/", {"lagi-days": "365"}).status_code == 303
    assert reader.post(f"{HERE}/pernyataan/1/tarik/", {"tarik-why": "Keliru."}).status_code == 303
    assert reader.post(f"{HERE}/pernyataan/1/tarik/", {"tarik-why": "Lagi."}).status_code == 409
    assert "Keliru." in text_of(Client().get(f"{HERE}/pernyataan/1/"))


def test_nothing_of_one_city_is_found_in_another(make_campaign, make_series, client, other_city, novita):
    campaign = make_campaign()
    series = make_series(campaign, [1, 2])
    for address in (f"kampanye/{campaign.slug}/", f"kampanye/{campaign.slug}/perhatian/{series.pk}/"):
        assert client.get(f"{HERE}/{address}").status_code == 200
        assert client.get(f"/cilacap/nama-kota/{address}").status_code == 404
