"""The main job, end to end: from a room full of concerns to a common thread that its author hears of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from conftest import NIGHT
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.common_ground.models import CommonThread
from muara.web.concerns.actions import cast_batch
from muara.web.concerns.actions.votes import CannotVote, Given
from muara.web.concerns.models import Concern, Topic, Vote
from muara.web.forum.models import Session
from muara.web.tasks.worker import run_waiting
from tests.conftest import DESK, PHONE, follow

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

DWELL = 3500
BECAUSE = "gedung di depan pasar kosong delapan tahun"
SHARED = "Gedung kosong milik kota lebih baik dipakai warga."
OTHERS = [f"Pernyataan pembanding nomor {n} tentang hal lain." for n in range(2, 14)]


def hall_votes(topic: Topic) -> None:
    """Let sixty others vote: three groups that part on everything except the statement of our guest."""
    statements = list(topic.statements.order_by("number"))
    for n in range(60):
        person = Participant.objects.create(city=topic.city, tier="VERIFIED", verified_by="HALL", joined_at=NIGHT)
        given = []
        for place, statement in enumerate(statements):
            value = 1 if place % 3 == n % 3 or statement.text == SHARED else -1
            if (7 * n + 3 * place) % 11 == 0 and statement.text != SHARED:
                value = -value
            given.append(
                Given(statement_id=statement.pk, value=value, key=f"suara-{n:04d}-{place:04d}", at=timezone.now())
            )
        assert not [
            answer for answer in cast_batch(by=person, topic=topic, votes=given) if isinstance(answer, CannotVote)
        ]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("js", [True, False], ids=["js", "nojs"])
def test_from_a_room_full_of_concerns_to_a_common_thread(
    open_page: Callable[..., Any], city: City, novita: User, size: tuple[int, int], js: bool
):
    # The facilitator opens an evening and its topic.
    pemandu = open_page(f"/{city.slug}/sesi/baru/", size=size, js=js, user=novita)
    pemandu.get_by_label("Pertanyaan").fill("Gedung kosong: siapa boleh memakai?")
    pemandu.get_by_label("Tema").fill("Gedung kosong")
    pemandu.get_by_label("Tempat", exact=True).fill("Balai kelurahan")
    follow(pemandu.get_by_role("button", name="Simpan sebagai draf"))
    follow(pemandu.get_by_role("button", name="Umumkan"))
    follow(pemandu.get_by_role("button", name="Buka sesi"))
    session = Session.objects.get()
    pemandu.goto(f"/{city.slug}/suara/baru/")
    pemandu.get_by_label("Judul").fill("Gedung kosong")
    pemandu.get_by_label("Pertanyaan").fill("Apa yang bisa kita kerjakan bersama?")
    pemandu.get_by_label("Sesi").select_option(str(session.pk))
    follow(pemandu.get_by_role("button", name="Simpan sebagai draf"))
    follow(pemandu.get_by_role("link", name="Tempelkan pernyataan"))
    pemandu.get_by_label("Pernyataan").fill("\n".join(OTHERS))
    follow(pemandu.get_by_role("button", name="Masukkan semua"))
    follow(pemandu.get_by_role("button", name="Buka topik"))
    topic = Topic.objects.get()
    assert topic.is_open

    # A guest comes in with the code of the room and says what worries them.
    tamu = open_page(f"/{city.slug}/h/{session.hall_code}/", size=size, js=js)
    follow(tamu.get_by_role("button", name="Saya hadir"))
    follow(tamu.locator("main").get_by_role("link", name="Sampaikan keresahan"))
    tamu.wait_for_timeout(DWELL)
    tamu.get_by_label("Saya resah karena …").fill(BECAUSE)
    follow(tamu.get_by_role("button", name="Sampaikan keresahan"))
    assert tamu.locator("h1").inner_text() == "Menunggu dibaca pemandu."

    # The facilitator words it.
    pemandu.goto(f"/{city.slug}/moderasi/")
    card = pemandu.locator(".item")
    assert BECAUSE in card.inner_text()
    card.get_by_text("Rumuskan", exact=True).click()
    card.get_by_label("Pernyataan").fill(SHARED)
    card.get_by_label("Topik").select_option(label=topic.title)
    card.get_by_role("button", name="Rumuskan pernyataan").click()
    pemandu.get_by_text("Dirumuskan menjadi pernyataan").first.wait_for()

    # The guest votes, takes one back, and sees where they stand.
    tamu.goto(f"/{city.slug}/sesi/{session.number}/ikut/")
    follow(tamu.locator("main").get_by_role("link", name="Beri suara atas ucapan orang lain"))
    tamu.get_by_role("button", name="Setuju", exact=True).click()
    tamu.get_by_text("Tadi").first.wait_for()
    tamu.get_by_role("button", name="Batalkan").click()
    tamu.get_by_text("Pernyataan 1 dari").wait_for()
    hall_votes(topic)
    cache.clear()  # counts are looked at every few seconds only; a browser is faster here than a hall
    for n in range(10):
        tamu.get_by_text(f"Pernyataan {n + 1} dari").wait_for()
        tamu.get_by_role("button", name="Setuju", exact=True).click()
    tamu.get_by_text("Pernyataan 11 dari").wait_for()
    follow(tamu.get_by_role("link", name="Lihat di mana Anda berdiri"))
    assert "Belum ada yang bisa dibandingkan" not in tamu.locator("main").inner_text()
    assert Vote.objects.filter(participant=Concern.objects.get().raised_by).count() == 10

    # The facilitator reads, names the thread and publishes it.
    pemandu.goto(f"/{city.slug}/benang-merah/{topic.slug}/")
    follow(pemandu.get_by_role("button", name="Ambil bacaan").first)
    run_waiting()
    pemandu.goto(f"/{city.slug}/benang-merah/{topic.slug}/")
    assert pemandu.locator("h1").inner_text().startswith("Tiga kelompok pendapat")
    thread = pemandu.locator("article.thread", has_text=SHARED)
    follow(thread.get_by_role("link", name="Beri nama benang merah ini"))
    pemandu.get_by_label("Nama benang merah").fill("Ruang dipakai bersama")
    pemandu.get_by_label("Mengapa penting").fill("Semua kelompok setuju, juga yang paling ragu.")
    follow(pemandu.get_by_role("button", name="Simpan sebagai draf"))
    follow(pemandu.get_by_role("button", name="Terbitkan benang merah ini"))
    assert CommonThread.objects.get().is_published

    # Whoever voiced it hears of it, and the city shows it.
    tamu.goto(f"/{city.slug}/saya/")
    assert "Ruang dipakai bersama" in tamu.locator("main").inner_text()
    tamu.goto(f"/{city.slug}/")
    assert tamu.locator("h1").inner_text() == "Satu dari satu keresahan sudah bertaut dalam benang merah."
    assert "Ruang dipakai bersama" in tamu.locator("main").inner_text()
