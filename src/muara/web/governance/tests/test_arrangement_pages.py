from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from muara.web.accounts.models import Notice
from muara.web.governance import actions, running_out
from muara.web.governance.models import Arrangement
from muara.web.governance.queries.arrangements import arrangement_page, person_called
from muara.web.governance.tests.conftest import AT
from muara.web.tasks.queue import enqueue_once
from muara.web.tasks.worker import run_waiting

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/tata-kelola"


def text_of(answer) -> str:
    return answer.content.decode()


def test_everybody_reads_how_we_decide_on_one_page(client, led):
    page = text_of(client.get(f"{HERE}/jejaring-kota/"))

    for said in (
        "organisasi pemimpin", "Koperasi A", "sendiri, sampai Rp5.000.000, setelah 7 hari minta saran",
        "bersama: lebih banyak setuju", "2/3 suara", "Para anggota bersama", "3 anggota", "versi 1", "Cara keluar",
        "Cara menarik mandat", "Cara anggota memantau", "tanpa batas waktu", "satu suara",
    ):  # fmt: skip
        assert said in page.replace("Satu", "satu"), said


def test_nobody_sees_buttons_that_are_not_theirs(client, led, bayu, as_user):
    for button in ("Tulis cara lain", "Usul mengakhiri", "Tambah badan"):
        assert button not in text_of(client.get(f"{HERE}/jejaring-kota/"))
    page = text_of(as_user(bayu).get(f"{HERE}/jejaring-kota/"))
    assert "Tulis cara lain" in page
    assert "Tambah badan" not in page


def test_whoever_asks_is_told_whether_they_may_and_why_not(client, led, bayu, as_user):
    asked = {"matter": "SPENDING", "amount": "6000000"}
    assert "Tidak sendirian." in text_of(client.get(f"{HERE}/jejaring-kota/", asked))
    reader = as_user(bayu)
    assert "Mandat Anda" in text_of(reader.get(f"{HERE}/jejaring-kota/", asked))
    assert "Boleh." in text_of(reader.get(f"{HERE}/jejaring-kota/", asked | {"amount": "10"}))
    assert reader.get(f"{HERE}/jejaring-kota/", {"matter": "x", "amount": "-1"}).status_code == 200


def test_an_arrangement_is_written_down_adapted_and_filled_through_the_pages(as_user, novita, koperasi, sanggar):
    reader = as_user(novita)
    form = {"name": "Jejaring hub", "purpose": "Belajar.", "form": "LEAD_ORGANIZATION", "unit": "ORGANISATION"}

    refused = reader.post(f"{HERE}/baru/", form)
    assert refused.status_code == 409
    assert "Belajar." in text_of(refused)
    assert reader.post(f"{HERE}/baru/", form | {"lead": koperasi.pk}).status_code == 303
    terms = Arrangement.objects.get().terms.get()
    draft = f"{HERE}/jejaring-hub/ketentuan/{terms.pk}"
    rules = {"unit": "ORGANISATION", "lead": koperasi.pk, "monitoring": "Papan tulis.", "until_date": "2099-12-31"}
    assert reader.post(f"{draft}/ubah/", rules).status_code == 303
    assert reader.post(f"{draft}/ubah/", rules | {"until_date": "2020-01-01"}).status_code == 409
    mandate = {"matter": "SPENDING", "holder": f"actor:{sanggar.pk}", "most_amount": "750000"}
    assert reader.post(f"{draft}/mandat/", mandate).status_code == 303
    assert reader.post(f"{draft}/mandat/", mandate | {"matter": "ELECTION"}).status_code == 409
    page = text_of(reader.get(f"{draft}/"))
    assert "Papan tulis." in page
    assert "Rp750.000" in page
    row = terms.mandates.get(actor=sanggar)
    assert "750000" in text_of(reader.get(f"{draft}/mandat/", {"mandat": row.pk}))
    assert reader.post(f"{draft}/mandat/{row.pk}/hapus/").status_code == 303
    assert not terms.mandates.filter(actor=sanggar).exists()
    assert reader.post(f"{draft}/bentuk/", {"form": "PARTICIPANT_GOVERNED"}).status_code == 303
    terms.refresh_from_db()
    assert (terms.form, terms.lead, terms.mandates.exclude(holder="MEMBERS").count()) == (
        "PARTICIPANT_GOVERNED", None, 0,
    )  # fmt: skip
    for actor, status in ((koperasi, 303), (koperasi, 422), (sanggar, 303)):
        assert reader.post(f"{HERE}/jejaring-hub/anggota/terima/", {"actor": actor.pk}).status_code == status
    assert reader.post(f"{HERE}/jejaring-hub/badan/", {"name": "Dewan", "n_seats": "3"}).status_code == 303
    assert "Dewan" in text_of(reader.get(f"{HERE}/jejaring-hub/"))


def test_a_member_begins_a_change_and_reads_what_differs(together, bayu, as_user, make_passed, terms_of):
    reader = as_user(bayu)

    assert reader.post(f"{HERE}/jejaring-kota/ubah/").status_code == 303
    change = together.terms.get(state="DRAFT")
    draft = f"{HERE}/jejaring-kota/ketentuan/{change.pk}"
    assert "isinya sama" in text_of(reader.get(f"{draft}/"))
    actions.change_terms(by=bayu, terms=change, monitoring="Laporan bulanan.", at=AT)
    page = text_of(Client().get(f"{draft}/"))
    assert "1 hal akan berubah" in page
    assert "<ins>Laporan bulanan.</ins>" in page
    late = actions.propose_change(by=bayu, arrangement=together, at=AT)
    actions.take_effect(decision=make_passed(together, adopts=change), at=timezone.now())

    page = text_of(reader.get(f"{HERE}/jejaring-kota/ketentuan/{late.pk}/"))
    assert "Perubahan lain lebih dulu" in page
    assert reader.post(f"{HERE}/jejaring-kota/ketentuan/{late.pk}/perbarui/").status_code == 303
    newest = together.terms.latest("pk")
    assert (newest.based_on, newest.state) == (2, "DRAFT")
    assert reader.post(f"{HERE}/jejaring-kota/ketentuan/{newest.pk}/sisihkan/").status_code == 303
    newest.refresh_from_db()
    assert newest.state == "DROPPED"


def test_versions_are_compared_and_the_way_between_forms_is_drawn(client, together, novita, koperasi, make_passed):
    change = actions.propose_change(by=novita, arrangement=together, at=AT)
    actions.begin_from(by=novita, terms=change, form="LEAD_ORGANIZATION", lead=koperasi, at=AT)
    actions.take_effect(decision=make_passed(together, adopts=change), at=AT + timedelta(days=1))
    together.refresh_from_db()

    drawn = arrangement_page(together, AT + timedelta(days=4)).evolution
    assert drawn is not None
    assert (drawn.path, drawn.marks) == ("M0 20H250V60H1000", ["M0 13v14", "M250 53v14"])
    assert [lane.is_now for lane in drawn.lanes] == [False, True, False]
    page = text_of(client.get(f"{HERE}/jejaring-kota/riwayat/"))
    assert "2 versi" in page
    assert "organisasi pemimpin sejak 22 November 2026" in page
    compared = text_of(client.get(f"{HERE}/jejaring-kota/banding/", {"dari": "1", "ke": "2"}))
    assert "<del>swakelola bersama</del>" in compared
    assert "<ins>Koperasi A, sendiri, sampai Rp5.000.000" in compared
    for wrong in ({}, {"dari": "1"}, {"dari": "1", "ke": "9"}, {"dari": "x", "ke": "²"}):
        assert client.get(f"{HERE}/jejaring-kota/banding/", wrong).status_code == 404


def test_members_leave_and_delegates_are_named_through_the_pages(
    together, bayu, koperasi, sanggar, as_user, make_person, aldo
):
    reader, ani = as_user(bayu), make_person("ani")
    mine, other = (together.members.get(actor=one) for one in (koperasi, sanggar))
    there = f"{HERE}/jejaring-kota/anggota"

    assert reader.post(f"{there}/{mine.pk}/utusan/", {"person": "ANI@contoh.id"}).status_code == 303
    mine.refresh_from_db()
    assert mine.delegate == ani
    assert reader.post(f"{there}/{mine.pk}/utusan/", {"person": "siapa@contoh.id"}).status_code == 409
    assert reader.post(f"{there}/{other.pk}/utusan/", {"person": ""}).status_code == 403
    assert reader.post(f"{there}/{other.pk}/keluar/", {"reason": "x"}).status_code == 403
    assert reader.post(f"{there}/{mine.pk}/keluar/", {"reason": "Pindah kota."}).status_code == 303
    assert "Pindah kota." in text_of(Client().get(f"{there}/"))


def test_admitting_later_is_put_before_the_members(together, novita, as_user, make_actor):
    baru, reader, address = make_actor("Baru D"), as_user(novita), f"{HERE}/jejaring-kota/anggota/terima/"
    assert "ajukan kepada mereka" in text_of(reader.get(address))

    sent = reader.post(address, {"actor": baru.pk})

    decision = together.decisions.get(template="admit")
    assert sent["Location"] == f"/purwokerto/keputusan/{decision.slug}/"
    assert (decision.matter, decision.effect) == ("ADMISSION", {"admit": [{"actor": baru.pk}]})
    assert not together.members.filter(actor=baru).exists()
    decision.result, decision.state, decision.closed_at = {"status": "passed"}, "CLOSED", AT
    decision.save()
    actions.take_effect(decision=decision, at=AT)
    assert together.members.current().filter(actor=baru).exists()
    with pytest.raises(actions.CannotProposeAdmission):
        actions.propose_admission(by=novita, arrangement=together, actor=baru, at=AT)


def test_names_of_people_are_for_those_who_decide_with_them(make_arrangement, novita, as_user, make_person):
    draft = make_arrangement([], unit="PERSON", is_draft=True)
    ani = make_person("ani")
    reader = as_user(novita)
    form = {"person": "ani@contoh.id", "name": "Bu Ani"}
    assert reader.post(f"{HERE}/{draft.slug}/anggota/terima/", form).status_code == 303
    assert "Bu Ani" in text_of(reader.get(f"{HERE}/{draft.slug}/anggota/"))
    assert "Bu Ani" not in text_of(Client().get(f"{HERE}/{draft.slug}/anggota/"))
    himself = Client()
    himself.force_login(ani.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "Bu Ani" in text_of(himself.get(f"{HERE}/{draft.slug}/anggota/"))


def test_a_person_is_found_by_exactly_what_they_are_known_by(city, other_city, make_person, make_participant):
    ani = make_person("ani")
    ani.user.phone = "+6281234567890"
    ani.user.save()
    sheet = make_participant(label="L-7")
    make_participant(label="L-8", where=other_city)
    for called, found in (
        ("ani@contoh.id", ani), ("0812-3456-7890", ani), ("l-7", sheet), ("L-8", None), ("", None), ("ani", None),
    ):  # fmt: skip
        assert person_called(city, called) == found


def test_an_administration_that_delivers_is_named_as_such(
    client, make_arrangement, koperasi, make_process, terms_of
):
    make_arrangement([koperasi], "ADMINISTRATIVE", lead=koperasi)
    make_process("BATS", {"pencatat": [koperasi]})
    assert "juga menjalankan: pencatat (BATS)" in text_of(client.get(f"{HERE}/jejaring-kota/"))


def test_a_keeper_says_who_an_elected_person_is(as_user, novita, make_arrangement, make_person):
    board = make_arrangement([], "ADMINISTRATIVE").bodies.get(slug="pengurus-jejaring")
    seat, ani, reader = board.seats.create(name="Bu Ani", since_at=AT), make_person("ani"), as_user(novita)
    assert "Bu Ani" in text_of(reader.get(f"{HERE}/jejaring-kota/"))
    for called, status in (("siapa@contoh.id", 409), ("ani@contoh.id", 303), ("ani@contoh.id", 409)):
        assert reader.post(f"{HERE}/jejaring-kota/kursi/{seat.pk}/", {"person": called}).status_code == status
    seat.refresh_from_db()
    assert seat.participant == ani


def test_the_end_is_written_down_by_a_member_and_shown_to_all(together, bayu, as_user):
    sent = as_user(bayu).post(f"{HERE}/jejaring-kota/akhiri/", {"why": "Tugas selesai."})
    assert sent.status_code == 303
    page = text_of(Client().get(sent["Location"]))
    assert "Tugas selesai." in page
    assert "Diusulkan agar tata kelola ini diakhiri." in page
    together.refresh_from_db()
    assert together.state == "STANDING"


def test_terms_that_run_out_are_shown_and_told_to_every_voter_once(
    client, led, make_person, novita, terms_of, aldo
):
    member = led.members.first()
    ani = make_person("ani")
    actions.name_delegate(by=novita, member=member, participant=ani, at=AT)
    terms, soon = terms_of(led), timezone.localdate() + timedelta(days=20)
    terms.until_date = soon + timedelta(days=20)
    terms.save()
    enqueue_once(running_out.remind_of_ends, key="a")
    run_waiting()
    assert not Notice.objects.filter(kind="terms_run_out").exists()

    terms.until_date = soon
    terms.save()
    for key in "bc":
        enqueue_once(running_out.remind_of_ends, key=key)
        run_waiting()

    notice = Notice.objects.get(kind="terms_run_out")
    assert (notice.participant, notice.params["arrangement"]) == (ani, "Jejaring kota")
    assert client.get(notice.link).status_code == 200
    for address in ("", "jejaring-kota/"):
        assert "habis masanya pada" in text_of(client.get(f"{HERE}/{address}"))
    terms.until_date = date(2026, 1, 1)
    terms.save()
    assert "Sampai ditegaskan lagi" in text_of(client.get(f"{HERE}/jejaring-kota/"))


def test_the_pages_ask_few_questions(client, make_arrangement, make_actor, django_assert_max_num_queries):
    actors = [make_actor(f"Aktor {n:02d}") for n in range(30)]
    make_arrangement(actors, "ADMINISTRATIVE", lead=actors[0])
    for address in ("", "jejaring-kota/", "jejaring-kota/anggota/", "jejaring-kota/riwayat/"):
        with django_assert_max_num_queries(14):
            assert client.get(f"{HERE}/{address}").status_code == 200


def test_no_page_of_another_city_shows_an_arrangement(client, other_city, led):
    assert client.get("/cilacap/tata-kelola/jejaring-kota/").status_code == 404
    assert "Jejaring kota" not in text_of(client.get("/cilacap/tata-kelola/"))
