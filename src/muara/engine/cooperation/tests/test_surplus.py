import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muara.engine.cooperation import (
    Caution,
    MemberYear,
    Standing,
    divide_among_members,
    largest_remainder,
    percent,
    rupiah_days,
    split,
)
from muara.engine.errors import BadSurplus

rupiah = st.integers(0, 10**13)
members = st.lists(st.tuples(rupiah, rupiah), min_size=1, max_size=30).map(
    lambda rows: [MemberYear(number, *row) for number, row in enumerate(rows, start=1)]
)
shares = st.integers(0, 1000).map(lambda tenths: Fraction(tenths, 10))


def test_the_published_shares_that_add_to_105_are_refused():
    published = {"reserve": 40, "members": 40, "officers": 5, "staff": 5, "education": 5, "area": 5, "social": 5}

    with pytest.raises(BadSurplus, match="add up to 105, not to 100"):
        split(10_000_000, published)


def test_the_classic_example_by_hand():
    # 40 % of 20 million to members; 70 of 100 by trade; one member traded 1/50 and holds 1/100 of all deposits
    pool = split(20_000_000, {"members": 40, "reserve": 60})["members"]
    found = divide_among_members(
        pool,
        [MemberYear(7, 2_000_000, 500_000), MemberYear(8, 98_000_000, 49_500_000)],
        by_trade=70,
        pay_former=False,
    )

    assert found.payouts[0].by_trade == 112_000  # 8,000,000 × .7 / 50
    assert found.payouts[0].by_deposits == 24_000  # 8,000,000 × .3 / 100
    assert found.payouts[0].total == 136_000
    assert (found.undivided, found.cautions) == (0, ())


def test_thirds_of_a_percent_are_exact():
    third = Fraction(100, 3)

    assert split(100, {"a": third, "b": third, "c": third}) == {"a": 34, "b": 33, "c": 33}
    assert percent(Decimal("0.1")) + percent("0.2") == Fraction(3, 10)


@pytest.mark.parametrize("share", [12.5, True, "much", "", None, "-1", 101, "1/0", "nan", Decimal("inf")])
def test_a_share_that_is_no_exact_part_of_100_is_refused(share):
    with pytest.raises(BadSurplus):
        percent(share)


@given(members, shares, rupiah)
def test_every_rupiah_is_paid_or_said_to_be_undivided(years, by_trade, pool):
    found = divide_among_members(pool, years, by_trade=by_trade, pay_former=False)

    assert sum(payout.total for payout in found.payouts) + found.undivided == pool
    if all(any(getattr(year, part) for year in years) for part in ("trade", "deposits")):
        assert found.undivided == 0


@given(members, shares, rupiah, st.randoms())
def test_the_order_of_the_list_does_not_matter(years, by_trade, pool, chance: random.Random):
    shuffled = chance.sample(years, len(years))

    assert divide_among_members(pool, shuffled, by_trade=by_trade, pay_former=True) == divide_among_members(
        pool, years, by_trade=by_trade, pay_former=True
    )


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=8).filter(any),
    st.integers(0, 200),
    st.integers(0, 7),
    st.integers(1, 50),
)
def test_more_trade_never_lowers_a_payout(weights, pool, place, more):
    place %= len(weights)
    raised = [weight + more * (other == place) for other, weight in enumerate(weights)]

    assert largest_remainder(pool, raised)[place] >= largest_remainder(pool, weights)[place]


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20).filter(any), st.integers(0, 10**12))
def test_nobody_is_a_rupiah_or_more_away_from_the_exact_part(weights, pool):
    parts = largest_remainder(pool, weights)

    assert sum(parts) == pool
    assert all(
        abs(part - Fraction(pool * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize(("pool", "weights"), [(-1, [1]), (1, [1, -1, 2]), (1, [0, 0]), (1, [])])
def test_what_cannot_be_divided_is_refused(pool, weights):
    with pytest.raises(BadSurplus):
        largest_remainder(pool, weights)


def test_a_last_rupiah_goes_to_the_lower_member_number():
    years = [MemberYear(number, 1, 1) for number in (12, 3, 7)]

    found = divide_among_members(100, years, by_trade=100, pay_former=False)

    assert {payout.number: payout.total for payout in found.payouts} == {3: 34, 7: 33, 12: 33}


def test_without_trade_that_part_stays_undivided_and_is_said():
    found = divide_among_members(1_000, [MemberYear(1, 0, 10)], by_trade=60, pay_former=False)

    assert (found.payouts[0].total, found.undivided) == (400, 600)
    assert found.cautions == (Caution.NO_TRADE,)


def test_without_deposits_likewise():
    found = divide_among_members(1_000, [MemberYear(1, 10, 0)], by_trade=60, pay_former=False)

    assert (found.undivided, found.cautions) == (400, (Caution.NO_DEPOSITS,))


@pytest.mark.parametrize("surplus", [0, -5_000_000])
def test_a_year_without_surplus_pays_nobody(surplus):
    assert split(surplus, {"reserve": 60, "members": 40}) == {"reserve": 0, "members": 0}
    found = divide_among_members(surplus, [MemberYear(1, 5, 5)], by_trade=60, pay_former=False)
    assert (found.pool, found.payouts[0].total, found.undivided) == (0, 0, 0)


def test_capital_over_trade_is_counted_with_a_caution():
    found = divide_among_members(100, [MemberYear(1, 1, 1)], by_trade="49.9", pay_former=False)

    assert found.cautions == (Caution.CAPITAL_OUTWEIGHS_TRADE,)
    assert divide_among_members(100, [MemberYear(1, 1, 1)], by_trade=50, pay_former=False).cautions == ()


def test_trade_with_outsiders_gives_nobody_a_part_and_is_said():
    years = [MemberYear(1, 10, 10), MemberYear(2, 90, 0, Standing.OUTSIDER)]

    found = divide_among_members(100, years, by_trade=100, pay_former=True)

    assert [(payout.number, payout.total) for payout in found.payouts] == [(1, 100)]
    assert found.cautions == (Caution.OUTSIDERS_TRADED,)


def test_former_members_are_paid_where_the_by_laws_say_so():
    years = [MemberYear(1, 10, 10), MemberYear(2, 10, 10, Standing.FORMER)]

    assert len(divide_among_members(100, years, by_trade=60, pay_former=False).payouts) == 1
    assert [p.total for p in divide_among_members(100, years, by_trade=60, pay_former=True).payouts] == [50, 50]


@pytest.mark.parametrize(
    ("years", "why"),
    [
        ([], "Nobody in the list is a member"),
        ([MemberYear(1, 1, 1, Standing.OUTSIDER)], "Nobody in the list is a member"),
        ([MemberYear(1, 1, 1), MemberYear(1, 2, 2)], "number 1 occurs twice"),
        ([MemberYear(4, -1, 1)], "of member 4 must be 0 or more"),
    ],
)
def test_a_list_that_is_no_list_of_members_is_refused(years, why):
    with pytest.raises(BadSurplus, match=why):
        divide_among_members(100, years, by_trade=60, pay_former=False)


YEAR = {"begins": date(2026, 1, 1), "ends": date(2026, 12, 31)}


def test_deposits_count_by_the_days_they_lay_there():
    assert rupiah_days([(date(2026, 1, 1), 100)], **YEAR) == 36_500
    assert rupiah_days([(date(2026, 12, 31), 100)], **YEAR) == 100
    assert rupiah_days([(date(2026, 7, 2), -100), (date(2020, 5, 5), 100)], **YEAR) == 100 * 182
    assert rupiah_days([(date(2027, 1, 1), 100)], **YEAR) == 0
    assert rupiah_days([], **YEAR) == 0


def test_more_taken_out_than_was_there_is_refused():
    with pytest.raises(BadSurplus, match="On 2026-03-01 more was taken out"):
        rupiah_days([(date(2026, 2, 1), 50), (date(2026, 3, 1), -60)], **YEAR)
    with pytest.raises(BadSurplus, match="ends before it begins"):
        rupiah_days([], begins=date(2026, 2, 1), ends=date(2026, 1, 1))
