from __future__ import annotations

import numpy as np
import pytest

from muara.engine.opinion import VoteTable, adjusted_rand_index
from muara.engine.opinion import readings as rd
from muara.engine.opinion.mixture import Mixture, Sides, log_loss
from muara.engine.opinion.synthetic import conversation

LOSS = np.array([[0.6, 0.5, 0.4, 0.55, 0.7], [0.6, 0.45, 0.5, 0.55, 0.7], [0.3, 0.6, 0.35, 0.5, 0.7]])
TWO = np.array([[0, 0, 1, 1], [1, 1, 0, 0], [0, 1, 1, 1]], dtype=np.int8)
FIVE = np.array([[0, 1, 2, 3], [4, 1, 2, 3], [0, 0, 2, 3]], dtype=np.int8)
FOUND = rd.Readings(LOSS, [TWO, np.zeros_like(TWO), np.zeros_like(TWO), FIVE])


def test_the_number_that_predicts_best_on_average_and_in_how_many_readings():
    assert FOUND.n == 3
    assert FOUND.mean_loss == pytest.approx((0.5, 1.55 / 3, 1.25 / 3, 1.6 / 3, 0.7))
    assert FOUND.best_number == 3
    assert FOUND.same_number(1) == 1
    assert sum(FOUND.same_number(k) for k in (2, 3, 4, 5)) == 3


@pytest.mark.parametrize(("best", "number"), [(0, 2), (1, 2), (2, 3), (3, 4), (4, 5)])
def test_there_are_two_groups_at_least_also_where_none_predict_better(best, number):
    loss = np.full((1, 5), 0.6)
    loss[0, best] = 0.1

    assert rd.Readings(loss, []).best_number == number


def test_how_far_one_reading_and_the_next_agree():
    same, apart = 1.0, adjusted_rand_index(TWO[1].astype(np.int64), TWO[2].astype(np.int64))
    assert apart < 0.5

    assert FOUND.agreement[0] == pytest.approx((same + apart) / 2)
    assert len(FOUND.agreement) == 4
    assert rd.Readings(LOSS[:1], [TWO[:1]]).agreement == (1.0,)


def test_who_is_steady_has_the_same_group_in_each_reading_whatever_it_is_called():
    assert FOUND.steadiness(np.array([0, 0, 1, 1]), 2).tolist() == pytest.approx([1.0, 2 / 3, 1.0, 1.0])
    assert FOUND.steadiness(np.array([0, 1, 2, 3]), 5).tolist() == pytest.approx([1.0, 2 / 3, 1.0, 1.0])
    assert rd.Readings(np.zeros((0, 5)), [TWO[:0]]).steadiness(np.array([0, 0, 1, 1]), 2).tolist() == [0.0] * 4


@pytest.mark.parametrize(
    ("votes", "readings"),
    [(0, 100), (1, 100), (10_000, 100), (20_000, 50), (100_000, 10), (190_000, 5), (5_000_000, 5)],
)
def test_large_tables_get_fewer_readings(votes, readings):
    assert rd.how_many(votes) == readings


# --- what a reading does ----------------------------------------------------------------------------------------

VOTES = conversation(40, 15, seed=2, n_groups=2, votes_per_person=(6, 12)).votes


@pytest.fixture
def seen(monkeypatch):
    """Keep what each reading was given to fit; the fit itself gives four fixed mixtures."""
    kept = []

    def fitted(votes, sides, rng, numbers, *, quick=False):
        kept.append((votes, rng.integers(0, 2**62), tuple(numbers), quick))
        half = np.linspace(0.2, 0.8, votes.n_statements)[:, None]
        return [Mixture(np.full(k, 1 / k), np.repeat(half, k, axis=1) ** np.arange(1, k + 1)) for k in numbers]

    monkeypatch.setattr(rd, "fit_numbers", fitted)
    return kept


def test_in_ten_readings_every_opinion_is_hidden_once_and_no_pass_is_looked_at(seen):
    told = []

    found = rd.read_again(VOTES, seed=7, readings=10, tell=told.append)

    opinions = int((VOTES.values != 0).sum())
    assert 0 < opinions < VOTES.n_votes
    hidden = [opinions - votes.n_votes for votes, *_ in seen]
    assert sum(hidden) == opinions
    assert max(hidden) - min(hidden) <= 1
    cells = np.concatenate([votes.rows * 15 + votes.columns for votes, *_ in seen])
    assert set(np.bincount(cells)[np.bincount(cells) > 0].tolist()) == {9}
    assert all(0 not in votes.values for votes, *_ in seen)
    assert {(numbers, quick) for _, _, numbers, quick in seen} == {((2, 3, 4, 5), True)}
    assert told == pytest.approx([(index + 1) / 10 for index in range(10)])
    assert found.loss.shape == (10, 5)
    assert [labels.shape for labels in found.labels] == [(10, 40)] * 4
    assert {labels.dtype for labels in found.labels} == {np.dtype(np.int8)}


def test_the_next_ten_hide_others_and_each_reading_draws_on_its_own(seen):
    rd.read_again(VOTES, seed=7, readings=12)
    first, second = seen[0][0], seen[10][0]
    assert first.sha256 != second.sha256
    assert len({draw for _, draw, *_ in seen}) == 12

    again = [(votes.sha256, draw) for votes, draw, *_ in seen]
    seen.clear()
    rd.read_again(VOTES, seed=7, readings=3)
    assert [(votes.sha256, draw) for votes, draw, *_ in seen] == again[:3]
    seen.clear()
    rd.read_again(VOTES, seed=8, readings=1)
    assert (seen[0][0].sha256, seen[0][1]) != again[0]


def test_losses_are_those_of_the_hidden_votes_under_the_kept_ones(seen):
    found = rd.read_again(VOTES, seed=7, readings=2)
    spoken = VOTES.select(VOTES.values != 0)

    for index, (kept, *_) in enumerate(seen):
        there = set((kept.rows * 15 + kept.columns).tolist())
        left = spoken.select(
            np.array([cell not in there for cell in (spoken.rows * 15 + spoken.columns).tolist()])
        )
        sides = Sides(kept)
        mean = Mixture(np.ones(1), sides.mean[:, None])
        assert found.loss[index, 0] == pytest.approx(log_loss(np.ones((40, 1)), mean, left))
        half = np.linspace(0.2, 0.8, 15)[:, None]
        for place, k in enumerate((2, 3, 4, 5)):
            mixture = Mixture(np.full(k, 1 / k), np.repeat(half, k, axis=1) ** np.arange(1, k + 1))
            membership = mixture.membership(sides)
            assert found.loss[index, place + 1] == pytest.approx(log_loss(membership, mixture, left))
            assert found.labels[place][index].tolist() == membership.argmax(axis=1).tolist()


def test_where_nothing_could_be_hidden_the_loss_is_nought(seen):
    one = VoteTable.from_votes([1, 2], [1, 1], [1, 0])

    found = rd.read_again(one, seed=1, readings=2)

    assert np.isfinite(found.loss).all()
    assert 0.0 in found.loss[:, 0].tolist()


def test_no_reading_is_no_reading():
    found = rd.read_again(VOTES, seed=1, readings=0)

    assert (found.n, found.loss.shape) == (0, (0, 5))


# --- the fit for several numbers --------------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch):
    """Keep how the map, the first guess and the fit were asked for."""
    kept = {}
    maps, guess, mixtures = rd.opinion_map, rd.best_of, rd.fit

    def mapped(votes, axes):
        kept["map"] = (votes.n_participants, axes)
        return maps(votes, axes)

    def guessed(places, k, rng, **how):
        kept.setdefault("guess", []).append((places.shape, k, how))
        return guess(places, k, rng, **how)

    def fitted(sides, first, **how):
        kept["fit"] = ([start.shape for start in first], how)
        return mixtures(sides, first, **how)

    monkeypatch.setattr(rd, "opinion_map", mapped)
    monkeypatch.setattr(rd, "best_of", guessed)
    monkeypatch.setattr(rd, "fit", fitted)
    return kept


def test_a_whole_fit_begins_from_eight_guesses_on_four_axes_and_rests_when_it_rests(asked):
    found = rd.fit_numbers(VOTES, Sides(VOTES), np.random.default_rng(1), [2, 4])

    assert [mixture.k for mixture in found] == [2, 4]
    assert asked["map"] == (40, 4)
    assert asked["guess"] == [((40, 4), k, {"starts": 8, "max_steps": 30}) for k in (2, 4)]
    assert asked["fit"] == ([(40, 2), (40, 4)], {})


def test_a_quick_fit_begins_from_three_and_takes_fifteen_steps_at_most(asked, monkeypatch):
    monkeypatch.setattr(rd, "AXES_PEOPLE", 40)
    rd.fit_numbers(VOTES, Sides(VOTES), np.random.default_rng(1), [3], quick=True)

    assert asked["map"] == (40, 4)
    assert asked["guess"] == [((40, 4), 3, {"starts": 3, "max_steps": 10})]
    assert asked["fit"] == ([(40, 3)], {"max_steps": 15, "tolerance": 0.005})


def test_a_quick_fit_lays_its_axes_through_some_of_many_people_and_places_all(asked, monkeypatch):
    monkeypatch.setattr(rd, "AXES_PEOPLE", 39)
    rd.fit_numbers(VOTES, Sides(VOTES), np.random.default_rng(1), [2], quick=True)
    assert asked["map"] == (39, 4)
    assert asked["guess"][0][0] == (40, 4)

    rd.fit_numbers(VOTES, Sides(VOTES), np.random.default_rng(1), [2])  # a whole one takes all
    assert asked["map"] == (40, 4)
