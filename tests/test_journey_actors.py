"""Somebody takes their organisation over and answers for a tie, on a phone, with and without scripts."""

from __future__ import annotations

import pytest

from muara.web.network.models import ActorMembership, Tie
from tests.conftest import DESK, PHONE, follow
from tests.weight import first_visit

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "js"), [(PHONE, False), (DESK, True)], ids=["phone", "desk"])
def test_an_organisation_finds_its_people_and_its_people_confirm_a_tie(
    size, js, open_page, serious_faults, make_actor, make_tie, stranger, novita, sekar
):
    sanggar = make_actor("Sanggar B", "CREATIVE", offers="Panggung")
    make_tie(make_actor("Koperasi A"), sanggar, told="A")

    def look(page):
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        if js:  # axe is a script
            assert serious_faults(page) == []

    page = open_page("/purwokerto/jejaring/", size=size, js=js, user=stranger)
    page.get_by_label("Nama, yang ditawarkan").fill("panggung")
    follow(page.get_by_role("button", name="Cari"))
    follow(page.get_by_role("link", name="Sanggar B"))
    look(page)
    follow(page.get_by_role("link", name="Saya bagian darinya"))
    page.get_by_label("Apa yang Anda kerjakan").fill("Pengurus panggung.")
    follow(page.get_by_role("button", name="Minta"))
    for user in (novita, sekar):
        keeper = open_page("/purwokerto/jejaring/", size=size, js=js, user=user)
        follow(keeper.get_by_role("link", name="1 permintaan menunggu"))
        look(keeper)
        follow(keeper.get_by_role("button", name="Ya"))
    assert ActorMembership.objects.get().status == "ACTIVE"

    page.goto("/purwokerto/jejaring/aktor/sanggar-b/")
    assert "menunggu jawaban Anda" in page.inner_text("main")
    follow(page.get_by_role("link", name="Koperasi A"))
    look(page)
    follow(page.get_by_role("button", name="Benarkan untuk Sanggar B"))
    assert "dibenarkan kedua pihak" in page.inner_text("main").lower()
    assert Tie.objects.get().is_confirmed


def test_a_long_list_and_a_busy_actor_stay_light(client, make_actor, make_tie):
    hub = make_actor("Hub", "HUB")
    for n in range(60):
        make_tie(hub, make_actor(f"Koperasi contoh nomor {n}", offers="Gudang\nTruk", needs="Pembukuan"))

    for address in ("/purwokerto/jejaring/", "/purwokerto/jejaring/aktor/hub/"):
        weight = first_visit(client, address)
        assert weight.total <= 35_000, str(weight)
