from __future__ import annotations

import hashlib
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from conftest import NIGHT
from muara.web.accounts import device
from muara.web.accounts.actions import (
    CannotAcceptInvitation,
    CannotInvite,
    accept_invitation,
    make_invitation,
)
from muara.web.accounts.models import AuditLine, Invitation, Notice, Participant

pytestmark = pytest.mark.django_db


def test_the_token_is_long_and_only_its_hash_is_kept(aldo):
    invitation, token = make_invitation(by=aldo, at=NIGHT)

    assert len(token) >= 22  # 128 bits
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(list(Invitation.objects.values())) + repr(list(AuditLine.objects.values()))


@pytest.mark.parametrize("tier", ["GUEST", "INVITED"])
def test_only_verified_people_invite(make_participant, tier: str):
    with pytest.raises(PermissionDenied):
        make_invitation(by=make_participant(tier), at=NIGHT)
    assert not Invitation.objects.exists()


def test_five_are_open_at_a_time_and_an_accepted_or_expired_one_frees_a_place(aldo, make_participant):
    _, token = make_invitation(by=aldo, at=NIGHT)
    for _ in range(4):
        make_invitation(by=aldo, at=NIGHT)
    with pytest.raises(CannotInvite):
        make_invitation(by=aldo, at=NIGHT)

    accept_invitation(by=make_participant(), token=token, at=NIGHT)
    make_invitation(by=aldo, at=NIGHT)
    with pytest.raises(CannotInvite):
        make_invitation(by=aldo, at=NIGHT)

    make_invitation(by=aldo, at=NIGHT + timedelta(days=14))
    assert Invitation.objects.count() == 7


def test_who_accepts_is_invited_and_the_inviter_is_told(aldo, make_participant):
    invitation, token = make_invitation(by=aldo, at=NIGHT)

    guest = accept_invitation(by=make_participant(), token=token, at=NIGHT)

    invitation.refresh_from_db()
    assert (guest.tier, guest.invited_by) == ("INVITED", aldo)
    assert (invitation.used_by, invitation.used_at) == (guest, NIGHT)
    assert Notice.objects.get().participant == aldo
    assert [line.verb for line in AuditLine.objects.order_by("pk")] == ["invited", "invitation_accepted"]


def test_an_invitation_is_used_once(aldo, make_participant):
    _, token = make_invitation(by=aldo, at=NIGHT)
    accept_invitation(by=make_participant(), token=token, at=NIGHT)
    late = make_participant()

    with pytest.raises(CannotAcceptInvitation):
        accept_invitation(by=late, token=token, at=NIGHT)
    late.refresh_from_db()
    assert late.tier == "GUEST"


@pytest.mark.parametrize("days", [14, 15])
def test_an_expired_invitation_opens_nothing(aldo, make_participant, days: int):
    _, token = make_invitation(by=aldo, at=NIGHT)

    with pytest.raises(CannotAcceptInvitation):
        accept_invitation(by=make_participant(), token=token, at=NIGHT + timedelta(days=days))


def test_ones_own_and_an_unneeded_invitation_are_left_for_others(aldo, make_participant):
    invitation, token = make_invitation(by=aldo, at=NIGHT)

    for person in (aldo, make_participant("INVITED"), make_participant("VERIFIED")):
        with pytest.raises(CannotAcceptInvitation):
            accept_invitation(by=person, token=token, at=NIGHT)
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_an_invitation_of_one_city_opens_nothing_in_another(aldo, make_participant, other_city):
    _, token = make_invitation(by=aldo, at=NIGHT)

    with pytest.raises(CannotAcceptInvitation):
        accept_invitation(by=make_participant(where=other_city), token=token, at=NIGHT)


def test_looking_at_the_link_uses_nothing_up(client: Client, aldo):
    _, token = make_invitation(by=aldo, at=timezone.now())
    address = f"/purwokerto/undangan/{token}/"

    answers = [client.get(address) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert "no-store" in answers[0].headers["Cache-Control"]
    assert answers[0].headers["Referrer-Policy"] == "same-origin"
    assert Invitation.objects.get().used_at is None
    assert Participant.objects.count() == 1


def test_pressing_the_button_admits_a_new_guest_by_invitation(client: Client, aldo):
    _, token = make_invitation(by=aldo, at=timezone.now())

    answer = client.post(f"/purwokerto/undangan/{token}/")

    assert answer.headers["Location"] == "/purwokerto/saya/"
    assert Participant.objects.exclude(pk=aldo.pk).get().tier == "INVITED"
    again = Client().post(f"/purwokerto/undangan/{token}/")
    assert again.status_code == 409


def test_the_link_is_shown_once(client: Client, aldo):
    from muara.web.accounts.tests.test_signing_in import as_guest

    aldo.device_hash = device.hash_of("hp")
    aldo.save()
    as_guest(client, "hp")

    made = client.post("/purwokerto/undangan/").content.decode()
    later = client.get("/purwokerto/undangan/").content.decode()

    assert "/purwokerto/undangan/" in made.split('class="mono"')[1][:80]
    assert 'class="mono"' not in later


def test_the_token_does_not_reach_the_log(client: Client, aldo, caplog):
    _, token = make_invitation(by=aldo, at=timezone.now())
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(f"/purwokerto/undangan/{token}/").status_code == 403
    assert client.get(f"/cilacap/undangan/{token}/").status_code == 404

    assert caplog.records
    from muara.web.accounts.logs import WithoutSecrets

    for record in caplog.records:
        WithoutSecrets().filter(record)
        assert token not in record.getMessage()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_are_one_who_got_in(aldo, make_participant):
    _, token = make_invitation(by=aldo, at=NIGHT)
    people, results, start = [make_participant() for _ in range(8)], [], threading.Barrier(8)

    def press(person: Participant) -> None:
        start.wait()
        try:
            accept_invitation(by=person, token=token, at=NIGHT)
            results.append("in")
        except CannotAcceptInvitation:
            results.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["in"] + ["late"] * 7
    assert Participant.objects.filter(tier="INVITED").count() == 1
