import numpy as np
import pytest

from muara.engine.opinion import VoteTable, analyse
from muara.engine.opinion.places import passing, position_error
from muara.engine.opinion.projection import Map, solve
from muara.engine.opinion.synthetic import conversation


def test_the_error_of_a_place_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    people, statements, noise = 4_000, 40, 0.6
    plane = Map(np.zeros(statements), rng.normal(0, 0.5, (statements, 2)), noise, 0.5)
    truth = rng.standard_normal((people, 2))
    seen = rng.random((people, statements)) < rng.uniform(0.1, 0.9, people)[:, None]
    row, column = np.nonzero(seen)
    votes = VoteTable.from_votes(row, column, np.zeros(len(row), int), unvoted=range(statements))
    said = (truth @ plane.loading.T + rng.normal(0, np.sqrt(noise), seen.shape))[row, column]
    kept = np.array(votes.participants)
    # real numbers instead of votes, as the model has them
    pull = np.stack([votes.matrix(said) @ plane.loading[:, axis] for axis in (0, 1)], axis=1)
    places = solve(plane.equations(votes)[0], pull, noise)

    error = position_error(plane, votes)
    away = (places - truth[kept]) / error[:, None]

    assert (np.abs(away) < 1.645).mean() == pytest.approx(0.90, abs=0.02)


def test_more_votes_are_a_surer_place():
    votes = VoteTable.from_votes([1, 2, 2], [1, 1, 2], [1, 1, 1], unvoted=[3])
    plane = Map(np.zeros(3), np.array([[1.0, 0.2], [0.3, 1.0], [0.5, 0.5]]), 0.5, 0.5)

    one, two = position_error(plane, votes)

    assert two < one < 1


def test_without_axes_nothing_is_known():
    votes = VoteTable.from_votes([1], [1], [1])

    assert position_error(Map(np.zeros(1), np.zeros((1, 0)), 1.0, 0.0), votes).tolist() == [1.0]


def test_passing_is_told_and_makes_no_group():
    rng = np.random.default_rng(7)
    people, statements = np.repeat(np.arange(200), 30), np.tile(np.arange(30), 200)
    shy = people < 100
    camp = np.where(people % 2, 1, -1) * np.where(statements % 3, 1, -1)
    values = np.where(shy & (rng.random(6000) < 0.6), 0, np.where(rng.random(6000) < 0.9, camp, -camp))

    found = analyse(VoteTable.from_votes(people, statements, values), readings=10)

    assert found.n_groups == 2
    assert abs(np.corrcoef(found.groups, np.arange(200) < 100)[0, 1]) < 0.1
    assert abs(np.corrcoef(found.groups, np.arange(200) % 2)[0, 1]) > 0.9
    told = found.to_dict()["passing"]
    assert np.mean([told[str(who)] for who in range(100)]) == pytest.approx(0.6, abs=0.05)
    assert told["150"] == 0.0


def test_who_answered_nothing_has_no_share_of_passes():
    votes = VoteTable.from_votes([1, 2], [1, 2], [0, 1]).without([1])

    assert np.isnan(passing(votes)[0])


def test_the_result_says_how_sure_each_place_is():
    drawn = conversation(60, 30, seed=3, votes_per_person=(5, 25))
    result = analyse(drawn.votes, readings=3).to_dict()

    n = drawn.votes.votes_per_participant()
    error = np.array([result["position_error"][str(who)] for who in range(60)])
    assert ((error > 0) & (error < 1)).all()
    assert error[n <= 8].mean() > error[n >= 20].mean()
