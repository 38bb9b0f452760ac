"""A resident asks whether a campaign was more than noise, and whether what the city says is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from muara.web.brand import actions
from muara.web.brand.tests.conftest import attention
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def known_city(city, novita, sekar, session):
    now, today = timezone.now(), timezone.localdate()
    campaign = actions.start_campaign(
        by=novita, city=city, name="Festival kopi", promise="Orang datang lagi.", aims=["joint_work", "roles"],
        started=today - timedelta(days=300), at=now,
    )  # fmt: skip
    series = actions.begin_series(
        by=novita, campaign=campaign, name="Kunjungan laman", unit="VIEWS", origin="OUTSIDE", step=1,
        source="Log laman kampanye.", at=now,
    )  # fmt: skip
    counts = attention(days=500, burst=200, after=1.4)
    points = [(today - timedelta(days=500 - place), n) for place, n in enumerate(counts)]
    actions.add_counts(by=novita, series=series, counts=points, at=now)
    actions.involve(
        by=novita, campaign=campaign, who="Dinas", level="GOVERNMENT", parts=["PAID"], source="Nota.", at=now
    )
    actions.take_reading(by=novita, campaign=campaign, at=now)
    actions.take_published_targets(by=novita, city=city, at=now)
    actions.take_published_references(by=novita, city=city, at=now)
    session.status = "PUBLISHED"
    session.save()
    actions.make_claim(by=sekar, city=city, text="Kota ini belajar.", evidence=["session:25"], days=90, at=now)


@pytest.mark.parametrize(
    ("size", "js"), [(PHONE, False), (PHONE, True), (DESK, True)], ids=["bare", "phone", "desk"]
)
def test_a_resident_finds_what_stayed_and_on_what_a_sentence_rests(
    size, js, known_city, open_page, serious_faults
):
    def look(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        if js:
            assert serious_faults(page) == []

    page = open_page("/purwokerto/nama-kota/", size=size, js=js)
    look(page)
    assert "1 ramai dan menetap" in page.inner_text("h1")
    follow(page.get_by_role("link", name="Festival kopi"))
    look(page)
    assert "Festival kopi: ramai dan menetap." in page.inner_text("h1")
    assert page.locator("svg.band").get_attribute("aria-label")
    page.get_by_text("Tampilkan sebagai tabel").click()
    look(page)
    follow(page.get_by_role("link", name="Aturan empat sebutan").first)
    look(page)
    follow(page.get_by_role("link", name="Kata kota"))
    look(page)
    follow(page.get_by_role("link", name="Kota ini belajar."))
    look(page)
    follow(page.get_by_role("link", name="BATS 25"))
    assert "/sesi/25/" in page.url
    for address in ("peta-jalan", "kota-lain"):
        page.goto(f"/purwokerto/nama-kota/{address}/")
        look(page)
