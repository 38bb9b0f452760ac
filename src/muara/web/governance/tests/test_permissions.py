from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from muara.web.governance import permissions as may
from muara.web.governance.models import Decision
from muara.web.governance.tests.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(together, make_passed):
    return make_passed(together, state="DRAFT", closed_at=None, result=None)


def test_who_made_the_roll_never_closes(decision, novita, sekar, stranger):
    decision.roll_by = novita
    assert [may.can_close(user, decision) for user in (novita, sekar, stranger, None)] == [
        False,
        True,
        False,
        False,
    ]
    assert [may.can_open(user, decision) for user in (novita, sekar, stranger, None)] == [True, True, False, False]


def test_no_ballot_of_a_secret_decision_is_recorded_for_anybody(decision, novita, stranger):
    assert may.can_record_ballot(novita, decision)
    assert not may.can_record_ballot(stranger, decision)
    decision.mode = Decision.Mode.SECRET_BALLOT
    assert not may.can_record_ballot(novita, decision)


def test_members_prepare_decisions_of_what_stands_and_nobody_else(
    city, other_city, together, make_arrangement, bayu, novita, stranger, make_actor, make_speaker, make_person
):
    of_a_draft = make_speaker("rancangan", draft_member := make_actor("Rancangan E"))
    make_arrangement([draft_member], name="Lain", is_draft=True)
    delegate = make_person("utusan")
    together.members.filter(actor__name="Radio C").update(delegate=delegate)

    for user in (bayu, novita, delegate.user):
        assert may.can_prepare_decision(user, city)
    for user in (of_a_draft, stranger, AnonymousUser(), None):
        assert not may.can_prepare_decision(user, city)
    assert not may.can_prepare_decision(bayu, other_city)
    bayu.is_active = False
    bayu.__dict__.pop("_actors_by_city")
    assert not may.can_prepare_decision(bayu, city)


def test_whoever_left_belongs_no_more(together, bayu, koperasi):
    assert may.belongs_to(bayu, together)
    together.members.filter(actor=koperasi).update(left_at=AT, left_reason="Pindah.")
    assert not may.belongs_to(bayu, together)


def test_an_elector_stands_on_the_frozen_roll(decision, aldo, make_participant):
    decision.electors.create(tag="a", participant=aldo)
    assert may.is_elector(aldo, decision)
    assert not may.is_elector(make_participant(), decision)
    assert not may.is_elector(None, decision)
