from __future__ import annotations

import json

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.test import Client

from conftest import NIGHT
from muara.web.accounts import device
from muara.web.accounts.actions import (
    CannotDescribe,
    CannotErase,
    call_me,
    describe_self,
    erase_account,
    erase_guest,
    make_invitation,
    read_notices,
)
from muara.web.accounts.audit import tell
from muara.web.accounts.models import AuditLine, Notice, User
from muara.web.accounts.queries import has_spoken, hubs_with_enough, notices_of, own_data
from muara.web.accounts.tests.test_signing_in import as_guest
from muara.web.cities.models import District

pytestmark = pytest.mark.django_db


@pytest.fixture
def ajibarang(db):
    return District.objects.create(code="33.02.20", name="Ajibarang", regency_code="33.02")


def test_somebody_describes_themselves_and_the_log_does_not_repeat_it(aldo, ajibarang):
    describe_self(by=aldo, sector="SHOP", district=ajibarang, hub="Karangklesem", at=NIGHT)

    aldo.refresh_from_db()
    assert (aldo.sector, aldo.district, aldo.hub) == ("SHOP", ajibarang, "Karangklesem")
    line = AuditLine.objects.get()
    assert line.detail == {"filled": ["sector", "district", "hub"]}


def test_left_empty_it_is_erased(aldo, ajibarang):
    describe_self(by=aldo, sector="SHOP", district=ajibarang, hub="Karangklesem", at=NIGHT)
    describe_self(by=aldo, at=NIGHT)

    aldo.refresh_from_db()
    assert not aldo.has_described_themselves


def test_what_is_not_on_the_list_or_not_of_this_city_is_refused(aldo):
    away = District.objects.create(code="33.01.01", name="Kedungreja", regency_code="33.01")

    with pytest.raises(CannotDescribe):
        describe_self(by=aldo, sector="TRIBE", at=NIGHT)
    with pytest.raises(CannotDescribe):
        describe_self(by=aldo, district=away, at=NIGHT)
    aldo.refresh_from_db()
    assert not aldo.has_described_themselves


def test_nobody_is_asked_who_they_are_before_they_have_spoken(client: Client, make_participant, make_statement):
    guest = make_participant(device_hash=device.hash_of("hp"))
    as_guest(client, "hp")
    assert not has_spoken(guest)
    assert "<form" not in client.get("/purwokerto/saya/diri/").content.decode().split("<footer")[0]
    assert client.post("/purwokerto/saya/diri/", {"sector": "SHOP"}).status_code == 409

    guest.votes.create(statement=make_statement("Gedung dibuka"), value=1, cast_at=NIGHT)

    assert has_spoken(guest)
    assert client.post("/purwokerto/saya/diri/", {"sector": "SHOP", "hub": "  Kober\u200b "}).status_code == 302
    guest.refresh_from_db()
    assert (guest.sector, guest.hub) == ("SHOP", "Kober")
    client.post("/purwokerto/saya/diri/", {"erase": "1", "sector": "SHOP"})
    guest.refresh_from_db()
    assert guest.sector == ""


def test_a_hub_is_suggested_from_five_people_on(city, make_participant):
    for _ in range(5):
        make_participant(hub="Karangklesem")
    for _ in range(4):
        make_participant(hub="Rumah di ujung gang")

    assert hubs_with_enough(city) == ["Karangklesem"]


def test_a_name_is_kept_and_taken_back(stranger):
    call_me(by=stranger, name="Bu Tarni", at=NIGHT)
    assert User.objects.get(pk=stranger.pk).name == "Bu Tarni"

    call_me(by=stranger, name="", at=NIGHT)
    assert User.objects.get(pk=stranger.pk).name == ""


def test_notices_are_shown_unread_first_and_marked_once(aldo, city):
    tell(aldo, "invitation_used", city=city, at=NIGHT)
    assert [notice.is_new for notice in notices_of(aldo)] == [True]

    assert read_notices(by=aldo, at=NIGHT) == 1
    assert read_notices(by=aldo, at=NIGHT) == 0
    assert [notice.is_new for notice in notices_of(aldo)] == [False]


@pytest.fixture
def tarni(make_participant, city, make_statement, ajibarang):
    """Somebody with everything that the program can hold about a person."""
    user = User.objects.create_user(
        "tarni.rahasia@contoh.id", "kata-sandi-panjang", phone="+6281234567890", phone_verified=True, name="Tarni"
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    person = make_participant(
        "VERIFIED", user=user, label="Kursi Tarni", sector="SHOP", district=ajibarang, hub="Hub Tarni"
    )
    person.votes.create(statement=make_statement("Gedung dibuka"), value=1, cast_at=NIGHT)
    make_invitation(by=person, at=NIGHT)
    tell(person, "invitation_used", city=city, at=NIGHT)
    return user


def everything() -> str:
    """Return every value of every table, as one text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_who_leaves_is_forgotten_in_every_table_and_their_votes_stay(tarni):
    person = tarni.participants.get()
    assert "Tarni" in everything()

    erase_account(by=tarni, at=NIGHT)

    left = everything()
    for trace in ("Tarni", "tarni.rahasia", "81234567890"):
        assert trace not in left
    tarni.refresh_from_db()
    person.refresh_from_db()
    assert (tarni.is_active, tarni.has_usable_password(), person.user) == (False, False, None)
    assert not person.has_described_themselves
    assert person.votes.count() == 1
    assert not Notice.objects.exists()
    assert AuditLine.objects.filter(verb="erased").count() == 2


def test_a_forgotten_phone_may_open_a_new_account(tarni, client: Client):
    from muara.web.accounts.actions import open_account

    erase_account(by=tarni, at=NIGHT)

    assert open_account(phone="+6281234567890", at=NIGHT).pk != tarni.pk


def test_a_guest_is_forgotten_with_their_phone(make_participant):
    guest = make_participant(device_hash=device.hash_of("hp"), sector="SHOP")

    erase_guest(by=guest, at=NIGHT)

    guest.refresh_from_db()
    assert (guest.device_hash, guest.sector) == ("", "")


def test_the_last_secretariat_hands_over_before_leaving(sekar):
    with pytest.raises(CannotErase):
        erase_account(by=sekar, at=NIGHT)
    sekar.refresh_from_db()
    assert sekar.is_active
    assert sekar.email


def test_leaving_over_the_page_signs_out_and_forgets_the_device(tarni, client: Client):
    as_guest(client, "hp")
    client.force_login(tarni, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post("/purwokerto/saya/hapus/").status_code == 422

    answer = client.post("/purwokerto/saya/hapus/", {"is_sure": "on"})

    assert answer.headers["Location"] == "/purwokerto/"
    assert client.cookies[device.COOKIE].value == ""
    assert "_auth_user_id" not in client.session


def test_the_download_holds_everything_of_the_person_and_nothing_of_others(
    tarni, client: Client, make_participant, make_statement
):
    make_participant().votes.create(statement=make_statement("Orang lain"), value=1, cast_at=NIGHT)
    client.force_login(tarni, backend="django.contrib.auth.backends.ModelBackend")

    answer = client.get("/purwokerto/saya/data/")

    data = json.loads(answer.content)
    assert data["account"]["phone"] == "+6281234567890"
    assert data["concerns.vote.participant"][0]["statement__text"] == "Gedung dibuka"
    assert data["accounts.participant.user"][0]["hub"] == "Hub Tarni"
    assert "Orang lain" not in answer.content.decode()
    assert "token" not in answer.content.decode()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_stranger_takes_nothing_along():
    assert own_data(user=None, participant=None) == {}
