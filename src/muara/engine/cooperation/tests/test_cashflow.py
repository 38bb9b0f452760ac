import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from muara.engine.cooperation import (
    NoRate,
    debt_cover,
    discounted_payback,
    present_value,
    rate_of_return,
    yearly_payment,
)
from muara.engine.errors import BadCashFlow

amounts = st.integers(-1_000_000, 1_000_000)


@pytest.mark.parametrize(
    ("rate", "flows", "value"),
    [
        # the documented examples of numpy-financial 1.0
        (0.281, [-100, 39, 59, 55, 20], -0.0084785916384548798),
        (0.05, [-15000, 1500, 2500, 3500, 4500, 6000], 122.89485495093959),
        (0.08, [-40_000, 5_000, 8_000, 12_000, 30_000], 3065.2226681795255),
        (0.0, [-10, 4, 4], -2),
    ],
)
def test_present_values_meet_the_published_ones(rate, flows, value):
    assert float(present_value(rate, flows)) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        # the documented examples of numpy-financial 1.0, and one by hand
        ([-100, 39, 59, 55, 20], 0.2809484),
        ([-100, 0, 0, 74], -0.0954958),
        ([-150000, 15000, 25000, 35000, 45000, 60000], 0.0524328),
        ([-250, 35, 48, 60, 72, 80], 0.0508),
        ([-100, 110], 0.1),
        ([0, -100, 0, 121, 0], 0.1),
        ([-1, 101], 100.0),
    ],
)
def test_one_change_of_sign_gives_the_published_rate(flows, rate):
    found = rate_of_return(flows)

    assert found.rate == pytest.approx(rate, abs=6e-5 if rate == 0.0508 else 1e-7)
    assert (found.why_not, found.sign_changes) == (None, 1)


@pytest.mark.parametrize(
    ("flows", "roots"),
    [
        ([-1_600, 10_000, -10_000], [0.25, 4.0]),  # the pump of Lorie & Savage 1955
        ([-1_000, 3_000, -2_500, 500], [-1 / np.sqrt(2), 0.0, 1 / np.sqrt(2)]),  # by hand: (x - 1)(x² - 4x + 2)
        ([-100, 230, -132], [0.1, 0.2]),
        ([100, -200, 150], []),  # no rate at all
        ([-100, 200, -100], [0.0]),  # one, but it only touches
        ([-5, 10.5, 1, -8, 1], [-0.8702, 0.0886, 0.70956]),  # numpy-financial names 0.0886 alone
    ],
)
def test_several_changes_of_sign_give_no_rate_but_every_root(flows, roots):
    found = rate_of_return(flows)

    assert (found.rate, found.why_not) == (None, NoRate.SEVERAL)
    assert found.roots == pytest.approx(roots, abs=1e-4)


@pytest.mark.parametrize("flows", [[-1, -2, -3], [5], [0, 0], [1, 2]])
def test_amounts_that_never_turn_have_no_rate(flows):
    found = rate_of_return(flows)

    assert (found.rate, found.why_not, found.roots) == (None, NoRate.NEVER_TURNS, ())


def test_a_rate_outside_of_what_is_looked_for_is_not_invented():
    assert rate_of_return([-1, 1_000]).rate is None


@given(st.lists(amounts, min_size=2, max_size=12))
def test_every_root_makes_the_value_nothing(flows):
    found = rate_of_return(flows)

    assert len(found.roots) <= found.sign_changes
    for root in found.roots:
        weight = float(present_value(root, [abs(amount) for amount in flows]))
        assert abs(float(present_value(root, flows))) <= 1e-6 * weight


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=20), st.integers(1, 10**9))
def test_a_named_rate_parts_gain_from_loss(income, cost):
    found = rate_of_return([-cost, *income])
    assume(found.rate is not None and found.rate > -0.9)

    assert (
        present_value(found.rate - 0.01, [-cost, *income]) > 0 > present_value(found.rate + 0.01, [-cost, *income])
    )


def test_payback_by_hand():
    # at 10 %: -100, 45.45, 41.32, 37.57; short of 13.22 after two years, so .352 of the third
    assert discounted_payback(0.1, [-100, 50, 50, 50]) == pytest.approx(2.352)
    assert discounted_payback(0.1, [10, 1]) == 0.0
    assert discounted_payback(0.1, [0]) == 0.0


def test_money_that_is_lost_again_is_not_back_yet():
    assert discounted_payback(0.0, [-100, 200, -150, 100]) == pytest.approx(2.5)
    assert discounted_payback(0.0, [-100, 200, -150]) is None


@pytest.mark.parametrize(
    ("amount", "rate", "years", "paid"),
    [
        # the documented example of numpy-financial 1.0: 200,000 at 7.5 % a year, paid back in 180 months
        (200_000, 0.075 / 12, 180, 1854.0247200054619),
        (100e6, 0.06, 1, 106e6),  # by hand: all of it and a year's interest
        (100e6, 0.0, 5, 20e6),
        (0, 0.09, 5, 0),
    ],
)
def test_what_a_loan_costs_each_year(amount, rate, years, paid):
    assert yearly_payment(amount, rate, years) == pytest.approx(paid, rel=1e-12)


@given(st.integers(1, 10**9), st.floats(0, 1), st.integers(1, 50))
def test_what_is_paid_back_is_worth_the_loan(amount, rate, years):
    left = float(amount)
    for _year in range(years):
        left = left * (1 + rate) - yearly_payment(amount, rate, years)

    assert left == pytest.approx(0, abs=1e-6 * amount * (1 + rate) ** years)


@pytest.mark.parametrize("loan", [(-1, 0.1, 5), (1, -0.1, 5), (1, 0.1, 0), (np.nan, 0.1, 5), (1, np.inf, 5)])
def test_a_loan_that_is_none_is_refused(loan):
    with pytest.raises(BadCashFlow, match="A loan needs"):
        yearly_payment(*loan)


def test_debt_cover_needs_matching_years():
    with pytest.raises(BadCashFlow, match="one amount a year each"):
        debt_cover([1, 2], [1])
    with pytest.raises(BadCashFlow, match="may not be negative"):
        debt_cover([1], [-1])


@pytest.mark.parametrize("flows", [[], [np.nan], [np.inf, 1], ["much"], [[1, 2]], [None]])
def test_amounts_that_are_none_are_refused(flows):
    for reading in (rate_of_return, lambda given: present_value(0.1, given)):
        with pytest.raises(BadCashFlow):
            reading(flows)


@pytest.mark.parametrize("rate", [-1, -2, np.nan, np.inf])
def test_rates_that_are_none_are_refused(rate):
    with pytest.raises(BadCashFlow, match="above -1"):
        present_value(rate, [1])
    with pytest.raises(BadCashFlow, match="above -1"):
        discounted_payback(rate, [-1, 2])
