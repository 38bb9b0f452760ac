"""A trust survey on a phone, from the link to the thanks; and the secretariat's way from draft to reading."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muara.web.network.actions import survey as run
from muara.web.network.models import SurveyRespondent, SurveyRound
from muara.web.network.tests.conftest import draft, opened, ring
from tests.conftest import DESK, PHONE, follow

__all__ = ["draft", "opened", "ring"]
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

ITEMS = ("reliability", "mission", "openness")
# What somebody at a phone needs, in seconds: the keystroke-level model (Card, Moran and Newell 1983) for thinking
# and pointing, three words read in a second, a swipe, and a slow mobile net.
THINK, TAP, WORD, SWIPE = 1.35, 1.1 + 0.2, 1 / 3, 0.8
ROUND_TRIP, BYTES_PER_SECOND = 0.4, 40_000


def choose(page, *, openness="4", level="2"):
    for item, value in zip(ITEMS, ("3", "4", openness), strict=True):
        page.locator(f"input[name={item}][value='{value}']").check()
    page.locator(f"input[name=collaboration][value='{level}']").check()


@pytest.mark.parametrize("js", [True, False], ids=["js", "nojs"])
def test_an_organisation_answers_over_its_link_and_is_thanked(open_page, serious_faults, opened, ring, sekar, js):
    one = SurveyRespondent.objects.select_related("actor").get(round=opened, actor=ring[0])
    address = f"/purwokerto/survei/isi/{one.key}/"

    def look(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        if js:  # axe is a script
            assert serious_faults(page) == []

    page = open_page(address, size=PHONE, js=js)
    assert "ditanya tentang 6 mitra" in page.locator("h1").inner_text()
    look(page)
    follow(page.get_by_role("link", name="Mulai"))
    look(page)
    page.get_by_role("button", name="Simpan").click()  # nothing chosen: the browser itself asks for an answer
    expect(page.locator("input:invalid:focus")).to_have_count(1)
    assert page.url.endswith("/1/")
    choose(page, openness="0")
    follow(page.get_by_role("button", name="Simpan"))
    follow(page.get_by_role("button", name="Kami tidak kenal mereka"))
    follow(page.locator(".head a").first)  # stop for a while
    assert "2 dari 6 mitra" in page.inner_text("main")
    page = open_page(address, size=PHONE, js=js)  # and go on, on another phone
    follow(page.get_by_role("link", name="Lanjutkan"))
    for _partner in range(4):
        choose(page)
        follow(page.get_by_role("button", name="Simpan"))
    assert "Terima kasih" in page.locator("h1").inner_text()
    look(page)
    page.get_by_text("Ada mitra yang belum disebut").click()
    page.get_by_label("Lembaga").select_option(label=ring[4].name)
    follow(page.get_by_role("button", name="Tambahkan"))
    choose(page)
    follow(page.get_by_role("button", name="Simpan"))
    assert "Terima kasih" in page.locator("h1").inner_text()

    one.refresh_from_db()
    assert (one.channel, one.finished_at is not None) == ("PHONE", True)
    assert one.answers.get(position=1).items == (3, 4, 0)
    assert one.answers.get(partner=ring[4]).is_added
    run.close_survey(by=sekar, survey=opened, at=timezone.now())
    page.goto(address)
    assert "tidak menerima jawaban" in page.inner_text("main")
    assert page.locator("main form").count() == 0


def test_ten_partners_take_no_more_than_six_minutes(open_page, make_actor, make_tie, city, sekar, record_property):
    """Goal G11: count what a phone asks of its user, and price it; the slowest way, no partner being unknown."""
    actors = [make_actor(f"Koperasi contoh nomor {i}") for i in range(12)]
    for i in range(12):
        for step in range(1, 6):
            make_tie(actors[i], actors[(i + step) % 12])
    now = timezone.now()
    survey = run.prepare_survey(
        by=sekar, city=city, title="Putaran", why="Supaya kita tahu di mana kepercayaan perlu dirawat.",
        closes_at=now + timedelta(days=5), at=now,
    )  # fmt: skip
    survey = run.open_survey(by=sekar, survey=survey, at=now)
    one = survey.respondents.order_by("pk")[0]
    assert one.answers.count() == 10
    spent = {"words": 0, "taps": 0, "thoughts": 0, "swipes": 0, "trips": 0, "bytes": 0}

    def read(page, words):
        spent["words"] += words
        bottom = page.locator("main button, main a.button").first.bounding_box()
        spent["swipes"] += max(0, -(-int(bottom["y"] + bottom["height"] - PHONE[1]) // int(0.7 * PHONE[1])))

    def weigh(answer):
        if "/survei/isi/" in answer.url:
            spent["trips"] += 1
            spent["bytes"] += int(answer.header_value("content-length") or 0)

    page = open_page("/purwokerto/", size=PHONE)
    page.on("response", weigh)
    page.goto(f"/purwokerto/survei/isi/{one.key}/")
    read(page, len(page.inner_text("main").split()))
    follow(page.get_by_role("link", name="Mulai"))
    spent["taps"] += 1
    for place in range(10):
        # The questions are read once; then it is the name that changes.
        read(page, len(page.inner_text("main" if place == 0 else "h1").split()))
        choose(page)
        follow(page.get_by_role("button", name="Simpan"))
        spent["taps"] += 5
        spent["thoughts"] += 4
    assert "Terima kasih" in page.locator("h1").inner_text()

    seconds = (
        spent["words"] * WORD + spent["taps"] * TAP + spent["thoughts"] * THINK + spent["swipes"] * SWIPE
        + spent["trips"] * ROUND_TRIP + spent["bytes"] / BYTES_PER_SECOND
    )  # fmt: skip
    assert spent["taps"] == 51
    assert spent["trips"] >= 22
    assert seconds <= 6 * 60, spent


def test_the_secretariat_holds_a_round_from_its_draft_to_its_reading(open_page, serious_faults, ring, sekar):
    def look():
        assert page.evaluate("document.documentElement.scrollWidth") <= DESK[0]
        assert serious_faults(page) == []

    page = open_page("/purwokerto/jejaring/", size=DESK, user=sekar)
    follow(page.get_by_role("link", name="Survei kepercayaan"))
    look()
    follow(page.get_by_role("link", name="Siapkan putaran"))
    page.get_by_label("Judul").fill("Saling percaya")
    page.get_by_label("Hari terakhir").fill(str(timezone.localdate() + timedelta(days=9)))
    look()
    follow(page.get_by_role("button", name="Siapkan putaran ini"))
    assert page.locator("h1").inner_text() == "12 lembaga akan ditanya."
    follow(page.get_by_role("link", name=f"Pilih mitra {ring[0].name}"))
    page.get_by_label(ring[6].name).check()
    look()
    follow(page.get_by_role("button", name="Simpan daftar mitra"))
    follow(page.get_by_role("button", name="Buka putaran"))
    assert page.locator("h1").inner_text() == "0 dari 12 lembaga sudah menjawab."
    look()
    follow(page.get_by_role("link", name=f"Tautan dan pengingat untuk {ring[0].name}"))
    look()
    follow(page.get_by_role("button", name="Ingatkan"))
    assert "kurang dari tiga hari" in page.inner_text("[role=alert]")
    follow(page.get_by_role("link", name="Saling percaya"))
    for place in range(7):
        follow(page.get_by_role("link", name=f"Masukkan lembar {ring[place].name}"))
        for row in page.locator(".grid tbody tr").all():
            for box, typed in zip(row.locator("input").all(), "3442", strict=False):
                box.fill(typed)
        if place == 0:
            look()
        page.get_by_label("disampaikan kepada saya").check()
        follow(page.get_by_role("button", name="Simpan lembar ini"))
    assert "7 dari 12 lembaga sudah menjawab." in page.locator("h1").inner_text()
    assert SurveyRespondent.objects.filter(channel="ASSISTED", recorded_by=sekar).count() == 7
    follow(page.get_by_role("link", name="Cetak lembar survei"))
    assert page.locator(".paper").count() == 12
    look()
    page.go_back()
    follow(page.get_by_role("button", name="Tutup putaran"))
    follow(page.get_by_role("link", name="Gabungan jawaban semua"))
    assert page.locator("h1").inner_text() == "100% jawaban menunjukkan kepercayaan kepada mitra."
    assert "7 dari 12 lembaga menjawab (58%)" in page.inner_text(".lead")
    assert SurveyRound.objects.get().reading.result["n_answering"] == 7
    look()
