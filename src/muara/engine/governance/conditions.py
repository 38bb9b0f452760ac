"""What is known of a network's conditions: each a value with an interval, its n and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadReading
from muara.engine.network.nonresponse import Reading, survey_readings

Floats = npt.NDArray[np.float64]
Z90 = 1.6448536269514722
EVERY_GROUP = 0.6  # a goal is shared where this part of every group agrees: declared, shown, editable


@dataclass(frozen=True)
class Condition:
    """One condition, with what is not known about it.

    Attributes
    ----------
    value : float
        A share in 0..1, or a number of participants.
    low, high : float
        A 90 % interval for ``shape="normal"``; else the bounds.
    n : int
        How many organisations, or raters, it rests on.
    source : str
        Where it comes from: survey, registry, votes, experts.
    shape : str
        ``normal``; ``even`` (between bounds, nothing else being known); or ``experts``.
    entries : tuple of (float, float, float)
        For ``experts``: low, mid and high of each rater.
    """

    value: float
    low: float
    high: float
    n: int
    source: str
    shape: str = "normal"
    entries: tuple[tuple[float, float, float], ...] = ()

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.value, self.low, self.high))):
            raise BadReading(f"A condition from {self.source} has no value; ask more people, or experts.")
        if not self.low <= self.value <= self.high or self.n < 0:
            raise BadReading(f"{self.value} does not lie between {self.low} and {self.high}.")
        if self.shape not in ("normal", "even", "experts") or (self.shape == "experts") != bool(self.entries):
            raise BadReading("The shape of a condition is normal, even, or experts with their entries.")

    def draw(self, rng: np.random.Generator, draws: int) -> Floats:
        """Draw what the condition may be, of shape (draws,), never beyond what is possible."""
        if self.shape == "even":
            return rng.uniform(self.low, self.high, draws)
        if self.shape == "experts":
            rater = rng.integers(0, len(self.entries), draws)
            low, mid, high = np.array(self.entries, dtype=np.float64)[rater].T
            return np.asarray(rng.triangular(low, mid, np.maximum(high, low + 1e-9)))
        spread = (self.high - self.low) / (2 * Z90)
        return np.clip(rng.normal(self.value, spread, draws), 0.0, max(1.0, self.high))


def trust_conditions(
    trust: npt.ArrayLike,
    answered: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    cut: float = 2 / 3,
    enough: float = 0.6,
    draws: int = 1000,
) -> tuple[Condition, Condition]:
    """Read trust density and its centralisation off a survey.

    Parameters
    ----------
    trust : array_like of float, shape (organisations, organisations)
        Mean of the three items, rescaled to 0..1, of the row about the column; 0 where no partner was named.
    answered : array_like of bool, shape (organisations,)
    rng : numpy.random.Generator
    cut : float
        From here on a tie is one of trust; show what another cut says.
    enough : float
        Below this share of answers only the bounds are used, which assume nothing.
    draws : int
        Of the vertex bootstrap.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> density, central = trust_conditions(np.ones((4, 4)), np.ones(4, bool), rng=rng, draws=50)
    >>> density.value, central.value, density.n, density.source
    (1.0, 0.0, 4, 'survey')
    """
    given, who = np.asarray(trust, dtype=np.float64), np.asarray(answered, dtype=bool)
    rows = given[who] if given.ndim == 2 and len(given) == len(who) else given
    if given.ndim != 2 or not np.all((rows >= 0) & (rows <= 1)):
        raise BadReading("Trust is a square table of numbers from 0 to 1.")
    found = survey_readings((np.nan_to_num(given) >= cut).astype(np.int8), who, rng=rng, draws=draws)
    n = int(who.sum())
    is_enough = found.response >= enough
    return _from_survey(found.density, n, is_enough), _from_survey(found.centralisation, n, is_enough)


def _from_survey(reading: Reading, n: int, is_enough: bool) -> Condition:
    if is_enough:
        low, high = min(reading.low, reading.value), max(reading.high, reading.value)
        return Condition(reading.value, low, high, n, "survey")
    worst, best = max(reading.worst, 0.0), min(reading.best, 1.0)
    middle = reading.value if worst <= reading.value <= best else (worst + best) / 2
    return Condition(middle, worst, best, n, "survey", "even")


def participants(sure: int, borderline: int = 0) -> Condition:
    """Count who takes part; the borderline ones were there once, and may belong or not.

    Examples
    --------
    >>> participants(20, 6).low, participants(20, 6).high
    (20, 26)
    """
    if sure < 1 or borderline < 0:
        raise BadReading("A network has at least one participant.")
    return Condition(sure + borderline / 2, sure, sure + borderline, sure + borderline, "registry", "even")


def goal_consensus(
    votes: npt.ArrayLike,
    groups: Sequence[int] | npt.NDArray[np.int64],
    *,
    rng: np.random.Generator,
    draws: int = 1000,
    agree: float = EVERY_GROUP,
) -> Condition:
    """Say what share of the goals every group of opinion shares.

    Parameters
    ----------
    votes : array_like of float, shape (organisations, goals)
        1 agrees, -1 disagrees, 0 passes, nan was not asked.
    groups : sequence of int, shape (organisations,)
        Group of each organisation, from the opinion engine.
    rng : numpy.random.Generator
    draws : int
        Organisations are drawn again within their groups.
    agree : float
        A goal is shared where this part of *every* group agrees.

    Examples
    --------
    >>> votes = [[1, 1, -1], [1, 0, -1], [1, -1, 1], [1, -1, 1]]
    >>> goal_consensus(votes, [0, 0, 1, 1], rng=np.random.default_rng(0), draws=50).value.__round__(2)
    0.33
    """
    table, label = np.asarray(votes, dtype=np.float64), np.asarray(groups)
    if table.ndim != 2 or len(label) != len(table) or table.size == 0:
        raise BadReading("Votes on goals are a table: organisations by goals, each organisation with its group.")
    yes, asked = (table == 1).astype(np.float64), (~np.isnan(table)).astype(np.float64)

    def shared(weights: Floats) -> Floats:
        """Return the share of goals shared, for weights of shape (draws, organisations)."""
        holds = np.ones((len(weights), table.shape[1]), dtype=bool)
        for one in np.unique(label):
            members = label == one
            n = weights[:, members] @ asked[members]
            holds &= (weights[:, members] @ yes[members] >= agree * n - 1e-9) & (n > 0)
        return np.asarray(holds.mean(axis=1))

    value = float(shared(np.ones((1, len(table))))[0])
    drawn = np.zeros((draws, len(table)))
    for one in np.unique(label):
        members = np.flatnonzero(label == one)
        drawn[:, members] = rng.multinomial(len(members), np.full(len(members), 1 / len(members)), size=draws)
    low, high = np.quantile(shared(drawn), [0.05, 0.95])
    return Condition(value, min(float(low), value), max(float(high), value), len(table), "votes")


def expert_entry(entries: Sequence[tuple[float, float, float]]) -> Condition:
    """Take what cannot be measured from people who know: low, mid and high of two raters or more.

    Examples
    --------
    >>> found = expert_entry([(0.2, 0.4, 0.5), (0.5, 0.6, 0.9)])
    >>> found.value, found.low, found.high, found.n
    (0.5, 0.2, 0.9, 2)
    """
    lines = tuple((float(low), float(mid), float(high)) for low, mid, high in entries)
    if len(lines) < 2:
        raise BadReading("One rater is an opinion; ask at least two.")
    if not all(0 <= low <= mid <= high <= 1 for low, mid, high in lines):
        raise BadReading("Each rater gives low, mid and high, in this order, from 0 to 1.")
    low, mid, high = np.array(lines).T
    bounds = float(low.min()), float(high.max())
    return Condition(float(mid.mean()), *bounds, len(lines), "experts", "experts", lines)
