"""What was done and who was in it: the visual share, how far two raters agree, how evenly people were involved."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from muara.engine.errors import BadSeries

Floats: TypeAlias = npt.NDArray[np.float64]

LEVEL = 0.90
FEWEST_RECORDS = 30
"""Evenness is not computed from fewer records."""

DRAWS = 2_000


class Activity(Enum):
    """What an activity of a campaign mainly was."""

    VISUAL = "visual"
    EVENT = "event"
    LEARNING = "learning"
    ECONOMIC = "economic"
    ASSET = "asset"
    RULE = "rule"


@dataclass(frozen=True)
class VisualShare:
    """How much of what was done, and of what was spent, was picture only.

    Attributes
    ----------
    n : int
        Activities.
    n_visual : int
    of_count : float or None
        None without activities.
    of_spend : float or None
        Share of the known spending; None if nothing is known to have been spent.
    n_spend_unknown : int
        Activities whose cost nobody wrote down.
    """

    n: int
    n_visual: int
    of_count: float | None
    of_spend: float | None
    n_spend_unknown: int


@dataclass(frozen=True)
class Kappa:
    """Agreement of two raters beyond chance (Cohen's kappa), 1 = always, 0 = as by chance, with a 90 % interval.

    Attributes
    ----------
    value, low, high : float or None
        None if both raters used one same tag throughout (or nothing was rated): then nothing can be said.
    agreed : float or None
        Share of equal tags.
    n : int
    """

    value: float | None
    low: float | None
    high: float | None
    agreed: float | None
    n: int


@dataclass(frozen=True)
class Evenness:
    """How evenly records spread over levels, 1 = evenly, 0 = all on one, with a 90 % interval.

    Attributes
    ----------
    value, low, high : float or None
        None below 30 records.
    n : int
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


def visual_share(activities: Sequence[tuple[Activity, float | None]]) -> VisualShare:
    """Say which part of the activities, and of the money, was visual only.

    Parameters
    ----------
    activities : sequence of (Activity, spend)
        Spend in rupiah, None if unknown.

    Raises
    ------
    BadSeries
        If a spend is negative or no finite number.

    Examples
    --------
    >>> done = [(Activity.VISUAL, 80.0), (Activity.EVENT, 20.0), (Activity.RULE, None)]
    >>> found = visual_share(done)
    >>> round(found.of_count, 2), found.of_spend, found.n_spend_unknown
    (0.33, 0.8, 1)
    """
    spends = [spend for _, spend in activities if spend is not None]
    if any(not np.isfinite(spend) or spend < 0 for spend in spends):
        raise BadSeries("Spending must be a number of 0 or more; leave it out where it is not known.")
    n_visual = sum(kind is Activity.VISUAL for kind, _ in activities)
    whole = sum(spends)
    visual = sum(spend for kind, spend in activities if kind is Activity.VISUAL and spend is not None)
    return VisualShare(
        n=len(activities),
        n_visual=n_visual,
        of_count=n_visual / len(activities) if activities else None,
        of_spend=visual / whole if whole else None,
        n_spend_unknown=len(activities) - len(spends),
    )


def kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> Kappa:
    """Say how far two raters gave the same things the same tags, beyond chance.

    Raises
    ------
    BadSeries
        If they did not rate the same number of things.

    References
    ----------
    Cohen 1960, Educational and Psychological Measurement 20, 37-46; standard error: Fleiss, Cohen & Everitt 1969,
    Psychological Bulletin 72, 323-327.

    Examples
    --------
    >>> found = kappa(["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15)
    >>> round(found.value, 3), found.agreed
    (0.4, 0.7)
    """
    if len(one) != len(other):
        raise BadSeries(f"Two raters must tag the same things; {len(one)} and {len(other)} tags are given.")
    tags = {tag: place for place, tag in enumerate(dict.fromkeys([*one, *other]))}
    table = np.zeros((len(tags), len(tags)))
    for first, second in zip(one, other, strict=True):
        table[tags[first], tags[second]] += 1
    n = len(one)
    if len(tags) < 2:
        return Kappa(None, None, None, 1.0 if n else None, n)
    part = table / n
    rows, columns = part.sum(axis=1), part.sum(axis=0)
    agreed, chance = float(np.trace(part)), float(rows @ columns)
    value = (agreed - chance) / (1 - chance)
    error = _standard_error(part, rows, columns, agreed, chance, n)
    reach = float(ndtri(0.5 + LEVEL / 2)) * error
    return Kappa(value, max(value - reach, -1.0), min(value + reach, 1.0), agreed, n)


def evenness(counts: Mapping[str, int] | Sequence[int], *, seed: int) -> Evenness:
    """Say how evenly records spread over all levels that could have been involved.

    Parameters
    ----------
    counts : mapping of str to int, or sequence of int
        Records at each level, zeros included, at least two levels.
    seed : int
        Of the bootstrap.

    Notes
    -----
    Shannon's entropy with the correction of Miller (1955) and Madow, (levels that occur - 1) / 2n, divided by the
    logarithm of the number of levels, at most 1. Interval: percentile bootstrap of the records, 2,000 draws. Not
    computed below 30 records.

    Examples
    --------
    >>> evenness([20, 20, 20, 0], seed=1).value
    0.804...
    >>> evenness([5, 5, 5], seed=1).value is None
    True
    """
    levels = np.asarray(list(counts.values()) if isinstance(counts, Mapping) else counts)
    if levels.ndim != 1 or len(levels) < 2 or levels.dtype.kind not in "iu" or (levels < 0).any():
        raise BadSeries("Evenness needs whole counts of 0 or more at two levels at least.")
    n = int(levels.sum())
    if n < FEWEST_RECORDS:
        return Evenness(None, None, None, n)
    drawn = np.random.default_rng(seed).multinomial(n, levels / n, DRAWS)
    low, high = np.quantile(_even(drawn), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    value = float(_even(levels[None, :])[0])
    return Evenness(value, min(float(low), value), max(float(high), value), n)


def _even(counts: npt.NDArray[np.int64]) -> Floats:
    n = counts.sum(axis=1)
    part = counts / n[:, None]
    entropy = -(part * np.log(np.where(part > 0, part, 1.0))).sum(axis=1)
    corrected = entropy + ((counts > 0).sum(axis=1) - 1) / (2 * n)
    even: Floats = np.clip(corrected / np.log(counts.shape[1]), 0.0, 1.0)
    return even


def _standard_error(part: Floats, rows: Floats, columns: Floats, agreed: float, chance: float, n: int) -> float:
    both = columns[:, None] + rows[None, :]
    diagonal = np.diag(part) * ((1 - chance) - np.diag(both) * (1 - agreed)) ** 2
    off = part * both**2
    np.fill_diagonal(off, 0.0)
    spread = diagonal.sum() + (1 - agreed) ** 2 * off.sum() - (agreed * chance - 2 * chance + agreed) ** 2
    return float(np.sqrt(max(spread, 0.0) / n) / (1 - chance) ** 2)
