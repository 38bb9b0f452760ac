"""From a closed evening to its minutes in ten presses at most, and to a correction of those who were there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.signing import get_cookie_signer
from django.utils import timezone

from muara.web.accounts import device
from muara.web.accounts.models import Participant, User
from muara.web.forum.actions import draft_minutes, publish_minutes
from muara.web.forum.minutes_text import Parts, write
from muara.web.forum.models import Attendance, Contribution, Minutes, MinutesVersion, Session
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.minutes import SEED_SAID
from muara.web.home.demo.plan import plan
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
WAYS = pytest.mark.parametrize(
    ("size", "js"),
    [(PHONE, True), (PHONE, False), (DESK, True)],
    ids=["phone", "phone-without-scripts", "desk"],
)
OpenPage = Callable[..., Any]
Faults = Callable[[Any], list[str]]


def looks_right(page: Any, serious_faults: Faults, js: bool) -> None:
    assert page.locator("h1").count() == 1
    if js:
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1]
        assert serious_faults(page) == []


@pytest.fixture
def seed_evening() -> tuple[Session, User]:
    """Hold the demo's first evening as it was, with its notes, and close it: no minutes yet."""
    made = plan("city", reference=date(2026, 11, 24))
    city, staff = _people_who_run_it(made)
    told = replace(made.sessions[0], source_url="", status="CLOSED")
    _Filler(replace(made, voters=(), topics=()), city, staff).evening(told)
    session = Session.objects.get()
    for role, sector, kind, text in SEED_SAID:
        Contribution.objects.create(
            session=session, kind=kind, role=role, sector=sector, text=text, at=told.ends_at
        )
    return session, staff["FACILITATOR"]


@WAYS
def test_minutes_are_out_ten_presses_after_the_evening_closed(
    open_page: OpenPage, serious_faults: Faults, seed_evening: tuple[Session, User], size: Any, js: bool
):
    session, facilitator = seed_evening
    page = open_page(f"/purwokerto/sesi/{session.number}/pemandu/", size=size, js=js, user=facilitator)
    presses = 0

    def press(locator: Any) -> None:
        nonlocal presses
        presses += 1
        follow(locator)

    press(page.get_by_role("button", name="Susun notulen"))
    looks_right(page, serious_faults, js)
    press(page.get_by_role("link", name="Garap naskahnya"))
    looks_right(page, serious_faults, js)
    text = page.get_by_label("Naskah notulen")
    text.fill(text.input_value().replace("## 9. Belum terjawab", "## 9. Belum terjawab\n\n- Siapa yang memulai?"))
    press(page.get_by_role("button", name="Pratinjau"))
    assert page.locator("article.minutes li", has_text="Siapa yang memulai?").count() == 1
    assert MinutesVersion.objects.count() == 1
    looks_right(page, serious_faults, js)
    press(page.get_by_role("button", name="Simpan naskah ini"))
    press(page.get_by_role("button", name="Terbitkan notulen"))

    minutes = Minutes.objects.get()
    assert minutes.is_published
    assert presses <= 10
    assert page.locator("article.minutes h2").count() == 10
    assert "Dapat dikoreksi sampai" in page.locator("main").inner_text()
    looks_right(page, serious_faults, js)


@WAYS
def test_somebody_who_was_there_corrects_and_reads_what_changed(
    open_page: OpenPage, serious_faults: Faults, session: Session, novita: User, make_participant: Any,
    size: Any, js: bool,
):  # fmt: skip
    text = write(Parts(threads=("Ruangnya sudah ada",), differences=("Sebagian ingin sekretariat",)))
    Session.objects.update(status="CLOSED", hall_code="")
    session.refresh_from_db()
    draft = draft_minutes(by=novita, session=session, text=text, why="Disusun", at=timezone.now())
    publish_minutes(by=novita, minutes=draft.minutes, at=timezone.now())
    person: Participant = make_participant(device_hash=device.hash_of("telepon-tamu"))
    Attendance.objects.create(session=session, participant=person, at=timezone.now())
    guest = open_page("/purwokerto/sesi/25/", size=size, js=js)
    cookie = get_cookie_signer(salt=device.COOKIE + device.SALT).sign("telepon-tamu")
    guest.context.add_cookies([{"name": device.COOKIE, "value": cookie, "url": guest.url}])
    guest.reload()

    follow(guest.get_by_role("link", name=re.compile("Notulen, masih dapat dikoreksi")))
    looks_right(guest, serious_faults, js)
    follow(guest.get_by_role("link", name="Ada yang keliru di sini"))
    guest.get_by_label("Apa yang tertulis sekarang").fill("Ruangnya sudah ada")
    guest.get_by_label("Apa yang seharusnya tertulis").fill("Ruang dan uangnya sudah ada")
    looks_right(guest, serious_faults, js)
    follow(guest.get_by_role("button", name="Kirim koreksi"))
    assert "Menunggu jawaban" in guest.locator("main").inner_text()

    desk = open_page("/purwokerto/sesi/25/notulen/", size=size, js=js, user=novita)
    follow(desk.get_by_role("link", name=re.compile("Ruang dan uangnya")))
    looks_right(desk, serious_faults, js)
    desk.get_by_label("Sepatah kata untuk yang meminta").fill("Benar")
    follow(desk.get_by_role("button", name="Masukkan koreksinya"))

    guest.reload()
    assert "Ruang dan uangnya sudah ada" in guest.locator("article.minutes").inner_text()
    follow(guest.get_by_role("link", name="Semua versi dan apa yang berubah"))
    looks_right(guest, serious_faults, js)
    follow(guest.get_by_role("link", name=re.compile("Versi 2")))
    assert guest.locator("ins").first.inner_text().startswith("[+")
    looks_right(guest, serious_faults, js)


@WAYS
def test_the_note_taker_writes_down_what_is_said_and_promised(
    open_page: OpenPage, serious_faults: Faults, session: Session, novita: User, size: Any, js: bool
):
    page = open_page("/purwokerto/sesi/25/catatan/", size=size, js=js, user=novita)
    looks_right(page, serious_faults, js)
    page.get_by_label("Jenis", exact=True).select_option("SUGGESTION")
    page.get_by_label("Isi catatan").fill("Bergiliran merawat")
    page.get_by_label("Peran pembicara").fill("pewarta")
    follow(page.get_by_role("button", name="Catat", exact=True))
    page.get_by_role("textbox", name="Apa yang akan dikerjakan").fill("Mendata gedung")
    page.get_by_label("Siapa yang mengerjakan").fill("komunitas kreatif")
    follow(page.get_by_role("button", name="Tambahkan"))
    looks_right(page, serious_faults, js)

    assert Contribution.objects.get().text == "Bergiliran merawat"
    page.goto(page.url.split("/sesi/")[0] + "/tindak-lanjut/")
    looks_right(page, serious_faults, js)
    follow(page.get_by_role("link", name="Mendata gedung"))
    page.get_by_label("Dengan beberapa kata").fill("22 gedung")
    looks_right(page, serious_faults, js)
    follow(page.get_by_role("button", name="Katakan bagaimana akhirnya"))
    assert "22 gedung" in page.locator("main").inner_text()
