"""Which form of governance a network's conditions support: a reading of a table, never a percentage called fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadReading
from muara.engine.governance.conditions import Condition
from muara.engine.governance.forms import CONTINGENCIES, FORMS, SOURCE, TABLE

Floats = npt.NDArray[np.float64]
STEPS = 41  # values of one condition that are tried for "what would change the reading"


@dataclass(frozen=True)
class Crossings:
    """Where low becomes moderate and moderate high: not published, so drawn from ranges that are declared.

    Attributes
    ----------
    low, high : (float, float)
        Ranges for shares.
    few, many : (float, float)
        Ranges for the number of participants. "Few" is illustrated by six to eight organisations (unverified).
    width, width_count : float
        From a crossing to full membership (a log odds of 3, as in fuzzy sets by direct calibration, Ragin
        2008): in shares, and as a factor for the number.
    enough : float
        A form fits where its weakest condition belongs at least so far.
    """

    low: tuple[float, float] = (0.20, 0.45)
    high: tuple[float, float] = (0.55, 0.80)
    few: tuple[float, float] = (6, 15)
    many: tuple[float, float] = (20, 60)
    width: float = 0.12
    width_count: float = 1.5
    enough: float = 0.25

    def __post_init__(self) -> None:
        if not 0 <= self.low[0] <= self.low[1] <= self.high[0] <= self.high[1] <= 1:
            raise BadReading("The crossings of shares lie in order, from 0 to 1.")
        if not 1 <= self.few[0] <= self.few[1] <= self.many[0] <= self.many[1]:
            raise BadReading("The crossings of numbers lie in order, from 1.")
        if not (self.width > 0 and self.width_count > 1 and 0 < self.enough < 1):
            raise BadReading("Width is above 0, its factor above 1, and enough between 0 and 1.")


@dataclass(frozen=True)
class FormReading:
    """How one form does in all plausible readings.

    Attributes
    ----------
    best, best_by_mean : float
        Share of readings in which it is the best, by its weakest condition and by the mean of its conditions.
    belongs : (float, float, float)
        5, 50 and 95 % of the membership of its weakest condition. Nobody's chance of success.
    binds : str
        The condition that is most often the weakest.
    binding : mapping of str to float
        How often each is.
    """

    best: float
    best_by_mean: float
    belongs: tuple[float, float, float]
    binds: str
    binding: Mapping[str, float]


@dataclass(frozen=True)
class Change:
    """The smallest move of one condition that changes the reading: to what value, and what it then says."""

    contingency: str
    now: float
    to: float
    supported: str


@dataclass(frozen=True)
class Fit:
    """What the conditions support.

    Attributes
    ----------
    supported : str
        The form that is best and fits in more than half of the readings; else ``none`` where none fits in more
        than half of them, or ``undecided``.
    by_mean : str
        What the mean of the conditions, which forgives, would have said instead of the weakest.
    none : float
        Share of readings in which no form fits.
    first_mend : str
        Where no form fits: the binding condition of the one that is nearest.
    forms : mapping of str to FormReading
    changes : tuple of Change
        The nearest first.
    draws : int
    source : str
        Of the table.
    """

    supported: str
    by_mean: str
    none: float
    first_mend: str
    forms: Mapping[str, FormReading]
    changes: tuple[Change, ...]
    draws: int
    source: str = field(default=SOURCE)


def assess_fit(
    conditions: Mapping[str, Condition],
    *,
    rng: np.random.Generator,
    draws: int = 4000,
    crossings: Crossings | None = None,
) -> Fit:
    """Read which form of governance a network's conditions support.

    Parameters
    ----------
    conditions : mapping of str to Condition
        ``trust``, ``centralisation``, ``participants``, ``goals`` and ``need``.
    rng : numpy.random.Generator
    draws : int
        Readings: each draws the conditions and the crossings anew.
    crossings : Crossings, optional

    Notes
    -----
    The propositions of Provan and Kenis join conditions by "and", so a form belongs as far as its *weakest* one
    (minimum). The mean is shown beside it: two honest rules can disagree, and then that is the finding. In one
    reading, "moderately high" begins midway between the crossings and has no upper end, "moderately low" begins
    at half the lower crossing and ends at the upper. All numbers but the table are declared here, not
    published.

    References
    ----------
    Provan and Kenis (2008), JPART 18:229-252. That its conditions wait for tests: Wegner, Teixeira and
    Verschoore (2019).

    Examples
    --------
    >>> from muara.engine.governance.conditions import expert_entry, participants
    >>> seven = {
    ...     "trust": Condition(0.8, 0.72, 0.88, 7, "survey"),
    ...     "centralisation": Condition(0.1, 0.05, 0.2, 7, "survey"),
    ...     "participants": participants(7),
    ...     "goals": Condition(0.85, 0.8, 0.9, 7, "votes"),
    ...     "need": expert_entry([(0.1, 0.2, 0.3), (0.0, 0.2, 0.3)]),
    ... }
    >>> found = assess_fit(seven, rng=np.random.default_rng(1), draws=500)
    >>> found.supported, found.forms["participant_governed"].binds
    ('participant_governed', 'participants')
    """
    if set(conditions) != set(CONTINGENCIES):
        raise BadReading(f"The conditions are {', '.join(CONTINGENCIES)}; ask experts what cannot be measured.")
    if draws < 20:
        raise BadReading(f"{draws} draws say nothing; take at least 20.")
    for name in CONTINGENCIES:
        if name != "participants" and not 0 <= conditions[name].low <= conditions[name].high <= 1:
            raise BadReading(f"The condition {name} is a share from 0 to 1.")
    given = crossings or Crossings()
    ranges = (given.low, given.high, given.few, given.many)
    low, high, few, many = (rng.uniform(*one, draws) for one in ranges)
    drawn = {name: conditions[name].draw(rng, draws) for name in CONTINGENCIES}
    reader = _Reader(given, low, high, few, many)
    cells = {
        form: {name: reader.cell(name, level, drawn[name]) for name, level in row.items()}
        for form, row in TABLE.items()
    }
    weakest = np.array([np.min(list(cells[form].values()), axis=0) for form in FORMS])
    mean = np.array([np.mean(list(cells[form].values()), axis=0) for form in FORMS])
    supported, none = _read(weakest, given.enough)
    forms = {form: _form_reading(at, cells[form], weakest, mean) for at, form in enumerate(FORMS)}
    by_mean = FORMS[int(np.bincount(mean.argmax(axis=0), minlength=3).argmax())]
    nearest = max(forms.values(), key=lambda reading: reading.best)
    changes = _changes(conditions, drawn, cells, reader, supported)
    return Fit(supported, by_mean, none, nearest.binds if supported == "none" else "", forms, changes, draws)


@dataclass(frozen=True)
class _Reader:
    """One reading of "few", "moderate" and "high" for each draw; arrays of shape (draws,)."""

    given: Crossings
    low: Floats
    high: Floats
    few: Floats
    many: Floats

    def cell(self, name: str, level: str, values: Floats) -> Floats:
        """Return how far values, of shape (..., draws), belong to a level of the table."""
        if name == "participants":
            values = np.log(np.maximum(values, 0.5))
            low, high, width = np.log(self.few), np.log(self.many), float(np.log(self.given.width_count))
        else:
            low, high, width = self.low, self.high, self.given.width

        def above(crossing: Floats) -> Floats:
            odds = np.clip(-3.0 * (values - crossing) / width, -60.0, 60.0)
            return np.asarray(1.0 / (1.0 + np.exp(odds)))

        if level in ("low", "few"):
            return 1.0 - above(low)
        if level == "moderate":
            return np.minimum(above(low), 1.0 - above(high))
        if level == "moderately_low":
            return np.minimum(above(low / 2), 1.0 - above(high))
        return above({"moderately_high": (low + high) / 2, "moderate_to_many": low, "high": high}[level])


def _read(weakest: Floats, enough: float) -> tuple[str, float]:
    fits = weakest.max(axis=0) >= enough
    none = float(1 - fits.mean())
    best = weakest.argmax(axis=0)
    for at, form in enumerate(FORMS):
        if ((best == at) & fits).mean() > 0.5:
            return form, none
    return ("none" if none > 0.5 else "undecided"), none


def _form_reading(at: int, cells: Mapping[str, Floats], weakest: Floats, mean: Floats) -> FormReading:
    names = list(cells)
    which = np.array([cells[name] for name in names]).argmin(axis=0)
    often = np.bincount(which, minlength=len(names)) / len(which)
    low, median, high = np.quantile(weakest[at], [0.05, 0.5, 0.95])
    return FormReading(
        float((weakest.argmax(axis=0) == at).mean()),
        float((mean.argmax(axis=0) == at).mean()),
        (float(low), float(median), float(high)),
        names[int(often.argmax())],
        {name: float(share) for name, share in zip(names, often, strict=True)},
    )


def _changes(
    conditions: Mapping[str, Condition],
    drawn: Mapping[str, Floats],
    cells: Mapping[str, Mapping[str, Floats]],
    reader: _Reader,
    supported: str,
) -> tuple[Change, ...]:
    """Try other values of each condition, the others and all that is unknown as they are."""
    found: list[tuple[float, Change]] = []
    for name in CONTINGENCIES:
        now = conditions[name].value
        if name == "participants":
            tried = np.unique(np.round(np.geomspace(2, 200, STEPS)))
            far = np.abs(np.log(tried / now)) / np.log(100)
        else:
            tried = np.linspace(0, 1, STEPS)
            far = np.abs(tried - now)
        for at in np.argsort(far, kind="stable"):
            moved = drawn[name] - now + tried[at]
            if name != "participants":
                moved = np.clip(moved, 0.0, 1.0)
            weakest = []
            for form in FORMS:
                others = [values for one, values in cells[form].items() if one != name]
                if name in TABLE[form]:
                    others.append(reader.cell(name, TABLE[form][name], moved))
                weakest.append(np.min(others, axis=0))
            then, _ = _read(np.array(weakest), reader.given.enough)
            if then != supported:
                found.append((float(far[at]), Change(name, now, float(tried[at]), then)))
                break
    return tuple(change for _, change in sorted(found, key=lambda line: line[0]))
