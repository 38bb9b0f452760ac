import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.opinion import VoteTable
from muara.engine.opinion.nameless import nameless

EVENTS = st.dictionaries(
    st.tuples(st.integers(1, 6), st.integers(1, 4)), st.sampled_from([-1, 0, 1, None]), max_size=20
)
"""Who had which statement in front of them, and what they said; None: nothing."""


def table(said):
    voted = [(who, what, vote) for (who, what), vote in said.items() if vote is not None]
    return VoteTable.from_votes(*zip(*voted, strict=True), unvoted=[1, 2, 3, 4]) if voted else None


def votes_of(votes):
    """Give the votes of each person as {statement: value}."""
    found = [{} for _ in votes.participants]
    for row, column, value in zip(votes.rows.tolist(), votes.columns.tolist(), votes.values.tolist(), strict=True):
        found[row][votes.statements[column]] = value
    return found


@given(EVENTS, st.permutations([1, 2, 3, 4, 5, 6]))
def test_the_same_votes_under_other_numbers_are_the_same_table(said, numbers):
    if (votes := table(said)) is None:
        return
    other = {(numbers[who - 1], what): vote for (who, what), vote in said.items()}

    one = nameless(votes, tuple(zip(*said, strict=True)))
    again = nameless(table(other), tuple(zip(*other, strict=True)))

    assert one.votes.sha256 == again.votes.sha256
    assert one.shown == again.shown


@given(EVENTS)
def test_everybody_keeps_their_votes_and_what_they_left_unanswered(said):
    if (votes := table(said)) is None:
        return

    found = nameless(votes, tuple(zip(*said, strict=True)))

    assert found.votes.participants == tuple(range(1, len(found.rows) + 1))
    assert found.votes.statements == votes.statements
    before = votes_of(votes)
    assert votes_of(found.votes) == [before[row] for row in found.rows.tolist()]
    assert sorted(found.rows.tolist()) == list(range(votes.n_participants))
    left = {(who, what) for (who, what), vote in said.items() if vote is None and who in votes.participants}
    people = [votes.participants[found.rows[number - 1]] for number in found.shown[0]]
    assert sorted(zip(people, found.shown[1], strict=True)) == sorted(left)


def test_people_stand_in_the_order_of_what_they_voted_on_and_of_what_they_said():
    """Ani begins like budi and ends before; budi and citra voted on the same, and yes comes before no."""
    votes = VoteTable.from_votes(
        ["citra", "citra", "budi", "budi", "ani", "dewi"], [1, 300, 1, 300, 1, 2], [-1, -1, 1, 1, 1, 0]
    )

    found = nameless(votes)

    assert [votes.participants[row] for row in found.rows.tolist()] == ["ani", "budi", "citra", "dewi"]
    assert found.shown is None


def test_with_many_statements_the_order_is_by_their_number_not_by_its_bytes():
    statements = list(range(300))
    votes = VoteTable.from_votes([2, 1], [256, 1], [1, 1], unvoted=statements)

    assert nameless(votes).rows.tolist() == [0, 1]


def test_who_voted_alike_stands_by_what_they_left_unanswered():
    votes = VoteTable.from_votes([1, 2, 3], [7, 7, 7], [1, 1, 1], unvoted=[8, 9])

    found = nameless(votes, ([1, 1, 2, 9], [9, 7, 8, 8]))

    assert found.rows.tolist() == [2, 1, 0], "who left nothing, then who left 8, then 9; nobody is 9"
    assert found.shown == ([2, 3], [8, 9])


def test_who_voted_nothing_is_left_out_and_what_they_saw_with_them():
    votes = VoteTable(("ani", "budi", "citra"), (7, 8), np.array([0, 1, 1, 2]), np.array([0, 1]), np.array([1, 0]))

    found = nameless(votes, (["budi", "ani", "citra"], [7, 8, 7]))

    assert found.rows.tolist() == [0, 2]
    assert found.votes.participants == (1, 2)
    assert found.shown == ([1, 2], [8, 7])


def test_a_table_without_votes_stays_one():
    nothing = VoteTable((), (), np.zeros(1, dtype=np.int64), np.zeros(0), np.zeros(0, dtype=np.int8))

    found = nameless(nothing, ([], []))

    assert (found.votes.n_votes, found.votes.participants, found.shown) == (0, (), ([], []))
