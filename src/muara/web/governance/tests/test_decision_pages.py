"""The pages of decisions, from a draft to what became of it: what they say, and that they keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from muara.engine.ledger import read_receipt
from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.governance.actions.decisions import (
    CannotRecordOutcome,
    close_decision,
    draft_decision,
    open_decision,
    record_outcome,
    schedule,
)
from muara.web.governance.models import Arrangement, ArrangementMember, Ballot, Decision
from muara.web.governance.queries.templates import rules_from_template

BASE = "/purwokerto/keputusan/"
OPTIONS = [{"id": name, "name": name.title()} for name in ("ani", "budi", "cici")]


@pytest.fixture
def people(city: City, novita: User, make_person: Callable[..., Participant]) -> list[Participant]:
    return [make_person(name) for name in ("wati", "yanto", "surti")]


@pytest.fixture
def koperasi_warga(
    city: City, people: list[Participant], make_arrangement: Callable[..., Arrangement]
) -> Arrangement:
    arrangement = make_arrangement([], unit="PERSON", name="Koperasi warga")
    for person in people:
        ArrangementMember.objects.create(
            arrangement=arrangement, participant=person, name=person.user.name, since_at=timezone.now()
        )
    return arrangement


@pytest.fixture
def make_decision(city: City, novita: User, koperasi_warga: Arrangement) -> Callable[..., Decision]:
    """Draft, announce and open a decision by its template."""

    def make(
        template: str = "consent_round", title: str = "Kulakan bersama", is_open: bool = True, **fields: Any
    ) -> Any:
        now = timezone.now()
        given = {"options": OPTIONS} if template in ("board_election", "ranked", "score", "dots") else {}
        given |= fields.pop("rules", {})
        rules = rules_from_template(template, title=title, **given)
        fields = {
            "mode": rules.mode,
            "reason_rule": "OBJECTION" if rules.kind == "consent" else "OPTIONAL",
            **fields,
        }
        decision = draft_decision(
            by=novita, city=city, arrangement=koperasi_warga, title=title, details="Bayar sebelum dipesan.",
            template=template, rules=rules, matter="OTHER", at=now, **fields,
        )  # fmt: skip
        if not is_open:
            return decision
        schedule(by=novita, decision=decision, opens_at=now, closes_at=now + timedelta(days=3), at=now)
        opened = open_decision(by=novita, decision=decision, at=now)
        return (opened.decision, opened.codes) if opened.codes else opened.decision

    return make


@pytest.fixture
def as_person() -> Callable[[Participant], Client]:
    def sign_in(person: Participant) -> Client:
        client = Client()
        client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def staff() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(BASE + path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def close(decision: Decision, by: User) -> Decision:
    return close_decision(by=by, decision=decision, at=timezone.now(), why="Semua pulang.")


def test_a_decision_goes_from_its_draft_to_the_vote_over_pages(
    city, novita, sekar, people, koperasi_warga, staff, as_person
):
    keeper = staff(novita)
    assert "baru/consent_round/" in page(keeper, "baru/")
    page(keeper, "baru/consent_round/")
    data = {
        "arrangement": koperasi_warga.pk, "title": "Kulakan bersama", "details": "Bayar sebelum dipesan.",
        "matter": "OTHER", "mode": "terbuka", "reason_rule": "OBJECTION", "drawn": "COUNTS", "names_voters": "on",
        "quorum": "half", "passing": "none",
    }  # fmt: skip
    answer = keeper.post(BASE + "baru/consent_round/", data)
    assert answer.status_code == 303, answer.content.decode()
    decision = Decision.objects.get(state="DRAFT")
    path = f"{decision.slug}/"
    page(Client(), path, 404)
    assert "Kulakan bersama" in page(keeper, path)
    now = timezone.localtime()
    days = {
        "opens_at": now.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
    }
    assert keeper.post(BASE + path + "jadwal/", days).status_code == 303
    page(Client(), path)
    page(keeper, path + "buka/")
    assert keeper.post(BASE + path + "buka/").status_code == 303

    voter = as_person(people[0])
    assert "menunggu suara Anda" in page(voter, "")
    assert "Suara Anda" in page(voter, path)
    form = {"choice": "setuju", "key": "satu", "seat": "", "reason": "Murah."}
    answer = voter.post(BASE + path + "suara/", form)
    assert answer.status_code == 303, answer.content.decode()
    receipt = voter.get(answer.url).content.decode()
    ballot = Ballot.objects.get()
    assert f"{decision.slug}/{ballot.seq}/" in receipt
    assert "Ubah suara" in page(voter, path)
    page(Client(), answer.url.removeprefix(BASE), 403)
    page(as_person(people[1]), answer.url.removeprefix(BASE), 404)
    assert "Tutup dan hitung" in page(staff(sekar), path)
    assert "orang lain" in page(keeper, path)
    assert staff(sekar).post(BASE + path + "tutup/", {"why": "Semua pulang."}).status_code == 303
    decision.refresh_from_db()
    assert decision.result["status"] == "no_quorum"
    assert "Kuorum tidak tercapai." in page(Client(), path)
    assert "Wati" in page(Client(), path + "nama/")
    for more in ("berkas/", "catatan/"):
        page(Client(), path + more)


def test_a_wrong_or_refused_ballot_comes_back_with_what_was_typed(make_decision, people, as_person, sekar):
    decision = make_decision()
    voter, where = as_person(people[0]), f"{BASE}{decision.slug}/suara/"

    wrong = voter.post(where, {"choice": "keberatan", "key": "a"})
    assert wrong.status_code == 422
    assert "mengatakan alasannya" in wrong.content.decode()
    close(decision, sekar)
    late = voter.post(where, {"choice": "setuju", "key": "b", "reason": "Alasan yang panjang."})
    assert late.status_code == 409
    assert "Alasan yang panjang." in late.content.decode()
    assert not Ballot.objects.exists()


def test_who_is_not_on_the_roll_does_not_vote_and_is_not_admitted(
    make_decision, make_participant, stranger, staff, client
):
    decision = make_decision()
    before = Participant.objects.count()

    for somebody in (client, staff(stranger)):
        assert somebody.post(f"{BASE}{decision.slug}/suara/", {"choice": "setuju", "key": "a"}).status_code == 403
        assert 'name="choice"' not in page(somebody, f"{decision.slug}/")
    assert Participant.objects.count() == before


def test_the_second_to_change_a_draft_sees_what_the_first_changed(make_decision, novita, staff):
    decision = make_decision("majority", is_open=False)
    keeper, where = staff(novita), f"{BASE}{decision.slug}/ubah/"
    data = {
        "arrangement": decision.arrangement_id, "title": "Judul pertama", "details": "Isi.", "matter": "OTHER",
        "mode": "terbuka", "reason_rule": "OPTIONAL", "drawn": "COUNTS", "version": decision.version,
        "quorum": "half", "passing": "half", "passing_of": "decided",
    }  # fmt: skip

    assert keeper.post(where, data).status_code == 303
    second = keeper.post(where, {**data, "title": "Judul kedua"})

    assert second.status_code == 409
    text = second.content.decode()
    assert "Judul pertama" in text
    assert "Judul kedua" in text
    decision.refresh_from_db()
    assert decision.title == "Judul pertama"
    assert keeper.post(where, {**data, "title": "Judul kedua", "version": decision.version}).status_code == 303


def test_hidden_results_tell_when_they_are_opened_and_nothing_else(make_decision, people, as_person):
    decision = make_decision("majority", hides_results=True)
    as_person(people[0]).post(f"{BASE}{decision.slug}/suara/", {"choice": "tidak", "key": "a"})

    text = page(as_person(people[1]), f"{decision.slug}/")

    assert "dibuka pada penutupan" in text
    assert 'class="bars' not in text


def test_a_ballot_on_paper_is_told_and_the_person_overrides_it(make_decision, people, novita, staff, as_person):
    decision = make_decision("majority")
    keeper, elector = staff(novita), decision.electors.get(participant=people[0])
    where = f"{decision.slug}/daftar/"

    assert "Wati" in page(keeper, where)
    page(keeper, f"{where}{elector.pk}/suara/")
    given = {"choice": "tidak", "channel": "PAPER", "key": "kertas"}
    assert keeper.post(f"{BASE}{where}{elector.pk}/suara/", given).status_code == 303
    assert Ballot.objects.get().channel == "PAPER"
    voter = as_person(people[0])
    assert "dicatatkan untuk Anda" in page(voter, f"{decision.slug}/")
    assert voter.post(f"{BASE}{decision.slug}/suara/", {"choice": "setuju", "key": "x"}).status_code == 303
    assert (Ballot.objects.get().channel, Ballot.objects.get().choice) == ("", "setuju")
    again = keeper.post(f"{BASE}{where}{elector.pk}/suara/", {**given, "key": "lagi"})
    assert again.status_code == 409


def test_hands_are_counted_by_two(make_decision, novita, sekar, staff):
    decision = make_decision("majority")
    keeper, where = staff(novita), f"{BASE}{decision.slug}/tangan/"

    page(keeper, f"{decision.slug}/tangan/")
    many = keeper.post(where, {"o-setuju": 9, "o-tidak": 0, "o-abstain": 0, "witness": sekar.pk})
    assert many.status_code == 409
    assert 'value="9"' in many.content.decode()
    assert (
        keeper.post(where, {"o-setuju": 2, "o-tidak": 1, "o-abstain": 0, "witness": sekar.pk}).status_code == 303
    )
    assert "2 dari 3" in page(keeper, f"{decision.slug}/") or "3 dari 3" in page(keeper, f"{decision.slug}/")


def test_an_objection_is_raised_tested_taken_in_and_shown_with_its_words(
    make_decision, people, novita, staff, as_person
):
    decision = make_decision()
    voter, keeper, where = as_person(people[0]), staff(novita), f"{BASE}{decision.slug}/keberatan/"

    page(voter, f"{decision.slug}/keberatan/")
    assert voter.post(where, {"reason": ""}).status_code == 422
    assert voter.post(where, {"reason": "Warung kecil tidak bisa ikut."}).status_code == 303
    page(keeper, f"{decision.slug}/keberatan/1/")
    checks = {"step": "check", "explicit": "yes", "impersonal": "yes", "evidenced": "no", "not_safe_to_fail": ""}
    assert keeper.post(f"{where}1/", checks).status_code == 303
    assert decision.objections.get().checks["evidenced"] is False
    same = keeper.post(f"{where}1/", {"step": "integrate", "after": "Bayar sebelum dipesan.", "why": "Sama saja"})
    assert same.status_code == 409
    assert "Sama saja" in same.content.decode()
    assert keeper.post(f"{where}1/", {"step": "integrate", "after": "Bayar saat diambil."}).status_code == 303
    text = page(Client(), f"{decision.slug}/keberatan/1/")
    assert "<del>sebelum dipesan.</del>" in text
    assert "<ins>saat diambil.</ins>" in text
    assert voter.post(f"{where}1/", {"step": "withdraw"}).status_code == 409
    assert as_person(people[1]).post(f"{where}1/", {"step": "stand"}).status_code == 403


def test_a_secret_election_by_slips_knows_nobody(make_decision, sekar, novita, staff, django_assert_num_queries):
    decision, codes = make_decision("board_election", title="Pengurus", rules={"seats": 2, "least": 0})
    where, somebody = f"{decision.slug}/bilik/", Client()

    text = page(somebody, where)
    assert "dilindungi" in text
    assert "sessionid" not in somebody.cookies
    assert "perangkat" not in somebody.cookies
    wrong = somebody.post(BASE + where, {"code": "AAAA-BBBB-CCCC-DDDD", "o-ani": "1"})
    assert wrong.status_code == 409
    assert 'value="AAAA-BBBB-CCCC-DDDD"' in wrong.content.decode()
    before = Participant.objects.count()
    for code in codes:
        answer = somebody.post(BASE + where, {"code": code.lower(), "o-ani": "1", "o-budi": "2"})
        assert answer.status_code == 200, answer.content.decode()
    again = somebody.post(BASE + where, {"code": codes[0], "o-cici": "1"})
    assert again.status_code == 409
    assert f"{decision.slug}/1/" in again.content.decode(), "a phone that heard no answer gets its receipt"
    assert Participant.objects.count() == before
    assert "sessionid" not in somebody.cookies
    close(decision, sekar)
    assert "Terpilih: Ani dan Budi." in page(somebody, f"{decision.slug}/")
    counted = page(somebody, f"{decision.slug}/hitungan/")
    assert "Putaran 1" in counted
    assert somebody.get(f"{BASE}{decision.slug}/berkas/")["Content-Type"] == "application/x-tar"


def test_a_receipt_is_found_in_the_log_and_a_wrong_one_is_told(make_decision, people, as_person, client):
    decision = make_decision("majority")
    voter = as_person(people[0])
    answer = voter.post(f"{BASE}{decision.slug}/suara/", {"choice": "setuju", "key": "a"})
    text = next(part for part in voter.get(answer.url).content.decode().split() if part.startswith('long">'))
    receipt = text.removeprefix('long">').removesuffix("</p>")
    assert read_receipt(receipt).decision == decision.slug

    assert "Suara Anda ada di catatan." in client.get(BASE + "periksa/", {"tanda": receipt}).content.decode()
    assert "bukan tanda terima" in client.get(BASE + "periksa/", {"tanda": "halo"}).content.decode()
    wrong = receipt[:-4] + "0000"
    assert "Peristiwa lain" in client.get(BASE + "periksa/", {"tanda": wrong}).content.decode()


def test_a_witness_keeps_a_head_and_compares(
    make_decision, people, sekar, make_member, other_city, staff, as_person
):
    decision = make_decision("majority")
    lina = make_member("lina", "SECRETARIAT", other_city)
    named = {"email": "lina@contoh.id", "name": "Lina", "hub": "Cilacap"}

    assert staff(lina).post(BASE + "saksi/", named).status_code == 403
    assert staff(sekar).post(BASE + "saksi/", {**named, "email": "tidak@ada.id"}).status_code == 409
    assert staff(sekar).post(BASE + "saksi/", named).status_code == 303
    page(staff(sekar), f"{decision.slug}/saksi/", 403)
    witness = staff(lina)
    page(witness, f"{decision.slug}/saksi/")
    assert witness.post(f"{BASE}{decision.slug}/saksi/").status_code == 303
    as_person(people[0]).post(f"{BASE}{decision.slug}/suara/", {"choice": "setuju", "key": "a"})
    kept = decision.kept_heads.get()
    assert witness.post(f"{BASE}{decision.slug}/saksi/", {"kept": kept.pk}).status_code == 303
    kept.refresh_from_db()
    assert kept.is_consistent is True
    assert "Lina" in page(Client(), f"{decision.slug}/catatan/")
    assert "Lina" in page(Client(), "saksi/")


def test_an_outcome_names_who_and_when_and_comes_back_as_a_task(make_decision, novita, sekar, staff):
    decision = close(make_decision("majority"), sekar)
    keeper, today = staff(novita), timezone.localdate()

    assert "belum ditulis" in page(Client(), f"{decision.slug}/")
    assert decision.title in page(keeper, "tinjau/")
    typed = {"text": "Kulakan dimulai.", "owner": "", "due_date": today, "review_date": today}
    assert keeper.post(f"{BASE}{decision.slug}/hasil/", typed).status_code == 422
    assert keeper.post(f"{BASE}{decision.slug}/hasil/", {**typed, "owner": "Koperasi A"}).status_code == 303
    assert "Kulakan dimulai." in page(Client(), f"{decision.slug}/")
    assert "1 keputusan" in page(keeper, "tinjau/")
    assert keeper.post(f"{BASE}{decision.slug}/tinjau/", {"note": "Berjalan baik."}).status_code == 303
    assert "Berjalan baik." in page(Client(), f"{decision.slug}/")
    page(Client(), "tinjau/", 403)
    answer = keeper.post(f"{BASE}{decision.slug}/lagi/")
    assert answer.status_code == 303
    assert Decision.objects.get(refers_to=decision).state == "DRAFT"


@pytest.mark.parametrize(
    "template", ["score", "dots", "ranked", "choose_some", "participatory_budget", "sense_check", "advice_round"]
)
def test_every_kind_is_given_over_its_form_and_counted(template, make_decision, people, as_person, sekar):
    rules = {
        "dots": {"dots": 5}, "participatory_budget": {
            "budget": 100, "least": 0, "options": [{**one, "cost": 60} for one in OPTIONS]
        },
        "choose_some": {"options": OPTIONS, "most": 2},
    }.get(template, {})  # fmt: skip
    decision = make_decision(template, rules=rules)
    given = {
        "score": {"o-ani": "5", "o-budi": "1"}, "dots": {"o-ani": "4"},
        "ranked": {"o-budi": "1", "o-ani": "2"},
        "choose_some": {"choice": ["ani", "cici"]},
        "participatory_budget": {"choice": ["ani"]}, "sense_check": {"choice": "baik"},
        "advice_round": {"choice": "lanjut", "reason": "Sudah saatnya."},
    }[template]  # fmt: skip

    for n, person in enumerate(people):
        answer = as_person(person).post(f"{BASE}{decision.slug}/suara/", {**given, "key": f"k{n}"})
        assert answer.status_code == 303, answer.content.decode()
    text = page(Client(), f"{decision.slug}/")
    assert 'class="bars' in text
    close(decision, sekar)
    page(Client(), f"{decision.slug}/")
    if template in ("ranked", "participatory_budget"):
        page(Client(), f"{decision.slug}/hitungan/")


def test_the_list_and_the_calendar_say_what_is_open_coming_and_decided(
    make_decision, sekar, novita, staff, client
):
    make_decision("majority", title="Yang terbuka")
    draft = make_decision("majority", title="Yang nanti", is_open=False)
    now = timezone.now()
    schedule(
        by=novita, decision=draft, opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=4), at=now
    )
    make_decision("majority", title="Yang dirancang", is_open=False)
    close(make_decision("majority", title="Yang putus"), sekar)

    text = page(client, "")
    assert all(title in text for title in ("Yang terbuka", "Yang nanti", "Yang putus"))
    assert "Yang dirancang" not in text
    assert "Yang dirancang" in page(staff(novita), "")
    assert "Yang terbuka" not in page(client, "?hal=SPENDING")
    assert "Yang nanti" in page(client, "kalender/")
    feed = client.get(BASE + "kalender.ics")
    assert feed["Content-Type"].startswith("text/calendar")
    lines = feed.content.decode().split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") >= 4
    assert all(len(line.encode()) <= 75 for line in lines)


def test_pages_ask_little_of_the_database_and_of_the_phone(
    make_decision, people, as_person, sekar, django_assert_max_num_queries
):
    decision = make_decision()
    voter = as_person(people[0])
    voter.post(f"{BASE}{decision.slug}/suara/", {"choice": "keberatan", "reason": "Mahal.", "key": "a"})
    voter.post(f"{BASE}{decision.slug}/keberatan/", {"reason": "Mahal."})
    paths = ["", "kalender/", "suara-saya/", "periksa/", "saksi/"]
    paths += [f"{decision.slug}/{more}" for more in ("", "keberatan/", "keberatan/1/", "catatan/")]

    for path in paths:
        for somebody in (Client(), voter):
            cache.clear()
            with django_assert_max_num_queries(14):  # ten, and four for session, user, role and city
                answer = somebody.get(BASE + path)
            assert answer.status_code == 200
            assert len(answer.content) <= 50_000, path


def test_an_organisation_of_the_arrangement_carries_a_decision_out(
    make_decision, novita, sekar, staff, koperasi_warga, koperasi, sanggar, make_actor, other_city
):
    koperasi_warga.members.create(actor=koperasi, since_at=timezone.now())
    decision = close(make_decision("majority"), sekar)
    keeper, today, where = staff(novita), timezone.localdate(), f"{BASE}{decision.slug}/hasil/"
    form = page(keeper, f"{decision.slug}/hasil/")
    assert "Koperasi A" in form
    assert "Sanggar B" not in form
    typed = {"text": "Kulakan dimulai.", "owner": "", "due_date": today, "review_date": today}

    nobody = keeper.post(where, typed)
    assert nobody.status_code == 422
    assert "nama, atau lembaga" in nobody.content.decode()
    assert keeper.post(where, {**typed, "owner_actor": sanggar.pk}).status_code == 422
    assert keeper.post(where, {**typed, "owner_actor": koperasi.pk}).status_code == 303
    decision.refresh_from_db()
    assert (decision.owner_actor, decision.owner) == (koperasi, "Koperasi A")
    assert "<dd>Koperasi A</dd>" in page(Client(), f"{decision.slug}/")
    again = page(keeper, f"{decision.slug}/hasil/")
    assert f'<option value="{koperasi.pk}" selected>' in again
    assert keeper.post(where, {**typed, "owner": "Bu Sari", "owner_actor": koperasi.pk}).status_code == 303
    assert "<dd>Bu Sari, Koperasi A</dd>" in page(Client(), f"{decision.slug}/")
    koperasi_warga.members.update(left_at=timezone.now())
    assert keeper.post(where, {**typed, "owner_actor": koperasi.pk}).status_code == 303  # held since before
    elsewhere = make_actor("Radio C", where=other_city)
    with pytest.raises(CannotRecordOutcome):
        record_outcome(
            by=novita, decision=decision, text="Ya.", owner_actor=elsewhere, review_date=today, at=timezone.now()
        )
