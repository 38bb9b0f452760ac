"""By name only, until it is full; somebody waits, somebody gives a place back, and who waited moves up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from muara.web.accounts.models import User
from muara.web.forum.models import Registration, Session
from muara.web.ui import guard
from tests.conftest import DESK, PHONE, follow
from tests.test_journey_evening import looks_right

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

OpenPage = Callable[..., Any]
Faults = Callable[[Any], list[str]]
HERE = "/purwokerto/sesi/26/"
HOSTILE = "<img src=x onerror=alert(1)>\"'"


@pytest.fixture(autouse=True)
def _quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "DWELL", timedelta(0))


@pytest.mark.parametrize(
    ("size", "js"),
    [(PHONE, True), (PHONE, False), (DESK, True)],
    ids=["phone", "phone-without-scripts", "desk"],
)
def test_a_place_is_kept_by_name_waited_for_and_given_back(
    open_page: OpenPage, serious_faults: Faults, coming: Session, size: tuple[int, int], js: bool
):
    phones = [open_page(HERE, size=size, js=js) for _ in range(3)]
    looks_right(phones[0], serious_faults, js)
    for name, phone in zip(("Aldo", HOSTILE, "Citra"), phones, strict=True):
        phone.goto(HERE)
        full = name == "Citra"
        follow(phone.get_by_role("link", name="Masuk daftar tunggu" if full else "Saya mau datang"))
        if name == "Aldo":
            looks_right(phone, serious_faults, js)
        phone.get_by_label("Nama").fill(name)
        follow(phone.get_by_role("button", name="Tunggu tempat" if full else "Simpan tempat"))
        looks_right(phone, serious_faults, js)
    first, second, third = phones
    expect(first.locator("h1")).to_have_text("Aldo, tempat Anda sudah disimpan")
    expect(second.locator("h1")).to_contain_text(HOSTILE)
    expect(third.locator("h1")).to_have_text("Anda nomor 1 di daftar tunggu")

    first.get_by_text("Saya tidak bisa datang").click()
    follow(first.get_by_role("button", name="Kembalikan tempat"))
    expect(first.locator("main")).to_contain_text("Tempat Anda sudah dikembalikan")

    third.reload()
    expect(third.locator("h1")).to_have_text("Citra, tempat Anda sudah disimpan")
    assert Registration.objects.get(name="Citra").status == "CONFIRMED"
    third.goto(HERE)
    expect(third.locator("main")).to_contain_text("Anda mendapat tempat.")
    looks_right(third, serious_faults, js)


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "without-scripts"])
def test_a_facilitator_prepares_an_evening_and_calls_it_off(
    open_page: OpenPage, serious_faults: Faults, registration: Registration, novita: User, js: bool
):
    page = open_page(f"{HERE}pemandu/", js=js, user=novita)
    looks_right(page, serious_faults, js)
    follow(page.get_by_role("link", name="Acara"))
    looks_right(page, serious_faults, js)
    page.get_by_label("Apa dan kapan").fill("19.30 Pembukaan\nentah")
    follow(page.get_by_role("button", name="Simpan"))
    expect(page.locator(".error")).to_contain_text("Baris 2")
    page.get_by_label("Apa dan kapan").fill(f"19.30 {HOSTILE}\n19.40 Pemantik")
    follow(page.get_by_role("button", name="Simpan"))
    looks_right(page, serious_faults, js)

    follow(page.get_by_role("link", name="Siapa yang mau datang"))
    expect(page.locator("main")).to_contain_text("Rahma")
    looks_right(page, serious_faults, js)
    follow(page.get_by_role("link", name="Lembar hadir"))
    looks_right(page, serious_faults, js)
    page.goto(f"{HERE}poster/")
    looks_right(page, serious_faults, js)
    page.goto(f"{HERE}pemandu/")
    follow(page.get_by_role("link", name="Batalkan sesi"))
    looks_right(page, serious_faults, js)
    page.get_by_label("Mengapa tidak jadi diadakan").fill(HOSTILE)
    follow(page.get_by_role("button", name="Ya, tidak jadi diadakan"))
    expect(page.locator("main")).to_contain_text("Kabari yang lain lewat telepon")

    page.goto(HERE)
    expect(page.locator(".told.wrong")).to_contain_text(HOSTILE)
    expect(page.locator(".agenda")).to_contain_text(HOSTILE)
    looks_right(page, serious_faults, js)


def test_the_text_for_a_chat_is_copied_by_one_button(open_page: OpenPage, coming: Session):
    page = open_page(HERE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_role("button", name="Salin teks").click()

    expect(page.locator("#tersalin")).to_have_text("Teks sudah disalin.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == "BATS 26: Mengapa warung kalah ramai?"
    assert len(copied.splitlines()) == 3
    assert "/s/bats26a" in copied
