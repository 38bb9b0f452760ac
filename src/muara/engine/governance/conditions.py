"""What is known of a network's conditions: each a value with an interval, its n and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadReading
from muara.engine.network.nonresponse import Reading, survey_readings
from muara.engine.opinion.intervals import wilson

Floats = npt.NDArray[np.float64]
Z90 = 1.6448536269514722
EVERY_GROUP = 0.6  # a goal is shared where this part of every group agrees: declared, shown, editable
ENOUGH = 0.6  # below this share of answers only the bounds are used, which assume nothing


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
    enough: float = ENOUGH,
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
    n, response = int(who.sum()), found.response
    return (
        survey_condition(found.density, n, response=response, enough=enough),
        survey_condition(found.centralisation, n, response=response, enough=enough),
    )


def survey_condition(reading: Reading, n: int, *, response: float, enough: float = ENOUGH) -> Condition:
    """Take a condition from a reading of a survey; where few answered, only its bounds.

    Parameters
    ----------
    reading : Reading
        As of `muara.engine.network.survey_readings` or `trust_readings`.
    n : int
        Organisations that answered.
    response : float
        Their share among those that were asked.
    enough : float
        Below this share only the bounds are used, which assume nothing about the silent.

    Examples
    --------
    >>> found = Reading(0.5, 0.4, 0.6, 0.06, 0.2, 0.9)
    >>> survey_condition(found, 20, response=0.8).shape, survey_condition(found, 8, response=0.4).low
    ('normal', 0.2)
    """
    if response >= enough:
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


def share_condition(k: int, n: int, source: str) -> Condition:
    """Take a share that was counted, with its 90 % interval of Wilson; of nothing, all from 0 to 1 is possible.

    Examples
    --------
    >>> found = share_condition(9, 10, "processes")
    >>> found.value, round(found.low, 3), round(found.high, 3), found.shape
    (0.9, 0.652, 0.977, 'normal')
    >>> share_condition(0, 0, "processes").shape
    'even'
    """
    if not 0 <= k <= n:
        raise BadReading(f"{k} of {n} is no share.")
    if n == 0:
        return unknown(source)
    low, high = wilson(np.array([k]), np.array([n]))
    return Condition(k / n, float(low[0]), float(high[0]), n, source)


def unknown(source: str) -> Condition:
    """Return a share of which nothing is known: anything from 0 to 1.

    Examples
    --------
    >>> unknown("experts").low, unknown("experts").high
    (0.0, 1.0)
    """
    return Condition(0.5, 0.0, 1.0, 0, source, "even")


def need_of(parts: Sequence[Condition]) -> Condition:
    """Join the parts of the need for common competence: the mean of them, as unsure as they are together.

    Parameters
    ----------
    parts : sequence of Condition
        Shares: joint work that takes several organisations, hand-offs to and fro, demands from outside.

    Notes
    -----
    The ends of the interval are the means of the ends, as if all parts were wrong in the same direction: never
    narrower than what independent parts would give. Where nothing is known of some part, nothing but the bounds is
    used; else every rater of one part is joined with every rater of another. That the parts weigh the same is
    declared here, not published.

    Examples
    --------
    >>> found = need_of([share_condition(9, 10, "processes"), expert_entry([(0.2, 0.4, 0.6), (0.4, 0.6, 0.8)])])
    >>> round(found.value, 2), round(found.low, 3), found.n, found.source, len(found.entries)
    (0.7, 0.426, 2, 'experts, processes', 2)
    """
    if not parts:
        raise BadReading("The need has at least one part.")
    value, low, high = (float(np.mean([getattr(part, end) for part in parts])) for end in ("value", "low", "high"))
    source = ", ".join(sorted({part.source for part in parts}))
    n = min((part.n for part in parts if part.n), default=0)  # of a part of which nothing is known nobody spoke
    if any(part.shape == "even" for part in parts):
        return Condition(value, low, high, n, source, "even")
    said = [part.entries or ((part.low, part.value, part.high),) for part in parts]
    entries = [tuple(float(np.mean(ends)) for ends in zip(*one, strict=True)) for one in product(*said)]
    return Condition(value, low, high, n, source, "experts", tuple((a, b, c) for a, b, c in entries))
