from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from conftest import NIGHT
from muara.web.accounts import device, personal
from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import AuditLine, Membership
from muara.web.accounts.tests.test_signing_in import as_guest

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(city, make_member, make_participant, sekar):
    for number in range(30):
        person = make_participant("VERIFIED", hub="Kober", user=make_member(f"orang{number}", "MEMBER"))
        record("admitted", person, by=person, city=city, at=NIGHT)
        record("role_given", person, by=sekar, city=city, at=NIGHT, role="MEMBER")


@pytest.mark.parametrize(
    "address",
    ["saya/", "saya/data/", "saya/hapus/", "kode/", "orang/", "orang/daftar/", "orang/dampingi/", "catatan/"],
)
def test_pages_ask_the_database_little_however_many_people_there_are(
    as_user, sekar, crowd, address: str, make_participant, django_assert_max_num_queries
):
    make_participant(user=sekar)
    client = as_user(sekar)
    client.get(f"/purwokerto/{address}")

    answers = [relation.answer for relation in personal.relations()]
    rows, voices = sum(bool(one.fields) for one in answers), sum(one.is_voice for one in answers)
    most = {"saya/data/": rows + 5, "saya/": voices + 6}.get(address, 10)  # every room is asked once for each kind
    with django_assert_max_num_queries(most):
        assert client.get(f"/purwokerto/{address}").status_code == 200


def test_staff_without_a_second_step_are_asked_to_set_one_up_and_let_in(as_user, novita):
    from allauth.mfa.models import Authenticator

    client = as_user(novita)
    assert "/akun/2fa/" in client.get("/purwokerto/saya/").content.decode().split("<footer")[0].split("cols")[0]

    Authenticator.objects.create(user=novita, type="totp", data={"secret": "x"})

    assert "/akun/2fa/" not in client.get("/purwokerto/saya/").content.decode().split("cols")[0]


def test_a_member_is_not_asked(as_user, make_member):
    page = as_user(make_member("anggota", "MEMBER")).get("/purwokerto/saya/").content.decode()

    assert "/akun/2fa/" not in page.split("cols")[0]
    assert "/purwokerto/orang/" not in page


def test_notices_are_marked_as_read_by_a_button(client: Client, city, make_participant):
    guest = make_participant(device_hash=device.hash_of("hp"))
    tell(guest, "invitation_used", city=city, at=NIGHT, link="/purwokerto/suara/")
    as_guest(client, "hp")
    assert 'href="/purwokerto/suara/"' in client.get("/purwokerto/saya/").content.decode()

    client.post("/purwokerto/saya/dibaca/")

    assert guest.notices.get().read_at is not None


def test_the_log_turns_its_pages_and_any_page_number_is_answered(as_user, sekar, crowd):
    client = as_user(sekar)

    first, second = (client.get(f"/purwokerto/catatan/?hal={number}").content.decode() for number in (1, 2))

    assert first.count("<tr>") == 51
    assert second.count("<tr>") == 11
    for nonsense in ("0", "-1", "x", "999", "%00"):
        assert client.get(f"/purwokerto/catatan/?hal={nonsense}").status_code == 200


def test_the_downloaded_log_holds_every_line_no_formula_and_a_trace_of_the_download(as_user, sekar, city, crowd):
    sekar.name = "=HYPERLINK(1)"
    sekar.save()

    answer = as_user(sekar).post("/purwokerto/catatan/unduh/")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == 1 + AuditLine.objects.filter(city=city).count()
    assert {row[1] for row in rows if "HYPERLINK" in row[1]} == {"'=HYPERLINK(1)"}
    assert AuditLine.objects.latest("pk").verb == "exported_audit"


def test_the_log_of_one_city_shows_nothing_of_another(as_user, sekar, other_city, make_participant):
    record("roll_pasted", other_city, by=None, city=other_city, at=NIGHT, source="Koperasi jauh")

    assert "Koperasi jauh" not in as_user(sekar).get("/purwokerto/catatan/").content.decode()


def test_a_role_is_given_by_phone_and_withdrawn_by_a_button(as_user, sekar, city):
    client = as_user(sekar)

    assert (
        client.post("/purwokerto/orang/", {"contact": "0812 3456 7890", "role": "FACILITATOR"}).status_code == 302
    )
    membership = Membership.objects.get(city=city, user__phone="+6281234567890")
    assert client.post(f"/purwokerto/orang/{membership.pk}/cabut/").status_code == 302
    assert not Membership.objects.filter(pk=membership.pk).exists()


def test_a_refused_withdrawal_says_why(as_user, sekar):
    own = sekar.memberships.get()

    answer = as_user(sekar).post(f"/purwokerto/orang/{own.pk}/cabut/")

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


def test_what_was_typed_is_still_there_after_a_refusal(as_user, sekar, novita):
    client = as_user(sekar)

    wrong = client.post("/purwokerto/orang/", {"contact": "bukan nomor", "role": "MEMBER"})
    roll = client.post("/purwokerto/orang/daftar/", {"source": "Koperasi A", "people": "bukan nomor"})

    assert (wrong.status_code, roll.status_code) == (422, 422)
    assert "bukan nomor" in wrong.content.decode()
    assert "bukan nomor" in roll.content.decode()


def test_a_pasted_roll_is_answered_with_what_became_of_it(as_user, sekar):
    client = as_user(sekar)

    answer = client.post(
        "/purwokerto/orang/daftar/",
        {"source": "Koperasi A", "people": "0812 3456 7890\r\n081234567891"},
        follow=True,
    )

    assert "2" in answer.content.decode().split('role="status"')[1][:60]


def test_the_code_is_only_on_the_page_that_was_asked_for_it(as_user, novita, delivered_code):
    client = as_user(novita)
    assert delivered_code.code not in client.get("/purwokerto/kode/").content.decode()

    answer = client.post(f"/purwokerto/kode/{delivered_code.pk}/")

    assert delivered_code.code in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "+6281234567890" not in answer.content.decode()


def test_an_assisted_person_is_opened_over_the_page(as_user, novita, city):
    client = as_user(novita)

    assert client.post("/purwokerto/orang/dampingi/", {"label": "Kursi 4"}).status_code == 302
    assert client.post("/purwokerto/orang/dampingi/", {"label": "Kursi 4"}).status_code == 409
    assert city.participants.get().label == "Kursi 4"


@pytest.mark.parametrize("hostile", ["\x00", "<script>alert(1)</script>", "\u202eabc", "{{ 7*7 }}", "x" * 5000])
def test_hostile_text_ends_in_a_clear_answer(as_user, sekar, hostile: str):
    client = as_user(sekar)
    for address, field in (
        ("saya/nama/", "name"), ("orang/", "contact"), ("orang/daftar/", "people"), ("orang/dampingi/", "label")
    ):  # fmt: skip
        answer = client.post(f"/purwokerto/{address}", {field: hostile}, follow=True)
        assert answer.status_code < 500
        assert "<script>alert" not in answer.content.decode()
