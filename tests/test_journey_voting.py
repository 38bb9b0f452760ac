"""Voting from the phone of a guest: on one statement after another, without scripts, and without a connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from conftest import NIGHT
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.concerns.actions import cast_vote, move_splits
from muara.web.concerns.models import Statement, Topic, Vote, VoteEvent
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

WAYS = pytest.mark.parametrize(
    ("size", "js"),
    [(PHONE, True), (PHONE, False), (DESK, True), (DESK, False)],
    ids=["phone", "phone-without-scripts", "desk", "desk-without-scripts"],
)
TEXTS = [
    "Kalau kulakan bisa barengan, harga saya tidak kalah dari toko modern. Yang belum ada cuma yang mau mencatat.",
    "Gedung kosong milik kota sebaiknya boleh dipakai warga tanpa sewa selama setahun.",
    "Izin toko modern baru ditunda sampai warung di sekitarnya didata.",
    "Koperasi sebaiknya mulai dari belanja bersama, bukan dari simpan pinjam.",
    "Anak muda mau ikut koperasi kalau rapatnya tidak bertele-tele.",
    "Pasar pagi tetap di tengah kota.",
    "Retribusi pasar dipakai untuk kebersihan dulu.",
    "Kredit tanpa jaminan untuk warung kecil lebih penting daripada pelatihan.",
    "Sebaiknya ada satu tempat untuk menitip produk warga.",
    "Rapat koperasi diumumkan di masjid, gereja, dan warung.",
    "Parkir gratis satu jam di pasar rakyat.",
    "Mahasiswa bisa membantu mencatat kulakan bersama.",
]
OpenPage = Callable[..., Any]
Faults = Callable[[Any], list[str]]


@pytest.fixture
def statements(topic: Topic, make_statement: Any, make_participant: Any) -> list[Statement]:
    """Return twelve statements on which eight people have voted: they agree, except one on each."""
    made = [make_statement(text) for text in TEXTS]
    for n in range(8):
        person = make_participant()
        for number, statement in enumerate(made):
            cast_vote(
                by=person,
                statement_id=statement.pk,
                value=-1 if number % 8 == n else 1,
                is_important=False,
                key=f"tetangga-{n}-{number}",
                at=NIGHT,
            )
    move_splits(topic=topic, at=NIGHT)
    return made


def looks_right(page: Any, serious_faults: Faults, js: bool) -> None:
    """Nothing hangs over the edge, and axe finds nothing serious by day and by night."""
    assert page.locator("h1").count() == 1
    if js:
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1]
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            assert serious_faults(page) == []


def place(page: Any, n: int) -> None:
    page.get_by_text(f"Pernyataan {n} dari 12").wait_for()


@WAYS
def test_a_guest_votes_undoes_sees_where_they_stand_and_changes_a_vote(
    open_page: OpenPage,
    serious_faults: Faults,
    city: City,
    topic: Topic,
    statements: list[Statement],
    size: tuple[int, int],
    js: bool,
):
    page = open_page(f"/{city.slug}/suara/{topic.slug}/", size=size, js=js)
    place(page, 1)
    looks_right(page, serious_faults, js)
    assert page.get_by_text("orang sudah ikut").count() == 0
    first = page.locator(".statement .say").inner_text()
    page.get_by_label("Ini penting bagi saya").check()
    page.get_by_role("button", name="Setuju", exact=True).click()

    place(page, 2)
    assert "Tadi Setuju, seperti 7 dari 8 orang" in page.locator(".undo").inner_text()
    guest = Participant.objects.latest("pk")
    assert guest.votes.get(statement__text=first, value=1).is_important
    looks_right(page, serious_faults, js)
    page.get_by_role("button", name="Batalkan").click()

    place(page, 1)
    assert page.locator(".statement .say").inner_text() == first
    assert not guest.votes.exists()

    for n in range(1, 11):
        place(page, n)
        page.get_by_role("button", name="Tidak setuju" if n == 1 else "Setuju", exact=True).click()
    place(page, 11)
    follow(page.get_by_role("link", name="Lihat di mana Anda berdiri"))
    page.get_by_role("heading", name="Pada 9 dari 10 pernyataan, Anda sejalan dengan kebanyakan orang").wait_for()
    assert page.get_by_role("blockquote").or_(page.locator("blockquote")).first.inner_text().strip("“”") == first
    looks_right(page, serious_faults, js)

    follow(page.get_by_role("link", name="Suara saya").first)
    page.get_by_role("heading", name="Saya sudah memberi suara pada 10 pernyataan").wait_for()
    line = page.get_by_role("listitem").filter(has_text=first)
    line.get_by_text("Ubah", exact=True).click()
    looks_right(page, serious_faults, js)
    follow(line.get_by_role("button", name="Setuju", exact=True))
    page.wait_for_url("**/saya/#s*")
    assert "Setuju" in page.get_by_role("listitem").filter(has_text=first).inner_text().split("Ubah")[0]
    assert set(guest.votes.values_list("value", flat=True)) == {1}

    follow(page.get_by_role("link", name="Kembali ke pernyataan"))
    for n in (11, 12):
        place(page, n)
        page.get_by_role("button", name="Lewati").click()
    page.get_by_role("heading", name="Semua pernyataan sudah Anda beri suara").wait_for()
    looks_right(page, serious_faults, js)
    assert guest.votes.count() == 12


def test_the_keys_1_2_3_vote_and_the_focus_stays(
    open_page: OpenPage, city: City, topic: Topic, statements: list[Statement]
):
    page = open_page(f"/{city.slug}/suara/{topic.slug}/", size=DESK)
    page.get_by_text("Di papan ketik").wait_for()
    for n, key in enumerate("123", start=1):
        place(page, n)
        page.keyboard.press(key)
    place(page, 4)

    guest = Participant.objects.latest("pk")
    assert list(guest.votes.order_by("pk").values_list("value", flat=True)) == [1, -1, 0]
    page.locator("#v1").focus()
    page.keyboard.press("Enter")
    place(page, 5)
    page.locator("#v1:focus").wait_for()
    expect(page.locator("#kabar")).to_contain_text("Tadi Setuju")


def test_a_phone_without_a_connection_keeps_the_votes_and_sends_them_later(
    open_page: OpenPage, city: City, topic: Topic, statements: list[Statement]
):
    page = open_page(f"/{city.slug}/suara/{topic.slug}/")
    with page.expect_response("**/kiriman/"):  # the stock for the way home
        page.get_by_role("button", name="Setuju", exact=True).click()
    place(page, 2)
    guest = Participant.objects.latest("pk")
    page.context.set_offline(True)

    seen = [page.locator(".statement .say").inner_text()]
    for n, button in enumerate(["Tidak setuju", "Setuju", "Lewati"], start=1):
        page.get_by_role("button", name=button, exact=True).click()
        page.get_by_text(f"{n} suara tersimpan di ponsel ini").wait_for()
        seen.append(page.locator(".statement .say").inner_text())
    assert len(set(seen)) == 4
    assert guest.votes.count() == 1

    with page.expect_response("**/kiriman/") as sent:
        page.context.set_offline(False)
    assert [result["status"] for result in sent.value.json()["results"]] == ["stored"] * 3
    place(page, 5)
    expect(page.locator("#antre")).to_be_hidden()
    votes = guest.votes.order_by("cast_at").values_list("statement__text", "value")
    assert set(votes) >= set(zip(seen[:3], [-1, 1, 0], strict=True))
    assert Participant.objects.latest("pk") == guest
    assert VoteEvent.objects.filter(participant=guest).count() == 4


def test_a_first_vote_without_a_connection_comes_from_one_guest(
    open_page: OpenPage, city: City, topic: Topic, statements: list[Statement]
):
    before = Participant.objects.count()
    page = open_page(f"/{city.slug}/suara/{topic.slug}/")
    page.context.set_offline(True)
    page.get_by_role("button", name="Setuju", exact=True).click()
    page.get_by_text("1 suara tersimpan di ponsel ini").wait_for()
    expect(page.get_by_role("button", name="Setuju", exact=True)).to_be_disabled()

    page.context.set_offline(False)
    place(page, 2)
    page.get_by_role("button", name="Tidak setuju").click()
    place(page, 3)

    assert Participant.objects.count() == before + 1
    assert Participant.objects.latest("pk").votes.count() == 2


def test_votes_that_come_after_the_close_are_told_and_not_kept_for_ever(
    open_page: OpenPage, city: City, topic: Topic, statements: list[Statement]
):
    page = open_page(f"/{city.slug}/suara/{topic.slug}/")
    page.get_by_role("button", name="Setuju", exact=True).click()
    place(page, 2)
    page.context.set_offline(True)
    page.get_by_role("button", name="Setuju", exact=True).click()
    page.get_by_text("1 suara tersimpan di ponsel ini").wait_for()
    Topic.objects.update(status="CLOSED")

    page.context.set_offline(False)

    page.get_by_text("sudah ditutup").first.wait_for()
    page.locator("#tolak").wait_for()
    assert page.evaluate("localStorage.getItem('muara.antre')") == "[]"
    assert Participant.objects.latest("pk").votes.count() == 1


@WAYS
def test_a_facilitator_types_in_a_sheet(
    open_page: OpenPage,
    serious_faults: Faults,
    city: City,
    topic: Topic,
    statements: list[Statement],
    novita: User,
    size: tuple[int, int],
    js: bool,
):
    page = open_page(f"/{city.slug}/suara/{topic.slug}/isi/", size=size, js=js, user=novita)
    looks_right(page, serious_faults, js)
    page.get_by_label("Nomor lembar").fill("7")
    if js:  # the digits alone lead through the sheet
        page.locator(".digit").first.focus()
        for digit in "121300112233":
            page.keyboard.press(digit)
        page.keyboard.press("Enter")
    else:
        for cell, digit in zip(page.locator(".digit").all(), "121300112233", strict=True):
            cell.fill(digit)
        follow(page.get_by_role("button", name="Simpan lembar ini"))

    page.get_by_text("Lembar 7 tersimpan, dengan 10 jawaban.").wait_for()
    paper = Vote.objects.filter(channel="PAPER", recorded_by=novita).order_by("statement__number")
    assert (
        "".join({1: "1", -1: "2", 0: "3"}[value] for value in paper.values_list("value", flat=True))
        == "1213112233"
    )


def test_sheets_and_cards_fit_their_paper(
    open_page: OpenPage,
    serious_faults: Faults,
    city: City,
    topic: Topic,
    statements: list[Statement],
    novita: User,
):
    page = open_page(f"/{city.slug}/suara/{topic.slug}/lembar/?copies=2", size=DESK, user=novita)
    looks_right(page, serious_faults, js=True)
    assert pages_of(page) == 2
    page.goto(f"/{city.slug}/keresahan/kartu/")
    looks_right(page, serious_faults, js=True)
    assert pages_of(page) == 1


def pages_of(page: Any) -> int:
    """Count the pages of the paper that the browser would print."""
    return page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
