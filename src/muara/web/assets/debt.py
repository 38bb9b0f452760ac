"""Can a plan pay its loan? How many times over each year pays what is due in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from muara.engine.cooperation import debt_cover, yearly_payment


@dataclass(frozen=True)
class Loan:
    """Money lent towards the works, paid back in equal yearly parts with its interest."""

    amount: float
    rate: float
    years: int
    source: str


@dataclass(frozen=True)
class Cover:
    """What each year leaves, over what is due in it, while the loan runs; below 1 the year cannot pay."""

    years: tuple[float, ...]

    @property
    def lowest(self) -> float:
        return min(self.years)

    @property
    def lowest_year(self) -> int:
        return self.years.index(self.lowest) + 1

    @property
    def n_short(self) -> int:
        return sum(year < 1 for year in self.years)


@dataclass(frozen=True)
class Debt:
    loan: Loan
    due: float
    likeliest: Cover
    worst: Cover


def debt_of(loan: Loan, amounts: Sequence[float], worst: Sequence[float]) -> Debt:
    """Compare a loan with the amounts of a plan, from today on, in the likeliest and in the worst case."""
    due = yearly_payment(loan.amount, loan.rate, loan.years)

    def cover(flow: Sequence[float]) -> Cover:
        earned = np.asarray(flow[1 : loan.years + 1], dtype=np.float64)
        return Cover(tuple(debt_cover(earned, np.full(len(earned), due)).tolist()))

    return Debt(loan, due, cover(amounts), cover(worst))
