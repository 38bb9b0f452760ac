import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.errors import BadNetwork
from muara.engine.network.graph import Network
from muara.engine.network.nonresponse import survey_readings
from muara.engine.network.structure import centralisation, density


def survey(rng, n):
    """Draw organisations that differ in how much they trust and how much they are trusted."""
    trusting, trusted = rng.normal(0, 0.7, n), rng.normal(0, 0.7, n)
    chance = 1 / (1 + np.exp(0.8 - trusting[:, None] - trusted[None, :]))
    yes = rng.random((n, n)) < chance
    np.fill_diagonal(yes, False)
    return yes


def of_all(yes):
    """Give Freeman's centralisation of a whole network, by incoming ties."""
    got = yes.sum(axis=0)
    return (got.max() - got).sum() / (len(yes) - 1) ** 2


def test_where_all_answered_it_is_plain_density_and_freeman():
    yes = survey(np.random.default_rng(1), 12)
    a, b = np.nonzero(yes)
    net = Network.from_ties(a, b, actors=np.arange(12), directed=True)

    found = survey_readings(yes, np.ones(12, bool), rng=np.random.default_rng(2))

    assert found.density.value == found.density.worst == found.density.best == pytest.approx(density(net))
    assert found.centralisation.value == pytest.approx(centralisation(net))
    assert found.centralisation.worst == pytest.approx(centralisation(net))
    assert found.centralisation.best == pytest.approx(centralisation(net))


def test_a_silent_row_is_left_out_by_hand():
    answers = np.array([[0, 1, 1], [1, 0, 0], [9, 9, 9]])

    found = survey_readings(answers, np.array([True, True, False]), rng=np.random.default_rng(1))

    assert found.density.value == 3 / 4
    assert (found.density.worst, found.density.best) == (3 / 6, 5 / 6)
    assert found.response == pytest.approx(2 / 3)


@given(st.integers(0, 10_000))
def test_the_bounds_always_hold_the_truth_and_are_reached(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 5))
    yes, answered = rng.random((n, n)) < rng.random(), rng.random(n) < 0.6
    np.fill_diagonal(yes, False)
    missing = [(i, j) for i in range(n) if not answered[i] for j in range(n) if i != j]
    found = survey_readings(yes, answered, rng=rng, draws=2)
    if len(missing) > 9:
        missing = missing[:0]
    values = []
    for number in range(2 ** len(missing)):
        full = yes & answered[:, None]
        for bit, (i, j) in enumerate(missing):
            full[i, j] = bool(number >> bit & 1)
        got = full.sum(axis=0)
        values.append((full.sum() / (n * (n - 1)), (got.max() - got).sum() / (n - 1) ** 2))
    for reading, column in ((found.density, 0), (found.centralisation, 1)):
        low, high = min(v[column] for v in values), max(v[column] for v in values)
        assert reading.worst <= low + 1e-12
        assert reading.best >= high - 1e-12
        if missing or answered.all():
            assert (reading.worst, reading.best) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(("n", "response"), [(15, 1.0), (15, 0.6), (50, 0.8)])
def test_nine_in_ten_intervals_hold_the_density_and_centralisation_of_the_population(n, response):
    rng = np.random.default_rng(3)
    truth = np.mean([survey(rng, 60).sum() / (60 * 59) for _ in range(300)])
    central = np.mean([of_all(survey(rng, n)) for _ in range(300)])
    held, naive, held_central = 0, 0, 0
    for _ in range(300):
        yes = survey(rng, n)
        answered = np.zeros(n, bool)
        answered[rng.permutation(n)[: round(response * n)]] = True
        both = survey_readings(yes, answered, rng=rng, draws=150)
        found = both.density
        held_central += both.centralisation.low <= central <= both.centralisation.high
        held += found.low <= truth <= found.high
        error = np.sqrt(found.value * (1 - found.value) / (answered.sum() * (n - 1)))
        naive += abs(found.value - truth) <= 1.645 * error

    assert 0.80 <= held / 300 <= 0.95
    assert 0.80 <= held_central / 300 <= (0.95 if n > 15 else 0.98)  # with few actors somewhat too wide
    assert naive / 300 < 0.75


def test_nobody_answered_leaves_everything_open():
    found = survey_readings(np.zeros((4, 4)), np.zeros(4, bool), rng=np.random.default_rng(1))

    assert np.isnan(found.density.value)
    assert (found.density.low, found.density.high) == (0, 1)
    assert survey_readings(np.zeros((0, 0)), np.zeros(0, bool), rng=np.random.default_rng(1)).response != 0


def test_nonsense_is_refused_with_a_reason():
    rng, who = np.random.default_rng(0), np.ones(2, bool)
    for answers, answered, draws, complaint in [
        (np.zeros((2, 3)), who, 10, "shape"),
        (np.zeros((2, 2)), np.ones(2), 10, "True or False"),
        (np.full((2, 2), 3), who, 10, "An answer is 1"),
        (np.zeros((2, 2)), who, 1, "at least 2"),
    ]:
        with pytest.raises(BadNetwork, match=complaint):
            survey_readings(answers, answered, rng=rng, draws=draws)
