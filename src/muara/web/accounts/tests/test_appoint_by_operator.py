from __future__ import annotations

import pytest

from conftest import NIGHT
from muara.web.accounts.actions import CannotGiveRole, appoint_by_operator
from muara.web.accounts.models import AuditLine, Membership, User

pytestmark = pytest.mark.django_db


def appoint(city, **more):
    asked = {"email": "sekar@contoh.id", "role": "SECRETARIAT", "name": "Sekar", "at": NIGHT, **more}
    return appoint_by_operator(city=city, **asked)


def test_the_first_secretariat_can_sign_in_with_the_password_that_is_shown_once(city, client):
    membership, password = appoint(city)

    assert (membership.role, membership.user.name) == ("SECRETARIAT", "Sekar")
    assert client.login(email="sekar@contoh.id", password=password)
    assert len(set(password) - {"-"}) > 5
    assert set(AuditLine.objects.filter(city=city).values_list("verb", "by_user")) == {
        ("password_given", None),
        ("role_given", None),
    }


def test_two_passwords_are_never_the_same(city, other_city):
    passwords = {appoint(city, new_password=True)[1] for _ in range(5)}

    assert len(passwords) == 5


def test_whoever_has_a_password_keeps_it(city, novita):
    membership, password = appoint(city, email="novita@contoh.id")

    novita.refresh_from_db()
    assert (membership.user, membership.role, password) == (novita, "SECRETARIAT", "")
    assert novita.check_password("kata-sandi-panjang")
    assert novita.memberships.count() == 1


def test_a_forgotten_password_is_replaced_on_request(city, novita):
    _membership, password = appoint(city, email="NOVITA@contoh.id", role="FACILITATOR", new_password=True)

    novita.refresh_from_db()
    assert novita.check_password(password)
    assert User.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"email": "sekar"}, {"email": ""}, {"role": "KING"}])
def test_nonsense_is_refused_and_leaves_nothing(city, wrong):
    with pytest.raises(CannotGiveRole):
        appoint(city, **wrong)

    assert not User.objects.exists()
    assert not Membership.objects.exists()
    assert not AuditLine.objects.exists()
