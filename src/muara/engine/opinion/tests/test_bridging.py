import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import spearmanr

from muara.engine.opinion import VoteTable
from muara.engine.opinion.bridging import bridging_intercept, fit_bridging
from muara.engine.opinion.synthetic import conversation


def test_the_fit_is_the_minimum_that_a_general_optimizer_finds():
    votes = conversation(60, 25, seed=4, n_groups=2, votes_per_person=(10, 20)).votes
    people, statements = 60, 25
    row, column = votes.rows, votes.columns.astype(int)
    vote = (votes.values + 1) / 2

    def parts(x):
        return x[0], *np.split(x[1:], np.cumsum([people, statements, people]))

    def loss(x):  # the published loss, written down once more
        mean, i_u, i_n, f_u, f_n = parts(x)
        error = vote - mean - i_u[row] - i_n[column] - f_u[row] * f_n[column]
        penalty = 0.15 * ((i_u**2).mean() + (i_n**2).mean() + mean**2)
        penalty += 0.03 * ((f_u**2).mean() + (f_n**2).mean())
        n = len(vote)
        pull = -2 * error / n
        gradient = [
            [pull.sum() + 0.3 * mean],
            np.bincount(row, pull, people) + 0.3 * i_u / people,
            np.bincount(column, pull, statements) + 0.3 * i_n / statements,
            np.bincount(row, pull * f_n[column], people) + 0.06 * f_u / people,
            np.bincount(column, pull * f_u[row], statements) + 0.06 * f_n / statements,
        ]
        return (error**2).mean() + penalty, np.concatenate(gradient)

    rng = np.random.default_rng(1)
    wanted = min(
        (
            minimize(
                loss, rng.normal(0, 0.3, 1 + 2 * people + 2 * statements), jac=True, options={"maxiter": 5000}
            )
            for _ in range(5)
        ),
        key=lambda one: one.fun,
    )

    found = fit_bridging(votes)

    assert found.loss == pytest.approx(wanted.fun, rel=2e-4)
    assert found.intercept == pytest.approx(parts(wanted.x)[2], abs=0.01)
    rebuilt = np.concatenate([[found.mean], found.person, found.intercept, found.viewpoint, found.side])
    assert loss(rebuilt)[0] == pytest.approx(found.loss, rel=1e-9)


def test_what_one_side_alone_likes_bridges_less_than_what_as_many_like_on_both_sides():
    rng = np.random.default_rng(2)
    left = np.arange(100) < 70
    ballots = np.where(rng.random((100, 20)) < 0.9, 1, -1) * np.where(left, 1, -1)[:, None]
    ballots[:, 0] = np.where(left, 1, -1)  # 70 agree, all of one side
    ballots[:, 1] = np.where(np.arange(100) % 10 < 7, 1, -1)  # 70 agree, on both sides alike
    people, statements = np.divmod(np.arange(2000), 20)

    found = fit_bridging(VoteTable.from_votes(people, statements, ballots.ravel()))

    assert found.intercept[1] > found.intercept[0] + 0.05


def test_it_is_a_second_opinion_that_follows_the_worst_group_as_published():
    """The model is continuous and has no groups: Spearman .67 to .71 with the worst of three groups."""
    drawn = conversation(1_000, 100, seed=1)

    assert spearmanr(bridging_intercept(drawn.votes), drawn.true_worst_agreement).statistic > 0.6


def test_nobody_voted_is_zero():
    votes = VoteTable.from_votes([1, 2], [1, 1], [1, -1], unvoted=[2])

    assert bridging_intercept(votes)[1] == 0.0
    assert bridging_intercept(VoteTable.from_votes([], [], [])).tolist() == []
    assert fit_bridging(VoteTable.from_votes([], [], [], unvoted=[3])).intercept.tolist() == [0.0]


def test_everybody_of_one_mind_has_no_viewpoint():
    found = fit_bridging(VoteTable.from_votes([1, 2, 3], [1, 1, 1], [1, 1, 1]))

    assert found.viewpoint.tolist() == [0, 0, 0]
    assert found.side.tolist() == [0]
    assert found.intercept[0] > 0


def test_large_rooms_are_drawn_from(monkeypatch):
    monkeypatch.setattr("muara.engine.opinion.bridging.MAX_PEOPLE", 200)
    drawn = conversation(400, 40, seed=5, n_groups=2)

    some = bridging_intercept(drawn.votes, seed=3)

    assert some.tolist() == bridging_intercept(drawn.votes, seed=3).tolist()
    assert np.corrcoef(some, fit_bridging(drawn.votes).intercept)[0, 1] > 0.9
