from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.actions import (
    CannotPasteRoll,
    admit,
    match_roll,
    paste_roll,
    verify_by_hall,
    verify_by_roll,
)
from muara.web.accounts.models import AuditLine, Notice, Participant, RollEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(db):
    return User.objects.create_user(phone="+6281234567890", phone_verified=True)


def test_who_was_seen_in_the_room_is_verified_once_and_told(make_participant):
    guest = make_participant()

    verify_by_hall(by=guest, at=NIGHT)
    verify_by_hall(by=guest, at=NIGHT)

    guest.refresh_from_db()
    assert (guest.tier, guest.verified_by) == ("VERIFIED", "HALL")
    assert AuditLine.objects.count() == Notice.objects.count() == 1


def test_the_secretariat_verifies_by_its_own_roll(sekar, make_participant):
    guest = make_participant("INVITED")

    verify_by_roll(by=sekar, participant=guest, at=NIGHT)

    assert (guest.tier, guest.verified_by) == ("VERIFIED", "ROLL")
    assert AuditLine.objects.get().by_user == sekar


def test_a_facilitator_and_the_secretariat_of_another_city_may_not(
    novita, make_member, other_city, make_participant
):
    guest = make_participant()

    for user in (novita, make_member("jauh", "SECRETARIAT", other_city)):
        with pytest.raises(PermissionDenied):
            verify_by_roll(by=user, participant=guest, at=NIGHT)
    guest.refresh_from_db()
    assert guest.tier == "GUEST"


def test_a_pasted_roll_keeps_no_number_and_knows_each_person_once(sekar, city):
    text = "0812 3456 7890\n\n+62 812-3456-7890\nAnggota@Contoh.id\n"

    assert paste_roll(by=sekar, city=city, text=text, source="Koperasi A", at=NIGHT) == (2, 0)
    assert paste_roll(by=sekar, city=city, text=text, source="Koperasi B", at=NIGHT) == (0, 0)

    kept = repr(list(RollEntry.objects.values())) + repr(list(AuditLine.objects.values()))
    assert "34567890" not in kept
    assert "contoh.id" not in kept.lower().replace("sekar@contoh.id", "")


def test_somebody_on_the_roll_is_verified_when_they_first_take_part(sekar, city, member):
    paste_roll(by=sekar, city=city, text="081234567890", source="Koperasi A", at=NIGHT)

    person = admit(city=city, user=member, device_token="", at=NIGHT)

    assert (person.tier, person.verified_by) == ("VERIFIED", "ROLL")
    assert RollEntry.objects.get().matched == person


def test_somebody_who_takes_part_already_is_verified_when_the_roll_comes(sekar, city, member, make_participant):
    person = make_participant(user=member)

    assert paste_roll(by=sekar, city=city, text="081234567890", source="Koperasi A", at=NIGHT) == (1, 1)

    person.refresh_from_db()
    assert person.tier == "VERIFIED"


def test_a_confirmed_e_mail_matches_and_an_unconfirmed_contact_does_not(sekar, city, make_participant):
    user = User.objects.create_user("anggota@contoh.id", phone="+6281234567890", phone_verified=False)
    address = EmailAddress.objects.create(user=user, email="anggota@contoh.id", verified=False, primary=True)
    person = make_participant(user=user)
    paste_roll(by=sekar, city=city, text="081234567890\nANGGOTA@contoh.id", source="Koperasi A", at=NIGHT)
    person.refresh_from_db()
    assert person.tier == "GUEST"

    address.verified = True
    address.save()

    assert match_roll(participant=person, at=NIGHT)
    assert not match_roll(participant=make_participant(), at=NIGHT)


def test_a_roll_verifies_in_its_own_city_only(sekar, city, member, make_participant, other_city):
    away = make_participant(where=other_city, user=member)

    paste_roll(by=sekar, city=city, text="081234567890", source="Koperasi A", at=NIGHT)

    away.refresh_from_db()
    assert away.tier == "GUEST"


@pytest.mark.parametrize(
    ("text", "line"), [("081234567890\nbukan nomor", "2"), ("=1+1", "1"), ("\n\n12", "3"), ("a@b", "1")]
)
def test_a_line_that_cannot_be_read_refuses_the_whole_roll(sekar, city, text: str, line: str):
    with pytest.raises(CannotPasteRoll, match=rf"\b{line}\b"):
        paste_roll(by=sekar, city=city, text=text, source="Koperasi A", at=NIGHT)
    assert not RollEntry.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize(("text", "source"), [("", "Koperasi A"), ("081234567890", " "), ("0812\n" * 5001, "A")])
def test_an_empty_endless_or_nameless_roll_is_refused(sekar, city, text: str, source: str):
    with pytest.raises(CannotPasteRoll):
        paste_roll(by=sekar, city=city, text=text, source=source, at=NIGHT)


def test_a_facilitator_may_not_paste(novita, city):
    with pytest.raises(PermissionDenied):
        paste_roll(by=novita, city=city, text="081234567890", source="Koperasi A", at=NIGHT)
    assert not Participant.objects.exists()
