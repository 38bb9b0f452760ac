"""Nobody is placed by chances that they had a part in."""

import numpy as np
import pytest

from muara.engine.opinion import VoteTable, sums
from muara.engine.opinion.apart import PARTS, STEPS, Apart
from muara.engine.opinion.mixture import PRIOR_VOTES, VOTE_WEIGHT, Mixture, Sides, fit, one_hot
from muara.engine.opinion.synthetic import conversation

VOTES = conversation(240, 30, seed=9, n_groups=3, votes_per_person=(8, 25)).votes
EVERYBODY = np.ones(240, dtype=bool)


def dense(votes):
    value = np.zeros((votes.n_participants, votes.n_statements))
    value[votes.rows, votes.columns] = votes.values
    return value == 1, value == -1


@pytest.fixture(scope="module")
def fitted():
    (mixture,) = fit(Sides(VOTES), [one_hot(np.arange(240) % 3, 3)])
    return mixture


def score(agrees, refuses, mixture):
    return VOTE_WEIGHT * (agrees @ np.log(mixture.chance) + refuses @ np.log1p(-mixture.chance)) + np.log(
        mixture.size
    )


def shares(scores):
    weight = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True)


def estimated(agrees, refuses, membership, mean):
    agree, n = agrees.T @ membership, (agrees | refuses).T @ membership
    chance = (agree + PRIOR_VOTES * mean[:, None]) / (n + PRIOR_VOTES)
    return Mixture((membership.sum(axis=0) + 1) / (len(agrees) + membership.shape[1]), chance, n)


def test_each_part_has_a_mixture_of_all_others_some_steps_on(fitted):
    sides = Sides(VOTES)
    apart = Apart.without_each(sides, fitted, seed=4)
    agrees, refuses = dense(VOTES)

    assert np.bincount(apart.part).tolist() == [24] * PARTS
    for part, found in enumerate(apart.mixtures):
        others, now = apart.part != part, fitted
        for _ in range(STEPS):
            membership = shares(score(agrees[others], refuses[others], now))
            now = estimated(agrees[others], refuses[others], membership, sides.mean)
        assert found.chance == pytest.approx(now.chance, abs=1e-5)
        assert found.size == pytest.approx(now.size, abs=1e-5)
        assert np.abs(found.chance - fitted.chance).max() > 1e-3


def test_parts_are_drawn_by_the_seed_and_as_large_as_can_be():
    few = VOTES.people(np.arange(13))
    (mixture,) = fit(Sides(few), [one_hot(np.arange(13) % 2, 2)])

    parts = [Apart.without_each(Sides(few), mixture, seed=seed).part.tolist() for seed in (1, 1, 2)]

    assert parts[0] == parts[1] != parts[2]
    assert sorted(np.bincount(parts[0])) == [1] * 7 + [2] * 3


def test_everybody_counts_where_their_parts_mixture_puts_them(fitted):
    sides = Sides(VOTES)
    apart = Apart.without_each(sides, fitted, seed=4)
    agrees, refuses = dense(VOTES)
    placed = np.arange(240) % 7 > 0

    where = apart.classes(sides, placed)

    assert (where[~placed[VOTES.rows]] == -1).all()
    for vote in range(0, VOTES.n_votes, 5):
        person, column = int(VOTES.rows[vote]), int(VOTES.columns[vote])
        if placed[person]:
            said = np.arange(30) != column
            best = score(
                (agrees[person] & said)[None], (refuses[person] & said)[None], apart.mixtures[apart.part[person]]
            )
            assert where[vote] == best.argmax()
    counts = apart.counts(sides, placed)
    for value, cells in ((1, counts.agree), (-1, counts.disagree), (0, counts.passed)):
        wanted = np.zeros((3, 30), dtype=np.int64)
        one = (VOTES.values == value) & (where >= 0)
        np.add.at(wanted, (where[one], VOTES.columns[one]), 1)
        assert (cells == wanted).all()


def test_the_order_of_the_groups_renames_counts_and_classes(fitted):
    sides, order = Sides(VOTES), np.array([2, 0, 1])
    apart = Apart.without_each(sides, fitted, seed=4)
    named = Apart(apart.mixtures, apart.part, apart.own, order)
    placed = np.arange(240) % 7 > 0

    assert (named.counts(sides, placed).agree == apart.counts(sides, placed).agree[order]).all()
    where, as_named = apart.classes(sides, placed), named.classes(sides, placed)
    assert (as_named[where < 0] == -1).all()
    assert (order[as_named[where >= 0]] == where[where >= 0]).all()


def test_what_a_person_put_in_is_taken_out_of_a_mixture_of_all(fitted):
    """Nearly as if the chances were estimated without them, from the memberships of the others."""
    sides = Sides(VOTES)
    agrees, refuses = dense(VOTES)
    membership = fitted.membership(sides)
    mixture = estimated(agrees, refuses, membership, sides.mean)
    without = sides.classes_apart(mixture, EVERYBODY, membership)
    elsewhere = elsewhere_of_all = 0
    for person in range(240):
        others = np.arange(240) != person
        rest = estimated(agrees[others], refuses[others], membership[others], sides.mean)
        own = Mixture(mixture.size, rest.chance)
        alone = sides.classes_apart(own, ~others)[VOTES.rows == person]
        elsewhere += (alone != without[VOTES.rows == person]).sum()
        elsewhere_of_all += (alone != sides.classes_apart(mixture, ~others)[VOTES.rows == person]).sum()

    assert elsewhere_of_all > 20
    assert elsewhere <= elsewhere_of_all / 5


def test_without_a_membership_nothing_is_taken_out(fitted):
    sides = Sides(VOTES)

    nothing = sides.counts_apart(fitted, EVERYBODY, np.zeros((240, 3)))

    assert (nothing.agree == sides.counts_apart(fitted, EVERYBODY).agree).all()
    assert (nothing.agree != sides.counts_apart(fitted, EVERYBODY, fitted.membership(sides)).agree).any()


@pytest.mark.parametrize("fast", ["0", "1"])
def test_both_paths_and_many_blocks_count_alike(fast, fitted, monkeypatch):
    monkeypatch.setenv("MUARA_FAST", "0")
    sides, placed = Sides(VOTES), np.arange(240) % 7 > 0
    ways = [Apart.without_each(sides, fitted, seed=4), Apart.of_all(fitted, fitted.membership(sides))]
    wanted = [(way.counts(sides, placed), way.classes(sides, placed)) for way in ways]
    monkeypatch.setenv("MUARA_FAST", fast)
    monkeypatch.setattr(sums, "FAST_FROM", 0)
    monkeypatch.setattr(sums, "BLOCK_VOTES", 500)
    again = Sides(VoteTable(**{key: getattr(VOTES, key) for key in VOTES.__dataclass_fields__}))
    assert len(again.coded.blocks) > 5

    found = [Apart.without_each(again, fitted, seed=4), Apart.of_all(fitted, fitted.membership(again))]

    for way, (counts, classes) in zip(found, wanted, strict=True):
        own = way.counts(again, placed)
        for cells in ("agree", "disagree", "passed"):
            assert (getattr(own, cells) == getattr(counts, cells)).all()
        assert (way.classes(again, placed) == classes).all()
    for one, other in zip(found[0].mixtures, ways[0].mixtures, strict=True):
        assert (one.chance == other.chance).all()
        assert (one.size == other.size).all()
