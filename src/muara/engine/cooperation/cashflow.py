"""What a row of yearly amounts is worth: present value, rate of return only where there is one, payback."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadCashFlow

Floats: TypeAlias = npt.NDArray[np.float64]
Flows: TypeAlias = Sequence[float] | Floats
"""One amount a year, money in positive, out negative."""

SAME_ROOT = 1e-9
LOWEST_RATE, HIGHEST_RATE = -0.99, 100.0


class NoRate(Enum):
    """Why a row of amounts has no rate of return that could be named."""

    NEVER_TURNS = "never_turns"
    """The amounts never change their sign: nothing is put in, or nothing comes back."""
    SEVERAL = "several"
    """The sign changes more than once, so several rates or none make the value 0; look at the curve."""


@dataclass(frozen=True)
class RateOfReturn:
    """The internal rate of return (IRR), or why there is none.

    Attributes
    ----------
    rate : float or None
        Yearly, 0.05 = 5 %.
    why_not : NoRate or None
        Set exactly if `rate` is None.
    sign_changes : int
        How often the amounts change their sign, zeros left out.
    roots : tuple of float
        Every rate from -99 % to 10,000 % at which the value is 0, rising.
    """

    rate: float | None
    why_not: NoRate | None
    sign_changes: int
    roots: tuple[float, ...]


def present_value(rate: float | Floats, flows: Flows) -> Floats:
    """Return the net present value (NPV); the first amount is of today, each further one a year later.

    Parameters
    ----------
    rate : float or ndarray
        Yearly discount rate above -1; several give the curve.
    flows : sequence or ndarray of float
        Money in positive, out negative.

    Returns
    -------
    ndarray of float
        Of the shape of `rate`.

    Raises
    ------
    BadCashFlow
        If there is no amount, one is not finite, or a rate is -1 or less.

    References
    ----------
    Brealey, Myers & Allen 2020, Principles of Corporate Finance, chapter 5.

    Examples
    --------
    >>> float(present_value(0.08, [-40_000, 5_000, 8_000, 12_000, 30_000]).round(2))
    3065.22
    """
    amounts = checked(flows)
    growth = 1 + np.asarray(rate, dtype=np.float64)
    if not (np.isfinite(growth).all() and (growth > 0).all()):
        raise BadCashFlow("A discount rate must be a number above -1 (-100 %).")
    value: Floats = np.asarray(np.polynomial.polynomial.polyval(1 / growth, amounts), dtype=np.float64)
    return value


def rate_of_return(flows: Flows) -> RateOfReturn:
    """Return the rate at which the value is 0, if the amounts change their sign once; else say why there is none.

    Notes
    -----
    With one change of sign there is exactly one such rate above -100 % (Descartes' rule of signs). With more there
    may be none, one or several, and naming one of them misleads: they are listed in `roots` only.

    References
    ----------
    Lorie & Savage 1955, Journal of Business 28, 229-239.

    Examples
    --------
    >>> rate_of_return([-100, 39, 59, 55, 20]).rate
    0.28094842...
    >>> found = rate_of_return([-1_600, 10_000, -10_000])
    >>> found.rate, found.why_not.value, [round(root, 6) for root in found.roots]
    (None, 'several', [0.25, 4.0])
    """
    amounts = checked(flows)
    signs = np.sign(amounts[amounts != 0])
    changes = int((signs[1:] != signs[:-1]).sum())
    roots = _roots(amounts) if changes else ()
    if changes == 1 and len(roots) == 1:
        return RateOfReturn(roots[0], None, changes, roots)
    return RateOfReturn(None, NoRate.SEVERAL if changes > 1 else NoRate.NEVER_TURNS, changes, roots)


def discounted_payback(rate: float, flows: Flows) -> float | None:
    """Return after how many years all money is back and stays back, at a discount rate; None if never.

    Within a year the money is taken to come evenly.

    Examples
    --------
    >>> discounted_payback(0.0, [-100, 40, 40, 40])
    2.5
    >>> discounted_payback(0.1, [-100, 40, 40]) is None
    True
    """
    amounts = checked(flows)
    present_value(rate, flows)  # refuses a rate that is none
    discounted = amounts / (1 + rate) ** np.arange(len(amounts))
    held = discounted.cumsum()
    if held[-1] < 0:
        return None
    short = np.flatnonzero(held < 0)
    if not len(short):
        return 0.0
    last = int(short[-1])
    return float(last - held[last] / discounted[last + 1])


def yearly_payment(amount: float, rate: float, years: int) -> float:
    """Return what is paid at the end of each year so that a loan with interest is paid back (an annuity).

    Raises
    ------
    BadCashFlow
        If the amount or the rate is negative or no number, or there is no year.

    References
    ----------
    Brealey, Myers & Allen 2020, Principles of Corporate Finance, chapter 2.

    Examples
    --------
    >>> round(yearly_payment(1_000, 0.10, 4), 2)
    315.47
    >>> yearly_payment(1_000, 0.0, 4)
    250.0
    """
    if not (np.isfinite(amount) and np.isfinite(rate) and amount >= 0 and rate >= 0 and years >= 1):
        raise BadCashFlow("A loan needs an amount and a rate of 0 or more, and at least one year.")
    return float(amount / present_value(rate, [0.0] + [1.0] * years))


def debt_cover(income: Flows, debt: Flows) -> Floats:
    """Return how many times each year's income pays that year's debt (DSCR); infinite where nothing is due.

    Examples
    --------
    >>> debt_cover([120, 90, 50], [100, 100, 0]).tolist()
    [1.2, 0.9, inf]
    """
    earned, due = checked(income), checked(debt)
    if len(earned) != len(due) or (due < 0).any():
        raise BadCashFlow("Income and debt need one amount a year each, and debt may not be negative.")
    cover = np.full(len(due), np.inf)
    np.divide(earned, due, out=cover, where=due > 0)
    return cover


def checked(flows: Flows) -> Floats:
    """Return amounts as an array.

    Raises
    ------
    BadCashFlow
        If there is no amount or one is no finite number.

    Examples
    --------
    >>> checked([-1, 2]).tolist()
    [-1.0, 2.0]
    """
    try:
        amounts = np.asarray(flows, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadCashFlow("Every amount must be a number.") from None
    if amounts.ndim != 1 or not len(amounts) or not np.isfinite(amounts).all():
        raise BadCashFlow("At least one amount is needed, and every amount must be a finite number.")
    return amounts


def _roots(amounts: Floats) -> tuple[float, ...]:
    """Return every rate at which the value is 0, by cutting the curve between its turning points."""
    turns = _real(np.polynomial.polynomial.polyder(amounts))
    lowest, highest = 1 / (1 + HIGHEST_RATE), 1 / (1 + LOWEST_RATE)
    cuts = sorted({lowest, highest, *(turn for turn in turns if lowest < turn < highest)})
    scale = float(np.abs(amounts).max())
    found: list[float] = []
    for low, high in pairwise(cuts):
        root = _bisect(amounts / scale, low, high)
        if root is not None and all(abs(root - other) > SAME_ROOT * root for other in found):
            found.append(root)
    return tuple(sorted(1 / growth - 1 for growth in found))


def _real(coefficients: npt.NDArray[np.floating[Any]]) -> list[float]:
    roots = np.polynomial.polynomial.polyroots(np.trim_zeros(coefficients, "b"))
    return [float(root.real) for root in roots if abs(root.imag) <= 1e-7 * max(1.0, abs(root))]


def _bisect(amounts: Floats, low: float, high: float) -> float | None:
    value = np.polynomial.polynomial.polyval
    at_low, at_high = float(value(low, amounts)), float(value(high, amounts))
    for place, at in ((low, at_low), (high, at_high)):
        if abs(at) <= 1e-13 * float(value(place, np.abs(amounts))):
            return place
    if at_low * at_high > 0:
        return None
    while high - low > 4 * np.spacing(high):
        middle = (low + high) / 2
        if (float(value(middle, amounts)) > 0) == (at_high > 0):
            high = middle
        else:
            low = middle
    return (low + high) / 2
