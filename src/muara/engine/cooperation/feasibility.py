"""Can an idle place carry itself? The worst plausible case first, then what it hangs on, then the chances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from muara.engine.cooperation.cashflow import Floats, present_value
from muara.engine.errors import BadCashFlow

NUMBERS = ("capex", "grant", "contingency", "rent", "opex", "price", "capacity", "use", "ramp_up")
GOOD_WHEN_HIGH = frozenset({"grant", "price", "capacity", "use"})


@dataclass(frozen=True)
class Plan:
    """Use of a place by a cooperative, in rupiah and years.

    Attributes
    ----------
    years : int
        Years of use after the works, at least 1; rent contracts for public property run 5 years, then extend.
    capex : float
        Works and fittings, paid today.
    grant : float
        Given towards the works, today.
    contingency : float
        Share of `capex` kept for surprises, 0.15 = 15 %.
    rent, opex : float
        Each year; rent to the owner, all running costs and upkeep.
    price : float
        What one unit of use leaves after its own costs (for example a square metre for an hour).
    capacity : float
        Units that could be used in a year.
    use : float
        Share of `capacity` really used once it runs, 0 to 1.
    ramp_up : float
        Years until that share is reached, growing evenly from nothing; 0 = from the first day.
    once : tuple of float
        What comes once, money in positive: of today, of the first year and so on, as far as it goes. A new roof in
        the sixth year, or putting the place back as it was at the end.
    """

    years: int
    capex: float
    rent: float
    opex: float
    price: float
    capacity: float
    use: float
    grant: float = 0.0
    contingency: float = 0.0
    ramp_up: float = 0.0
    once: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.years <= 100:
            raise BadCashFlow("A plan runs for 1 to 100 years.")
        for name in NUMBERS:
            amount = getattr(self, name)
            if not (np.isfinite(amount) and amount >= 0):
                raise BadCashFlow(f"{name} must be a number of 0 or more.")
        if self.use > 1:
            raise BadCashFlow("use is a share of the capacity and cannot be above 1.")
        if len(self.once) > self.years + 1 or not all(np.isfinite(amount) for amount in self.once):
            raise BadCashFlow("once holds finite numbers, of today and at most one for each year.")


@dataclass(frozen=True)
class Swing:
    """How the value moves if one input alone is worse or better by the same part.

    Attributes
    ----------
    name : str
        A field of `Plan`.
    worse, better : float
        Net present value, rupiah.
    """

    name: str
    worse: float
    better: float

    @property
    def width(self) -> float:
        return self.better - self.worse


@dataclass(frozen=True)
class Chances:
    """What drawing every uncertain input from its range gives.

    Attributes
    ----------
    worst : float
        Net present value with every uncertain input at the bad end of its range.
    low, middle, high : float
        5 %, 50 % and 95 % quantiles of the drawn values.
    losing : float
        Share of the draws with a value below 0.
    draws : int
    seed : int
    """

    worst: float
    low: float
    middle: float
    high: float
    losing: float
    draws: int
    seed: int


def used(plan: Plan) -> Floats:
    """Return the share of capacity used in each year, with the ramp-up.

    Examples
    --------
    >>> used(Plan(years=3, capex=0, rent=0, opex=0, price=1, capacity=1, use=0.5, ramp_up=2)).tolist()
    [0.125, 0.375, 0.5]
    """
    area = _grown(np.arange(plan.years + 1, dtype=np.float64), np.float64(plan.ramp_up))
    share: Floats = plan.use * np.diff(area)
    return share


def flows(plan: Plan) -> Floats:
    """Return the cash flow: today's works, then one amount a year; what comes once is in its year.

    Examples
    --------
    >>> shed = Plan(years=2, capex=100, grant=20, contingency=0.1, rent=5, opex=15, price=2, capacity=100, use=0.4)
    >>> flows(shed).round(6).tolist()
    [-90.0, 60.0, 60.0]
    """
    today = plan.grant - plan.capex * (1 + plan.contingency)
    yearly = used(plan) * plan.capacity * plan.price - plan.rent - plan.opex
    amounts = np.concatenate([[today], yearly])
    amounts[: len(plan.once)] += plan.once
    return amounts


def break_even_use(plan: Plan) -> float | None:
    """Return the share of capacity at which a year pays its own rent and running costs; None if none does.

    Above 1 the place cannot pay for itself, however full it is.

    Examples
    --------
    >>> break_even_use(Plan(years=1, capex=0, rent=30, opex=50, price=2, capacity=100, use=0.3))
    0.4
    """
    most = plan.price * plan.capacity
    return (plan.rent + plan.opex) / most if most else None


def sensitivity(plan: Plan, rate: float, *, by: float = 0.2) -> tuple[Swing, ...]:
    """Change one input after the other by the same part, and say which moves the value most.

    Parameters
    ----------
    plan : Plan
    rate : float
        Yearly discount rate.
    by : float
        0.2 = 20 % worse and 20 % better, inside (0, 1).

    Returns
    -------
    tuple of Swing
        The widest first; inputs that are 0 are left out.

    Examples
    --------
    >>> shed = Plan(years=5, capex=100, rent=5, opex=15, price=2, capacity=100, use=0.3)
    >>> [(swing.name, round(swing.worse), round(swing.better)) for swing in sensitivity(shed, 0.1)][:2]
    [('price', 6, 97), ('capacity', 6, 97)]
    """
    if not 0 < by < 1:
        raise BadCashFlow("by must lie between 0 and 1.")
    swings = []
    for name in NUMBERS:
        amount = getattr(plan, name)
        if amount:
            ends = (amount * (1 - by), amount * (1 + by))
            worse, better = ends if name in GOOD_WHEN_HIGH else ends[::-1]
            if name == "use":
                better = min(better, 1.0)
            swings.append(Swing(name, _value(plan, rate, name, worse), _value(plan, rate, name, better)))
    return tuple(sorted(swings, key=lambda swing: (-swing.width, NUMBERS.index(swing.name))))


def chances(
    plan: Plan, rate: float, ranges: Mapping[str, Sequence[float]], *, seed: int, draws: int = 10_000
) -> Chances:
    """Draw the uncertain inputs from their ranges and say what the plan is worth.

    Parameters
    ----------
    plan : Plan
        Holds the likeliest value of each input.
    rate : float
        Yearly discount rate.
    ranges : mapping of str to (low, high)
        Fields of `Plan`, whose value must lie inside. Each is drawn by itself from a triangle with its tip at the
        plan's value.
    seed : int
        The same seed gives the same draws.
    draws : int
        1 to 1,000,000.

    Returns
    -------
    Chances

    Raises
    ------
    BadCashFlow
        If a range is of no input, stands upside down, or does not hold the plan's value.

    Notes
    -----
    Inputs are drawn independently. Where bad luck comes together (fewer users *and* higher costs) the truth is
    wider than this; that is what `worst` is for.

    Examples
    --------
    >>> shed = Plan(years=5, capex=100, rent=5, opex=15, price=2, capacity=100, use=0.3)
    >>> found = chances(shed, 0.1, {"use": (0.1, 0.4), "capex": (90, 150)}, seed=1)
    >>> round(found.worst), found.low < found.middle < found.high
    (-150, True)
    """
    if not 1 <= draws <= 1_000_000:
        raise BadCashFlow("Draws must be between 1 and 1,000,000.")
    drawn = {name: np.full(draws, getattr(plan, name), dtype=np.float64) for name in NUMBERS}
    worst, rng = plan, np.random.default_rng(seed)
    for name in sorted(ranges):
        low, high = _range(plan, name, ranges[name])
        worst = _with(worst, name, low if name in GOOD_WHEN_HIGH else high)
        if low < high:
            drawn[name] = rng.triangular(low, getattr(plan, name), high, draws)
    value = _values(plan.years, drawn, rate)
    if plan.once:
        value = value + present_value(rate, plan.once)
    low, middle, high = np.quantile(value, [0.05, 0.5, 0.95])
    return Chances(
        worst=float(present_value(rate, flows(worst))),
        low=float(low),
        middle=float(middle),
        high=float(high),
        losing=float((value < 0).mean()),
        draws=draws,
        seed=seed,
    )


def _range(plan: Plan, name: str, ends: Sequence[float]) -> tuple[float, float]:
    if name not in NUMBERS:
        raise BadCashFlow(f"{name} is no input of a plan; those are {', '.join(NUMBERS)}.")
    try:
        low, high = (float(end) for end in ends)
    except (TypeError, ValueError):
        raise BadCashFlow(f"The range of {name} needs two numbers, the low and the high end.") from None
    _with(plan, name, low), _with(plan, name, high)  # each end must be possible
    if not low <= getattr(plan, name) <= high:
        raise BadCashFlow(f"The range of {name} must hold the plan's value, {getattr(plan, name):g}.")
    return low, high


def _value(plan: Plan, rate: float, name: str, amount: float) -> float:
    return float(present_value(rate, flows(_with(plan, name, amount))))


def _with(plan: Plan, name: str, amount: float) -> Plan:
    change: dict[str, Any] = {name: amount}
    return replace(plan, **change)


def _values(years: int, drawn: Mapping[str, Floats], rate: float) -> Floats:
    """Return the value of every draw; the same as `flows` and `present_value` one by one."""
    value = drawn["grant"] - drawn["capex"] * (1 + drawn["contingency"])
    ramp, full = drawn["ramp_up"], drawn["capacity"] * drawn["price"] * drawn["use"]
    for year in range(1, years + 1):
        use = _grown(np.float64(year), ramp) - _grown(np.float64(year - 1), ramp)
        value = value + (use * full - drawn["rent"] - drawn["opex"]) / (1 + rate) ** year
    return value


def _grown(years: Floats | np.float64, ramp: Floats | np.float64) -> Floats:
    """Return the area under min(t / ramp, 1) from 0 to `years`."""
    growing = np.minimum(years, ramp)
    area: Floats = growing * (growing / np.where(ramp > 0, 2 * ramp, 1.0)) + (years - growing)
    return area
