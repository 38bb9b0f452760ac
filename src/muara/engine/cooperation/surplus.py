"""The surplus of a year (*sisa hasil usaha*, SHU) in whole rupiah: who gets what, to the last one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TypeAlias

from muara.engine.errors import BadSurplus

Percent: TypeAlias = int | str | Decimal | Fraction
"""A share of 100, exact: 40, "12.5", Decimal("12.5"), Fraction(25, 2); never a float."""

HUNDRED = Fraction(100)


class Standing(Enum):
    """How somebody stands to the cooperative at the end of the year."""

    MEMBER = "member"
    FORMER = "former"
    OUTSIDER = "outsider"


class Caution(Enum):
    """What the members should know before they decide; none of these stops the count."""

    CAPITAL_OUTWEIGHS_TRADE = "capital_outweighs_trade"
    """Less than half goes by trade; the law means the surplus to follow services, not capital alone."""
    NO_TRADE = "no_trade"
    """Nobody traded, so the part that goes by trade stays undivided."""
    NO_DEPOSITS = "no_deposits"
    """Nobody has deposits, so the part that goes by deposits stays undivided."""
    OUTSIDERS_TRADED = "outsiders_traded"
    """Trade with people who are no members is in the list; it is left out of the count."""


@dataclass(frozen=True)
class MemberYear:
    """What one person did with the cooperative in the year.

    Attributes
    ----------
    number : int
        Member number; whoever has the lower one gets a last rupiah that two could claim.
    trade, deposits : int
        Rupiah, or for deposits rupiah-days (`rupiah_days`) if the by-laws weigh time. Not negative.
    standing : Standing
    """

    number: int
    trade: int
    deposits: int
    standing: Standing = Standing.MEMBER


@dataclass(frozen=True)
class Payout:
    """What one member gets, in rupiah."""

    number: int
    by_trade: int
    by_deposits: int

    @property
    def total(self) -> int:
        return self.by_trade + self.by_deposits


@dataclass(frozen=True)
class MemberSurplus:
    """How the members' part was divided: payouts by member number; `undivided` + all payouts = the pool."""

    pool: int
    payouts: tuple[Payout, ...]
    undivided: int
    cautions: tuple[Caution, ...]


def percent(value: Percent) -> Fraction:
    """Read a share of 100 exactly.

    Raises
    ------
    BadSurplus
        If it is no number, a float, negative or over 100.

    Examples
    --------
    >>> percent("12.5")
    Fraction(25, 2)
    """
    if isinstance(value, float | bool):
        raise BadSurplus(f"The share {value!r} is not exact; write it as a text such as '12.5'.")
    try:
        share = Fraction(value)
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        raise BadSurplus(f"The share {value!r} is no number; write it as 40 or '12.5'.") from None
    if not 0 <= share <= HUNDRED:
        raise BadSurplus(f"The share {value!r} is not between 0 and 100.")
    return share


def largest_remainder(pool: int, weights: Sequence[int]) -> list[int]:
    """Divide whole rupiah in proportion to weights; the rupiah left over go to the largest remainders.

    Parameters
    ----------
    pool : int
        Not negative.
    weights : sequence of int
        Not negative, not all 0. Equal remainders: the earlier one first.

    Returns
    -------
    list of int
        One part for each weight; their sum is `pool`. More of one weight never lowers its part.

    Raises
    ------
    BadSurplus
        If an amount is negative or there is nothing to divide by.

    References
    ----------
    Hamilton's method; Balinski & Young 2001, Fair Representation, 2nd ed., chapter 2.

    Examples
    --------
    >>> largest_remainder(100, [1, 1, 1])
    [34, 33, 33]
    """
    whole = sum(weights)
    if pool < 0 or any(weight < 0 for weight in weights):
        raise BadSurplus("Only amounts of 0 or more can be divided.")
    if not whole:
        raise BadSurplus("There is nothing to divide by: every weight is 0.")
    parts = [pool * weight // whole for weight in weights]
    over = sorted(range(len(weights)), key=lambda place: (-(pool * weights[place] % whole), place))
    for place in over[: pool - sum(parts)]:
        parts[place] += 1
    return parts


def split(surplus: int, shares: Mapping[str, Percent]) -> dict[str, int]:
    """Divide a year's surplus among reserve, members, education and whatever else the by-laws name.

    Parameters
    ----------
    surplus : int
        Rupiah after costs, depreciation and tax. 0 or less: nobody gets anything (a loss is not divided here).
    shares : mapping of str to Percent
        Must add up to exactly 100.

    Returns
    -------
    dict of str to int
        Whole rupiah; the sum is `surplus`, or all 0 if there is none.

    Raises
    ------
    BadSurplus
        If the shares do not add up to 100.

    Examples
    --------
    >>> split(1_000_001, {"reserve": 40, "members": 40, "education": "12.5", "social": "7.5"})
    {'reserve': 400001, 'members': 400000, 'education': 125000, 'social': 75000}
    >>> split(1_000, {"reserve": 40, "members": 40, "a": 5, "b": 5, "c": 5, "d": 5, "e": 5})
    Traceback (most recent call last):
    ...
    muara.engine.errors.BadSurplus: The shares add up to 105, not to 100.
    """
    exact = {name: percent(share) for name, share in shares.items()}
    whole = sum(exact.values(), Fraction(0))
    if whole != HUNDRED:
        raise BadSurplus(f"The shares add up to {_plain(whole)}, not to 100.")
    if surplus <= 0:
        return dict.fromkeys(exact, 0)
    return dict(zip(exact, largest_remainder(surplus, _whole(list(exact.values()))), strict=True))


def divide_among_members(
    pool: int, years: Iterable[MemberYear], *, by_trade: Percent, pay_former: bool
) -> MemberSurplus:
    """Divide the members' part: by what each traded with the cooperative and by what each left in it.

    Parameters
    ----------
    pool : int
        Rupiah that go to members. 0 or less: nobody gets anything.
    years : iterable of MemberYear
        In any order; member numbers only once.
    by_trade : Percent
        So many of 100 go by trade (*jasa usaha*), the rest by deposits (*jasa modal*).
    pay_former : bool
        Whether the by-laws give members who left their part of the year.

    Returns
    -------
    MemberSurplus

    Raises
    ------
    BadSurplus
        If a number occurs twice, an amount is negative, or nobody is a member.

    Notes
    -----
    payout = pool × (a × trade / all trade + (1 - a) × deposits / all deposits), each of the two parts in whole
    rupiah by `largest_remainder` in the order of the member numbers. A part without anything to divide by stays
    undivided.

    Examples
    --------
    >>> found = divide_among_members(
    ...     1_000_000,
    ...     [MemberYear(1, 5_000_000, 1_000_000), MemberYear(2, 15_000_000, 1_000_000)],
    ...     by_trade=60,
    ...     pay_former=False,
    ... )
    >>> [(payout.number, payout.by_trade, payout.by_deposits, payout.total) for payout in found.payouts]
    [(1, 150000, 200000, 350000), (2, 450000, 200000, 650000)]
    """
    trade_share = percent(by_trade)
    rows = sorted(years, key=lambda year: year.number)
    _check(rows)
    paid = [
        row for row in rows if row.standing is Standing.MEMBER or (pay_former and row.standing is Standing.FORMER)
    ]
    if not paid:
        raise BadSurplus("Nobody in the list is a member, so there is nobody to divide among.")
    pool = max(pool, 0)
    trade_pool, deposit_pool = largest_remainder(pool, _whole([trade_share, HUNDRED - trade_share]))
    trade, deposits = [row.trade for row in paid], [row.deposits for row in paid]
    by_trades = largest_remainder(trade_pool, trade) if any(trade) else [0] * len(paid)
    by_deposits = largest_remainder(deposit_pool, deposits) if any(deposits) else [0] * len(paid)
    cautions = {
        Caution.CAPITAL_OUTWEIGHS_TRADE: trade_share < 50,
        Caution.NO_TRADE: trade_pool > 0 and not any(trade),
        Caution.NO_DEPOSITS: deposit_pool > 0 and not any(deposits),
        Caution.OUTSIDERS_TRADED: any(row.trade for row in rows if row.standing is Standing.OUTSIDER),
    }
    return MemberSurplus(
        pool=pool,
        payouts=tuple(
            Payout(row.number, *parts) for row, *parts in zip(paid, by_trades, by_deposits, strict=True)
        ),
        undivided=pool - sum(by_trades) - sum(by_deposits),
        cautions=tuple(caution for caution, holds in cautions.items() if holds),
    )


def rupiah_days(movements: Iterable[tuple[date, int]], *, begins: date, ends: date) -> int:
    """Weigh deposits by the days they lay there, for by-laws that say so.

    Parameters
    ----------
    movements : iterable of (date, int)
        What was put in (positive) or taken out (negative), counted from its day on. What came before `begins`
        counts from `begins`; what came after `ends` does not count.
    begins, ends : date
        First and last day of the year, both inside.

    Returns
    -------
    int
        Rupiah times days.

    Raises
    ------
    BadSurplus
        If more was taken out than was there, or the year ends before it begins.

    Examples
    --------
    >>> moved = [(date(2025, 12, 1), 100), (date(2026, 12, 31), 50)]
    >>> rupiah_days(moved, begins=date(2026, 1, 1), ends=date(2026, 12, 31))
    36550
    """
    if ends < begins:
        raise BadSurplus("The year ends before it begins.")
    weight = balance = 0
    for day, amount in sorted(movements, key=lambda moved: (moved[0], -moved[1])):
        balance += amount
        if balance < 0:
            raise BadSurplus(f"On {day:%Y-%m-%d} more was taken out than was there.")
        if day <= ends:
            weight += amount * ((ends - max(day, begins)).days + 1)
    return weight


def _check(rows: Sequence[MemberYear]) -> None:
    for before, row in zip([None, *rows], rows, strict=False):
        if before and before.number == row.number:
            raise BadSurplus(f"The member number {row.number} occurs twice.")
        if row.trade < 0 or row.deposits < 0:
            raise BadSurplus(f"Trade and deposits of member {row.number} must be 0 or more.")


def _whole(shares: Sequence[Fraction]) -> list[int]:
    """Return whole weights in the same proportion."""
    denominator = 1
    for share in shares:
        denominator *= share.denominator
    return [int(share * denominator) for share in shares]


def _plain(share: Fraction) -> str:
    return str(share.numerator) if share.denominator == 1 else f"{float(share):g}"
