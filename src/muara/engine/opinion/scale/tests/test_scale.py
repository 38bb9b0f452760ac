"""However the votes are cut and whoever counts them, the result is that of one table in one memory."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muara.engine.errors import BadVotes, EngineError
from muara.engine.opinion import VoteTable, analyse, canonical
from muara.engine.opinion.frames import Frame, people_frame
from muara.engine.opinion.mixture import Mixture
from muara.engine.opinion.projection import tables
from muara.engine.opinion.scale import (
    PER_PERSON,
    Block,
    CoVotes,
    CutTable,
    Reader,
    Serial,
    Threads,
    analyse_blocks,
)
from muara.engine.opinion.scale.blocks import _kept
from muara.engine.opinion.scale.passes import Expectation
from muara.engine.opinion.synthetic import conversation

DRAWN = {
    "two groups": conversation(300, 60, seed=3, n_groups=2).votes,
    "three groups": conversation(7_000, 60, seed=4, n_groups=3).votes,
    "no groups": conversation(300, 60, seed=5, null=True).votes,
    "few people": conversation(20, 10, seed=5).votes,
}
LEFT_OUT = {"excluded": [3, 4], "meta": [5]}


def in_memory(votes: VoteTable, **how) -> bytes:
    plain = analyse(votes, **how).to_dict()
    between = sum(group is None for group in plain["membership"].values()) if plain["n_groups"] else 0
    return canonical({k: v for k, v in plain.items() if k not in PER_PERSON} | {"in_between": between})


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("n_blocks", [1, 7])
def test_blocks_say_what_the_whole_table_says(name: str, n_blocks: int):
    found = analyse_blocks(CutTable(DRAWN[name], n_blocks), readings=5, **LEFT_OUT)

    assert found.to_json() == in_memory(DRAWN[name], readings=5, **LEFT_OUT)


@pytest.mark.parametrize("name", ["two groups", "no groups"])
def test_each_person_stands_where_the_whole_table_puts_them(name: str):
    written: dict[int, Frame] = {}
    analyse_blocks(CutTable(DRAWN[name], 3), readings=5, write=written.__setitem__)
    wanted = people_frame(analyse(DRAWN[name], readings=5))

    assert sorted(written) == [0, 1, 2]
    for column in wanted:
        parts = np.concatenate([written[index][column] for index in range(3)])
        np.testing.assert_array_equal(parts, wanted[column], err_msg=column)


@pytest.mark.parametrize("executor", [Serial(), Threads(1), Threads(3)])
def test_threads_say_the_same_in_whatever_order_they_end(executor):
    votes = DRAWN["two groups"]

    found = analyse_blocks(CutTable(votes, 11), executor=executor, readings=5, keep=10**6)

    assert found.to_json() == analyse_blocks(CutTable(votes, 1), readings=5).to_json()


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(1, 12), st.integers(1, 9))
def test_tables_of_co_votes_add_up_exactly(seed: int, people: int, statements: int, n_blocks: int):
    votes = conversation(people, statements, seed=seed, n_groups=1, votes_per_person=(0, statements)).votes

    found = Threads(2).total(CoVotes(), Reader(CutTable(votes, n_blocks), votes.statements), None)

    for mine, wanted in zip(found, tables(votes), strict=True):
        assert (mine == wanted).all()


@settings(max_examples=10)
@given(st.lists(st.integers(0, 300), max_size=8), st.randoms())
def test_a_step_of_the_fit_is_the_same_for_every_cut(cuts: list[int], draw):
    votes = DRAWN["two groups"]
    edges = [0, *sorted(cuts), 300]
    parts = [votes.people(np.arange(low, high)) for low, high in itertools.pairwise(edges)]
    blocks = [Block(index, 0, part) for index, part in enumerate(parts)]
    rng = np.random.default_rng(len(cuts))
    state = tuple(Mixture(np.full(3, 1 / 3), rng.uniform(0.1, 0.9, (60, 3))) for _ in range(2))
    found = [Expectation().partial(block, state) for block in blocks]
    while len(found) > 1:  # join neighbours in any order
        place = draw.randrange(len(found) - 1)
        found[place : place + 2] = [Expectation().combine(*found[place : place + 2])]
    whole = Expectation().partial(Block(0, 0, votes), state)

    assert found[0].moved == whole.moved > 0
    assert (found[0].agree == whole.agree).all()
    assert (found[0].disagree == whole.disagree).all()
    assert (found[0].total == whole.total).all()


def test_memory_between_the_passes_is_bounded_and_forgets_the_last_conversation():
    votes = DRAWN["two groups"]
    size = 6 * votes.n_votes + 100 * votes.n_participants
    reader = Reader(CutTable(votes, 10), votes.statements, keep=size // 2, token="one")
    blocks = [reader.read(index) for index in range(10)]

    assert reader.read(0) is blocks[0]
    assert 3 <= len(_kept.blocks) <= 6
    Reader(CutTable(votes, 10), votes.statements, keep=size // 2, token="two").read(0)
    assert list(_kept.blocks) == [("two", 0)]


def test_texts_and_statements_that_nobody_voted_on_find_their_place():
    drawn = DRAWN["two groups"]
    names = np.array([f"warga-{row:03}" for row in range(300)], dtype=object)
    votes = VoteTable.from_votes(names[drawn.rows], drawn.columns, drawn.values, unvoted=[77])

    found = analyse_blocks(CutTable(votes, 4), readings=5, unvoted=[77])

    assert found.to_json() == in_memory(votes, readings=5)


def test_blocks_out_of_order_are_refused():
    class Turned(CutTable):
        def read(self, index: int) -> VoteTable:
            return super().read(1 - index)

    with pytest.raises(BadVotes, match="Block 2 begins with the participant 0, but 299 was before"):
        analyse_blocks(Turned(DRAWN["two groups"], 2))


def test_people_in_two_blocks_are_refused():
    class Twice(CutTable):
        def read(self, index: int) -> VoteTable:
            return self.votes

    with pytest.raises(BadVotes, match="must hold all votes of its people"):
        analyse_blocks(Twice(DRAWN["two groups"], 2))


def test_no_thread_is_no_executor():
    with pytest.raises(EngineError, match="at least one thread"):
        Threads(0)
