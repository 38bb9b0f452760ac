"""The minutes put themselves together; the seed evening of 9 February 2018 is their golden form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from conftest import NIGHT
from muara.web.forum.actions import note, plan_follow_up
from muara.web.forum.minutes_text import Agreed, Said, missing_parts, read, write
from muara.web.forum.models import HeadCount, Minutes, Session, SessionRole
from muara.web.home.demo.fill import _Filler, _people_who_run_it
from muara.web.home.demo.plan import plan
from muara.web.home.minutes import gather

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "notulen-2018-02-09.md"


@pytest.fixture
def seed() -> Minutes:
    made = plan("city", reference=date(2026, 11, 24))
    filler = _Filler(replace(made, voters=()), *_people_who_run_it(made))
    filler.evening(made.sessions[0])
    return Minutes.objects.select_related("session__city").get()


def test_the_seed_evening_gathers_to_the_golden_text_and_reads_back_to_the_same_parts(seed):
    first = seed.versions.order_by("number")[0]

    assert first.text == GOLDEN.read_text()
    with translation.override("id"):
        parts = gather(seed.session)
        assert write(parts) == GOLDEN.read_text()
    assert read(GOLDEN.read_text()) == parts


def test_the_seed_evening_says_what_the_public_record_says():
    parts = read(GOLDEN.read_text())

    assert dict(parts.head)["Tanggal"] == "Jumat, 9 Februari 2018, 19.30 WIB"
    assert dict(parts.head)["Tempat"].startswith("Kafe Libero")
    assert dict(parts.head)["Tema"] == "Kota koperasi"
    assert parts.speakers == ("akademisi, dosen ekonomi dan ketua riset",)
    assert len(parts.points) == 5
    assert {one.kind for one in parts.said} >= {"keresahan", "usul", "fakta"}
    assert all(one.role for one in parts.said)
    assert parts.decisions == parts.follow_ups == ()  # none is on record, and none is made up


def test_the_seed_minutes_are_locked_and_name_their_source(client, seed):
    page = client.get("/purwokerto/sesi/1/notulen/").content.decode()

    assert 'href="https://kopkuninstitute.org/"' in page
    assert 'rel="nofollow noopener"' in page
    assert "Terkunci pada Sabtu, 17 Februari 2018" in page
    assert seed.lock_noted_at is not None
    assert seed.versions.count() == 2


def test_every_part_is_filled_by_what_was_recorded(session: Session, novita, make_concern):
    def wrote(kind: str, text: str, **given: object) -> None:
        note(by=novita, session=session, kind=kind, text=text, at=NIGHT, **given)

    Session.objects.filter(pk=session.pk).update(gist="Satu pokok")
    session.refresh_from_db()
    SessionRole.objects.create(session=session, kind="SPARK_SPEAKER", role="akademisi", name="Sari")
    SessionRole.objects.create(session=session, kind="MODERATOR", role="pegiat", name="Budi", is_name_public=True)
    HeadCount.objects.create(session=session, sector="SHOP", n=12)
    HeadCount.objects.create(session=session, sector="MEDIA", n=3)
    make_concern("atapnya jatuh", session=session, role="pelajar", decided_at=NIGHT)
    make_concern("belum dibaca", session=session)
    wrote("SUGGESTION", "Bergiliran", role="pewarta")
    wrote("QUESTION", "Siapa yang merawat?", role="warga")
    wrote("QUESTION", "Jam berapa?", role="warga", is_answered=True)
    wrote("THREAD", "Ruangnya ada")
    wrote("DIFFERENCE", "Sebagian ingin sekretariat")
    wrote("DECISION", "Mendata gedung")
    plan_follow_up(by=novita, session=session, what="Mendata", who="kami", due_date=date(2026, 12, 18), at=NIGHT)

    with translation.override("id"):
        parts = gather(session)

    assert dict(parts.head)["Pemandu"] == "Budi, pegiat"
    assert parts.speakers == ("akademisi",)  # the name was not allowed to be told
    assert parts.points == ("Satu pokok",)
    assert "3" not in " ".join(parts.attendance[1:])  # a count below five is told nowhere
    assert Said("pelajar", "keresahan", "atapnya jatuh") in parts.said
    assert Said("pewarta", "usul", "Bergiliran") in parts.said
    assert "belum dibaca" not in write(parts)
    assert parts.threads == ("Ruangnya ada",)
    assert parts.differences == ("Sebagian ingin sekretariat",)
    assert parts.decisions == ("Mendata gedung",)
    assert parts.follow_ups == (Agreed("Mendata", "kami", "18 Desember 2026"),)
    assert parts.unanswered == ("Siapa yang merawat?",)
    assert missing_parts(write(parts)) == []


def test_a_facilitator_puts_them_together_with_one_press(session: Session, as_user, novita):
    Session.objects.filter(pk=session.pk).update(status="CLOSED", hall_code="")

    answer = as_user(novita).post("/purwokerto/sesi/25/notulen/susun/")

    assert answer.url == "/purwokerto/sesi/25/notulen/"
    assert Minutes.objects.get().versions.get().text.startswith("## 1. Kop")


def test_while_the_evening_goes_on_the_press_says_what_to_do(session: Session, as_user, novita):
    page = as_user(novita).post("/purwokerto/sesi/25/notulen/susun/", follow=True).content.decode()

    assert "Tutup sesi dahulu" in page
    assert not Minutes.objects.exists()


def test_the_differences_of_a_published_reading_are_kept(session: Session, topic, make_statement, city):
    from muara.web.common_ground.models import Reading

    make_statement("Pemimpin harus orang sini")
    for number, public, divides in ((1, True, []), (2, True, [1]), (3, False, [])):
        Reading.objects.create(
            city=city, topic=topic, number=number, status="READY", is_public=public,
            taken_at=NIGHT + timedelta(hours=number), result={"divides": divides, "threads": []},
        )  # fmt: skip

    with translation.override("id"):
        assert gather(session).differences == ("Suara terbelah tentang: “Pemimpin harus orang sini”",)
