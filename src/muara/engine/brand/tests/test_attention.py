import numpy as np
import pytest

from muara.engine.brand import Attention, TooEarly, bursts, half_life, persistence
from muara.engine.errors import BadSeries


def planted(life, *, before=180, after=330, usual=100, jump=1_000, kept=1.0, seed=1, step=1):
    """Counts of chance around a burst that halves every `life` days and leaves `kept` times the usual."""
    t = np.arange(before + after)
    gone = [2.0 ** (-np.maximum(t + more - before - 0.5, 0) / life) for more in (0, 1)]
    mean = usual + np.where(t >= before, jump * (gone[0] - gone[1]) * life / np.log(2) + usual * (kept - 1), 0)
    counts = np.random.default_rng(seed).poisson(mean)
    return Attention.of(counts[: len(counts) // step * step].reshape(-1, step).sum(axis=1), step)


@pytest.mark.parametrize("step", [1, 7])
@pytest.mark.parametrize("life", [2, 7, 21])
def test_a_planted_fall_is_read_within_a_tenth(life, step):
    weekdays = range(7)
    read = [half_life(planted(life, jump=3_000, before=175 + day, seed=day, step=step), 0) for day in weekdays]

    assert np.median([fall.days for fall in read]) == pytest.approx(life, rel=0.1)
    assert sum(fall.low <= life <= fall.high for fall in read) >= 5


def test_a_burst_is_found_where_it_was_planted_and_nowhere_else():
    (found,) = bursts(planted(7))

    assert found.begins == 180
    assert found.peak in (180, 181)
    assert found.usual == pytest.approx(100, abs=5)


@pytest.mark.parametrize("counts", [[100] * 300, [0] * 300, np.arange(300), [5], np.tile([5, 80], 150)])
def test_steady_counts_have_no_burst(counts):
    assert bursts(Attention.of(counts, 1)) == ()


def test_three_times_of_almost_nothing_is_no_burst():
    assert bursts(Attention.of([1, 0, 1, 2] * 15 + [4] + [1] * 20, 1)) == ()


def test_two_bursts_with_calm_between_are_two():
    found = bursts(Attention.of([10] * 40 + [90] * 3 + [10] * 8 + [70] + [10] * 30, 1))

    assert [(burst.begins, burst.ends) for burst in found] == [(40, 43), (51, 52)]


@pytest.mark.parametrize("life", [2, 21])
@pytest.mark.parametrize("kept", [1.0, 1.5])
def test_what_stayed_is_what_was_planted(life, kept):
    found = persistence(planted(life, kept=kept), 0, seed=1)

    assert found.low <= kept <= found.high
    assert found.ratio == pytest.approx(kept, rel=0.1)
    assert found.trend_removed


def test_the_tail_of_a_burst_is_not_taken_for_what_stayed():
    found = persistence(planted(21, after=120), 0, seed=1)

    assert (found.ratio, found.why_not) == (None, TooEarly.TOO_SHORT)
    assert 0 < found.days_missing < 200


def test_a_growth_from_before_is_taken_out():
    t = np.arange(500)
    growing = 100 * (1 + 0.3 * t / 365) + np.where(t >= 180, 900 * 2.0 ** (-(t - 180) / 2), 0)

    assert persistence(Attention.of(growing, 1), 0, seed=1).ratio == pytest.approx(1, abs=0.02)


def test_monthly_counts_are_refused():
    monthly = Attention.of([100] * 20 + [900, 400] + [100] * 20, 30)

    assert half_life(monthly, 0) is None
    assert persistence(monthly, 0, seed=1).why_not is TooEarly.TOO_COARSE


def test_another_burst_before_the_late_window_is_said():
    counts = planted(2).counts.copy()
    counts[200:203] = 2_000

    assert persistence(Attention.of(counts, 1), 0, seed=1).why_not is TooEarly.NEXT_BURST


def test_attention_out_of_nothing_has_nothing_to_compare_with():
    counts = np.concatenate([np.zeros(60), 900 * 2.0 ** (-np.arange(200) / 3)])

    assert persistence(Attention.of(counts, 1), 0, seed=1).why_not is TooEarly.NOTHING_BEFORE


def test_the_same_seed_gives_the_same_interval():
    series = planted(2)

    assert persistence(series, 0, seed=3) == persistence(series, 0, seed=3)


def test_a_burst_that_is_none_is_refused():
    with pytest.raises(BadSeries, match="There are 1 bursts"):
        persistence(planted(2), 1, seed=1)


@pytest.mark.parametrize(
    ("counts", "step"), [([], 1), ([1, -1], 1), ([np.nan], 1), (["x"], 1), ([[1]], 1), ([1], 0), ([1], 1.5)]
)
def test_counts_that_are_none_are_refused(counts, step):
    with pytest.raises(BadSeries):
        Attention.of(counts, step)
