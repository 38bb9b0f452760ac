from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import NIGHT
from muara.web.accounts.actions import claim_device
from muara.web.accounts.device import hash_of
from muara.web.accounts.models import Participant
from muara.web.concerns.actions import (
    CannotVote,
    VotingIsClosed,
    agree_as_author,
    clear_vote,
    move_votes,
    retract_vote,
)
from muara.web.concerns.models import Statement, Topic, Vote, VoteEvent
from muara.web.concerns.tests.test_cast_vote import now_counts, vote

pytestmark = pytest.mark.django_db


def as_the_history_tells(by) -> dict[int, int]:
    """Count the votes again, slowly, from the events alone."""
    undone = {event.undoes_id for event in VoteEvent.objects.all() if event.undoes_id}
    latest: dict[int, VoteEvent] = {}
    for event in VoteEvent.objects.filter(participant=by, undoes=None).order_by("at", "pk"):
        if event.pk not in undone:
            latest[event.statement_id] = event
    return {statement: event.value for statement, event in latest.items()}


@pytest.fixture
def statement(make_statement) -> Statement:
    return make_statement("Gedung kosong milik kota boleh dipakai warga.")


def test_undoing_the_only_vote_leaves_none(aldo, statement):
    cast = vote(aldo, statement, 1)

    undone = retract_vote(by=aldo, key=cast.key, at=NIGHT + timedelta(seconds=4))

    assert undone.value is None
    assert now_counts(aldo) == {}
    assert list(VoteEvent.objects.order_by("pk").values_list("value", flat=True)) == [1, None]


def test_undoing_restores_what_was_voted_before(aldo, statement):
    vote(aldo, statement, 1, is_important=True)
    cast = vote(aldo, statement, -1, at=NIGHT + timedelta(days=3))

    undone = retract_vote(by=aldo, key=cast.key, at=NIGHT + timedelta(days=40))

    assert (undone.value, undone.is_important) == (1, True)
    assert now_counts(aldo) == {statement.pk: 1}
    assert Vote.objects.get().cast_at == NIGHT


def test_undoing_twice_is_undoing_once(aldo, statement):
    vote(aldo, statement, 1)
    cast = vote(aldo, statement, -1, at=NIGHT + timedelta(seconds=1))

    for _ in range(2):
        retract_vote(by=aldo, key=cast.key, at=NIGHT + timedelta(seconds=9))

    assert now_counts(aldo) == {statement.pk: 1}
    assert VoteEvent.objects.count() == 3


def test_the_original_answer_stays_after_an_undoing(aldo, statement):
    cast = vote(aldo, statement, 1, key="kunci-pertama")
    retract_vote(by=aldo, key=cast.key, at=NIGHT)

    again = vote(aldo, statement, 1, key="kunci-pertama")

    assert not again.is_new
    assert now_counts(aldo) == {}


def test_an_older_vote_that_was_undone_changes_nothing_today(aldo, statement):
    first = vote(aldo, statement, 1)
    vote(aldo, statement, -1, at=NIGHT + timedelta(seconds=1))

    retract_vote(by=aldo, key=first.key, at=NIGHT + timedelta(seconds=2))

    assert now_counts(aldo) == {statement.pk: -1}


def test_nobody_undoes_the_vote_of_another(aldo, make_participant, statement):
    cast = vote(aldo, statement, 1)

    with pytest.raises(CannotVote):
        retract_vote(by=make_participant(), key=cast.key, at=NIGHT)
    assert now_counts(aldo) == {statement.pk: 1}


def test_a_closed_topic_keeps_its_votes(aldo, topic, statement):
    cast = vote(aldo, statement, 1)
    Topic.objects.update(status="CLOSED")

    with pytest.raises(VotingIsClosed):
        retract_vote(by=aldo, key=cast.key, at=NIGHT)
    assert now_counts(aldo) == {statement.pk: 1}


def test_an_emptied_line_of_a_sheet_counts_as_never_answered(aldo, statement, novita, stranger):
    vote(aldo, statement, 1)
    vote(aldo, statement, -1, at=NIGHT + timedelta(seconds=1))
    with pytest.raises(PermissionDenied):
        clear_vote(by=aldo, statement=statement, at=NIGHT, channel="PAPER", recorded_by=stranger)

    clear_vote(by=aldo, statement=statement, at=NIGHT, channel="PAPER", recorded_by=novita)

    assert now_counts(aldo) == as_the_history_tells(aldo) == {}


def test_a_statement_counts_as_its_author_s_agreement_once(aldo, make_statement):
    own = make_statement("Pencatat kulakan diberi upah.", author=aldo)

    agree_as_author(statement=own, at=NIGHT)
    agree_as_author(statement=own, at=NIGHT)

    assert now_counts(aldo) == {own.pk: 1}
    assert VoteEvent.objects.count() == 1


def test_what_the_author_voted_since_stays(aldo, make_statement):
    own = make_statement("Pencatat kulakan diberi upah.", author=aldo)
    vote(aldo, own, -1, at=NIGHT + timedelta(hours=1))

    agree_as_author(statement=own, at=NIGHT)

    assert now_counts(aldo) == {own.pk: -1}


def test_a_guest_keeps_their_votes_when_they_sign_in(city, stranger, make_statement, make_participant):
    both, guest_only, own_only, undone = (make_statement(f"Gagasan {n}.") for n in range(4))
    guest = make_participant(device_hash=hash_of("ponsel"))
    own = Participant.objects.create(city=city, user=stranger, joined_at=NIGHT)
    vote(own, both, 1)
    vote(own, own_only, 0)
    vote(guest, both, -1, at=NIGHT + timedelta(minutes=1))
    vote(guest, guest_only, 1, key="dikirim-lagi")
    cast = vote(guest, undone, 1)
    retract_vote(by=guest, key=cast.key, at=NIGHT)

    claim_device(by=stranger, device_token="ponsel", at=NIGHT + timedelta(hours=1))

    expected = {both.pk: -1, guest_only.pk: 1, own_only.pk: 0}
    assert now_counts(own) == as_the_history_tells(own) == expected
    assert now_counts(guest) == as_the_history_tells(guest) == {}
    assert not vote(own, guest_only, -1, key="dikirim-lagi").is_new  # the phone sends it once more


def test_where_both_voted_the_later_vote_stays(stranger, make_participant, statement):
    guest, own = make_participant(), make_participant()
    vote(guest, statement, 1)
    vote(own, statement, -1, at=NIGHT + timedelta(minutes=1))

    move_votes(by=stranger, source=guest, target=own, at=NIGHT + timedelta(hours=1))

    assert now_counts(own) == {statement.pk: -1}


ATTACKS = [
    "UPDATE concerns_voteevent SET value = -1",
    "UPDATE concerns_voteevent SET participant_id = participant_id + 1",
    "UPDATE concerns_voteevent SET at = at, key = 'kunci-lain'",
    "DELETE FROM concerns_voteevent",
]
REPLACE = [
    "INSERT OR REPLACE INTO concerns_voteevent SELECT id, -1, is_important, channel, key, at, participant_id,"
    " recorded_by_id, statement_id, undoes_id FROM concerns_voteevent",
    "REPLACE INTO concerns_voteevent (value, is_important, channel, key, at, participant_id, statement_id)"
    " SELECT -1, is_important, channel, key, at, participant_id, statement_id FROM concerns_voteevent",
]


@pytest.mark.parametrize("attack", [*ATTACKS, *REPLACE, "TRUNCATE concerns_voteevent CASCADE"])
@pytest.mark.parametrize("recursive", [True, False])
def test_the_database_refuses_to_change_what_was_voted(aldo, statement, attack, recursive):
    sqlite = connection.vendor == "sqlite"
    if (attack in REPLACE and not sqlite) or (attack.startswith("TRUNCATE") and sqlite):
        return
    vote(aldo, statement, 1, key="kunci-pertama")
    before = list(VoteEvent.objects.values())

    with connection.cursor() as cursor:
        if sqlite:  # a plain client has this off
            cursor.execute(f"PRAGMA recursive_triggers = {'ON' if recursive else 'OFF'}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(attack)
        if sqlite:
            cursor.execute("PRAGMA recursive_triggers = ON")

    assert list(VoteEvent.objects.values()) == before


def test_only_the_name_of_a_recorder_may_be_taken_away(aldo, statement, novita):
    vote(aldo, statement, 1, recorded_by=novita)

    assert VoteEvent.objects.update(recorded_by=None) == 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("cast"), st.integers(0, 1), st.sampled_from([1, 0, -1]), st.integers(0, 20)),
        st.tuples(st.just("undo"), st.integers(0, 30), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_latest_vote_that_was_not_undone_counts_whatever_the_order(aldo, make_statement, steps):
    with transaction.atomic():
        pair = [make_statement("Satu gagasan."), make_statement("Gagasan lain.")]
        casts: list[tuple[int, int, int]] = []  # when, which statement, value: an independent model
        keys, undone = [], set()
        for step, which, value, when in steps:
            if step == "cast":
                keys.append(vote(aldo, pair[which], value, at=NIGHT + timedelta(seconds=when)).key)
                casts.append((when, which, value))
            elif keys:
                undone.add(which % len(keys))
                retract_vote(by=aldo, key=keys[which % len(keys)], at=NIGHT + timedelta(minutes=1))
        expected = {}
        for _, index in sorted((cast[0], index) for index, cast in enumerate(casts) if index not in undone):
            expected[pair[casts[index][1]].pk] = casts[index][2]
        assert now_counts(aldo) == as_the_history_tells(aldo) == expected
        transaction.set_rollback(True)
