"""Can a place carry a proposed use? What was entered, checked; and everything that a page says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muara.engine.cooperation import (
    Chances,
    Plan,
    RateOfReturn,
    Swing,
    break_even_use,
    chances,
    discounted_payback,
    flows,
    present_value,
    rate_of_return,
    sensitivity,
    used,
)
from muara.engine.cooperation.feasibility import GOOD_WHEN_HIGH, NUMBERS
from muara.engine.errors import BadCashFlow
from muara.web.assets.debt import Debt, Loan, debt_of

DRAWS, SEED = 10_000, 2018
MOST_YEARS, MOST_IDR = 50, 1e13
SHARES = frozenset({"use", "contingency"})
NAMES: dict[str, Promise] = {
    "capex": gettext_lazy("Works and fittings, once"),
    "contingency": gettext_lazy("Kept for surprises, percent of the works"),
    "grant": gettext_lazy("Grants towards the works"),
    "rent": gettext_lazy("Rent a year"),
    "opex": gettext_lazy("Running and upkeep a year"),
    "capacity": gettext_lazy("Units that could be used in a year"),
    "price": gettext_lazy("What one unit of use leaves"),
    "use": gettext_lazy("How much of it is used once it runs, percent"),
    "ramp_up": gettext_lazy("Years until that is reached"),
}


class BadFigures(ValueError):
    """The figures cannot be reckoned with; the message is fit to show."""


@dataclass(frozen=True)
class Input:
    """One number as entered: the likeliest value, the range it may lie in, and where it comes from."""

    name: str
    value: float
    low: float
    high: float
    source: str

    @property
    def label(self) -> Promise:
        return NAMES[self.name]

    @property
    def is_share(self) -> bool:
        return self.name in SHARES

    @property
    def is_range(self) -> bool:
        return self.low < self.high

    @property
    def worse(self) -> float:
        return self.low if self.name in GOOD_WHEN_HIGH else self.high


@dataclass(frozen=True)
class Once:
    """An amount that comes once, with its reason; money in positive."""

    year: int
    amount: float
    what: str


@dataclass(frozen=True)
class Figures:
    """Everything that was entered."""

    years: int
    unit: str
    rate: float
    rate_source: str
    numbers: tuple[Input, ...]
    once: tuple[Once, ...]
    loan: Loan | None = None

    @property
    def plan(self) -> Plan:
        return self._plan({one.name: one.value for one in self.numbers})

    @property
    def worst_plan(self) -> Plan:
        return self._plan({one.name: one.worse for one in self.numbers})

    def _plan(self, given: dict[str, Any]) -> Plan:
        amounts = [0.0] * (1 + max((one.year for one in self.once), default=-1))
        for one in self.once:
            amounts[one.year] += one.amount
        return Plan(years=self.years, once=tuple(amounts), **given)

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        return {one.name: (one.low, one.high) for one in self.numbers if one.is_range}

    def number(self, name: str) -> Input:
        return next(one for one in self.numbers if one.name == name)


def read_figures(inputs: Mapping[str, Any]) -> Figures:
    """Read the stored inputs of a proposal, or refuse them.

    ``{"years": 10, "unit": "…", "rate": 0.09, "rate_source": "…", "numbers": {"capex": [value, low, high,
    "source"], …}, "once": [[5, -20000000, "new roof"], …], "loan": [amount, rate, years, "source"] or []}``;
    shares are 0 to 1, money is rupiah.

    Raises
    ------
    BadFigures
        If one is missing, is no number, or does not fit the others.
    """
    try:
        rows = {name: inputs["numbers"].get(name, [0, 0, 0, ""]) for name in NUMBERS}
        numbers = tuple(
            Input(name, float(row[0]), float(row[1]), float(row[2]), str(row[3])) for name, row in rows.items()
        )
        once = tuple(Once(int(row[0]), float(row[1]), str(row[2])) for row in inputs.get("once", []))
        lent = inputs.get("loan") or [0, 0, 0, ""]
        loan = Loan(float(lent[0]), float(lent[1]), int(lent[2]), str(lent[3])) if lent[0] else None
        figures = Figures(
            int(inputs["years"]), str(inputs.get("unit", "")), float(inputs["rate"]), str(inputs["rate_source"]),
            numbers, once, loan,
        )  # fmt: skip
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise BadFigures(_("A number is missing or is none. Look through the figures again.")) from error
    _check(figures)
    return figures


def _check(figures: Figures) -> None:
    if not 1 <= figures.years <= MOST_YEARS:
        raise BadFigures(_("A plan runs for 1 to %(n)s years.") % {"n": MOST_YEARS})
    if not 0 <= figures.rate <= 1:
        raise BadFigures(_("The discount rate lies between 0 and 100 percent a year."))
    if not figures.rate_source:
        raise BadFigures(_("Say where the discount rate comes from, for example the interest of a loan on offer."))
    for one in figures.numbers:
        name = str(one.label)
        if not all(np.isfinite(part) and 0 <= part <= MOST_IDR for part in (one.value, one.low, one.high)):
            raise BadFigures(_("%(name)s: write numbers from 0 on.") % {"name": name})
        if not one.low <= one.value <= one.high:
            raise BadFigures(
                _("%(name)s: the likeliest value has to lie between the low and the high end.") % {"name": name}
            )
        if one.is_share and one.high > 1:
            raise BadFigures(_("%(name)s: at most 100 percent.") % {"name": name})
        if one.value and not one.source:
            raise BadFigures(_("%(name)s: say where the number comes from.") % {"name": name})
    for once in figures.once:
        if not 0 <= once.year <= figures.years:
            raise BadFigures(_("What comes once needs a year of the plan, 0 to %(n)s.") % {"n": figures.years})
        if not (np.isfinite(once.amount) and abs(once.amount) <= MOST_IDR) or not once.what:
            raise BadFigures(_("What comes once needs an amount and a word on what it is."))
    if (loan := figures.loan) is not None:
        if not (0 < loan.amount <= MOST_IDR and 0 <= loan.rate <= 1 and 1 <= loan.years <= figures.years):
            raise BadFigures(
                _("A loan needs an amount, an interest of 0 to 100 percent, and years in which it is paid back "
                  "while the plan runs.")
            )  # fmt: skip
        if not loan.source:
            raise BadFigures(_("Say who offers the loan, and when."))
    if not figures.number("price").value * figures.number("capacity").value:
        raise BadFigures(_("Without units and what one of them leaves there is nothing to reckon with."))


@dataclass(frozen=True)
class Year:
    """One row of the cash flow."""

    number: int
    use: float | None
    income: float
    costs: float
    once: float
    amount: float
    discounted: float
    held: float


@dataclass(frozen=True)
class Dot:
    """A place on the curve, in percent of the picture's width and height."""

    x: float
    y: float
    rate: float


@dataclass(frozen=True)
class Curve:
    """The net present value at every discount rate from 0 on, drawn into 100 x 100."""

    path: str
    zero: float
    highest_rate: float
    top: float
    bottom: float
    here: Dot
    roots: tuple[Dot, ...]


@dataclass(frozen=True)
class Verdict:
    """What the figures say; the worst plausible case comes first."""

    figures: Figures
    plan: Plan
    years: tuple[Year, ...]
    value: float
    worst_value: float
    chances: Chances
    irr: RateOfReturn
    payback: float | None
    break_even: float | None
    swings: tuple[Swing, ...]
    curve: Curve
    debt: Debt | None

    @property
    def total(self) -> float:
        """The plain sum of all amounts, as if money next year were money today."""
        return sum(year.amount for year in self.years)

    @property
    def carries(self) -> bool:
        return self.value >= 0

    @property
    def carries_at_worst(self) -> bool:
        return self.worst_value >= 0

    @property
    def looks_good_but_loses(self) -> bool:
        """Say whether more comes in than goes out, and it still loses at the discount rate."""
        return self.total > 0 > self.value

    @property
    def has_several_rates(self) -> bool:
        return self.irr.rate is None and self.irr.sign_changes > 1

    @property
    def has_once(self) -> bool:
        """Say whether any year has money that comes or goes once."""
        return any(year.once for year in self.years)

    @property
    def has_open_rent(self) -> bool:
        """Say whether a rent is taken for certain: which factor the owner applies is not settled."""
        rent = self.figures.number("rent")
        return bool(rent.value) and not rent.is_range

    @property
    def planned_use(self) -> float:
        return self.plan.use

    @property
    def is_use_tight(self) -> bool:
        return self.break_even is None or self.plan.use <= self.break_even * 1.1


def verdict_of(figures: Figures) -> Verdict:
    """Reckon with the figures; the same figures give the same verdict.

    Raises
    ------
    BadFigures
        If the engine finds that they do not fit together.
    """
    try:
        plan = figures.plan
        amounts = flows(plan)
        spread = chances(plan, figures.rate, figures.ranges, seed=SEED, draws=DRAWS)
        found = rate_of_return(amounts)
        return Verdict(
            figures=figures,
            plan=plan,
            years=_years(figures, plan, amounts.tolist()),
            value=float(present_value(figures.rate, amounts)),
            worst_value=spread.worst,
            chances=spread,
            irr=found,
            payback=discounted_payback(figures.rate, amounts),
            break_even=break_even_use(plan),
            swings=sensitivity(plan, figures.rate),
            curve=_curve(figures.rate, amounts.tolist(), found.roots),
            debt=debt_of(figures.loan, amounts.tolist(), flows(figures.worst_plan).tolist())
            if figures.loan
            else None,
        )
    except BadCashFlow as error:
        raise BadFigures(str(error)) from error


def _years(figures: Figures, plan: Plan, amounts: list[float]) -> tuple[Year, ...]:
    share, rows, held = used(plan), [], 0.0
    for number, amount in enumerate(amounts):
        once = plan.once[number] if number < len(plan.once) else 0.0
        use = float(share[number - 1]) if number else None
        income = plan.grant if use is None else use * plan.capacity * plan.price
        costs = plan.capex * (1 + plan.contingency) if use is None else plan.rent + plan.opex
        discounted = amount / (1 + figures.rate) ** number
        held += discounted
        rows.append(Year(number, use, income, -costs, once, amount, discounted, held))
    return tuple(rows)


def _curve(rate: float, amounts: list[float], roots: tuple[float, ...]) -> Curve:
    inside = [root for root in roots if 0 < root <= 1]
    highest = min(1.0, max([0.3, rate * 1.5, *(root * 1.25 for root in inside)]))
    rates = np.linspace(0, highest, 61)
    values = present_value(rates, amounts)
    here = float(present_value(rate, amounts))
    top, bottom = max(float(values.max()), here, 0.0), min(float(values.min()), here, 0.0)
    span = (top - bottom) or 1.0

    def dot(at: float, value: float) -> Dot:
        return Dot(round(100 * at / highest, 2), round(100 * (top - value) / span, 2), at)

    points = [dot(float(at), float(value)) for at, value in zip(rates, values, strict=True)]
    path = "M" + "L".join(f"{point.x:g} {point.y:g}" for point in points)
    crossings = tuple(dot(root, 0.0) for root in inside if root <= highest)
    return Curve(path, dot(0, 0.0).y, highest, top, bottom, dot(rate, here), crossings)
