"""The walk on a phone: from the seed evening of the sample city along three threads to a claim, in five clicks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from muara.web.home.demo.brand import STRANDS_SAID
from muara.web.home.demo.concerns import CONCERNS
from muara.web.home.demo.fill import fill
from muara.web.home.demo.initiatives import DECISION
from tests.conftest import PHONE, follow
from tests.weight import answer_weight, first_visit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
EVENING = "/purwokerto/sesi/1/"
LEAD = "Mandat memimpin kulakan untuk Koperasi konsumen kampus A"
# concern of the evening, by whose word, the initiative
STRANDS = (
    ("k01", DECISION, "Bekas kantor jadi ruang bersama"),
    ("k02", LEAD, "Kulakan bersama tiga kecamatan"),
    ("k04", DECISION, "Catatan panen di dua desa"),
)
SAID = {one.key: one.because for one in CONCERNS}


class Walker:
    """Somebody who counts their clicks and looks around at each station."""

    def __init__(self, page: Any, look: Any) -> None:
        self.page, self.look = page, look
        self.passed: list[str] = []

    def click(self, link: Any, station: str, words: str) -> None:
        follow(link)
        expect(self.page.get_by_role("main")).to_contain_text(words)
        self.arrive(station)

    def arrive(self, station: str) -> None:
        self.passed.append(station)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], station
        assert self.look(self.page) == [], station

    def step(self, name: str, words: str = "") -> Any:
        """Return the link to a station of the way, below the page."""
        station = self.page.locator("#alur li").filter(has=self.page.get_by_text(name, exact=True))
        return station.get_by_role("link").filter(has_text=words).first

    @property
    def n_clicks(self) -> int:
        return len(self.passed) - 1


@pytest.fixture
def sample_city() -> None:
    fill(size="city")


def test_three_threads_are_walked_in_five_clicks_and_also_without_scripts(
    sample_city, open_page, serious_faults, client
):
    for concern, word, deed in STRANDS:
        walker = Walker(open_page(EVENING, size=PHONE), serious_faults)
        expect(walker.page.locator("#keresahan-sesi")).to_contain_text(SAID[concern])
        walker.arrive("evening")
        spoken = walker.page.locator("#keresahan-sesi li").filter(has_text=SAID[concern])
        walker.click(spoken.get_by_role("link", name=SAID[concern]), "concern", SAID[concern])
        thread = walker.step("Benang merah").inner_text()
        walker.click(walker.step("Benang merah"), "thread", thread)
        walker.click(walker.step("Keputusan", word), "decision", word)
        walker.click(walker.step("Prakarsa", deed), "initiative", deed)
        expect(walker.page.get_by_role("heading", name="Sasaran tercapai")).to_be_visible()
        walker.click(walker.step("Yang dikatakan kota", STRANDS_SAID[deed]), "claim", STRANDS_SAID[deed])
        assert walker.passed == ["evening", "concern", "thread", "decision", "initiative", "claim"]
        assert walker.n_clicks == 5
        walker.page.context.close()

    for concern, word, deed in STRANDS:
        walker = Walker(open_page(EVENING, size=PHONE, js=False), lambda page: [])
        walker.arrive("evening")
        walker.click(walker.page.get_by_role("link", name="Lihat keresahan malam itu"), "concern", SAID[concern])
        spoken = walker.page.locator("#keresahan-sesi li").filter(has_text=SAID[concern])
        walker.click(spoken.get_by_role("link", name="Benang merah"), "thread", "Mengapa penting")
        walker.click(walker.page.locator("#alur").get_by_role("link"), "way", word)
        for name, words in (("Keputusan", word), ("Prakarsa", deed), ("Hasil", "sasarannya")):
            expect(walker.step(name, words)).to_be_visible()
        walker.click(walker.step("Yang dikatakan kota", STRANDS_SAID[deed]), "claim", STRANDS_SAID[deed])
        walker.click(walker.page.get_by_role("link", name=deed), "initiative", "Sasaran tercapai")
        assert walker.n_clicks == 5
        walker.page.context.close()

    front = Walker(open_page("/purwokerto/", size=PHONE), serious_faults)
    front.arrive("front page")
    front.click(front.page.get_by_role("link", name="Sejauh mana ia bertahan").first, "thread", "Mengapa penting")
    said = front.step("Yang dikatakan kota")
    front.click(said, "claim", said.inner_text())
    assert front.n_clicks == 2

    for part in ("keputusan/enam-prakarsa-boleh-mulai", "prakarsa/catatan-panen-di-dua-desa"):
        slot = answer_weight(client, f"/purwokerto/alur/{part}/")
        assert first_visit(client, f"/purwokerto/{part}/").total + slot <= 35_000, part
