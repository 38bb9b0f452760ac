"""A facilitator reads which form the data support, on a phone without JavaScript, and a rater gives a view."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from muara.web.governance.tests.fit_network import MISFIT, plant
from muara.web.governance.tests.test_periods import close
from tests.conftest import DESK, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
HERE = "/purwokerto/tata-kelola/jejaring-kota/"


@pytest.fixture
def network(city, sekar):
    """Forty-six organisations that declare themselves self-managed, with a year and a half of decisions."""
    arrangement = plant(city, sekar, MISFIT, raters=1)
    day = timezone.localdate()
    for n in range(6):
        closed = day - timedelta(weeks=13 * n + 3)
        close(arrangement, f"putusan-{n}", closed - timedelta(days=20 - 3 * n), closed, voted=20 + 3 * n, of=46)
    return arrangement


def test_a_reading_is_taken_and_read_on_a_phone_without_javascript(
    network, novita, open_page, serious_faults, sekar
):
    page = open_page(f"{HERE}cocok/", size=PHONE, js=False, user=novita)

    page.get_by_role("button", name="Ambil bacaan").click()
    page.get_by_role("heading", level=1, name="Belum ada bentuk yang cocok: benahi dulu").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert page.get_by_role("table", name="Kerapatan kepercayaan").is_visible()
    page.get_by_text("Tampilkan sebagai tabel").click()
    page.get_by_role("columnheader", name="terbaik menurut rata-rata").wait_for()

    page.get_by_role("link", name="Sampaikan yang tidak terukur").click()
    page.get_by_role("heading", level=1, name="Yang tidak terukur ditanyakan").wait_for()
    outside = page.locator("section", has=page.locator("#k-outside"))
    outside.get_by_text("Berikan pendapat Anda").click()
    for label, typed in (("Paling sedikit", "30"), ("Paling mungkin", "50"), ("Paling banyak", "70")):
        outside.get_by_label(label).fill(typed)
    outside.get_by_label("Apa alasan Anda").fill("Dua penyandang dana meminta laporan.")
    outside.get_by_role("button", name="Simpan pendapat saya").click()
    page.get_by_text("Pendapat Anda tersimpan.").first.wait_for()

    wide = open_page(f"{HERE}cocok/", size=DESK, user=sekar)
    assert serious_faults(wide) == []
