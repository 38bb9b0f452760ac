"""From votes to a named thread: the facilitator takes a reading, names what joins, publishes, and is heard."""

from __future__ import annotations

from typing import Any

import pytest

from muara.web.accounts.models import Notice, User
from muara.web.common_ground.actions import name_thread, publish_thread
from muara.web.common_ground.models import CommonThread
from muara.web.common_ground.tests.conftest import make_planted, planted, take, work_off
from muara.web.concerns.models import Statement
from tests.conftest import DESK, PHONE, follow

__all__ = ["make_planted", "planted", "take", "work_off"]  # fixtures of the room

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

HERE = "/purwokerto/benang-merah/"


@pytest.fixture
def author(planted: Any) -> User:
    """Return somebody whose statement every group will turn out to share."""
    person, statement = planted.groups[0][0], planted.statements[0]
    person.user = User.objects.create_user("penulis@contoh.id", "kata-sandi-panjang", name="Penulis")
    person.save()
    Statement.objects.filter(pk=statement.pk).update(author=person)
    return person.user


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("js", [True, False], ids=["js", "nojs"])
def test_a_facilitator_reads_names_publishes_and_the_author_hears_of_it(
    open_page, planted, work_off, novita, author, size, js
):
    there = f"{HERE}{planted.topic.slug}/"
    page = open_page(there, size=size, js=js, user=novita)
    follow(page.get_by_role("button", name="Ambil bacaan").first)
    assert page.locator("h1").inner_text() == "Suara sedang dibaca."
    work_off()
    if js:
        page.wait_for_selector("h1:has-text('Tiga kelompok')", timeout=20_000)
    else:
        page.reload()
    assert page.locator("h1").inner_text() == "Tiga kelompok pendapat, empat hal yang sama."
    first = page.locator("article.thread", has_text=planted.statements[0].text)
    follow(first.get_by_role("link", name="Beri nama benang merah ini"))
    page.get_by_label("Nama benang merah").fill("Uang berputar di rumah sendiri")
    page.get_by_label("Mengapa penting").fill("Semua bercerita hal yang sama.")
    follow(page.get_by_role("button", name="Simpan sebagai draf"))
    assert page.locator("h1").inner_text() == "Uang berputar di rumah sendiri"
    follow(page.get_by_role("button", name="Terbitkan benang merah ini"))
    assert "Sudah terbit." in page.locator(".told").inner_text()
    assert CommonThread.objects.get().is_published

    reader = open_page("/purwokerto/saya/", size=size, js=js, user=author)
    assert Notice.objects.filter(participant__user=author).count() == 1
    notice = reader.get_by_text("Pernyataan Anda menjadi benang merah 1: Uang berputar di rumah sendiri.")
    assert notice.count() == 1
    reader.goto(there)
    assert "Hanya Anda yang melihat kalimat ini." in reader.locator("#anda").inner_text()
    assert reader.locator("circle.you").count() == 1
    width = reader.evaluate("document.documentElement.scrollWidth")
    assert width == size[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_serious_stands_in_anybodys_way(
    open_page, serious_faults, planted, take, novita, sekar, size, scheme
):
    reading = take(planted.topic)
    for number, statement in enumerate(planted.statements[:2]):
        thread = name_thread(
            by=novita, reading=reading, statement=statement, name="Nama", why="Sebab.", at=reading.taken_at
        )
        if number == 0:
            publish_thread(by=novita, thread=thread, at=reading.taken_at)
    there = f"{HERE}{planted.topic.slug}/"
    page = open_page(there, size=size, user=sekar)
    page.emulate_media(color_scheme=scheme)

    for address in (
        there, HERE, f"{HERE}cara/", f"{HERE}utas/1/", f"{HERE}utas/2/", f"{there}laporan/", f"{there}baris/",
        f"{there}bacaan/", f"{there}bacaan/1/", f"{there}bacaan/1/namai/3/",
    ):  # fmt: skip
        page.goto(address)
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        assert serious_faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") == size[0], address


def test_the_report_prints_on_one_page(open_page, planted, take, tmp_path):
    take(planted.topic)

    page = open_page(f"{HERE}{planted.topic.slug}/laporan/", size=DESK)
    printed = page.pdf(path=str(tmp_path / "laporan.pdf"), prefer_css_page_size=True)

    assert printed.count(b"/Type /Page\n") == 1
