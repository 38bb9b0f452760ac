from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.test_journey_payloads import PAYLOADS
from tests.weight import first_visit

from muara.web.accounts import device
from muara.web.accounts.models import Participant
from muara.web.forum.actions import (
    decline_suggestion,
    draft_minutes,
    edit_minutes,
    note,
    plan_follow_up,
    publish_minutes,
    suggest_correction,
)
from muara.web.forum.minutes_text import Agreed, Parts, Said, write
from muara.web.forum.models import Attendance, Contribution, FollowUp, Minutes, Session, Suggestion
from muara.web.forum.queries.minutes import short_text, whole_text
from muara.web.forum.views import minutes as minutes_views
from muara.web.ui.tests.test_markdown import Seen

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/sesi/25/notulen/"
NEVER = {"script", "img", "iframe", "style", "base", "meta", "math", "body", "object"}
TEXT = write(
    Parts(
        head=(("Tema", "Gedung kosong"),),
        said=(Said("pewarta", "usul", "Cari benang merahnya dulu"),),
        threads=("Ruangnya sudah ada",),
        differences=("Sebagian ingin sekretariat",),
        decisions=("Mendata gedung",),
        follow_ups=(Agreed("Mendata", "kami", "18 Desember 2026"),),
    )
)
LONG = write(Parts(said=tuple(Said(f"peran {n}", "fakta", f"pokok ke-{n} " * 12) for n in range(120))))


@pytest.fixture
def draft(session: Session, novita: Any) -> Minutes:
    Session.objects.update(status="CLOSED", hall_code="")
    session.refresh_from_db()
    return draft_minutes(by=novita, session=session, text=TEXT, why="Disusun", at=timezone.now()).minutes


@pytest.fixture
def out(draft: Minutes, novita: Any) -> Minutes:
    return publish_minutes(by=novita, minutes=draft, at=timezone.now())


def make_old(minutes: Minutes) -> None:
    Minutes.objects.filter(pk=minutes.pk).update(published_at=timezone.now() - timedelta(days=7))


@pytest.fixture
def guest(client: Client, session: Session, make_participant: Any) -> Client:
    """Return the phone of somebody who came in by the code."""
    from django.core.signing import get_cookie_signer

    person = make_participant(device_hash=device.hash_of("telepon-tamu"))
    Attendance.objects.create(session=session, participant=person, at=timezone.now())
    client.cookies[device.COOKIE] = get_cookie_signer(salt=device.COOKIE + device.SALT).sign("telepon-tamu")
    return client


def test_a_draft_is_nobodys_business_but_the_facilitators(client, draft, as_user, novita):
    for address in ("", "versi/", "versi/1/", "pdf/"):
        assert client.get(HERE + address).status_code == 404
    assert "Draf" not in client.get("/purwokerto/sesi/25/").content.decode()

    page = as_user(novita).get(HERE).content.decode()

    assert "Ini masih draf" in page
    assert "Terbitkan notulen" in page


def test_what_came_out_is_drawn_with_its_ten_parts(client, out):
    page = client.get(HERE).content.decode()

    assert len(re.findall(r"<h2>\d+\. ", page)) == 10
    assert "<strong>pewarta</strong> (usul): Cari benang merahnya dulu" in page
    assert "Dapat dikoreksi sampai" in page
    assert "Ada yang keliru" not in page  # they were not there
    assert "Notulen, masih dapat dikoreksi" in client.get("/purwokerto/sesi/25/").content.decode()


def test_drafts_before_the_first_edition_stay_with_the_facilitators(client, draft, as_user, novita):
    edit_minutes(by=novita, minutes=draft, text=TEXT + "\nselesai", why="", at=timezone.now())
    publish_minutes(by=novita, minutes=draft, at=timezone.now())

    assert client.get(HERE + "versi/1/").status_code == 404
    assert "Versi 1" not in client.get(HERE + "versi/").content.decode()
    assert as_user(novita).get(HERE + "versi/1/").status_code == 200


def test_the_preview_is_drawn_and_nothing_is_kept(draft, as_user, novita):
    answer = as_user(novita).post(HERE + "ubah/", {"text": TEXT + "\n**Tebal**", "preview": "1"})

    assert answer.status_code == 200
    assert "<strong>Tebal</strong>" in answer.content.decode()
    assert draft.versions.count() == 1


def test_the_change_is_read_without_colour(client, out, novita):
    changed = TEXT.replace("Ruangnya sudah ada", "Ruangnya belum ada")
    edit_minutes(by=novita, minutes=out, text=changed, why="Salah dengar", at=timezone.now())

    page = client.get(HERE + "versi/2/").content.decode()

    assert "<del>[−sudah−]</del>" in page
    assert "<ins>[+belum+]</ins>" in page
    assert "Versi 2 mengubah 2 kata" in page
    assert "Salah dengar" in page


def test_a_change_in_long_minutes_is_shown_with_what_stands_around_it(client, out, novita):
    edit_minutes(by=novita, minutes=out, text=LONG, why="x", at=timezone.now())
    edit_minutes(
        by=novita, minutes=out, text=LONG.replace("pokok ke-60 ", "butir ke-60 ", 1), why="x", at=timezone.now()
    )

    page = client.get(HERE + "versi/3/").content.decode()

    assert "<del>[−pokok−]</del><ins>[+butir+]</ins>" in page
    assert "…" in page
    assert "pokok ke-61" not in page
    assert "pokok ke-59" in page


def test_a_version_that_was_changed_behind_the_program_is_shown(client, out, novita, monkeypatch):
    monkeypatch.setattr(minutes_views.queries, "broken_version", lambda minutes: 1)

    assert "di luar program" in client.get(HERE + "versi/").content.decode()


def test_who_was_there_asks_on_their_phone_and_sees_that_it_waits(guest, out, as_user, novita):
    answer = guest.post(
        HERE + "koreksi/", {"wrong": "Mendata gedung", "right": "Mendata lima gedung", "role": "w"}
    )
    assert answer.status_code == 302
    page = guest.get(HERE).content.decode()
    assert "Menunggu jawaban" in page

    stranger = Client().get(HERE).content.decode()
    assert "Mendata lima gedung" not in stranger

    asked = Suggestion.objects.get()
    desk = Client()
    desk.force_login(novita, backend="django.contrib.auth.backends.ModelBackend")
    form = desk.get(f"{HERE}koreksi/{asked.number}/").content.decode()
    assert "- Mendata lima gedung" in form  # the correction is in the text already

    text = TEXT.replace("- Mendata gedung", "- Mendata lima gedung")
    desk.post(f"{HERE}koreksi/{asked.number}/", {"answer": "Benar", "text": text, "accept": "1"})
    assert "Mendata lima gedung" in Client().get(HERE).content.decode()
    assert "Benar" in Client().get(HERE).content.decode()


def test_who_was_not_there_finds_no_form(client, out, stranger, as_user):
    assert client.get(HERE + "koreksi/").status_code == 403
    assert as_user(stranger).post(HERE + "koreksi/", {"right": "x"}).status_code == 403


def test_locked_minutes_offer_nothing_and_refuse_everything(guest, out, novita):
    suggest_correction(by=novita, minutes=out, right="x", at=timezone.now())
    make_old(out)
    page = guest.get(HERE).content.decode()

    assert "Terkunci pada" in page
    assert "Ada yang keliru" not in page
    assert guest.post(HERE + "koreksi/", {"right": "x"}).status_code == 409
    desk = Client()
    desk.force_login(novita, backend="django.contrib.auth.backends.ModelBackend")
    assert desk.post(HERE + "ubah/", {"text": TEXT + "x", "why": "x"}).status_code == 409
    form = desk.get(HERE + "koreksi/1/").content.decode()
    assert 'name="accept"' not in form
    answer = desk.post(HERE + "koreksi/1/", {"answer": "x", "text": TEXT + "x", "accept": "1"})
    assert answer.status_code == 409
    assert Minutes.objects.get().versions.count() == 1


def test_an_answered_correction_is_public_with_its_word(client, out, novita):
    asked = suggest_correction(by=novita, minutes=out, right="Lain", role="warga", at=timezone.now())
    decline_suggestion(by=novita, suggestion=asked, answer="Tidak dibahas", at=timezone.now())

    page = client.get(HERE).content.decode()

    assert "tidak dimasukkan" in page
    assert "Tidak dibahas" in page


def test_the_pdf_holds_the_words_and_is_a_file(client, out):
    answer = client.get(HERE + "pdf/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="notulen-25.pdf"'
    assert answer.content.startswith(b"%PDF-")


def test_without_typst_no_pdf_is_offered(client, out, monkeypatch):
    monkeypatch.setattr(minutes_views, "has_typst", lambda: False)

    assert "/notulen/pdf/" not in client.get(HERE).content.decode()
    assert client.get(HERE + "pdf/").status_code == 404


def test_the_chat_gets_the_whole_text_without_marks_and_a_short_message():
    whole = whole_text("Notulen", TEXT)
    short = short_text("Notulen", TEXT, "https://contoh.id/n")

    assert "*4. Sumbangan pikiran*\n- *pewarta* (usul): Cari benang merahnya dulu" in whole
    assert "##" not in whole
    assert short.splitlines()[-1] == "https://contoh.id/n"
    assert "- Mendata, kami, 18 Desember 2026" in short
    assert "pewarta" not in short
    many = write(Parts(threads=tuple(f"Utas {n}" for n in range(8))))
    assert "- dan 5 lagi" in short_text("Notulen", many, "x")


def test_the_page_is_light_even_when_the_minutes_are_long(client, out, novita, django_assert_max_num_queries):
    edit_minutes(by=novita, minutes=out, text=LONG, why="x", at=timezone.now())

    with django_assert_max_num_queries(14):
        weight = first_visit(client, HERE)

    assert weight.total <= 35_000, str(weight)


def test_the_note_taker_writes_points_and_takes_one_out(session, as_user, novita):
    desk = as_user(novita)
    desk.post("/purwokerto/sesi/25/catatan/", {"kind": "SUGGESTION", "text": "Bergiliran", "role": "pewarta"})
    page = desk.get("/purwokerto/sesi/25/catatan/?jenis=SUGGESTION").content.decode()
    assert "Bergiliran" in page
    assert '<option value="SUGGESTION" selected>' in page
    assert '<option value="pewarta">' in page

    one = Contribution.objects.get()
    desk.post(f"/purwokerto/sesi/25/catatan/{one.pk}/hapus/")

    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"kind": "FACT", "text": "x"}, 409),
        ({"kind": "LAIN", "text": "x"}, 422),
        ({"kind": "FACT", "text": ""}, 422),
        ({"kind": "THREAD", "text": "x"}, 302),
    ],
)
def test_a_point_needs_its_kind_its_words_and_its_role(session, as_user, novita, given, status):
    assert as_user(novita).post("/purwokerto/sesi/25/catatan/", given).status_code == status
    assert Contribution.objects.exists() is (status == 302)


def test_notes_stay_once_the_minutes_are_out(draft, as_user, novita):
    written = note(by=novita, session=draft.session, kind="THREAD", text="x", at=timezone.now())
    publish_minutes(by=novita, minutes=draft, at=timezone.now())
    desk = as_user(novita)

    assert desk.post(f"/purwokerto/sesi/25/catatan/{written.pk}/hapus/").status_code == 409
    assert desk.post("/purwokerto/sesi/25/catatan/", {"kind": "THREAD", "text": "y"}).status_code == 409
    assert Contribution.objects.count() == 1


def test_the_list_of_promises_takes_few_queries_whatever_its_length(
    client, session, novita, django_assert_max_num_queries
):
    for n in range(40):
        plan_follow_up(
            by=novita, session=session, what=f"Pekerjaan {n}", who="kami", at=timezone.now(),
            due_date=session.starts_at.date() + timedelta(days=n),
        )  # fmt: skip

    with django_assert_max_num_queries(10):
        page = client.get("/purwokerto/tindak-lanjut/").content.decode()

    assert page.count("Pekerjaan") == 40


def test_who_was_there_takes_a_promise_on_and_says_how_it_ended(guest, session, novita):
    made = plan_follow_up(
        by=novita, session=session, what="Mendata", who="kami", at=timezone.now(),
        due_date=session.starts_at.date() + timedelta(days=20),
    )  # fmt: skip
    here = f"/purwokerto/tindak-lanjut/{made.pk}/"
    assert "Saya yang mengerjakan" in guest.get(here).content.decode()
    assert guest.post(here, {"status": "DONE", "word": "x"}).status_code == 403

    guest.post(f"{here}ambil/")
    assert guest.post(here, {"status": "DROPPED", "word": ""}).status_code == 422
    guest.post(here, {"status": "DONE", "word": "22 gedung"})

    made.refresh_from_db()
    assert (made.status, made.taken_by) == ("DONE", Participant.objects.get())
    assert "22 gedung" in guest.get(here).content.decode()
    assert FollowUp.objects.get().word == "22 gedung"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_in_minutes_is_more_than_words(client, out, novita, payload):
    edit_minutes(by=novita, minutes=out, text=f"{TEXT}\n\n{payload}\n", why=payload[:200], at=timezone.now())
    asked = suggest_correction(by=novita, minutes=out, right=payload, role=payload[:80], at=timezone.now())
    decline_suggestion(by=novita, suggestion=asked, answer=payload, at=timezone.now())

    for address in ("", "versi/", "versi/2/"):
        page = client.get(HERE + address).content.decode()
        main = page.split("<main", 1)[1].split("</main>", 1)[0]
        for tag, attributes in Seen(f"<main{main}").tags:
            assert tag not in NEVER, (address, tag)
            assert not [name for name in attributes if name.startswith("on") or name in {"style", "hx-get"}]
            assert not (attributes.get("href") or "").startswith("javascript:")
            assert "jahat" not in (attributes.get("action") or "")
