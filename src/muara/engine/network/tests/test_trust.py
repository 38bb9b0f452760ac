from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from muara.engine.errors import BadNetwork
from muara.engine.network import pair_trust, trust_readings

NAN = float("nan")
SILENT = [NAN, NAN, NAN]
FULL, NONE = [4, 4, 4], [1, 1, 1]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_three_items_become_a_mean_from_0_to_1_and_one_alone_is_too_few():
    assert pair_trust([[4, 3, 2], [3, 3, 3], [NAN, 1, 4], [NAN, NAN, 4], SILENT]) == pytest.approx(
        [2 / 3, 2 / 3, 1 / 2, NAN, NAN], nan_ok=True
    )


def test_density_counts_answers_and_the_bounds_count_questions():
    items = [FULL, [3, 3, 3], [2, 3, 3], SILENT, SILENT]

    found = trust_readings(items, [0, 0, 1, 2, 3], [1, 2, 0, 0, 0], 4, rng=rng(), draws=50)

    assert found.density.value == pytest.approx(2 / 3)
    assert (found.density.worst, found.density.best) == pytest.approx((2 / 5, 4 / 5))
    assert (found.n_questions, found.n_answers, found.n_actors, found.n_answering) == (5, 3, 4, 2)


def test_a_partner_whom_one_does_not_know_is_an_answer_and_not_trusted():
    found = trust_readings(
        [FULL, SILENT], [0, 0], [1, 2], 3, strangers=np.array([False, True]), rng=rng(), draws=50
    )

    assert (found.density.value, found.density.worst, found.density.best) == (0.5, 0.5, 0.5)


def test_reciprocity_looks_only_at_pairs_where_both_answered():
    askers, partners = [0, 1, 0, 2, 3, 4, 0], [1, 0, 2, 0, 4, 3, 3]
    items = [FULL, FULL, FULL, NONE, NONE, NONE, FULL]  # returned; not returned; no trust; asked one way only

    found = trust_readings(items, askers, partners, 5, rng=rng(), draws=50)

    assert found.reciprocity.value == pytest.approx(2 / 3)
    assert (found.reciprocity.worst, found.reciprocity.best) == pytest.approx((2 / 3, 2 / 3))
    assert found.n_both == 3


def test_a_higher_cut_leaves_less_trust():
    items = [[2, 3, 3], [3, 3, 3], [4, 3, 4]]

    values = [
        trust_readings(items, [0, 1, 2], [1, 2, 0], 3, cut=cut, rng=rng(), draws=9).density.value
        for cut in (1 / 2, 2 / 3, 5 / 6)
    ]

    assert values == pytest.approx([1, 2 / 3, 1 / 3])


@pytest.mark.parametrize("seed", range(60))
def test_the_bounds_are_exactly_the_extremes_of_all_ways_to_fill_what_is_missing(seed: int):
    chance = rng(seed)
    n = int(chance.integers(2, 5))
    arcs = [(a, b) for a in range(n) for b in range(n) if a != b]
    chosen = chance.permutation(len(arcs))[: chance.integers(1, 6)]
    askers, partners = [arcs[i][0] for i in chosen], [arcs[i][1] for i in chosen]
    items = chance.integers(1, 5, (len(chosen), 2)).astype(float)
    items[chance.random(len(chosen)) < 0.5] = NAN
    strangers = np.isnan(items[:, 0]) & (chance.random(len(chosen)) < 0.2)
    silent = np.flatnonzero(np.isnan(items[:, 0]) & ~strangers)

    found = trust_readings(items, askers, partners, n, strangers=strangers, rng=rng(), draws=2)

    densities, returns = [], []
    for fill in product((1.0, 4.0), repeat=len(silent)):
        filled = items.copy()
        filled[silent] = np.array(fill)[:, None]
        full = trust_readings(filled, askers, partners, n, strangers=strangers, rng=rng(), draws=2)
        densities.append(full.density.value)
        returns.append(full.reciprocity.value)
    returns = [value for value in returns if value == value] or [NAN]
    bounds = (found.density.worst, found.density.best, found.reciprocity.worst, found.reciprocity.best)
    assert bounds == pytest.approx((min(densities), max(densities), min(returns), max(returns)), nan_ok=True)
    assert not found.density.value < found.density.worst
    assert not found.density.value > found.density.best


def a_city(chance: np.random.Generator, n: int, asked: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw organisations that differ in how much they trust and are trusted; each is asked about a few."""
    gives, gets = chance.normal(0, 0.7, n), chance.normal(0, 0.7, n)
    askers = np.repeat(np.arange(n), asked)
    partners = np.concatenate([chance.permutation(np.delete(np.arange(n), a))[:asked] for a in range(n)])
    trusting = chance.random(n * asked) < 1 / (1 + np.exp(-(gives[askers] + gets[partners])))
    return askers, partners, np.where(trusting, 4.0, 1.0)[:, None] * np.ones(3)


@pytest.mark.parametrize(("n", "response"), [(15, 0.8), (46, 0.7), (46, 1.0)])
def test_the_interval_is_honest_and_the_bounds_always_hold(n: int, response: float):
    chance, covered, times = rng(n), 0, 200
    for _ in range(times):
        askers, partners, items = a_city(chance, n, 10)
        silent = chance.permutation(n)[: round(n * (1 - response))]
        told = np.where(np.isin(askers, silent)[:, None], NAN, items)

        found = trust_readings(told, askers, partners, n, rng=chance, draws=100)

        covered += found.density.low <= 0.5 <= found.density.high  # by symmetry half of all trust in the long run
        assert found.density.worst <= (items[:, 0] == 4).mean() <= found.density.best
    assert 0.80 <= covered / times <= 0.97


def test_nobody_asked_or_nobody_answering_is_not_zero_trust():
    empty = trust_readings(np.zeros((0, 3)), [], [], 4, rng=rng(), draws=9)
    silent = trust_readings([SILENT, SILENT], [0, 1], [1, 0], 2, rng=rng(), draws=9)

    assert np.isnan([empty.density.value, empty.density.worst, empty.reciprocity.best, silent.density.value]).all()
    assert (silent.density.worst, silent.density.best, silent.reciprocity.worst) == (0, 1, 0)
    assert (silent.density.low, silent.density.high) == (0, 1)


def test_the_order_of_the_questions_and_the_names_change_nothing():
    askers, partners, items = a_city(rng(5), 12, 4)
    order = rng(6).permutation(len(items))

    a = trust_readings(items, askers, partners, 12, rng=rng(), draws=99)
    b = trust_readings(items[order], askers[order], partners[order], 12, rng=rng(), draws=99)

    assert a == b


@pytest.mark.parametrize(
    ("items", "askers", "partners", "more"),
    [
        ([[5, 1, 1]], [0], [1], {}),
        ([[0, 1, 1]], [0], [1], {}),
        ([1, 2, 3], [0], [1], {}),
        ([FULL], [0], [0], {}),
        ([FULL], [0], [2], {}),
        ([FULL, FULL], [0, 0], [1, 1], {}),
        ([FULL, FULL], [0], [1], {}),
        ([FULL], [0], [1], {"cut": 0}),
        ([FULL], [0], [1], {"draws": 1}),
        ([FULL], [0], [1], {"strangers": [1]}),
    ],
)
def test_what_makes_no_survey_is_refused(items, askers, partners, more):
    with pytest.raises(BadNetwork):
        trust_readings(items, askers, partners, 2, rng=rng(), **({"draws": 9} | more))
