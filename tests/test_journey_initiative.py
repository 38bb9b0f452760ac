"""From a concern to a measured outcome on a phone without JavaScript, and back to it by whoever said it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from muara.web.cities.models import District, Village
from muara.web.governance.models import Arrangement, Terms
from muara.web.initiatives import actions
from muara.web.initiatives.models import Initiative
from tests.conftest import DESK, PHONE, follow
from tests.weight import first_visit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
HERE = "/purwokerto/prakarsa/"


@pytest.fixture
def evening(session):
    for sector in ("COOPERATIVE", "SHOP", "CREATIVE"):
        session.head_counts.create(sector=sector, n=5)
    session.status, session.closed_at = "CLOSED", timezone.now() - timedelta(days=1)
    session.save()
    return session


@pytest.fixture
def koperasi(city, make_actor):
    """Let an organisation hold the mandate to start initiatives itself."""
    actor, now = make_actor("Koperasi A"), timezone.now()
    known = Arrangement.objects.create(
        city=city, slug="jejaring", name="Jejaring", state="STANDING", created_at=now, version=1
    )
    terms = Terms.objects.create(
        arrangement=known, based_on=0, number=1, state="IN_FORCE", form="PARTICIPANT_GOVERNED",
        unit="ORGANISATION", written_at=now,
    )  # fmt: skip
    terms.mandates.create(matter="INITIATIVE", holder="ACTOR", actor=actor)
    return actor


def test_a_concern_becomes_a_deed_that_is_measured_and_found_again(
    open_page, serious_faults, novita, make_actor, make_concern, evening, koperasi
):
    make_actor("Sanggar B", "CREATIVE")
    concern = make_concern("kulakan sendiri-sendiri, harganya kalah", session=evening, decided_at=timezone.now())
    page = open_page(f"{HERE}baru/?keresahan={concern.pk}", size=PHONE, js=False, user=novita)
    page.get_by_label("Nama").fill("Kulakan bersama")
    page.get_by_label("Apa yang akan berubah, dan untuk siapa").fill("Warung membeli bersama.")
    page.get_by_label("Lembaga mana penanggung jawabnya").select_option(label="Koperasi A")
    follow(page.get_by_role("button", name="Tulis prakarsa ini"))
    page.wait_for_url("**/kulakan-bersama/")
    expect(page.get_by_text("Prakarsa dicatat, berikut mandatnya.")).to_be_visible()

    def go_on(button: str = "Lanjutkan") -> None:
        follow(page.get_by_role("link", name="Lanjutkan"))
        follow(page.get_by_role("button", name=button))
        page.wait_for_url("**/kulakan-bersama/")

    go_on()
    follow(page.get_by_role("link", name="Lanjutkan"))
    follow(page.get_by_role("button", name="Lanjutkan"))  # nothing is mapped yet
    expect(page.get_by_role("alert")).to_contain_text("Gerbang masih meminta")
    page.goto(f"{HERE}kulakan-bersama/gagasan/")
    page.get_by_label("Gagasannya").fill("Satu daftar pesanan")
    page.get_by_label("Aktor mana yang terkait").select_option(label="Koperasi A")
    follow(page.get_by_role("button", name="Simpan"))
    go_on()

    follow(page.get_by_role("link", name="Catat yang terjadi"))
    page.get_by_label("Ini tentang apa").or_(page.locator("#id_kind")).select_option("ACT")
    page.get_by_label("Apa yang terjadi").fill("Dua puluh warung memesan sekali.")
    page.get_by_label("Pada hari apa").or_(page.locator("#id_on_date")).fill(timezone.localdate().isoformat())
    page.get_by_label("Siapa yang mengerjakannya bersama").select_option(label=["Koperasi A", "Sanggar B"])
    page.get_by_label("Di mana bisa diperiksa").fill("Nota di bendahara")
    follow(page.get_by_role("button", name="Simpan"))
    go_on()

    follow(page.get_by_role("link", name="Ubah", exact=True))
    page.get_by_label("Anggaran dalam rupiah").fill("1500000")
    follow(page.get_by_role("button", name="Simpan"))
    follow(page.get_by_role("link", name="Tulis ukurannya"))
    page.get_by_label("Apa yang dihitung atau diukur").fill("Warung yang ikut")
    page.get_by_label("Satuan").fill("warung")
    page.get_by_label("Berapa", exact=True).fill("30")
    page.get_by_label("Paling lambat diukur").fill((timezone.localdate() + timedelta(days=90)).isoformat())
    follow(page.get_by_role("button", name="Simpan"))
    go_on("Mulai")

    follow(page.get_by_role("link", name="Catat hasil ukur"))
    page.get_by_label("Berapa sekarang").fill("34")
    page.get_by_label("Bagaimana diukur").fill("Dihitung dari daftar pesanan.")
    page.get_by_label("Di mana bisa diperiksa").fill("Daftar pesanan")
    follow(page.get_by_role("button", name="Simpan"))
    expect(page.get_by_role("heading", name="Sasaran tercapai")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]

    # Whoever said it follows it from the evening, in two clicks.
    reader = open_page("/purwokerto/sesi/25/", size=PHONE)
    follow(reader.locator("#keresahan-sesi").get_by_role("link", name="Kulakan bersama"))
    expect(reader.get_by_text("34 warung", exact=True)).to_be_visible()
    assert serious_faults(reader) == []
    assert Initiative.objects.get().phase == "TESTING"


def test_the_pages_of_the_room_are_light_and_without_faults(
    open_page, serious_faults, client, city, novita, make_concern, evening, koperasi
):
    district = District.objects.get_or_create(
        code="33.02.01", defaults={"name": "Lumbir", "regency_code": "33.02"}
    )[0]
    village = Village.objects.get_or_create(
        code="33.02.01.2001", defaults={"name": "Cingebul", "kind": "VILLAGE", "district": district}
    )[0]
    now = timezone.now()
    concern = make_concern("alat datang sebelum kami siap", session=evening, decided_at=now)
    made = [
        actions.propose_initiative(
            by=novita, city=city, owner=koperasi, title=f"Timbangan desa {n}", purpose="Petani melihat beratnya.",
            concern=concern, at=now,
        )
        for n in range(60)
    ]  # fmt: skip
    gate = actions.open_gate(by=novita, initiative=made[0], village=village, technology="Timbangan", at=now)
    actions.write_cash(
        by=novita, initiative=made[0], on_date=timezone.localdate(), way="IN", amount_idr=5_000,
        counterparty="Warung", purpose="Iuran", proof="Kuitansi 1", at=now,
    )  # fmt: skip
    one = f"{HERE}{made[0].slug}/"
    pages = ["", "tugas/", "cara/", "desa/"]
    addresses = [*(f"{HERE}{part}" for part in pages), one, f"{one}kas/", f"{one}desa/{gate.pk}/"]

    for address in addresses:
        assert first_visit(client, address).total <= 35_000, address
    for address, size in [(address, PHONE) for address in (HERE, one, *addresses[-2:])] + [(one, DESK)]:
        page = open_page(address, size=size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
        assert serious_faults(page) == [], address
