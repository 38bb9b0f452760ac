"""A resident finds out on a phone, without JavaScript, what fits; no page is too wide, unreadable or heavy."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from muara.web.cooperatives import actions
from tests.conftest import DESK, PHONE, follow
from tests.weight import first_visit

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/purwokerto/koperasi"
PAPERS = f"{HERE}/rintisan/koperasi-panen-multi-pihak/surat"


@pytest.fixture
def register(city, make_cooperative, sekar, novita):
    """Nine living cooperatives and five dead ones, a surplus year decided and one in preview, and a founding."""
    today, now = timezone.localdate(), timezone.now()
    kinds = ["CONSUMER", "PRODUCER", "SERVICE"]
    for n in range(14):
        met = today - timedelta(days=1500 if n % 3 == 2 else 60 + n)
        make_cooperative(f"Koperasi {n:02d}", met=met, kind=kinds[n % 3], source="Dinas")
    city.published_counts.create(
        area="Kabupaten Banyumas", as_of_date=date(2025, 5, 22), n_registered=639, n_active=378, source="Tribun",
        added_at=now,
    )  # fmt: skip
    one = city.cooperatives.get(slug="koperasi-00")
    lines = [actions.GivenLine(n, 10_000 * n, 5_000) for n in range(1, 41)]
    years = {}
    for year in (today.year - 2, today.year - 1):
        years[year] = actions.prepare_surplus(
            by=sekar, cooperative=one, year=year, ends=date(year, 12, 31), surplus=9_999_999,
            shares={"RESERVE": Decimal(40), "MEMBERS": Decimal(60)}, by_trade=Decimal(30), at=now,
        )  # fmt: skip
        actions.list_members(by=sekar, surplus_year=years[year], lines=lines, at=now)
    decided, preview = years.values()
    meeting = one.meetings.get()
    actions.lock_surplus(by=sekar, surplus_year=decided, meeting=meeting, minutes="1/RAT", at=now)
    founding = actions.begin_founding(
        by=novita, city=city, name="Koperasi Panen Multi Pihak", kind="MULTI_PARTY", purpose="Menjual panen.",
        groups="Petani\nPembeli", meets_at=datetime.fromisoformat("2026-12-01T19:30+07:00"), at=now,
    )  # fmt: skip
    actions.add_founder(by=novita, founding=founding, name="Sari", group="Petani", at=now)
    return decided, preview


@pytest.mark.e2e
def test_seven_questions_lead_to_a_result_on_a_phone_without_javascript(register, open_page):
    page = open_page(f"{HERE}/", size=PHONE, js=False)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    follow(page.get_by_role("link", name="Tujuh pertanyaan: apa yang cocok?"))
    for answer in ("Ya", "Membeli barang yang sama", "Ya", "Ya"):
        page.get_by_label(answer, exact=True).check()
        follow(page.get_by_role("button", name="Lanjut"))
    assert page.get_by_text("Koperasi 00").is_visible()  # alive, and of this kind
    page.get_by_label("Ya", exact=True).check()
    follow(page.get_by_role("button", name="Lanjut"))
    follow(page.get_by_role("link", name="Kembali"))
    assert page.get_by_label("Ya", exact=True).is_checked()
    for answer in ("Ya", "Tidak", "Tidak"):
        page.get_by_label(answer, exact=True).check()
        follow(page.get_by_role("button", name="Lanjut"))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("heading", level=1, name="Bergabunglah dengan koperasi yang sudah ada.").wait_for()
    follow(page.get_by_role("link", name="Koperasi hidup di dekat sini: Tidak"))
    page.get_by_role("heading", level=1, name="Mulai sebagai kelompok belanja bersama.").wait_for()
    follow(page.get_by_role("link", name="Hanya pemerintah yang dapat mengubahnya: Ya"))
    page.get_by_role("heading", level=1, name="Bukan koperasi.").wait_for()


@pytest.mark.e2e
def test_no_page_of_the_room_is_too_wide_or_hard_to_read(register, open_page, serious_faults, sekar):
    decided, preview = register
    own, year = f"{HERE}/lembar/{decided.key_of(7)}/", f"{HERE}/daftar/koperasi-00/shu"
    pages = [
        f"{HERE}/", f"{HERE}/cari-bentuk/", f"{HERE}/cari-bentuk/?usaha=ya&peran=simpan-pinjam&hasil=1",
        f"{HERE}/aturan/", f"{HERE}/impor/", f"{HERE}/daftar/koperasi-00/", f"{HERE}/daftar/koperasi-00/rapat/",
        f"{HERE}/rintisan/", f"{HERE}/rintisan/baru/", f"{HERE}/rintisan/koperasi-panen-multi-pihak/",
        f"{HERE}/rintisan/koperasi-panen-multi-pihak/pendiri/", f"{PAPERS}/berita-acara/",
        f"{PAPERS}/daftar-pendiri/", f"{PAPERS}/anggaran-dasar/", f"{year}/{decided.year}-1/",
        f"{year}/{preview.year}-1/", f"{year}/{preview.year}-1/ubah/", f"{year}/{preview.year}-1/anggota/",
        f"{year}/{preview.year}-1/putuskan/", f"{year}/{preview.year}-1/lembar/", own,
    ]  # fmt: skip
    for size in (PHONE, DESK):
        page = open_page(pages[0], size=size, user=sekar)
        for address in pages:
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
            assert serious_faults(page) == [], address


def test_pages_are_light(register, client: Client, novita):
    decided, _preview = register
    own = f"{HERE}/lembar/{decided.key_of(7)}/"
    for address in (f"{HERE}/", f"{HERE}/cari-bentuk/", f"{HERE}/aturan/", f"{HERE}/rintisan/", own):
        weight = first_visit(client, address)
        assert weight.total <= 35_000, str(weight)
    client.force_login(novita, backend="django.contrib.auth.backends.ModelBackend")
    assert first_visit(client, f"{PAPERS}/berita-acara/").total <= 35_000
