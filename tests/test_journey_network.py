"""A facilitator finds, by the pages alone, on whom the creative side hangs, and who may leave without loss."""

from __future__ import annotations

import pytest
from django.utils import timezone

from conftest import NIGHT
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.network import BROKER, CUT_OFF_BY_BROKER, REDUNDANT, SEEMING_BROKER
from muara.web.home.demo.plan import plan
from muara.web.network.actions import lay_out
from muara.web.network.tests.planted import planted_network
from tests.conftest import DESK, PHONE, follow

__all__ = ["planted_network"]
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

HERE = "/purwokerto/jejaring/"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("js", [True, False], ids=["js", "nojs"])
def test_the_broker_and_the_redundant_one_are_found(open_page, planted_network, novita, city, size, js):
    lay_out(city=city, at=NIGHT)
    page = open_page(f"{HERE}peta/", size=size, js=js, user=novita)
    assert page.locator("h1").inner_text() == "Semua saling terhubung."
    follow(page.get_by_role("link", name="Bagaimana jika mereka pergi?"))
    assert page.locator("h1").inner_text() == "Satu kepergian memutus aktor lain."
    follow(page.locator(".list .go").first)
    assert page.locator("h1").inner_text() == "Bagaimana jika Simpul media warga pergi?"
    assert "7 dari 39 aktor lain terputus" in page.locator(".lead").inner_text()
    assert page.locator("use.on").count() == 7
    assert "Sanggar A, Sanggar B" in page.locator("section[aria-labelledby=putus]").inner_text()
    assert "Satu pengundang lagi di" in page.locator("section[aria-labelledby=baik]").inner_text()

    follow(page.get_by_role("link", name="Aktor lain"))
    follow(page.get_by_role("link", name="Radio kampus"))
    assert "Tidak ada yang terputus, dan tidak ada proses yang berhenti." in page.locator(".lead").inner_text()
    assert page.locator("use.on").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.fixture
def sample_network(db):
    """The network of the sample city, as `make run` fills it, on today's day."""
    today = timezone.localdate()
    city, staff = _people_who_run_it(plan("empty", reference=today))
    filler = _Filler(plan("empty", reference=today), city, staff)
    filler.network()
    filler.survey()
    lay_out(city=city, at=timezone.now())
    return staff["SECRETARIAT"]


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"])
def test_what_is_planted_in_the_sample_city_is_found_by_its_pages(
    open_page, serious_faults, sample_network, size, js
):
    def look(page):
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        if js:  # axe is a script
            assert serious_faults(page) == []

    page = open_page("/purwokerto/jejaring/", size=size, js=js, user=sample_network)
    assert page.locator("h1").inner_text() == "46 aktor bekerja untuk kota ini."
    look(page)
    follow(page.get_by_role("link", name="Peta jejaring").first)
    assert page.locator("h1").inner_text() == "Semua saling terhubung."
    assert page.locator("svg.net use").count() == 46
    look(page)
    # The broker: who leaves parts the creative communities from everybody else, and stops two processes.
    follow(page.get_by_role("link", name="Bagaimana jika mereka pergi?"))
    first = page.locator(".list .go").first
    assert first.inner_text().startswith(BROKER)
    look(page)
    follow(first)
    lead = page.locator(".lead").inner_text()
    assert f"{CUT_OFF_BY_BROKER} dari 45 aktor lain terputus, termasuk semua komunitas kreatif" in lead
    assert "Kulakan bersama dan Undangan sesi ke komunitas kreatif berhenti" in lead
    assert "Satu ikatan baru dan 2 pemegang kedua mencegahnya." in lead
    apart = page.locator("section[aria-labelledby=putus]").inner_text()
    assert "tidak ada jalan lagi ke Akademisi" in apart
    assert "Koperasi" in apart
    assert page.locator("use.on").count() == CUT_OFF_BY_BROKER
    look(page)
    # The hidden tie: three villages seem to hang on their cooperative; one tie that only a village told of spares
    # them. The list says where to ask, the page of the cooperative says whom.
    follow(page.get_by_role("link", name="Aktor lain"))
    row = page.locator(".list .go", has_text="jika hanya ikatan yang dikonfirmasi")
    assert row.count() == 1
    assert row.inner_text().startswith(SEEMING_BROKER)
    follow(row)
    assert "Tidak ada yang terputus" in page.locator(".lead").inner_text()
    first_call = page.locator("section[aria-labelledby=tanya]").inner_text()
    assert all(name in first_call for name in REDUNDANT)
    assert "Pemerintah desa A, Pemerintah desa B dan Pemerintah desa C juga terputus" in first_call
    look(page)
    # Whoever reads of trust also reads how many kept silent.
    page.goto("/purwokerto/jejaring/kesehatan/")
    assert "32 dari 46 lembaga menjawab." in page.locator("section[aria-labelledby=percaya]").inner_text()
    look(page)
    page.go_back()
    # And the way back to what is written of it.
    follow(page.get_by_role("link", name=SEEMING_BROKER))
    assert page.locator("h1").inner_text() == SEEMING_BROKER


def test_keys_and_buttons_look_closer_and_back(open_page, planted_network, novita):
    page = open_page(f"{HERE}peta/", size=DESK, user=novita)
    svg = page.locator("svg.net")
    whole, names = svg.get_attribute("viewBox"), page.locator("svg.net text:visible").count()

    page.locator(".pan").focus()
    for key in ("+", "+", "ArrowRight"):
        page.keyboard.press(key)
    x, _y, width, _height = (float(part) for part in (svg.get_attribute("viewBox") or "").split(","))

    assert x > 0
    assert x + width <= 720.01
    assert 250 < width < 300
    assert page.locator("svg.net text:visible").count() > names
    page.get_by_role("button", name="Seluruhnya").click()
    assert [float(part) for part in (svg.get_attribute("viewBox") or "").split(",")] == [
        float(part) for part in (whole or "").split()
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_serious_stands_in_anybodys_way(open_page, serious_faults, planted_network, novita, size, scheme):
    page = open_page(f"{HERE}peta/", size=size, user=novita)
    page.emulate_media(color_scheme=scheme)

    for address in (
        "peta/", "peta/?aktor=koperasi-a", "peta/?tampil=daftar", "bagaimana-jika/",
        "bagaimana-jika/?pergi=simpul-media-warga", "kesehatan/", "jembatan/",
    ):  # fmt: skip
        page.goto(HERE + address)
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        assert serious_faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") == size[0], address
