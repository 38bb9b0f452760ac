"""The pages of allauth with our settings and templates: each way through works, without a script."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from muara.web.accounts.models import DeliveredCode, User
from muara.web.accounts.queries import codes_to_read_out

pytestmark = pytest.mark.django_db


def mailed_code() -> str:
    found = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    return found[0]


@pytest.fixture
def warga(client: Client) -> User:
    user = User.objects.create_user("warga@contoh.id", "kata-sandi-panjang")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def test_a_forgotten_password_is_set_anew_with_a_code(warga):
    client = Client()
    client.post("/akun/password/reset/", {"email": "warga@contoh.id"})
    client.post("/akun/password/reset/confirm/", {"code": mailed_code()})
    new = {"password1": "kata-sandi-lain-lagi", "password2": "kata-sandi-lain-lagi"}
    client.post("/akun/password/reset/complete/", new)

    warga.refresh_from_db()
    assert warga.check_password("kata-sandi-lain-lagi")


def test_an_unknown_e_mail_is_answered_alike_and_gets_no_letter(warga):
    known = Client().post("/akun/password/reset/", {"email": "warga@contoh.id"})
    mail.outbox.clear()
    unknown = Client().post("/akun/password/reset/", {"email": "lain@contoh.id"})

    assert known.headers["Location"] == unknown.headers["Location"]
    assert mail.outbox == []


def test_letters_are_short_and_say_muara(warga):
    Client().post("/akun/login/", {"login": "warga@contoh.id"})

    letter = mail.outbox[-1]
    assert letter.subject.startswith("Muara: ")
    assert len(letter.body) < 300
    assert "!" not in letter.body


def test_another_e_mail_is_added_with_a_code_and_used_first(client: Client, warga):
    client.post("/akun/email/", {"email": "baru@contoh.id", "action_add": "1"})
    client.post("/akun/confirm-email/", {"code": mailed_code()})
    assert EmailAddress.objects.get(email="baru@contoh.id").verified

    client.post("/akun/email/", {"email": "baru@contoh.id", "action_primary": ""})

    warga.refresh_from_db()
    assert warga.email == "baru@contoh.id"


def test_somebody_elses_e_mail_cannot_be_taken(client: Client, warga):
    other = User.objects.create_user("lain@contoh.id")
    EmailAddress.objects.create(user=other, email="lain@contoh.id", verified=True, primary=True)

    client.post("/akun/email/", {"email": "lain@contoh.id", "action_add": "1"})
    client.post("/akun/confirm-email/", {"code": mailed_code()})

    assert EmailAddress.objects.filter(email="lain@contoh.id", verified=True).get().user == other


def test_a_phone_is_added_with_a_code_that_is_read_out(client: Client, warga, city, make_participant):
    make_participant(user=warga)
    reauthenticate(client)
    client.post("/akun/phone/change/", {"phone": "0812 3456 7890"})
    delivered = DeliveredCode.objects.get()
    assert codes_to_read_out(city, at=delivered.created_at) == [delivered]

    client.post("/akun/phone/verify/", {"code": delivered.code})

    warga.refresh_from_db()
    assert (warga.phone, warga.phone_verified) == ("+6281234567890", True)


def test_somebody_elses_phone_cannot_be_taken(client: Client, warga):
    other = User.objects.create_user(phone="+6281234567890", phone_verified=True)
    reauthenticate(client)

    client.post("/akun/phone/change/", {"phone": "0812 3456 7890"})
    for delivered in DeliveredCode.objects.all():
        client.post("/akun/phone/verify/", {"code": delivered.code})

    warga.refresh_from_db()
    assert (warga.phone, User.objects.get(phone="+6281234567890")) == (None, other)


def reauthenticate(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": "kata-sandi-panjang"})


def test_a_password_is_set_by_whoever_came_with_a_code_and_changed_by_whoever_has_one(client: Client, warga):
    warga.set_unusable_password()
    warga.save()
    client.force_login(warga, backend="django.contrib.auth.backends.ModelBackend")
    short = client.post("/akun/password/set/", {"password1": "pendek", "password2": "pendek"})
    assert 'class="error"' in short.content.decode()

    client.post("/akun/password/set/", {"password1": "kata-sandi-pertama", "password2": "kata-sandi-pertama"})
    warga.refresh_from_db()
    assert warga.check_password("kata-sandi-pertama")

    change = {
        "oldpassword": "kata-sandi-pertama",
        "password1": "kata-sandi-kedua",
        "password2": "kata-sandi-kedua",
    }
    client.post("/akun/password/change/", change)
    warga.refresh_from_db()
    assert warga.check_password("kata-sandi-kedua")


def test_a_closed_account_is_told_so_and_gets_no_code(client: Client):
    User.objects.create_user(phone="+6281234567890", phone_verified=True, is_active=False)

    client.post("/akun/login/", {"login": "081234567890"})

    assert not DeliveredCode.objects.exists()
    assert client.get("/akun/inactive/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "login/", "logout/", "inactive/", "email/", "password/change/", "password/reset/", "password/reset/done/",
        "phone/change/", "reauthenticate/", "2fa/", "2fa/webauthn/", "2fa/totp/activate/",
    ],
)  # fmt: skip
def test_no_page_holds_a_script_or_a_style_of_its_own(client: Client, warga, address: str):
    if address in {"login/", "password/reset/done/"}:
        client.logout()
    answer = client.get(f"/akun/{address}", follow=True)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="brand"' in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)
