import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from muara.engine.brand import Activity, evenness, kappa, visual_share
from muara.engine.errors import BadSeries

tags = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=60)


def test_the_visual_share_by_hand():
    found = visual_share(
        [(Activity.VISUAL, 30.0), (Activity.EVENT, 10.0), (Activity.ASSET, 20.0), (Activity.RULE, None)]
    )

    assert (found.n, found.n_visual, found.of_count, found.of_spend, found.n_spend_unknown) == (4, 1, 0.25, 0.5, 1)


def test_nothing_done_or_spent_has_no_share():
    assert visual_share([]).of_count is None
    assert visual_share([(Activity.EVENT, None), (Activity.VISUAL, 0.0)]).of_spend is None


@pytest.mark.parametrize("spend", [-1.0, np.nan, np.inf])
def test_spending_that_is_none_is_refused(spend):
    with pytest.raises(BadSeries, match="Spending"):
        visual_share([(Activity.EVENT, spend)])


@given(tags)
def test_kappa_is_that_of_a_known_library(pairs):
    one, other = zip(*pairs, strict=True)
    found = kappa(one, other)

    if found.value is None:
        assert len({*one, *other}) == 1
    else:
        assert found.value == pytest.approx(cohen_kappa_score(one, other))
        assert -1 <= found.low <= found.value <= found.high <= 1


def test_the_error_of_kappa_covers_the_truth_nine_times_in_ten():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        one = rng.integers(0, 3, 150)
        other = np.where(rng.random(150) < 0.6, one, rng.integers(0, 3, 150))  # kappa is .6
        found = kappa(one.tolist(), other.tolist())
        held += found.low <= 0.6 <= found.high

    assert 0.86 <= held / 400 <= 0.94


def test_raters_who_rated_different_things_are_refused():
    with pytest.raises(BadSeries, match="1 and 2 tags"):
        kappa(["a"], ["a", "b"])


def test_one_tag_throughout_says_nothing_beyond_chance():
    assert (kappa(["a", "a"], ["a", "a"]).value, kappa(["a", "a"], ["a", "a"]).agreed) == (None, 1.0)
    assert (kappa([], []).value, kappa([], []).agreed) == (None, None)


def test_evenness_by_hand():
    # two of two levels, 20 and 10: entropy .6365, corrected by 1/60, over ln 2
    found = evenness({"community": 20, "government": 10}, seed=1)

    assert found.value == pytest.approx((0.636514 + 1 / 60) / np.log(2), rel=1e-5)
    assert found.low < found.value <= found.high <= 1


def test_evenness_has_its_ends():
    assert evenness([40, 0, 0], seed=1).value == 0
    assert evenness([20, 20, 20], seed=1).value == 1


def test_below_thirty_records_evenness_is_not_said():
    assert (evenness([15, 14], seed=1).value, evenness([15, 14], seed=1).n) == (None, 29)
    assert evenness([15, 15], seed=1).value is not None


@pytest.mark.parametrize("counts", [[], [40], [40, -1], [40.5, 1.5]])
def test_counts_of_levels_that_are_none_are_refused(counts):
    with pytest.raises(BadSeries):
        evenness(counts, seed=1)
