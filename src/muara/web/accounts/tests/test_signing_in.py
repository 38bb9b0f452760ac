from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.signing import get_cookie_signer
from django.test import Client

from muara.web.accounts import device
from muara.web.accounts.actions import admit
from muara.web.accounts.adapter import AccountAdapter
from muara.web.accounts.models import DeliveredCode, Participant, User

pytestmark = pytest.mark.django_db
LOGIN, CONFIRM = "/akun/login/", "/akun/login/code/confirm/"


@pytest.fixture(autouse=True)
def forget_limits():
    cache.clear()
    yield
    cache.clear()


def ask_for_a_code(client: Client, contact: str, **more: str):
    return client.post(LOGIN, {"login": contact, **more})


def code_for(phone: str) -> str:
    return DeliveredCode.objects.get(phone=phone).code


def test_somebody_new_signs_in_with_a_phone_as_people_write_it(client: Client, city):
    answer = ask_for_a_code(client, " 0812-3456-7890 ", next="/purwokerto/")
    assert answer.headers["Location"].startswith(CONFIRM)

    done = client.post(CONFIRM, {"code": code_for("+6281234567890"), "next": "/purwokerto/"})

    user = User.objects.get()
    assert done.headers["Location"] == "/purwokerto/"
    assert (user.phone, user.phone_verified, user.has_usable_password()) == ("+6281234567890", True, False)
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("written", ["081234567890", "+62 812 3456 7890", "6281234567890"])
def test_every_way_of_writing_a_phone_leads_to_the_same_account(client: Client, written: str):
    User.objects.create_user(phone="+6281234567890", phone_verified=True)

    ask_for_a_code(client, written)

    assert User.objects.count() == 1
    assert code_for("+6281234567890").isdigit()


def test_somebody_new_signs_in_with_an_e_mail(client: Client):
    ask_for_a_code(client, "Warga@Contoh.id")
    code = re.search(r"\b\d{6}\b", mail.outbox[0].body)[0]

    client.post(CONFIRM, {"code": code})

    user = User.objects.get()
    assert user.email == "warga@contoh.id"
    assert user.emailaddress_set.get().verified
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_account_that_was_opened_is_shut_until_the_code_fits(client: Client):
    ask_for_a_code(client, "081234567890")
    answer = client.post(CONFIRM, {"code": "000000x"})

    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session
    assert not User.objects.get().phone_verified


def test_three_wrong_codes_end_the_attempt(client: Client):
    ask_for_a_code(client, "081234567890")
    for _ in range(3):
        answer = client.post(CONFIRM, {"code": "x"})

    assert answer.headers["Location"].startswith(LOGIN)
    assert client.post(CONFIRM, {"code": code_for("+6281234567890")}).headers["Location"].startswith(LOGIN)


def test_known_and_unknown_are_answered_alike(client: Client):
    User.objects.create_user(phone="+6281234567890", phone_verified=True)

    known, unknown = ask_for_a_code(client, "081234567890"), ask_for_a_code(Client(), "081234567891")

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def test_a_password_is_asked_of_whom_has_one(client: Client):
    user = User.objects.create_user("aldo@contoh.id", "kata-sandi-panjang")

    client.post(LOGIN, {"login": "aldo@contoh.id", "password": "kata-sandi-panjang"})

    assert client.session["_auth_user_id"] == str(user.pk)


def test_wrong_passwords_of_one_phone_do_not_shut_out_another(client: Client):
    for phone in ("+6281234567890", "+6281234567891"):
        User.objects.create_user(None, "kata-sandi-panjang", phone=phone, phone_verified=True)
    for _ in range(6):
        shut = client.post(LOGIN, {"login": "081234567890", "password": "salah-salah-salah"})

    assert str(AccountAdapter.error_messages["too_many_login_attempts"]) in shut.content.decode()
    client.post(LOGIN, {"login": "081234567891", "password": "kata-sandi-panjang"})
    assert "_auth_user_id" in client.session


def test_a_hall_of_fifty_signs_in_behind_one_address():
    for seat in range(50):
        client, phone = Client(REMOTE_ADDR="10.0.0.1"), f"+628123456{seat:04}"
        assert ask_for_a_code(client, phone).status_code == 302
        assert client.post(CONFIRM, {"code": code_for(phone)}).status_code == 302
        assert "_auth_user_id" in client.session, seat


def test_one_account_that_asks_too_often_has_to_wait(client: Client):
    answers = [ask_for_a_code(Client(), "081234567890").status_code for _ in range(4)]

    assert answers == [302, 302, 302, 200]
    assert ask_for_a_code(client, "081234567891").status_code == 302


def test_a_program_that_fills_in_everything_gets_no_account(client: Client):
    answer = ask_for_a_code(client, "081234567890", website="https://contoh.id")

    assert answer.status_code == 302
    assert not User.objects.exists()


@pytest.mark.parametrize("contact", ["12", "warga", "@", "\x00", "0812\u202e3456", "a@b", "9" * 300])
def test_what_is_no_phone_and_no_e_mail_is_told_so(client: Client, contact: str):
    answer = ask_for_a_code(client, contact)

    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("old", ["/akun/signup/", "/akun/login/code/"])
def test_there_is_one_entrance(client: Client, old: str):
    assert client.get(f"{old}?next=/purwokerto/").headers["Location"] == "/akun/login/?next=/purwokerto/"


@pytest.mark.parametrize(
    "elsewhere", ["https://jahat.example/", "//jahat.example/", "/\\jahat.example", "javascript:x"]
)
def test_signing_in_never_leads_off_the_site(client: Client, city, elsewhere: str):
    ask_for_a_code(client, "081234567890", next=elsewhere)

    done = client.post(CONFIRM, {"code": code_for("+6281234567890"), "next": elsewhere})

    assert done.headers["Location"] == "/"


def as_guest(client: Client, token: str) -> None:
    client.cookies[device.COOKIE] = get_cookie_signer(salt=device.COOKIE + device.SALT).sign(token)


def sign_in(client: Client, phone: str) -> User:
    ask_for_a_code(client, phone)
    client.post(CONFIRM, {"code": code_for(phone)})
    return User.objects.get(phone=phone)


def test_a_guest_who_signs_in_keeps_their_votes(client: Client, make_participant, make_statement):
    guest = make_participant(device_hash=device.hash_of("hp"))
    guest.votes.create(statement=make_statement("Gedung dibuka"), value=1, cast_at=guest.joined_at)
    as_guest(client, "hp")

    user = sign_in(client, "+6281234567890")

    assert Participant.objects.get(user=user).votes.count() == 1


def test_a_guest_who_takes_part_already_has_one_vote_for_each_statement(
    client: Client, make_participant, make_statement
):
    user = User.objects.create_user(phone="+6281234567890", phone_verified=True)
    own, guest = make_participant(user=user), make_participant(device_hash=device.hash_of("hp"))
    statement = make_statement("Gedung dibuka")
    for person, value in ((own, 1), (guest, -1)):
        person.votes.create(statement=statement, value=value, cast_at=person.joined_at)
    as_guest(client, "hp")

    sign_in(client, "+6281234567890")

    assert own.votes.count() == 1
    assert not guest.votes.exists()


def test_guests_of_two_cities_are_both_claimed(client: Client, make_participant, other_city):
    make_participant(device_hash=device.hash_of("hp"))
    make_participant(where=other_city, device_hash=device.hash_of("hp"))
    as_guest(client, "hp")

    user = sign_in(client, "+6281234567890")

    assert user.participants.count() == 2


def test_a_forged_cookie_claims_nobody(client: Client, make_participant):
    make_participant(device_hash=device.hash_of("hp"))
    client.cookies[device.COOKIE] = "hp:1abcde:tanda-tangan-palsu"

    user = sign_in(client, "+6281234567890")

    assert not user.participants.exists()


def test_after_signing_out_the_same_phone_is_a_new_guest(client: Client, city, make_participant):
    make_participant(device_hash=device.hash_of("hp"))
    as_guest(client, "hp")
    user = sign_in(client, "+6281234567890")

    client.post("/akun/logout/")
    new = admit(city=city, user=None, device_token="hp", at=user.joined_at)

    assert new.user is None
    assert new.pk != user.participants.get().pk
