from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from muara.web.accounts.models import Notice, Participant, User
from muara.web.network import actions
from muara.web.network.models import ActorMembership
from muara.web.network.permissions import speaks_for
from muara.web.network.tests.conftest import AT

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    """Return the user as the next request knows them."""
    return User.objects.get(pk=user.pk)


def test_taking_over_an_actor_needs_two_different_people(koperasi, stranger, novita, sekar, city):
    Participant.objects.create(city=city, user=stranger, joined_at=AT)
    asked = actions.claim(by=stranger, actor=koperasi, note="Bendahara.", at=AT)

    actions.approve_claim(by=novita, membership=asked, at=AT)
    assert not speaks_for(fresh(stranger), koperasi)
    with pytest.raises(actions.CannotApproveClaim):
        actions.approve_claim(by=novita, membership=asked, at=AT)
    assert not speaks_for(fresh(stranger), koperasi)

    actions.approve_claim(by=sekar, membership=asked, at=AT)
    assert speaks_for(fresh(stranger), koperasi)
    assert Notice.objects.get().kind == "claim_approved"


def test_one_yes_of_its_own_people_is_enough(koperasi, bayu, stranger):
    asked = actions.claim(by=stranger, actor=koperasi, note="Bendahara.", at=AT)

    actions.approve_claim(by=bayu, membership=asked, at=AT)

    assert speaks_for(fresh(stranger), koperasi)


def test_nobody_says_yes_to_themselves_not_even_the_secretariat(koperasi, sekar):
    asked = actions.claim(by=sekar, actor=koperasi, note="Anggota.", at=AT)

    for decide in (actions.approve_claim, actions.refuse_claim):
        with pytest.raises(PermissionDenied):
            decide(by=sekar, membership=asked, at=AT)
    assert ActorMembership.objects.get().status == "ASKED"


def test_somebody_of_another_actor_decides_nothing(koperasi, tini, stranger):
    asked = actions.claim(by=stranger, actor=koperasi, note="Bendahara.", at=AT)

    with pytest.raises(PermissionDenied):
        actions.approve_claim(by=tini, membership=asked, at=AT)


def test_one_claim_at_a_time_and_never_without_saying_who(koperasi, stranger, bayu):
    with pytest.raises(actions.CannotClaim):
        actions.claim(by=stranger, actor=koperasi, note="  ", at=AT)
    actions.claim(by=stranger, actor=koperasi, note="Bendahara.", at=AT)
    for by in (stranger, bayu):
        with pytest.raises(actions.CannotClaim):
            actions.claim(by=by, actor=koperasi, note="Bendahara.", at=AT)
    assert ActorMembership.objects.count() == 2


def test_a_refused_claim_stays_refused_and_may_be_made_again(koperasi, stranger, novita, sekar):
    asked = actions.claim(by=stranger, actor=koperasi, note="Bendahara.", at=AT)

    actions.refuse_claim(by=novita, membership=asked, at=AT)

    with pytest.raises(actions.CannotApproveClaim):
        actions.approve_claim(by=sekar, membership=asked, at=AT)
    with pytest.raises(actions.CannotRefuseClaim):
        actions.refuse_claim(by=sekar, membership=asked, at=AT)
    assert actions.claim(by=stranger, actor=koperasi, note="Bendahara.", at=AT).status == "ASKED"


def test_a_membership_is_ended_by_oneself_ones_people_or_who_keeps_the_network(
    koperasi, bayu, tini, make_speaker, novita
):
    second = make_speaker("kedua", koperasi)
    [one, two] = koperasi.memberships.order_by("pk")

    with pytest.raises(PermissionDenied):
        actions.end_membership(by=tini, membership=one, at=AT)
    actions.end_membership(by=bayu, membership=two, at=AT)
    assert not speaks_for(fresh(second), koperasi)
    actions.end_membership(by=bayu, membership=one, at=AT)
    with pytest.raises(actions.CannotEndMembership):
        actions.end_membership(by=novita, membership=one, at=AT)
