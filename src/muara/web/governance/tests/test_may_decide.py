from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from muara.web.governance import actions
from muara.web.governance.models import Matter
from muara.web.governance.queries.mandates import may_decide
from muara.web.governance.tests.conftest import AT
from muara.web.network import actions as network

pytestmark = pytest.mark.django_db


def test_without_an_arrangement_nobody_holds_anything(city, koperasi, bayu, novita):
    for who in (koperasi, bayu, novita, None, AnonymousUser()):
        answer = may_decide(who, Matter.INITIATIVE, city=city, at=AT)
        assert (answer.allowed, answer.mandate, answer.holders) == (False, None, ())
        assert "belum ada" in answer.why.lower() or "tidak ada" in answer.why.lower()


def test_a_draft_gives_no_power(city, make_arrangement, koperasi):
    make_arrangement([koperasi], "LEAD_ORGANIZATION", lead=koperasi, is_draft=True)
    assert not may_decide(koperasi, "INITIATIVE", city=city, at=AT).allowed


def test_where_members_decide_together_nobody_decides_alone_and_is_told_so(city, together, koperasi, bayu):
    for who in (koperasi, bayu):
        answer = may_decide(who, "SPENDING", 100, city=city, at=AT)
        assert (answer.allowed, answer.holders) == (False, ("para anggota",))
        assert "bersama" in answer.why
        assert "membelanjakan uang" in answer.why


def test_the_lead_decides_alone_within_its_bounds_after_advice(city, led, koperasi, bayu, tini, sanggar):
    for who in (koperasi, bayu):
        answer = may_decide(who, "SPENDING", 5_000_000, city=city, at=AT)
        assert (answer.allowed, answer.advice_days) == (True, 7)
        assert answer.mandate is not None
        assert answer.mandate.actor == koperasi
    for amount in (5_000_001, None):
        answer = may_decide(bayu, "SPENDING", amount, city=city, at=AT)
        assert not answer.allowed
        assert "Rp5.000.000" in answer.why
        assert "para anggota" in answer.why
    for who in (tini, sanggar):
        answer = may_decide(who, "SPENDING", 1, city=city, at=AT)
        assert (answer.allowed, answer.holders) == (False, ("Koperasi A", "para anggota"))
        assert "Koperasi A" in answer.why
    assert may_decide(bayu, "ARRANGEMENT", city=city, at=AT).holders == ("para anggota",)


def test_a_mandate_taken_back_or_of_a_member_that_left_holds_no_more(
    city, led, koperasi, bayu, novita, make_passed, terms_of
):
    mandate = terms_of(led).mandates.get(matter="INITIATIVE")
    actions.take_effect(decision=make_passed(led, recalls=mandate, matter="ELECTION"), at=AT)
    assert not may_decide(bayu, "INITIATIVE", city=city, at=AT).allowed
    assert may_decide(bayu, "INITIATIVE", city=city, at=AT - timedelta(minutes=1)).allowed
    assert may_decide(bayu, "REPRESENTING", city=city, at=AT).allowed

    actions.member_leaves(by=bayu, member=led.members.get(actor=koperasi), reason="Pindah.", at=AT)
    answer = may_decide(bayu, "REPRESENTING", city=city, at=AT)
    assert not answer.allowed
    assert "Koperasi A" in answer.why
    assert answer.holders == ()


def test_a_mandate_rests_while_its_holder_is_not_in_the_network(city, led, koperasi, bayu, novita):
    network.leave(by=novita, actor=koperasi, reason="Tutup.", at=AT)
    assert not may_decide(bayu, "REPRESENTING", city=city, at=AT).allowed
    network.come_back(by=novita, actor=koperasi, at=AT)
    assert may_decide(bayu, "REPRESENTING", city=city, at=AT).allowed


def test_terms_that_ran_out_leave_the_members_alone_in_power(city, led, bayu, terms_of):
    terms = terms_of(led)
    terms.until_date = date(2026, 11, 21)
    terms.save()

    assert may_decide(bayu, "SPENDING", 1, city=city, at=AT).allowed
    answer = may_decide(bayu, "SPENDING", 1, city=city, at=AT + timedelta(days=1))
    assert (answer.allowed, answer.holders) == (False, ("para anggota",))
    assert "21 November 2026" in answer.why


def test_a_body_acts_by_who_sits_in_it_while_the_seat_lasts(city, make_arrangement, make_person, stranger, sanggar,
                                                            tini):  # fmt: skip
    nao = make_arrangement([sanggar], "ADMINISTRATIVE", lead=sanggar)
    board = nao.bodies.get(actor=None)
    ani = make_person("ani")
    vacant = may_decide(ani, "INITIATIVE", city=city, at=AT)
    assert not vacant.allowed
    assert "Pengurus jejaring" in vacant.why

    seat = board.seats.create(participant=ani, name="Ani", since_at=AT, until_at=AT + timedelta(days=30))

    for who in (ani, ani.user):
        assert may_decide(who, "INITIATIVE", city=city, at=AT).allowed
        assert not may_decide(who, "INITIATIVE", city=city, at=seat.until_at).allowed
    assert not may_decide(stranger, "INITIATIVE", city=city, at=AT).allowed
    assert may_decide(tini, "SPENDING", 2_500_000, city=city, at=AT).allowed
    assert not may_decide(tini, "SPENDING", 2_500_001, city=city, at=AT).allowed
    assert may_decide(ani.user, "SPENDING", 2_500_001, city=city, at=AT).advice_days == 7


def test_what_the_members_passed_is_allowed_up_to_what_they_passed(city, together, make_passed):
    spend = make_passed(together, matter="SPENDING", amount=7_000_000)
    asked = {"city": city, "at": AT, "by_decision": spend}

    assert may_decide(None, "SPENDING", 7_000_000, **asked).allowed
    assert not may_decide(None, "SPENDING", 7_000_001, **asked).allowed
    assert not may_decide(None, "INITIATIVE", **asked).allowed
    failed = make_passed(together, "no_quorum", matter="SPENDING", amount=7_000_000)
    assert not may_decide(None, "SPENDING", 1, city=city, at=AT, by_decision=failed).allowed


def test_the_mandates_of_one_city_hold_in_no_other(other_city, led, koperasi, bayu):
    for who in (koperasi, bayu):
        assert not may_decide(who, "REPRESENTING", city=other_city, at=AT).allowed


def test_a_refusal_speaks_the_language_of_the_reader(city, led, tini):
    with translation.override("en"):
        answer = may_decide(tini, "REPRESENTING", city=city, at=AT)
    assert answer.why == "You do not hold the mandate “speak for the network”. It is held by: Koperasi A."


def test_one_question_costs_few_queries(city, led, bayu, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        assert may_decide(bayu, "SPENDING", 1, city=city, at=AT).allowed
