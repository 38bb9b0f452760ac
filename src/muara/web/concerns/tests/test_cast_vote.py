from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from conftest import NIGHT
from muara.web.concerns.actions import (
    CannotVote,
    Given,
    Receipt,
    VotingIsClosed,
    cast_batch,
    cast_vote,
)
from muara.web.concerns.models import Statement, Topic, Vote, VoteEvent

pytestmark = pytest.mark.django_db


def vote(by, statement, value=1, *, key=None, at=NIGHT, is_important=False, **more) -> Receipt:
    return cast_vote(
        by=by,
        statement_id=statement.pk,
        value=value,
        is_important=is_important,
        key=key or str(uuid4()),
        at=at,
        **more,
    )


def now_counts(by) -> dict[int, int]:
    return dict(Vote.objects.filter(participant=by).values_list("statement_id", "value"))


@pytest.fixture
def statement(make_statement) -> Statement:
    return make_statement("Kulakan bersama membuat harga warung bisa bersaing.")


def test_a_vote_counts_and_its_history_says_so(aldo, statement):
    receipt = vote(aldo, statement, -1, is_important=True)

    stored, event = Vote.objects.get(), VoteEvent.objects.get()
    assert (stored.value, stored.is_important, stored.cast_at, stored.channel) == (-1, True, NIGHT, "PHONE")
    assert (event.value, event.key, event.at, event.undoes_id) == (-1, receipt.key, NIGHT, None)
    assert receipt.is_new


def test_the_same_key_again_gives_the_original_answer_and_stores_nothing(aldo, statement):
    first = vote(aldo, statement, 1, key="kunci-yang-sama")

    again = vote(aldo, statement, -1, key="kunci-yang-sama", at=NIGHT + timedelta(minutes=5))

    assert (again.value, again.at, again.is_new) == (1, first.at, False)
    assert now_counts(aldo) == {statement.pk: 1}
    assert VoteEvent.objects.count() == 1


def test_the_last_vote_counts(aldo, statement):
    vote(aldo, statement, 1)

    vote(aldo, statement, -1, at=NIGHT + timedelta(seconds=1))

    assert now_counts(aldo) == {statement.pk: -1}
    assert VoteEvent.objects.count() == 2


def test_a_vote_that_was_offline_does_not_overwrite_a_newer_one(aldo, statement):
    vote(aldo, statement, 1, at=NIGHT)

    vote(aldo, statement, -1, at=NIGHT - timedelta(minutes=10))

    assert now_counts(aldo) == {statement.pk: 1}
    assert VoteEvent.objects.count() == 2


def test_two_people_with_one_key_are_two_votes(aldo, make_participant, statement):
    vote(aldo, statement, 1, key="kunci-yang-sama")

    vote(make_participant(), statement, -1, key="kunci-yang-sama")

    assert Vote.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "tier", "may"),
    [
        ("EVERYONE", "GUEST", True), ("EVERYONE", "INVITED", True), ("EVERYONE", "VERIFIED", True),
        ("INVITED", "GUEST", False), ("INVITED", "INVITED", True), ("INVITED", "VERIFIED", True),
        ("VERIFIED", "GUEST", False), ("VERIFIED", "INVITED", False), ("VERIFIED", "VERIFIED", True),
    ],
)  # fmt: skip
def test_the_topic_says_which_tiers_vote(make_participant, topic, statement, who, tier, may):
    Topic.objects.update(who_may_vote=who)
    somebody = make_participant(tier)

    if may:
        vote(somebody, statement)
    else:
        with pytest.raises(PermissionDenied):
            vote(somebody, statement)

    assert VoteEvent.objects.count() == Vote.objects.count() == (1 if may else 0)


def test_somebody_of_another_city_finds_no_such_statement(make_participant, other_city, statement):
    with pytest.raises(Statement.DoesNotExist):
        vote(make_participant("VERIFIED", other_city), statement)
    assert not VoteEvent.objects.exists()


@pytest.mark.parametrize("status", ["DRAFT", "CLOSED"])
def test_a_topic_that_is_not_open_takes_no_vote(aldo, topic, statement, status):
    Topic.objects.update(status=status)

    with pytest.raises(VotingIsClosed, match="terlambat"):
        vote(aldo, statement)
    assert not VoteEvent.objects.exists()
    assert not Vote.objects.exists()


def test_a_repeated_vote_is_answered_even_after_the_topic_closed(aldo, topic, statement):
    vote(aldo, statement, 1, key="sebelum-ditutup")
    Topic.objects.update(status="CLOSED")

    assert vote(aldo, statement, 1, key="sebelum-ditutup").value == 1


@pytest.mark.parametrize("moderation", Topic.Moderation.values)
@pytest.mark.parametrize("status", Statement.Status.values)
def test_what_is_shown_can_be_voted_on_and_nothing_else(aldo, topic, make_statement, status, moderation):
    Topic.objects.update(moderation=moderation)
    statement = make_statement("Pasar pagi tetap di tengah kota.", status)

    if Statement.objects.votable().filter(pk=statement.pk).exists():
        assert vote(aldo, statement).is_new
    else:
        with pytest.raises(CannotVote, match="berikutnya"):
            vote(aldo, statement)


@pytest.mark.parametrize("value", [7, -2, 2**70])
def test_only_three_values_are_votes(aldo, statement, value):
    with pytest.raises(CannotVote):
        vote(aldo, statement, value)


@pytest.mark.parametrize("key", ["", "pendek", "k" * 37, "kunci dengan spasi", "kunci\0nol-byte", "ку́нцй-ку́нцй"])
def test_a_key_is_short_and_plain(aldo, statement, key):
    with pytest.raises(CannotVote):
        vote(aldo, statement, key=key or "-")
    assert not VoteEvent.objects.exists()


def test_only_a_facilitator_records_the_vote_of_another(aldo, statement, novita, stranger):
    vote(aldo, statement, 1, channel="ASSISTED", recorded_by=novita)
    with pytest.raises(PermissionDenied):
        vote(aldo, statement, -1, channel="ASSISTED", recorded_by=stranger)

    assert Vote.objects.get().recorded_by == VoteEvent.objects.get().recorded_by == novita


def test_the_event_and_the_vote_live_or_die_together(aldo, statement, monkeypatch):
    from muara.web.concerns.actions import votes

    broken = {"COUNT_IN_TWO": "SELECT no_such_column", "IN_ONE": votes.IN_ONE.replace("SELECT 1", "SELECT 1/0")}
    for name, text in broken.items():
        monkeypatch.setattr(votes, name, text)

    with pytest.raises(Exception, match=r"no_such_column|division by zero"):
        vote(aldo, statement)

    if connection.vendor == "sqlite":  # PostgreSQL has given up the whole transaction of this test
        assert not VoteEvent.objects.exists()
        assert not Vote.objects.exists()


def given(statement, value=1, *, key=None, at=NIGHT) -> Given:
    return Given(statement.pk if hasattr(statement, "pk") else statement, value, key or str(uuid4()), at)


def test_a_batch_stores_all_valid_votes_though_one_is_refused(aldo, topic, make_statement):
    first, second = make_statement("Satu gagasan."), make_statement("Gagasan lain.")
    hidden = make_statement("Belum dibaca.", "PENDING")

    answers = cast_batch(
        by=aldo,
        topic=topic,
        votes=[given(first), given(hidden), given(10**15), given(second, -1), given(first, 9)],
    )

    assert now_counts(aldo) == {first.pk: 1, second.pk: -1}
    assert [isinstance(answer, Receipt) for answer in answers] == [True, False, False, True, False]


def test_a_batch_twice_is_a_batch_once(aldo, topic, make_statement):
    votes = [given(make_statement(f"Gagasan {n}."), 1 if n % 2 else -1) for n in range(50)]

    once = cast_batch(by=aldo, topic=topic, votes=votes)
    again = cast_batch(by=aldo, topic=topic, votes=votes)

    assert Vote.objects.count() == VoteEvent.objects.count() == 50
    assert [answer.value for answer in again] == [answer.value for answer in once]
    assert {answer.is_new for answer in again} == {False}


def test_within_a_batch_the_latest_of_two_votes_counts_whatever_their_order(aldo, topic, statement):
    late, early = NIGHT + timedelta(minutes=1), NIGHT

    cast_batch(by=aldo, topic=topic, votes=[given(statement, -1, at=late), given(statement, 1, at=early)])

    assert now_counts(aldo) == {statement.pk: -1}


def test_a_batch_is_at_most_fifty(aldo, topic, statement):
    with pytest.raises(CannotVote, match="50"):
        cast_batch(by=aldo, topic=topic, votes=[given(statement)] * 51)
    assert not VoteEvent.objects.exists()


def test_a_batch_into_a_closed_topic_stores_nothing_and_says_so_for_each(aldo, topic, statement):
    Topic.objects.update(status="CLOSED")

    answers = cast_batch(by=aldo, topic=topic, votes=[given(statement)])

    assert [type(answer) for answer in answers] == [VotingIsClosed]
    assert not VoteEvent.objects.exists()


def test_a_stranger_to_the_topic_sends_no_batch(make_participant, topic, statement):
    Topic.objects.update(who_may_vote="VERIFIED")
    topic.refresh_from_db()

    with pytest.raises(PermissionDenied):
        cast_batch(by=make_participant(), topic=topic, votes=[given(statement)])


def test_a_vote_is_two_statements_at_most(aldo, statement, django_assert_max_num_queries):
    aldo.refresh_from_db()

    with django_assert_max_num_queries(4):  # the two, and the savepoint that this test adds
        vote(aldo, statement)
