from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.cooperation import (
    NoRate,
    Plan,
    break_even_use,
    chances,
    flows,
    present_value,
    rate_of_return,
    sensitivity,
    used,
)
from muara.engine.errors import BadCashFlow

SHED = Plan(
    years=5,
    capex=80_000_000,
    rent=6_000_000,
    opex=24_000_000,
    price=15_000,
    capacity=6_000,
    use=0.6,
    grant=10_000_000,
    contingency=0.1,
    ramp_up=1,
)


def test_the_cash_flow_by_hand():
    # today 10 - 80 × 1.1 = -78; first year half of 54 - 30, then 54 - 30 = 24 million
    assert flows(SHED).tolist() == pytest.approx([-78e6, -3e6, 24e6, 24e6, 24e6, 24e6])


@given(st.floats(0, 12), st.floats(0.01, 1))
def test_a_ramp_up_costs_half_of_its_years(ramp_up, use):
    plan = replace(SHED, years=12, ramp_up=ramp_up, use=use)

    share = used(plan)
    assert share.sum() == pytest.approx(use * (12 - ramp_up / 2))
    assert (np.diff(share) >= -1e-12).all()
    assert share.max() <= use + 1e-12


def test_break_even_is_where_a_year_pays_for_itself():
    share = break_even_use(SHED)

    assert share == pytest.approx(1 / 3)
    assert flows(replace(SHED, use=share, ramp_up=0))[1] == pytest.approx(0, abs=1e-6)
    assert break_even_use(replace(SHED, price=0)) is None
    assert break_even_use(replace(SHED, price=4_000)) > 1


def test_what_moves_the_value_most_comes_first():
    swings = sensitivity(SHED, 0.1)

    assert [swing.name for swing in swings][:3] == ["price", "capacity", "use"]
    assert all(swing.worse < float(present_value(0.1, flows(SHED))) < swing.better for swing in swings)
    assert [swing.width for swing in swings] == sorted((swing.width for swing in swings), reverse=True)


def test_a_share_is_never_moved_above_all_of_it():
    (swing,) = [swing for swing in sensitivity(replace(SHED, use=0.9), 0.1) if swing.name == "use"]

    assert swing.better == pytest.approx(float(present_value(0.1, flows(replace(SHED, use=1.0)))))


def test_inputs_of_nothing_have_no_swing():
    assert "grant" not in {swing.name for swing in sensitivity(replace(SHED, grant=0), 0.1)}


RANGES = {"use": (0.2, 0.7), "capex": (70e6, 140e6), "ramp_up": (0.5, 3), "rent": (6e6, 6e6)}


def test_the_worst_plausible_case_has_every_input_at_its_bad_end():
    found = chances(SHED, 0.1, RANGES, seed=1)

    worst = replace(SHED, use=0.2, capex=140e6, ramp_up=3)
    assert found.worst == pytest.approx(float(present_value(0.1, flows(worst))))
    assert found.worst < found.low < found.middle < found.high


def test_draws_are_valued_like_plans_one_by_one():
    found = chances(SHED, 0.1, {}, seed=1, draws=3)

    value = float(present_value(0.1, flows(SHED)))
    assert [found.worst, found.low, found.middle, found.high] == pytest.approx([value] * 4)


def test_the_range_of_chances_is_that_of_a_triangle():
    # the value is linear in rent; the median of a triangle (a, c, b), c left of the middle: b - √((b-a)(b-c)/2)
    found = chances(SHED, 0.1, {"rent": (0, 30e6)}, seed=3, draws=200_000)

    median = 30e6 - np.sqrt(30e6 * 24e6 / 2)
    assert found.middle == pytest.approx(float(present_value(0.1, flows(replace(SHED, rent=median)))), rel=0.01)


def test_the_share_of_losing_draws_is_the_known_one():
    # break-even rent: with rent uniform-ish triangle around it, the losing share follows from the triangle
    value = float(present_value(0.1, flows(SHED)))
    annuity = float(present_value(0.1, [0, 1, 1, 1, 1, 1]))
    limit = SHED.rent + value / annuity
    low, top, high = 0.0, SHED.rent, 30e6
    expected = (high - limit) ** 2 / ((high - low) * (high - top)) if limit > top else 1 - limit**2 / (high * top)

    found = chances(SHED, 0.1, {"rent": (low, high)}, seed=4, draws=100_000)

    assert 0.01 < expected < 0.99
    assert found.losing == pytest.approx(expected, abs=0.005)


def test_the_same_seed_gives_the_same_chances_whatever_the_order():
    backwards = dict(reversed(list(RANGES.items())))

    assert chances(SHED, 0.1, RANGES, seed=1) == chances(SHED, 0.1, backwards, seed=1)
    assert chances(SHED, 0.1, RANGES, seed=1) != chances(SHED, 0.1, RANGES, seed=2)


@pytest.mark.parametrize(
    ("ranges", "why"),
    [
        ({"luck": (0, 1)}, "luck is no input"),
        ({"years": (1, 2)}, "years is no input"),
        ({"use": (0.7, 0.9)}, "must hold the plan's value, 0.6"),
        ({"use": (0.9, 0.1)}, "must hold the plan's value"),
        ({"use": (0.1, 1.5)}, "cannot be above 1"),
        ({"rent": (-1, 7e6)}, "0 or more"),
        ({"rent": (1,)}, "two numbers"),
        ({"rent": "ab"}, "two numbers"),
        ({"rent": 3}, "two numbers"),
    ],
)
def test_ranges_that_are_none_are_refused(ranges, why):
    with pytest.raises(BadCashFlow, match=why):
        chances(SHED, 0.1, ranges, seed=1)


@pytest.mark.parametrize(
    "change",
    [
        {"years": 0},
        {"years": 101},
        {"use": 1.01},
        {"use": -0.1},
        {"capex": np.nan},
        {"rent": np.inf},
        {"opex": -1},
    ],
)
def test_plans_that_are_none_are_refused(change):
    with pytest.raises(BadCashFlow):
        replace(SHED, **change)


@pytest.mark.parametrize("draws", [0, 1_000_001])
def test_draws_have_limits(draws):
    with pytest.raises(BadCashFlow, match="Draws"):
        chances(SHED, 0.1, {}, seed=1, draws=draws)


@pytest.mark.parametrize("by", [0, 1, -0.1])
def test_a_sensitivity_needs_a_part(by):
    with pytest.raises(BadCashFlow, match="between 0 and 1"):
        sensitivity(SHED, 0.1, by=by)


def test_what_comes_once_stands_in_its_year():
    # a new roof for 30 million in the third year
    plan = replace(SHED, once=(0, 0, 0, -30e6))

    assert flows(plan).tolist() == pytest.approx([-78e6, -3e6, 24e6, -6e6, 24e6, 24e6])
    assert chances(plan, 0.1, {"use": (0.4, 0.8)}, seed=3).middle == pytest.approx(
        chances(SHED, 0.1, {"use": (0.4, 0.8)}, seed=3).middle - 30e6 / 1.1**3
    )
    assert chances(plan, 0.1, {}, seed=3).losing == float(float(present_value(0.1, flows(plan))) < 0)


def test_a_duty_at_the_end_can_give_two_rates_and_none_is_named():
    # today -1.6, then 10, then -10: the textbook case of two rates, 25 % and 400 % (Lorie & Savage 1955)
    plan = Plan(years=2, capex=1.6, rent=0, opex=0, price=10, capacity=1, use=1, once=(0, 0, -20))

    found = rate_of_return(flows(plan))

    assert flows(plan).tolist() == pytest.approx([-1.6, 10, -10])
    assert (found.rate, found.why_not) == (None, NoRate.SEVERAL)
    assert found.roots == pytest.approx((0.25, 4.0))


@pytest.mark.parametrize("once", [(1.0,) * 7, (float("nan"),), (0, float("inf"))])
def test_what_comes_once_has_a_year_and_is_a_number(once):
    with pytest.raises(BadCashFlow, match="once"):
        replace(SHED, once=once)
