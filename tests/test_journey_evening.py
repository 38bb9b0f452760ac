"""An evening from the phone of its facilitator, and from the phone of somebody who comes in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from conftest import NIGHT
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.concerns.models import Concern, Topic
from muara.web.forum.models import Attendance, HeadCount, Session
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WAYS = pytest.mark.parametrize(
    ("size", "js"),
    [(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)],
    ids=["phone", "phone-without-scripts", "desk", "desk-without-scripts"],
)
LONGEST = (
    "Siapa yang boleh memakai gedung kosong di depan pasar, siapa yang merawatnya, siapa yang membayar "
    "listriknya, dan apa yang terjadi bila atapnya runtuh sebelum izinnya turun dari kabupaten?"
)
OpenPage = Callable[..., Any]
Faults = Callable[[Any], list[str]]


def looks_right(page: Any, serious_faults: Faults, js: bool) -> None:
    """Nothing hangs over the edge; axe, which is a script, finds nothing serious."""
    assert page.locator("h1").count() == 1
    if js:
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1]
        assert serious_faults(page) == []


@WAYS
def test_a_facilitator_holds_an_evening(
    open_page: OpenPage, serious_faults: Faults, city: City, novita: User, size: tuple[int, int], js: bool
):
    page = open_page(f"/{city.slug}/sesi/", size=size, js=js, user=novita)
    looks_right(page, serious_faults, js)
    follow(page.get_by_role("link", name="Rencanakan sesi"))
    looks_right(page, serious_faults, js)
    page.get_by_label("Pertanyaan").fill("Siapa merawat balai?")
    page.get_by_label("Tema").fill("Balai")
    page.get_by_label("Tempat", exact=True).fill("Balai kelurahan")
    page.get_by_label(re.compile("Warung|Small shop")).check()
    follow(page.get_by_role("button", name="Simpan sebagai draf"))

    follow(page.get_by_role("button", name="Umumkan"))
    follow(page.get_by_role("button", name="Buka sesi"))
    session = Session.objects.get()
    assert (session.number, session.status, session.invited_sectors) == (1, "OPEN", ["SHOP"])
    assert page.locator("p.code").inner_text() == session.hall_code
    looks_right(page, serious_faults, js)

    more = page.locator("button[name=add][value=SHOP]")
    for _ in range(7):
        if js:
            more.click()  # as fast as it goes: no tap may be lost
        else:
            follow(more)
    page.locator("#n-SHOP", has_text="7").wait_for()
    page.locator("button[name=take][value=SHOP]").click()
    page.locator("#n-SHOP", has_text="6").wait_for()
    assert HeadCount.objects.get().n == 6
    assert page.locator("#luar li").count() == 0

    follow(page.get_by_role("link", name="Tampilkan di layar"))
    assert page.locator(".clock").inner_text() == "5"
    looks_right(page, serious_faults, js)
    page.go_back()

    page.get_by_text("Tutup sesi").click()
    follow(page.get_by_role("button", name="Ya, tutup sekarang"))
    follow(page.get_by_role("button", name="Terbitkan catatan"))
    follow(page.get_by_role("link", name="Halaman yang dilihat semua orang"))
    assert page.locator("h1").inner_text() == "Siapa merawat balai?"
    assert page.locator("table.bars td.n").inner_text() == "6"
    looks_right(page, serious_faults, js)


@WAYS
def test_a_guest_scans_the_code_and_is_there(
    open_page: OpenPage, serious_faults: Faults, session: Session, size: tuple[int, int], js: bool
):
    page = open_page("/purwokerto/h/K7M2QX/", size=size, js=js)
    looks_right(page, serious_faults, js)
    assert not Participant.objects.exists()

    follow(page.get_by_role("button", name="Saya hadir"))

    assert "Anda tercatat hadir" in page.locator("main").inner_text()
    assert Attendance.objects.get().participant.tier == "VERIFIED"
    looks_right(page, serious_faults, js)


@WAYS
def test_a_guest_types_the_code_after_a_slip(
    open_page: OpenPage, serious_faults: Faults, session: Session, size: tuple[int, int], js: bool
):
    page = open_page("/purwokerto/h/", size=size, js=js)
    page.get_by_label("Kode").fill("k7m2q")
    follow(page.get_by_role("button", name="Saya hadir"))
    assert "Lihat layar di ruangan" in page.get_by_role("alert").inner_text()
    looks_right(page, serious_faults, js)

    page.get_by_label("Kode").fill("k7m2qx")
    follow(page.get_by_role("button", name="Saya hadir"))

    assert "Anda tercatat hadir" in page.locator("main").inner_text()


@WAYS
def test_a_reader_finds_what_became_of_an_evening(
    open_page: OpenPage, serious_faults: Faults, topic: Topic, size: tuple[int, int], js: bool
):
    Concern.objects.create(
        city=topic.city, session=topic.session, because="Atapnya mulai jatuh.", raised_at=NIGHT, decided_at=NIGHT
    )
    page = open_page("/purwokerto/sesi/25/", size=size, js=js)
    if not js:
        follow(page.get_by_role("link", name="Lihat keresahan malam itu"))

    page.get_by_role("heading", name="1 keresahan yang disampaikan").wait_for()

    assert page.locator(".voice .say").inner_text() == "Atapnya mulai jatuh."
    expect(page.locator(".four li")).to_have_count(4)
    looks_right(page, serious_faults, js)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 576)], ids=str)
@pytest.mark.parametrize("status", ["ANNOUNCED", "OPEN", "CLOSED"])
def test_the_projector_fits_without_scrolling_however_long_the_question_is(
    open_page: OpenPage, serious_faults: Faults, session: Session, novita: User, size: tuple[int, int], status: str
):
    Session.objects.update(
        status=status,
        question=LONGEST,
        venue="Balai pertemuan kelurahan Purwokerto Wetan yang lama",
    )
    assert 180 < len(LONGEST) <= 200
    HeadCount.objects.create(session=session, sector="SHOP", n=127)

    page = open_page("/purwokerto/sesi/25/layar/", size=size, user=novita)

    for part in page.locator(".stage > *, .stage .qr, .stage .code, .stage .clock").all():
        box = part.bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    assert serious_faults(page) == []


def test_the_projector_follows_the_room_by_itself(
    open_page: OpenPage, session: Session, novita: User, make_participant: Any
):
    page = open_page("/purwokerto/sesi/25/layar/", size=DESK, user=novita)
    assert page.locator(".clock").count() == 0
    for _ in range(5):
        Attendance.objects.create(session=session, participant=make_participant(), at=NIGHT)

    page.locator(".clock", has_text="5").wait_for(timeout=15_000)

    assert page.locator("p.code").inner_text() == "K7M2QX"


def test_two_facilitators_see_each_other_count(open_page: OpenPage, session: Session, novita: User, sekar: User):
    one = open_page("/purwokerto/sesi/25/pemandu/", user=novita)
    other = open_page("/purwokerto/sesi/25/pemandu/", size=DESK, user=sekar)

    one.locator("button[name=add][value=MEDIA]").click()
    other.locator("#n-MEDIA", has_text="1").wait_for(timeout=15_000)
    other.locator("button[name=add][value=MEDIA]").click()

    one.locator("#n-MEDIA", has_text="2").wait_for(timeout=15_000)
    expect(one.locator("#hadir")).to_contain_text("2")
