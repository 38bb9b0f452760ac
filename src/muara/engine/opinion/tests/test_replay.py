"""What a rule is shown, and what it may ask, when people are asked again."""

import numpy as np
import pytest

from muara.engine.opinion import VoteTable
from muara.engine.opinion.replay import (
    ASKED,
    UNKNOWN,
    WAVES,
    equal,
    matrix_of,
    ours,
    polis,
    replay,
    some_hidden,
    table_of,
)

PEOPLE, STATEMENTS = 60, 30


@pytest.fixture
def known():
    """Two sides: the first agrees with even statements, the second with odd ones; some pass, some saw less."""
    rng = np.random.default_rng(5)
    side = np.arange(PEOPLE)[:, None] % 2
    votes = np.where((np.arange(STATEMENTS) + side) % 2 == 0, 1, -1)
    votes = np.where(rng.random(votes.shape) < 0.1, 0, votes)
    return np.where(rng.random(votes.shape) < 0.1, UNKNOWN, votes).astype(np.int8)


def halves(votes):
    """Read two groups: even and odd rows."""
    return votes.counts(np.arange(votes.n_participants) % 2, 2)


def test_a_quarter_of_each_persons_votes_is_hidden_and_thirty_at_most(known):
    hidden = some_hidden(known, 3)

    assert not (hidden & (known == UNKNOWN)).any()
    assert hidden.sum(axis=1).tolist() == ((known != UNKNOWN).sum(axis=1) // 4).tolist()
    assert some_hidden(np.ones((2, 200), dtype=np.int8), 3).sum(axis=1).tolist() == [30, 30]
    assert (hidden == some_hidden(known, 3)).all()
    assert (hidden != some_hidden(known, 4)).any()
    assert (hidden.sum(axis=0) < PEOPLE / 2).all(), "not the same statements for everybody"


def test_a_matrix_and_its_table_say_the_same(known):
    everything = table_of(known, np.ones(known.shape, dtype=bool))
    some = table_of(known, np.arange(STATEMENTS)[None, :] < np.full((PEOPLE, 1), 5))

    assert (matrix_of(everything) == known).all()
    assert (matrix_of(some)[:, :5] == known[:, :5]).all()
    assert (matrix_of(some)[:, 5:] == UNKNOWN).all()
    assert some.n_participants == PEOPLE
    assert some.n_statements == STATEMENTS
    assert isinstance(some, VoteTable)


def test_a_rule_sees_the_votes_given_so_far_and_asks_only_what_is_known_not_hidden_and_new(known):
    hidden = some_hidden(known, 3)
    seen, asked_so_far = [], []

    def watching(scene):
        seen.append((scene.agree.copy(), scene.disagree.copy(), scene.passed.copy(), scene.unseen.sum(axis=1)))
        assert scene.people == PEOPLE
        assert scene.membership.sum(axis=1) == pytest.approx(1.0)
        asked_so_far.append((scene.agree + scene.disagree + scene.passed).sum())
        return equal(scene)

    asked = replay(known, hidden, watching, seed=1, groups=halves)

    assert len(seen) == WAVES * ASKED
    assert not (asked & (hidden | (known == UNKNOWN))).any()
    may = ((known != UNKNOWN) & ~hidden).sum(axis=1)
    assert asked.sum(axis=1).tolist() == np.minimum(may, ASKED).tolist()
    for place, kind in enumerate((1, -1, 0)):
        last = seen[-1][place]
        told = (asked & (known == kind)).sum(axis=0)
        assert (last <= told).all()
        assert told.sum() - last.sum() <= PEOPLE / WAVES, "but for the last answers of the last wave"
    assert asked_so_far[:2] == [0, PEOPLE // WAVES]


def test_who_answered_is_known_better_from_answer_to_answer(known):
    """After the first readings the membership of a wave begins at the sizes and moves away with each answer."""
    sure = []

    def watching(scene):
        sure.append((scene.membership.shape[1], float(scene.membership.max(axis=1).mean())))
        return equal(scene)

    replay(known, np.zeros(known.shape, dtype=bool), watching, seed=1, groups=halves)

    assert sure[0] == (1, 1.0), "nobody was read yet"
    last_wave = [top for _, top in sure[-ASKED:]]
    assert sure[-1][0] == 2
    assert last_wave[0] == pytest.approx(0.5, abs=0.02)
    assert last_wave[-1] > last_wave[0] + 0.05


def test_a_statement_is_asked_from_the_wave_on_in_which_it_was_written(known):
    enters = np.where(np.arange(STATEMENTS) < 10, 0, WAVES - 1)

    asked = replay(known, np.zeros(known.shape, dtype=bool), equal, seed=2, enters=enters, groups=halves)

    assert set(asked[:, 10:].any(axis=1).nonzero()[0].tolist()) < set(range(PEOPLE))
    assert asked[:, 10:].any(axis=1).sum() == PEOPLE // WAVES


@pytest.mark.parametrize("rule", [ours, polis, equal])
def test_the_same_seed_asks_the_same_and_every_rule_gives_a_priority_to_each(known, rule):
    hidden = some_hidden(known, 3)
    shapes = []

    def watching(scene):
        given = rule(scene)
        shapes.append(given.shape == scene.unseen.shape and (given >= 0).all())
        return given

    one, other = (replay(known, hidden, watching, seed=seed, groups=halves) for seed in (4, 5))

    assert all(shapes)
    assert (one == replay(known, hidden, rule, seed=4, groups=halves)).all()
    assert (one != other).any()
