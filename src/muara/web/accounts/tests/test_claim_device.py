from __future__ import annotations

from datetime import timedelta

import pytest

from conftest import NIGHT
from muara.web.accounts import device
from muara.web.accounts.actions import admit, claim_device
from muara.web.accounts.models import AuditLine, Notice, Participant

pytestmark = pytest.mark.django_db
PHONE = "token-hp-aldo"


@pytest.fixture
def guest(make_participant):
    return make_participant(device_hash=device.hash_of(PHONE))


def test_a_guest_who_signs_in_stays_the_same_participant(guest, stranger):
    assert claim_device(by=stranger, device_token=PHONE, at=NIGHT) == 1

    guest.refresh_from_db()
    assert (guest.user, guest.device_hash) == (stranger, "")
    assert AuditLine.objects.get().verb == "claimed"


def test_where_the_user_takes_part_already_everything_of_the_guest_is_theirs(
    guest, stranger, city, make_participant, make_statement
):
    own = make_participant(user=stranger)
    make_participant(invited_by=guest)
    early, late = make_statement("Gedung dibuka"), make_statement("Retribusi turun")
    guest.votes.create(statement=early, value=1, cast_at=NIGHT)
    guest.votes.create(statement=late, value=-1, cast_at=NIGHT + timedelta(hours=1))
    own.votes.create(statement=late, value=1, cast_at=NIGHT)
    Notice.objects.create(city=city, participant=guest, kind="invitation_used", at=NIGHT)

    claim_device(by=stranger, device_token=PHONE, at=NIGHT)

    guest.refresh_from_db()
    assert dict(own.votes.values_list("statement__text", "value")) == {"Gedung dibuka": 1, "Retribusi turun": -1}
    assert own.notices.count() == own.invited.count() == 1
    assert (guest.merged_into, guest.user, guest.device_hash) == (own, None, "")
    assert not guest.votes.exists()


def test_the_higher_tier_and_the_first_description_stay(guest, stranger, make_participant):
    own = make_participant(user=stranger)
    guest.tier, guest.verified_by, guest.sector = "VERIFIED", "HALL", "SHOP"
    guest.save()

    claim_device(by=stranger, device_token=PHONE, at=NIGHT)

    own.refresh_from_db()
    guest.refresh_from_db()
    assert (own.tier, own.verified_by, own.sector) == ("VERIFIED", "HALL", "SHOP")
    assert (guest.tier, guest.sector) == ("GUEST", "")


def test_a_lower_tier_and_another_description_change_nothing(guest, stranger, make_participant):
    own = make_participant("VERIFIED", user=stranger, verified_by="ROLL", sector="MEDIA")
    guest.sector = "SHOP"
    guest.save()

    claim_device(by=stranger, device_token=PHONE, at=NIGHT)

    own.refresh_from_db()
    assert (own.tier, own.verified_by, own.sector) == ("VERIFIED", "ROLL", "MEDIA")


def test_the_guests_of_two_cities_are_claimed_at_once(guest, stranger, other_city, make_participant):
    elsewhere = make_participant(where=other_city, device_hash=device.hash_of(PHONE))

    assert claim_device(by=stranger, device_token=PHONE, at=NIGHT) == 2

    elsewhere.refresh_from_db()
    assert elsewhere.user == stranger


def test_no_device_and_an_unknown_device_claim_nobody(guest, stranger):
    assert claim_device(by=stranger, device_token="", at=NIGHT) == 0
    assert claim_device(by=stranger, device_token="lain", at=NIGHT) == 0

    guest.refresh_from_db()
    assert guest.user is None


def test_if_a_room_cannot_hand_over_nothing_is_claimed(guest, stranger, make_participant, settings):
    make_participant(user=stranger)
    settings.MUARA_CLAIM_STEPS = ["muara.web.accounts.tests.test_claim_device.fail"]

    with pytest.raises(OSError, match="disk full"):
        claim_device(by=stranger, device_token=PHONE, at=NIGHT)

    guest.refresh_from_db()
    assert guest.device_hash == device.hash_of(PHONE)
    assert not AuditLine.objects.exists()


def fail(**_kwargs):
    raise OSError("disk full")


def test_a_newcomer_is_admitted_once(city, stranger):
    first = admit(city=city, user=stranger, device_token="", at=NIGHT)
    again = admit(city=city, user=stranger, device_token="", at=NIGHT)

    assert first == again
    assert Participant.objects.count() == AuditLine.objects.count() == 1
