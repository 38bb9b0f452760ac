"""Booking a space: never two at a time, by the rules of its owner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muara.web.accounts.models import Notice, Participant
from muara.web.concerns.tests.test_vote_races import at_once
from muara.web.products import actions
from muara.web.products.models import Booking
from muara.web.products.tests.conftest import AT

NINE = datetime(2026, 12, 1, 2, tzinfo=UTC)  # 09.00 in the city
HOUR = timedelta(hours=1)


@pytest.fixture
def ask(hall, stranger):
    def book(starts=NINE, hours=2, by=stranger, **given):
        given = {"purpose": "Rapat warga", "at": AT, **given}
        return actions.book(by=by, space=hall, starts_at=starts, ends_at=starts + hours * HOUR, **given)

    return book


@pytest.mark.django_db
def test_who_books_waits_for_the_owner_and_is_told_the_answer(ask, bayu, stranger, city, verbs):
    person = Participant.objects.create(city=city, user=stranger, tier="INVITED", joined_at=AT)
    booking = ask()
    assert booking.state == "ASKED"
    actions.accept_booking(by=bayu, booking=booking, at=AT)
    assert verbs()[-2:] == ["booked_space", "accepted_booking"]
    assert [one.kind for one in Notice.objects.filter(participant=person)] == ["booking_accepted"]


@pytest.mark.django_db
def test_the_owner_books_at_once_and_so_does_everybody_where_no_yes_is_needed(ask, bayu, hall):
    assert ask(by=bayu).state == "BOOKED"
    actions.change_space(by=bayu, space=hall, at=AT, needs_yes=False)
    assert ask(NINE + 3 * HOUR).state == "BOOKED"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"starts": NINE + HOUR}, "Terpakai"),
        ({"starts": NINE - HOUR}, "Terpakai"),
        ({"starts": AT - HOUR}, "sudah lewat"),
        ({"starts": AT + timedelta(days=91)}, "90 hari"),
        ({"starts": NINE - 2 * HOUR, "hours": 1}, "08.00"),
        ({"starts": NINE + 11 * HOUR}, "21.00"),
        ({"starts": NINE + 4 * HOUR, "hours": 5}, "4 jam"),
        ({"starts": NINE + 4 * HOUR, "hours": 0}, "sebelum mulai"),
        ({"starts": NINE + 4 * HOUR, "n_people": 41}, "40 orang"),
        ({"starts": NINE + 4 * HOUR, "purpose": "  "}, "untuk apa"),
    ],
)
def test_what_the_rules_do_not_allow_is_refused(ask, given, word):
    ask()
    with pytest.raises(actions.CannotBook, match=word):
        ask(**given)
    assert Booking.objects.count() == 1


@pytest.mark.django_db
def test_one_booking_may_begin_when_the_other_ends(ask):
    ask()
    ask(NINE + 2 * HOUR)
    assert Booking.objects.count() == 2


@pytest.mark.django_db
def test_what_was_refused_or_given_back_frees_its_time(ask, bayu, stranger):
    actions.refuse_booking(by=bayu, booking=ask(), answer="Ada rapat anggota.", at=AT)
    actions.give_back(by=stranger, booking=ask(), at=AT)
    assert ask().state == "ASKED"


@pytest.mark.django_db
def test_the_owner_says_why_and_others_say_nothing(ask, bayu, tini, stranger):
    booking = ask()
    with pytest.raises(actions.CannotDecideBooking, match="alasannya"):
        actions.refuse_booking(by=bayu, booking=booking, answer=" ", at=AT)
    with pytest.raises(actions.CannotDecideBooking, match="alasannya"):
        actions.give_back(by=bayu, booking=booking, at=AT)
    for act in (actions.accept_booking, actions.give_back):
        with pytest.raises(PermissionDenied):
            act(by=tini, booking=booking, at=AT)
    with pytest.raises(PermissionDenied):
        actions.accept_booking(by=stranger, booking=booking, at=AT)
    actions.accept_booking(by=bayu, booking=booking, at=AT)
    with pytest.raises(actions.CannotDecideBooking, match="sudah dijawab"):
        actions.accept_booking(by=bayu, booking=booking, at=AT)


@pytest.mark.django_db
def test_nobody_takes_all_evenings(ask):
    for day in range(10):
        ask(NINE + timedelta(days=day))
    with pytest.raises(actions.CannotBook, match="10 pesanan"):
        ask(NINE + timedelta(days=11))


@pytest.mark.django_db
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.tuples(st.integers(0, 11), st.integers(1, 4)), max_size=8))
def test_two_never_have_the_same_hour(ask, hall, asked):
    Booking.objects.all().delete()
    taken: set[int] = set()
    for start, hours in asked:
        wanted = set(range(start, start + hours))
        fits = not wanted & taken and start + hours <= 12
        try:
            ask(NINE + start * HOUR, hours)
        except actions.CannotBook:
            assert not fits
        else:
            assert fits
            taken |= wanted


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_ask_for_the_same_hour_at_once_one_gets_it(ask):
    connection.close()

    def try_it():
        try:
            return ask().state
        except actions.CannotBook:
            return "taken"

    answers = at_once(*[partial(try_it)] * 8)
    assert sorted(answers) == ["ASKED", *["taken"] * 7]
    assert Booking.objects.count() == 1
