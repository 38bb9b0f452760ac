"""The mixture beside the same thing written densely, person by person."""

from __future__ import annotations

import numpy as np
import pytest

from muara.engine.opinion import VoteTable
from muara.engine.opinion.mixture import (
    PRIOR_VOTES,
    VOTE_WEIGHT,
    Mixture,
    Sides,
    estimated_agreement,
    fit,
    log_loss,
    one_hot,
    posterior,
)

RNG = np.random.default_rng(4)
CELLS = RNG.choice([-1, 0, 1, 9], (12, 7), p=[0.3, 0.1, 0.4, 0.2])  # 9 = never seen
CELLS[11] = 9  # somebody without a vote
VOTES = VoteTable.from_votes(
    [*np.nonzero(CELLS < 9)[0], 11], [*np.nonzero(CELLS < 9)[1], 0], [*CELLS[CELLS < 9], 1], unvoted=range(7)
)
VOTES = VOTES.select(VOTES.rows != 11)
AGREE, DISAGREE = CELLS == 1, CELLS == -1
MEAN = (AGREE.sum(axis=0) + 1) / (AGREE.sum(axis=0) + DISAGREE.sum(axis=0) + 2)


def chances(membership):
    """Estimate the chance to agree of each class: the textbook way."""
    agree, n = AGREE.T @ membership, (AGREE | DISAGREE).T @ membership
    return (agree + PRIOR_VOTES * MEAN[:, None]) / (n + PRIOR_VOTES)


def sizes(membership):
    return (membership.sum(axis=0) + 1) / (len(membership) + membership.shape[1])


def placed(size, chance):
    """Place everybody: the textbook way."""
    score = np.log(size) + VOTE_WEIGHT * (AGREE @ np.log(chance) + DISAGREE @ np.log(1 - chance))
    weight = np.exp(score - score.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True)


def starts():
    rng = np.random.default_rng(5)
    return [one_hot(rng.integers(0, k, 12), k) for k in (2, 3)]


def test_everybodys_share_is_smoothed_by_a_vote_each():
    sides = Sides(VOTES)

    assert sides.mean == pytest.approx(MEAN)
    assert sides.total_agree.tolist() == AGREE.sum(axis=0).tolist()
    assert sides.total_disagree.tolist() == DISAGREE.sum(axis=0).tolist()
    assert sides.n.tolist() == (AGREE | DISAGREE).sum(axis=1).tolist()
    assert sides.shape == (12, 7)


def test_a_pass_says_nothing_of_a_class():
    chance = np.random.default_rng(1).uniform(0.1, 0.9, (7, 2))

    wanted = AGREE @ np.log(chance) + DISAGREE @ np.log(1 - chance)

    assert Sides(VOTES).likelihood(chance) == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_so_many_steps_lead_where_the_textbook_says(steps):
    sides = Sides(VOTES)

    found = fit(sides, starts(), max_steps=steps, tolerance=0.0)

    for mixture, membership in zip(found, starts(), strict=True):
        for _ in range(steps):
            size, chance = sizes(membership), chances(membership)
            membership = placed(size, chance)
        assert mixture.size == pytest.approx(size, abs=1e-5)
        assert mixture.chance == pytest.approx(chance, abs=1e-5)
        assert mixture.membership(sides) == pytest.approx(membership, abs=1e-5)
        assert mixture.k == len(size)


def test_a_start_rests_once_a_step_moves_few_and_the_others_go_on():
    sides = Sides(VOTES)
    moved = []
    membership = starts()[0]
    for _ in range(60):
        new = placed(sizes(membership), chances(membership))
        moved.append(np.abs(new - membership).sum() / 2 / 12)
        membership = new
    rest = next(step for step, share in enumerate(moved) if share <= 1e-3)
    assert 1 < rest < 40

    two, three = fit(sides, starts(), max_steps=60, tolerance=1e-3)

    assert two.chance == pytest.approx(fit(sides, starts()[:1], max_steps=rest + 1, tolerance=0.0)[0].chance)
    assert three.chance == pytest.approx(fit(sides, starts()[1:], max_steps=60, tolerance=1e-3)[0].chance)
    at_once = fit(sides, starts()[:1], max_steps=60, tolerance=1.0)[0]
    assert at_once.chance == pytest.approx(chances(starts()[0]), abs=1e-6)


def test_nothing_to_start_from_is_nothing_found():
    assert fit(Sides(VOTES), []) == []


def test_whoever_did_not_vote_stays_at_the_sizes():
    (found,) = fit(Sides(VOTES), starts()[:1])

    assert found.membership(Sides(VOTES))[11] == pytest.approx(found.size, abs=1e-6)


def test_a_step_tells_the_weighted_counts_and_what_moved():
    sides = Sides(VOTES)
    chance = np.random.default_rng(1).uniform(0.2, 0.8, (7, 5))
    size = np.array([0.6, 0.4, 0.5, 0.3, 0.2])
    membership = np.concatenate(starts(), axis=1)

    counts, moved = sides.step(chance, size, np.array([0, 2, 5]), after := membership.copy())

    wanted = np.concatenate([placed(size[:2], chance[:, :2]), placed(size[2:], chance[:, 2:])], axis=1)
    assert after == pytest.approx(wanted, abs=1e-5)
    change = np.abs(after - membership)
    assert moved == pytest.approx([change[:, :2].sum(), change[:, 2:].sum()], abs=1e-6)
    assert counts[2::3] == pytest.approx(AGREE.T @ after, abs=1e-6)
    assert counts[0::3] == pytest.approx(DISAGREE.T @ after, abs=1e-6)
    assert counts[1::3] == pytest.approx((CELLS == 0).T @ after, abs=1e-6)


def test_a_vote_is_counted_where_the_other_votes_of_the_person_speak_for():
    sides, who = Sides(VOTES), np.arange(12) % 4 != 1
    chance, size = np.random.default_rng(2).uniform(0.1, 0.9, (7, 3)), np.array([0.5, 0.3, 0.2])
    cells = {value: np.zeros((3, 7), dtype=int) for value in (-1, 0, 1)}
    for person in np.flatnonzero(who):
        for statement in np.flatnonzero(CELLS[person] < 9):
            others = np.arange(7) != statement
            score = np.log(size) + VOTE_WEIGHT * (
                (AGREE[person] & others) @ np.log(chance) + (DISAGREE[person] & others) @ np.log(1 - chance)
            )
            cells[CELLS[person, statement]][score.argmax(), statement] += 1

    found = sides.counts_apart(Mixture(size, chance), who)

    assert found.agree.tolist() == cells[1].tolist()
    assert found.disagree.tolist() == cells[-1].tolist()
    assert found.passed.tolist() == cells[0].tolist()


def test_the_estimate_leans_on_everybody_as_by_one_vote():
    counts = np.array([[1.0, 0.5], [2.0, 0.0], [4.0, 1.5], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]])

    found = estimated_agreement(counts)

    everybody = (5.5 + 1) / (9 + 2)
    assert found == pytest.approx(np.array([[(4 + everybody) / 8, 0.5], [(1.5 + everybody) / 3, 0.5]]))


def test_shares_that_follow_from_weights_sum_to_one_however_small_the_weights():
    found = posterior(np.array([[-900.0, -901.0, -950.0], [5.0, 5.0, 5.0]]))

    assert found.sum(axis=1) == pytest.approx([1.0, 1.0], abs=1e-6)
    assert found[0] == pytest.approx([1 / (1 + np.exp(-1)), np.exp(-1) / (1 + np.exp(-1)), 0.0], abs=1e-6)
    assert found[1] == pytest.approx([1 / 3] * 3, abs=1e-6)


def test_labels_as_a_matrix():
    assert one_hot(np.array([1, -1, 0]), 2).tolist() == [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]


def test_the_loss_looks_at_agree_and_disagree_alone():
    membership = np.array([[0.75, 0.25], [0.0, 1.0]])
    mixture = Mixture(np.array([0.5, 0.5]), np.array([[0.8, 0.4], [0.5, 0.1]]))
    votes = VoteTable.from_votes([1, 1, 2, 2], [1, 2, 1, 2], [1, 0, -1, -1])

    loss = log_loss(membership, mixture, votes)

    assert loss == pytest.approx(-(np.log(0.7) + np.log(0.6) + np.log(0.9)) / 3)
    assert np.isnan(log_loss(membership, mixture, votes.select(votes.values == 0)))
