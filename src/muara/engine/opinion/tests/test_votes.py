from typing import get_type_hints

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from muara.engine.errors import BadVotes
from muara.engine.opinion import VoteTable

events = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 6), st.sampled_from([-1, 0, 1])),
    unique_by=lambda event: event[:2],
    max_size=40,
)


def table(rows):
    return VoteTable.from_votes([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])


def same(a, b):
    return (
        a.participants == b.participants
        and a.statements == b.statements
        and a.indptr.tobytes() == b.indptr.tobytes()
        and a.columns.tobytes() == b.columns.tobytes()
        and a.values.tobytes() == b.values.tobytes()
    )


def test_the_table_holds_what_was_voted_by_hand():
    votes = VoteTable.from_votes(["b", "a", "b"], [20, 10, 10], [1, -1, 0])

    assert votes.participants == ("a", "b")
    assert votes.statements == (10, 20)
    assert votes.indptr.tolist() == [0, 1, 3]
    assert votes.columns.tolist() == [0, 0, 1]
    assert votes.values.tolist() == [-1, 0, 1]
    assert votes.rows.tolist() == [0, 1, 1]


@given(events, st.randoms(use_true_random=False))
def test_any_order_of_the_same_votes_gives_the_same_bytes(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    assert same(table(rows), table(shuffled))
    assert table(rows).sha256 == table(shuffled).sha256


@given(events, st.integers(0, 40))
def test_a_vote_that_is_repeated_in_a_later_batch_changes_nothing(rows, cut):
    assert same(table(rows), table(rows + rows[:cut]))


def test_of_several_votes_the_last_counts():
    votes = VoteTable.from_votes([1, 2, 1, 1], [5, 5, 5, 5], [1, 1, 0, -1])

    assert votes.values.tolist() == [-1, 1]


def test_numbers_stand_by_value_and_before_texts():
    votes = VoteTable.from_votes([10, "a", 9, "B"], [1, 1, 1, 1], [1, 1, 1, 1])

    assert votes.participants == (9, 10, "B", "a")


def test_an_array_of_numbers_is_read_like_a_list():
    who, what, value = np.array([3, 1, 3]), np.array([2, 2, 1]), np.array([1, 0, -1])

    assert same(VoteTable.from_votes(who, what, value), VoteTable.from_votes([3, 1, 3], [2, 2, 1], [1, 0, -1]))


@pytest.mark.parametrize(
    ("who", "what", "value", "complaint"),
    [
        ([1], [1], [2], "Vote number 1 is 2"),
        ([1, 1], [1, 2], [1, 0.5], "Vote number 2 is 0.5"),
        ([1], [1], [float("nan")], "Vote number 1 is nan"),
        ([1], [1], ["agree"], "whole numbers"),
        ([1, 2], [1], [1], "2 participants, 1 statements and 1 values"),
        ([1.5], [1], [1], "participant 1.5 is neither"),
        ([None], [1], [1], "participant None is neither"),
        ([True], [1], [1], "participant True is neither"),
        ([7, "7"], [1, 1], [1, 1], "'7' occurs as a number and as a text"),
    ],
)
def test_what_is_no_vote_is_refused_with_a_sentence(who, what, value, complaint):
    with pytest.raises(BadVotes, match=complaint.replace(".", r"\.")):
        VoteTable.from_votes(who, what, value)


def test_statements_nobody_voted_on_may_be_there():
    votes = VoteTable.from_votes([1], [2], [1], unvoted=[1, 2, 3])

    assert votes.statements == (1, 2, 3)
    assert votes.columns.tolist() == [1]


def test_an_empty_table_is_a_table():
    votes = VoteTable.from_votes([], [], [])

    assert (votes.n_participants, votes.n_statements, votes.n_votes) == (0, 0, 0)
    assert votes.counts().n.tolist() == [[]]
    assert len(votes.sha256) == 64


def test_the_fingerprint_tells_votes_statements_and_people_apart():
    prints = {
        VoteTable.from_votes([1], [1], [1]).sha256,
        VoteTable.from_votes([1], [1], [0]).sha256,
        VoteTable.from_votes([2], [1], [1]).sha256,
        VoteTable.from_votes([1], [2], [1]).sha256,
        VoteTable.from_votes([1], [1], [1], unvoted=[2]).sha256,
        VoteTable.from_votes(["1"], [1], [1]).sha256,
    }

    assert len(prints) == 6


@given(events, st.sets(st.integers(0, 6)))
def test_leaving_statements_out_is_like_never_having_asked_them(rows, out):
    left = table(rows).without(out)
    asked = table([row for row in rows if row[1] not in out])

    assert left.statements == asked.statements
    assert left.n_votes == asked.n_votes
    assert left.participants == table(rows).participants
    assert left.counts().agree.tolist() == asked.counts().agree.tolist()


def test_counts_by_hand_with_somebody_in_no_group():
    votes = VoteTable.from_votes([1, 2, 3, 1, 2, 3], [1, 1, 1, 2, 2, 2], [1, 1, -1, 0, -1, 1])

    counts = votes.counts(np.array([0, 1, -1]), 2)

    assert counts.agree.tolist() == [[1, 0], [1, 0]]
    assert counts.disagree.tolist() == [[0, 0], [0, 1]]
    assert counts.passed.tolist() == [[0, 1], [0, 0]]
    assert counts.n.tolist() == [[1, 1], [1, 1]]


def test_choosing_people_keeps_their_votes_only():
    votes = VoteTable.from_votes([1, 2, 2, 3], [1, 1, 2, 2], [1, -1, 0, 1])

    some = votes.people(np.array([1, 2]))

    assert some.participants == (2, 3)
    assert some.rows.tolist() == [0, 0, 1]
    assert some.values.tolist() == [-1, 0, 1]


def test_a_vote_takes_three_bytes_and_five_where_there_are_very_many_statements():
    votes = VoteTable.from_votes([1, 1, 2], [5, 6, 5], [1, 0, -1])
    wide = VoteTable.from_votes([1, 1, 2], [5, 70_000, 5], [1, 0, -1], unvoted=range(70_001))

    assert votes.columns.nbytes + votes.values.nbytes == 3 * votes.n_votes
    assert wide.columns.nbytes + wide.values.nbytes == 5 * wide.n_votes
    assert wide.columns.tolist() == [5, 70_000, 5]
    assert wide.without(range(70_000)).columns.tolist() == [0]
    assert wide.counts().agree[0, [4, 5]].tolist() == [0, 1]
    narrow = wide.without(statement for statement in range(70_001) if statement not in (5, 6, 70_000))
    assert narrow.columns.tolist() == [0, 2, 0]
    assert narrow.columns.dtype == np.uint16


def test_a_matrix_has_the_type_that_it_says_it_has():
    votes = VoteTable.from_votes([1, 1, 2], [1, 2, 2], [1, -1, 0])

    assert get_type_hints(VoteTable.matrix)["return"] is csr_array
    assert type(votes.matrix(votes.values)) is csr_array
