"""Coming in: with a code that is read out, from guest to account, with a second step, with a passkey."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import expect

from muara.web.accounts.models import AuditLine, Participant, User
from muara.web.cities.models import City
from muara.web.concerns.models import Statement, Topic
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WAYS = pytest.mark.parametrize(
    ("size", "js"),
    [(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)],
    ids=["phone", "phone-without-scripts", "desk", "desk-without-scripts"],
)
OpenPage = Callable[..., Any]
Faults = Callable[[Any], list[str]]


@pytest.fixture(autouse=True)
def forget_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def looks_right(page: Any, serious_faults: Faults, js: bool = True) -> None:
    assert page.locator("h1").count() == 1
    if js:
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1]
        assert serious_faults(page) == []


def six_digits(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


@WAYS
def test_somebody_new_comes_in_with_the_code_that_the_facilitator_reads_out(
    open_page: OpenPage, serious_faults: Faults, city: City, novita: User, size: tuple[int, int], js: bool
):
    page = open_page(f"/{city.slug}/saya/", size=size, js=js)
    looks_right(page, serious_faults, js)
    follow(page.locator("main").get_by_role("link", name="Masuk"))
    looks_right(page, serious_faults, js)
    page.get_by_label("Nomor ponsel atau surel").fill("0812 3456 7890")
    follow(page.get_by_role("button", name="Minta kode"))
    looks_right(page, serious_faults, js)

    desk = open_page(f"/{city.slug}/saya/", size=size, js=js, user=novita)
    follow(desk.get_by_role("link", name="Bacakan kode masuk"))
    assert "0812 … 890" in desk.locator("main").inner_text()
    looks_right(desk, serious_faults, js)
    follow(desk.get_by_role("button", name="Tampilkan kode"))
    looks_right(desk, serious_faults, js)
    code = desk.locator(".clock").inner_text()

    page.get_by_label("Kode").fill("000001")
    follow(page.get_by_role("button", name="Lanjut"))
    expect(page.locator(".error")).to_have_count(1)
    page.get_by_label("Kode").fill(f" {code[:3]} {code[3:]} ")
    follow(page.get_by_role("button", name="Lanjut"))

    page.wait_for_url(f"**/{city.slug}/saya/")
    assert User.objects.get(phone="+6281234567890").phone_verified
    assert "0812-3456-7890" in page.locator("main").inner_text()
    assert AuditLine.objects.get(verb="code_shown").by_user == novita
    looks_right(page, serious_faults, js)


@WAYS
def test_a_guest_who_signs_in_keeps_their_votes(
    open_page: OpenPage,
    city: City,
    topic: Topic,
    make_statement: Callable[..., Statement],
    size: tuple[int, int],
    js: bool,
):
    statement = make_statement("Gedung dibuka tiap Minggu")
    User.objects.create_user("warga@contoh.id", "kata-sandi-panjang")
    page = open_page(f"/{city.slug}/suara/{topic.slug}/", size=size, js=js)
    page.get_by_role("button", name="Setuju", exact=True).click()
    page.get_by_text("Batalkan").first.wait_for()
    guest = Participant.objects.get()
    assert guest.user is None

    page.goto(f"/akun/login/?next=/{city.slug}/saya/")
    page.get_by_label("Nomor ponsel atau surel").fill("warga@contoh.id")
    page.get_by_text("Saya punya kata sandi").click()
    page.get_by_label("Kata sandi").fill("kata-sandi-panjang")
    follow(page.get_by_role("button", name="Masuk dengan kata sandi"))
    page.wait_for_url(f"**/{city.slug}/saya/")

    guest.refresh_from_db()
    assert guest.user == User.objects.get(email="warga@contoh.id")
    assert guest.votes.get().statement == statement
    follow(page.get_by_role("link", name="Isi keterangan diri"))
    page.get_by_label("Sektor").select_option("SHOP")
    follow(page.get_by_role("button", name="Simpan"))
    page.wait_for_url(f"**/{city.slug}/saya/")
    guest.refresh_from_db()
    assert guest.sector == "SHOP"


@WAYS
def test_a_facilitator_sets_up_a_second_step_and_needs_it_from_then_on(
    open_page: OpenPage, serious_faults: Faults, city: City, novita: User, size: tuple[int, int], js: bool
):
    page = open_page("/akun/login/", size=size, js=js)
    password_in(page)
    page.wait_for_url(f"**/{city.slug}/")
    page.goto(f"/{city.slug}/saya/")
    follow(page.get_by_role("link", name="Pasang langkah kedua"))
    looks_right(page, serious_faults, js)
    follow(page.get_by_role("link", name="Pasang"))
    looks_right(page, serious_faults, js)
    show_that_it_is_you(page)
    looks_right(page, serious_faults, js)
    secret = page.locator("p.mono").inner_text()
    page.get_by_label("Kode autentikator").fill(six_digits(secret))
    follow(page.get_by_role("button", name="Nyalakan"))
    page.wait_for_url(lambda address: "activate" not in address)
    assert Authenticator.objects.filter(user=novita, type="totp").exists()
    looks_right(page, serious_faults, js)

    cache.clear()  # the same six digits may be used again
    other = open_page("/akun/login/", size=size, js=js)
    password_in(other)
    looks_right(other, serious_faults, js)
    other.locator("#id_code").fill(six_digits(secret))
    follow(other.get_by_role("button", name="Masuk", exact=True))
    other.wait_for_url(f"**/{city.slug}/")


def password_in(page: Any) -> None:
    page.get_by_label("Nomor ponsel atau surel").fill("novita@contoh.id")
    page.get_by_text("Saya punya kata sandi").click()
    page.get_by_label("Kata sandi").fill("kata-sandi-panjang")
    follow(page.get_by_role("button", name="Masuk dengan kata sandi"))


def show_that_it_is_you(page: Any) -> None:
    page.locator("#id_password").fill("kata-sandi-panjang")
    follow(page.get_by_role("button", name="Lanjut"))


def test_a_passkey_is_added_and_opens_the_account(open_page: OpenPage, city: City, novita: User):
    page = open_page("/akun/login/", size=DESK)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    password_in(page)
    page.wait_for_url(f"**/{city.slug}/")
    page.goto("/akun/2fa/webauthn/add/")
    show_that_it_is_you(page)
    page.locator("#id_passwordless").check()
    page.get_by_role("button", name="Tambah").click()
    page.wait_for_url("**/akun/2fa/**")
    deadline = time.monotonic() + 10
    while not Authenticator.objects.filter(user=novita, type="webauthn").exists():
        assert time.monotonic() < deadline
        page.wait_for_timeout(50)

    page.goto("/akun/logout/")
    follow(page.locator("main").get_by_role("button", name="Keluar"))
    page.goto("/akun/login/")
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()

    page.wait_for_url(f"**/{city.slug}/")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_about_people_is_open_to_everybody(
    open_page: OpenPage,
    serious_faults: Faults,
    city: City,
    sekar: User,
    make_participant: Callable[..., Participant],
    invitation_token: str,
    delivered_code: Any,
    size: tuple[int, int],
    scheme: str,
):
    make_participant("VERIFIED", user=sekar, verified_by="ROLL", sector="SHOP", hub="Kober")
    page = open_page(f"/{city.slug}/saya/", size=size, user=sekar)
    page.emulate_media(color_scheme=scheme)
    for part in (
        "saya/", "saya/diri/", "saya/hapus/", "undangan/", f"undangan/{invitation_token}/", "kode/", "orang/",
        "orang/daftar/", "orang/dampingi/", "catatan/",
    ):  # fmt: skip
        page.goto(f"/{city.slug}/{part}")
        looks_right(page, serious_faults)
    for part in (
        "email/",
        "phone/change/",
        "password/change/",
        "2fa/",
        "2fa/webauthn/",
        "logout/",
        "password/reset/",
    ):
        page.goto(f"/akun/{part}")
        looks_right(page, serious_faults)
