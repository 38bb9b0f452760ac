from __future__ import annotations

import re

import pytest

from muara.web.governance import actions as govern
from muara.web.governance.tests.conftest import AT as GOVERNED
from muara.web.governance.tests.deciding import association, opened
from muara.web.initiatives import actions
from muara.web.initiatives.models import CashEntry, Initiative
from muara.web.initiatives.tests.conftest import AT, answer_all, later, measured

pytestmark = pytest.mark.django_db
HERE = "/purwokerto/prakarsa"


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_pages_ask_few_questions_however_long_they_are(
    client, city, make_initiative, novita, sanggar, koperasi, django_assert_max_num_queries, as_user, gate
):
    for place in range(12):
        one = make_initiative(f"Prakarsa {place}")
        for n in range(6):
            actions.add_idea(by=novita, initiative=one, text=f"Gagasan {n}", actor=sanggar, at=AT)
            actions.add_evidence(
                by=novita, initiative=one, kind="ACT", text=f"Kerja {n}", on_date=AT.date(), source="Nota",
                actors=[koperasi, sanggar], at=AT,
            )  # fmt: skip
    as_user(novita)

    for address, most in (("/", 10), ("/tugas/", 10), ("/cara/", 10), ("/desa/", 10), ("/prakarsa-3/kas/", 10)):
        with django_assert_max_num_queries(most):
            assert client.get(f"{HERE}{address}").status_code == 200
    with django_assert_max_num_queries(26):  # one initiative, whatever it holds
        assert client.get(f"{HERE}/prakarsa-3/").status_code == 200


def test_the_list_is_searched_and_filtered(client, make_initiative, novita):
    make_initiative("Gudang bersama")
    moved = make_initiative("Kelas pembukuan", purpose="Belajar mencatat.")
    actions.advance(by=novita, initiative=moved, at=later(1))

    def found(question: str) -> set[str]:
        page = text_of(client.get(f"{HERE}/?{question}"))
        return {name for name in ("Gudang bersama", "Kelas pembukuan") if f">{name}</a>" in page}

    assert found("") == {"Gudang bersama", "Kelas pembukuan"}
    assert found("q=MENCATAT") == {"Kelas pembukuan"}
    assert found("fase=MAPPING") == {"Kelas pembukuan"}
    assert found("fase=bukan&q=") == {"Gudang bersama", "Kelas pembukuan"}
    assert found("keadaan=mandek") == set()
    assert found("keadaan=selesai") == set()
    actions.close_initiative(by=novita, initiative=moved, result="FAILED", lesson="Belum.", at=later(2))
    assert found("keadaan=selesai") == {"Kelas pembukuan"}
    assert found("fase=KNOWING") == {"Gudang bersama"}


def test_a_long_phase_is_shown_in_part_and_read_page_by_page(client, make_initiative):
    for n in range(45):
        make_initiative(f"Prakarsa {n:02d}")

    first, whole = text_of(client.get(f"{HERE}/")), text_of(client.get(f"{HERE}/?fase=KNOWING"))
    second = text_of(client.get(f"{HERE}/?fase=KNOWING&hal=2"))

    assert [page.count('class="said"') for page in (first, whole, second)] == [20, 40, 5]
    assert 'href="?fase=KNOWING"' in first
    assert client.get(f"{HERE}/?fase=KNOWING&hal=x").status_code == 200


def test_somebody_begins_from_a_thread_and_is_told_which_mandate_is_missing(
    client, as_user, bayu, koperasi, thread, arrangement
):
    as_user(bayu)
    page = text_of(client.get(f"{HERE}/baru/?benang=1"))
    assert f'value="{thread.pk}" selected' in page
    assert "Sanggar B" not in page

    answer = client.post(
        f"{HERE}/baru/",
        {"title": "Kulakan", "purpose": "Membeli bersama.", "owner": koperasi.pk, "thread": thread.pk},
        follow=True,
    )

    made = Initiative.objects.get()
    assert (made.thread, made.created_by) == (thread, bayu)
    assert answer.redirect_chain == [(f"{HERE}/kulakan/", 303)]
    assert "anggota" in text_of(answer)


def test_from_a_decision_on_initiatives_one_is_begun(client, as_user, city, novita, sekar, make_participant):
    people = [make_participant("VERIFIED", verified_by="ROLL") for _ in range(3)]
    made = {}
    for matter in ("INITIATIVE", "OTHER"):
        known = city.arrangements.first() or association(city, people)
        asked = opened(known, novita, title=matter.title(), matter=matter).decision
        for n, person in enumerate(people):
            govern.cast_ballot(by=person, decision=asked, choice="setuju", key=f"k{n}", at=GOVERNED)
        made[matter] = govern.close_decision(by=sekar, decision=asked, why="Semua sudah memilih.", at=GOVERNED)
    as_user(novita)

    link = "/purwokerto/prakarsa/baru/?keputusan="
    pages = {matter: text_of(client.get(f"/purwokerto/keputusan/{one.slug}/")) for matter, one in made.items()}
    form = text_of(client.get(f"{link}{made['INITIATIVE'].slug}"))

    assert f"{link}{made['INITIATIVE'].slug}" in pages["INITIATIVE"]
    assert link not in pages["OTHER"]
    assert f'value="{made["INITIATIVE"].pk}" selected' in form


def test_what_is_refused_keeps_the_typed_text(client, as_user, bayu, initiative):
    as_user(bayu)

    answer = client.post(f"{HERE}/{initiative.slug}/tutup/", {"result": "ADOPTED", "lesson": "Sudah jadi aturan."})

    assert answer.status_code == 409
    assert "Sudah jadi aturan." in text_of(answer)


def test_the_gate_shows_what_it_still_asks(client, initiative, held_evening):
    held_evening.head_counts.filter(sector="SHOP").delete()
    page = text_of(client.get(f"{HERE}/{initiative.slug}/"))

    assert page.count('class="stuck"><svg class="ic"') == 1
    assert "usulan Muara" in page.lower() or "Muara" in page


def test_an_outcome_stands_beside_the_aim_that_was_written_before(client, initiative, settle, decision, novita):
    started = settle(initiative, "TESTING", decision)
    measured(started, novita, later(9), value=12, evidence="Dihitung dari daftar.")

    page = text_of(client.get(f"{HERE}/{initiative.slug}/"))

    assert "12 warung" in page
    assert "30 warung" in page
    assert "Dihitung dari daftar." in page


def test_the_cash_book_is_a_page_and_a_file_without_formulas(client, as_user, bayu, initiative):
    as_user(bayu)
    line = {
        "on_date": "2026-01-02", "way": "IN", "amount_idr": "250000", "counterparty": "=HYPERLINK(1)",
        "purpose": "Iuran", "proof": "Kuitansi 1",
    }  # fmt: skip
    client.post(f"{HERE}/{initiative.slug}/kas/baru/", line)
    client.post(f"{HERE}/{initiative.slug}/kas/1/batal/", {"why": "Salah tulis."})

    page = text_of(client.get(f"{HERE}/{initiative.slug}/kas/"))
    file = client.get(f"{HERE}/{initiative.slug}/kas/berkas/").content.decode()

    assert CashEntry.objects.count() == 2
    assert "Rp250.000" in page
    assert "Salah tulis." in page
    assert [row.split(",")[-2:] for row in file.splitlines()[1:]] == [["", "250000"], ["1", "0"]]
    assert "'=HYPERLINK" in file


def test_the_questions_of_a_village_show_who_answers(client, gate, novita):
    answer_all(gate, novita)
    actions.answer_question(
        by=novita, gate=gate, item=4, value="NO", evidence="Belum dibahas.", who="Kelompok buruh tani", at=AT
    )

    page = text_of(client.get(f"{HERE}/{gate.initiative.slug}/desa/{gate.pk}/"))
    every = text_of(client.get(f"{HERE}/desa/"))

    assert "Kelompok buruh tani" in page
    assert "Cingebul" in every
    assert client.get(f"{HERE}/{gate.initiative.slug}/desa/{gate.pk}/13/").status_code in {403, 404}


def test_tasks_of_an_organisation_are_shown_to_its_people(client, as_user, bayu, tini, gate, novita):
    actions.answer_question(by=novita, gate=gate, item=4, value="UNKNOWN", who="Kelompok buruh tani", at=AT)

    as_user(bayu)
    mine = text_of(client.get(f"{HERE}/tugas/?siapa=saya"))
    as_user(tini)
    hers = text_of(client.get(f"{HERE}/tugas/?siapa=saya"))

    assert "Kelompok buruh tani" in mine
    assert "Kelompok buruh tani" not in hers


def test_rules_are_shown_with_source_and_day_and_own_ones_as_proposals(client, city):
    page = text_of(client.get(f"{HERE}/cara/"))

    assert "https://labgov.city/commonspress/the-co-city-cycle/" in page
    assert page.count("24 November 2026") >= 4
    for unverified in ("UU 27/2022", "FPIC", "TOE"):
        assert unverified not in page
