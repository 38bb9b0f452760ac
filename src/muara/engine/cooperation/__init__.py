"""Cooperatives in numbers: the surplus of a year, whether an idle place carries itself, and which kind fits.

Pure: amounts in, frozen results out; no clock, no global randomness. Money that is paid out is whole rupiah.

>>> from muara.engine.cooperation import MemberYear, divide_among_members
>>> found = divide_among_members(90, [MemberYear(1, 2, 0), MemberYear(2, 1, 0)], by_trade=100, pay_former=False)
>>> [payout.total for payout in found.payouts]
[60, 30]
"""

from muara.engine.cooperation.cashflow import (
    NoRate,
    RateOfReturn,
    debt_cover,
    discounted_payback,
    present_value,
    rate_of_return,
    yearly_payment,
)
from muara.engine.cooperation.feasibility import (
    Chances,
    Plan,
    Swing,
    break_even_use,
    chances,
    flows,
    sensitivity,
    used,
)
from muara.engine.cooperation.matching import (
    FOUNDING,
    Answer,
    Answers,
    Change,
    Match,
    Reason,
    Role,
    Suggestion,
    Warned,
    Way,
    match_way,
)
from muara.engine.cooperation.surplus import (
    Caution,
    MemberSurplus,
    MemberYear,
    Payout,
    Standing,
    divide_among_members,
    largest_remainder,
    percent,
    rupiah_days,
    split,
)

__all__ = [
    "FOUNDING",
    "Answer",
    "Answers",
    "Caution",
    "Chances",
    "Change",
    "Match",
    "MemberSurplus",
    "MemberYear",
    "NoRate",
    "Payout",
    "Plan",
    "RateOfReturn",
    "Reason",
    "Role",
    "Standing",
    "Suggestion",
    "Swing",
    "Warned",
    "Way",
    "break_even_use",
    "chances",
    "debt_cover",
    "discounted_payback",
    "divide_among_members",
    "flows",
    "largest_remainder",
    "match_way",
    "percent",
    "present_value",
    "rate_of_return",
    "rupiah_days",
    "sensitivity",
    "split",
    "used",
    "yearly_payment",
]
