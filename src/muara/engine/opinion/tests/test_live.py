from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muara.engine.errors import BadVotes
from muara.engine.opinion import VoteTable, adjusted_rand_index
from muara.engine.opinion.live import LiveTables
from muara.engine.opinion.mixture import Sides, fit, one_hot
from muara.engine.opinion.projection import opinion_map, tables
from muara.engine.opinion.synthetic import conversation

EVENTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 8), st.sampled_from([1, 0, -1, None])), max_size=60)


@pytest.fixture(params=["numpy", "numba"])
def path(request, monkeypatch):
    monkeypatch.setenv("MUARA_FAST", "1" if request.param == "numba" else "0")


def fed(events, **how):
    live = LiveTables(**how)
    for who, what, value in events:
        if value is None:
            live.retract(who, what)
        else:
            live.vote(who, what, value)
    return live


@settings(max_examples=60)
@given(EVENTS)
def test_after_any_votes_changes_and_retractions_the_tables_are_those_of_a_full_pass(events):
    for fast in ("0", "1"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("MUARA_FAST", fast)
            live = fed(events)
        last = {}
        for who, what, value in events:
            if value is not None:
                last[who, what] = value
            else:
                last.pop((who, what), None)
        votes = live.votes()

        assert {
            (votes.participants[row], votes.statements[column]): value
            for row, column, value in zip(
                votes.rows.tolist(), votes.columns.tolist(), votes.values.tolist(), strict=True
            )
        } == last
        assert live.n_votes == votes.n_votes == len(last)
        for row in range(votes.n_participants):
            own = votes.columns[votes.indptr[row] : votes.indptr[row + 1]].tolist()
            assert all(a < b for a, b in pairwise(own))
        for mine, full in zip(live.tables(), tables(votes), strict=True):
            assert (mine == full).all()


def test_any_order_gives_the_same_bytes(path):
    votes = conversation(80, 25, seed=2, votes_per_person=(5, 20)).votes
    entries = list(zip(votes.rows.tolist(), votes.columns.tolist(), votes.values.tolist(), strict=True))

    one = fed(entries)
    other = fed([entries[place] for place in np.random.default_rng(1).permutation(len(entries))])

    assert [table.tobytes() for table in one.tables()] == [table.tobytes() for table in other.tables()]
    assert one.votes().sha256 == other.votes().sha256 == VoteTable.from_votes(*zip(*entries, strict=True)).sha256
    assert one.refresh().positions.tobytes() == other.refresh().positions.tobytes()


def test_beginning_with_a_table_is_having_taken_its_votes(path):
    votes = conversation(40, 20, seed=2, votes_per_person=(5, 20)).votes
    live = LiveTables.of(votes)

    live.vote(3, 99, 1)
    live.vote("baru", 4, -1)
    live.vote(0, votes.statements[votes.columns[0]], 0)

    for mine, full in zip(live.tables(), tables(live.votes()), strict=True):
        assert (mine == full).all()
    assert live.votes().participants[-1] == "baru"
    assert LiveTables.of(votes).votes().sha256 == votes.sha256


def test_what_is_no_vote_changes_nothing():
    live = fed([(1, 1, 1)])

    for bad in ((1, 2, 2), (None, 1, 1), (1, 1.5, 1), ("1", 1, 1), (1, "1", 1), (8, "1", 0)):
        with pytest.raises(BadVotes):
            live.vote(*bad)
    assert not live.retract(1, 9)
    assert not live.retract(9, 1)
    live.vote(5, "a", -1)
    live.retract(5, "a")
    assert live.n_votes == 1
    assert live.votes().statements == (1, "a")
    assert live.votes().participants == (1, 5)


def test_a_refresh_keeps_the_map_of_a_full_pass_and_the_numbers_of_the_groups(path):
    drawn = conversation(400, 60, seed=5, n_groups=2)
    votes = drawn.votes
    sides = Sides(votes)
    (mixture,) = fit(sides, [one_hot(drawn.groups, 2)])
    live = LiveTables.of(votes)
    rng = np.random.default_rng(4)
    for _ in range(100):
        live.vote(int(rng.integers(400)), int(rng.integers(60)), int(rng.integers(-1, 2)))

    fresh = live.refresh(mixture)

    full = opinion_map(live.votes())
    assert fresh.positions.tobytes() == full.positions(live.votes()).tobytes()
    before, after = mixture.membership(sides).argmax(axis=1), fresh.membership.argmax(axis=1)
    assert (before == after).mean() > 0.95
    assert adjusted_rand_index(after, drawn.groups) > 0.5
    assert fresh.mixture.k == 2


def test_beyond_some_statements_no_tables_are_kept_and_the_map_is_the_same(monkeypatch):
    votes = conversation(150, 30, seed=2, votes_per_person=(5, 20)).votes
    wanted = LiveTables.of(votes).refresh()
    live = LiveTables.of(votes, most_statements=20)

    with pytest.raises(ValueError, match="for 20 statements at most"):
        live.tables()
    live.vote(3, 4, 1)
    live.retract(3, 4)
    assert live.refresh().plane.loading.shape == (30, 2)
    monkeypatch.setattr("muara.engine.opinion.projection.DENSE_STATEMENTS", 20)
    monkeypatch.setattr("muara.engine.opinion.projection.STRIP", 7)
    found = LiveTables.of(votes, most_statements=20).refresh()
    assert found.plane.loading == pytest.approx(wanted.plane.loading, abs=1e-6)
    assert found.plane.noise == pytest.approx(wanted.plane.noise)
    assert found.plane.explained == pytest.approx(wanted.plane.explained)
    assert found.positions == pytest.approx(wanted.positions, abs=1e-5)


def test_taking_a_vote_back_says_whether_there_was_one():
    live = fed([(1, 7, 1), (2, 8, -1)])

    assert live.retract(1, 7) is True
    assert live.retract(1, 7) is False, "it was taken back before, and nothing is left of this person"
    assert live.retract(2, 7) is False, "this person voted on something else"
    assert live.retract(3, 7) is False
    assert live.retract(2, 9) is False
    assert live.n_votes == 1


def test_who_voted_twice_keeps_one_vote_when_the_other_is_taken_back(path):
    live = fed([(1, 7, 1), (1, 8, -1), (1, 9, 0)])

    assert live.retract(1, 8)

    votes = live.votes()
    assert [
        (votes.statements[column], value) for column, value in zip(votes.columns, votes.values, strict=True)
    ] == [
        (7, 1),
        (9, 0),
    ]
