"""Letters to people who registered and are away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from muara.web.accounts.models import Participant, User
from muara.web.cities.models import City
from muara.web.forum.actions import cancel_registration, cancel_session, register
from muara.web.forum.models import Registration, Session
from muara.web.tasks.worker import run_waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def make_person(city: City) -> Callable[[str], Participant]:
    def make(name: str) -> Participant:
        user = User.objects.create_user(f"{name}@contoh.id", "kata-sandi-panjang", name=name.title())
        EmailAddress.objects.create(user=user, email=user.email or "", verified=True, primary=True)
        return Participant.objects.create(city=city, user=user, joined_at=timezone.now())

    return make


def keep(session: Session, person: Participant, name: str) -> Registration:
    return register(by=person, session=session, name=name, token=name, at=timezone.now())


def test_who_moves_up_is_written_to_with_the_page_on_which_to_give_it_back(
    coming: Session, registration: Registration, make_person: Any, make_participant: Any
):
    keep(coming, make_participant(), "Bayu")
    keep(coming, make_person("citra"), "Citra")

    cancel_registration(by=registration.participant, registration=registration, at=timezone.now())
    run_waiting()

    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["citra@contoh.id"], "Anda mendapat tempat: BATS 26")
    assert "/purwokerto/sesi/26/daftar/saya/" in str(letter.body)
    assert "/pengingat/" in letter.extra_headers["List-Unsubscribe"]


def test_a_letter_that_lost_its_reason_is_not_sent(
    coming: Session, registration: Registration, make_person: Any, make_participant: Any
):
    keep(coming, make_participant(), "Bayu")
    citra = make_person("citra")
    waits = keep(coming, citra, "Citra")
    cancel_registration(by=registration.participant, registration=registration, at=timezone.now())
    cancel_registration(by=citra, registration=waits, at=timezone.now())

    run_waiting()

    assert mail.outbox == []


def test_who_stopped_letters_gets_none(coming: Session, novita: User, make_person: Any, city: City):
    dewi, eko = make_person("dewi"), make_person("eko")
    keep(coming, dewi, "Dewi")
    keep(coming, eko, "Eko")
    Participant.objects.filter(pk=dewi.pk).update(wants_reminders=False)

    cancel_session(by=novita, session=coming, reason="Hujan.", at=timezone.now())
    run_waiting()

    assert [letter.to for letter in mail.outbox] == [["eko@contoh.id"]]
    assert "Hujan." in str(mail.outbox[0].body)


def test_a_sample_city_writes_to_nobody(coming: Session, novita: User, make_person: Any):
    City.objects.update(is_sample=True)
    coming.refresh_from_db()
    keep(coming, make_person("dewi"), "Dewi")

    cancel_session(by=novita, session=Session.objects.get(pk=coming.pk), reason="Hujan.", at=timezone.now())
    run_waiting()

    assert mail.outbox == []
