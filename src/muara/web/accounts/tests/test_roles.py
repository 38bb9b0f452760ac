from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from conftest import NIGHT
from muara.web.accounts.actions import (
    CannotGiveRole,
    CannotOpenAssisted,
    CannotWithdrawRole,
    appoint,
    give_role,
    open_assisted,
    withdraw_role,
)
from muara.web.accounts.models import AuditLine, Membership, Participant, User

pytestmark = pytest.mark.django_db


def test_the_secretariat_gives_and_changes_a_role(sekar, city, stranger):
    give_role(by=sekar, city=city, user=stranger, role="MEMBER", at=NIGHT)
    give_role(by=sekar, city=city, user=stranger, role="FACILITATOR", at=NIGHT)

    assert stranger.memberships.get().role == "FACILITATOR"
    assert AuditLine.objects.filter(verb="role_given", by_user=sekar).count() == 2


def test_whoever_has_no_account_gets_one_that_only_a_code_opens(sekar, city):
    membership = appoint(by=sekar, city=city, role="FACILITATOR", phone="+6281234567890", at=NIGHT)

    assert not membership.user.has_usable_password()
    assert not membership.user.phone_verified


@pytest.mark.parametrize("who", ["novita", "stranger", "neighbor"])
def test_nobody_else_gives_roles_and_no_account_is_left_behind(request, city, sekar, make_member, other_city, who):
    user = make_member("jauh", "SECRETARIAT", other_city) if who == "neighbor" else request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        appoint(by=user, city=city, role="FACILITATOR", phone="+6281234567890", at=NIGHT)
    assert not User.objects.filter(phone="+6281234567890").exists()


def test_the_operator_names_the_first_secretariat_and_no_second(city, stranger):
    operator = User.objects.create_superuser("operator@contoh.id", "kata-sandi-panjang")

    give_role(by=operator, city=city, user=stranger, role="SECRETARIAT", at=NIGHT)

    with pytest.raises(PermissionDenied):
        give_role(by=operator, city=city, user=operator, role="SECRETARIAT", at=NIGHT)


def test_an_unknown_role_is_refused(sekar, city, stranger):
    with pytest.raises(CannotGiveRole):
        give_role(by=sekar, city=city, user=stranger, role="KING", at=NIGHT)


def test_the_last_secretariat_can_neither_leave_nor_step_down(sekar, city):
    with pytest.raises(CannotWithdrawRole):
        withdraw_role(by=sekar, membership=sekar.memberships.get(), at=NIGHT)
    with pytest.raises(CannotGiveRole):
        give_role(by=sekar, city=city, user=sekar, role="MEMBER", at=NIGHT)
    assert sekar.memberships.get().role == "SECRETARIAT"


def test_with_a_second_one_the_first_may_leave(sekar, city, stranger):
    give_role(by=sekar, city=city, user=stranger, role="SECRETARIAT", at=NIGHT)

    withdraw_role(by=stranger, membership=sekar.memberships.get(), at=NIGHT)

    assert Membership.objects.get().user == stranger


def test_a_closed_account_is_no_second_one(sekar, city, make_member):
    gone = make_member("pergi", "SECRETARIAT")
    gone.is_active = False
    gone.save()

    with pytest.raises(CannotWithdrawRole):
        withdraw_role(by=sekar, membership=sekar.memberships.get(), at=NIGHT)


def test_a_facilitator_may_not_withdraw(novita, sekar):
    with pytest.raises(PermissionDenied):
        withdraw_role(by=novita, membership=novita.memberships.get(), at=NIGHT)
    assert novita.memberships.exists()


def test_a_facilitator_opens_a_participation_for_somebody_without_a_phone(novita, city):
    person = open_assisted(by=novita, city=city, label=" Kursi 4 ", at=NIGHT)

    assert (person.is_assisted, person.assisted_by, person.label, person.tier) == (
        True,
        novita,
        "Kursi 4",
        "GUEST",
    )
    assert AuditLine.objects.get().verb == "assisted"


@pytest.mark.parametrize("label", ["", "  ", "kursi 4"])
def test_an_assisted_person_has_a_mark_of_their_own(novita, city, label: str):
    open_assisted(by=novita, city=city, label="Kursi 4", at=NIGHT)

    with pytest.raises(CannotOpenAssisted):
        open_assisted(by=novita, city=city, label=label, at=NIGHT)
    assert Participant.objects.count() == 1


def test_who_does_not_facilitate_here_may_not(stranger, make_member, other_city, city):
    for user in (stranger, make_member("jauh", "FACILITATOR", other_city)):
        with pytest.raises(PermissionDenied):
            open_assisted(by=user, city=city, label="Kursi 4", at=NIGHT)
    assert not Participant.objects.exists()
