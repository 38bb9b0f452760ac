"""Honest intervals for a survey that not everybody answered: vertex bootstrap, and bounds that assume nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadNetwork
from muara.engine.network.names import Bools, Floats

Z90 = 1.6448536269514722


@dataclass(frozen=True)
class Reading:
    """One reading of the survey.

    Attributes
    ----------
    value : float
        From those who answered; nan where nobody can be compared.
    low, high : float
        90 % interval from the vertex bootstrap, within 0..1.
    error : float
        Standard error from the vertex bootstrap.
    worst, best : float
        What the value would be over all n(n - 1) questions at the extremes of what the silent might have said.

    Examples
    --------
    >>> yes, answered = np.array([[0, 1], [0, 0]]), np.array([True, False])
    >>> found = survey_readings(yes, answered, rng=np.random.default_rng(0), draws=9).density
    >>> found.value, found.worst, found.best
    (1.0, 0.5, 1.0)
    """

    value: float
    low: float
    high: float
    error: float
    worst: float
    best: float


@dataclass(frozen=True)
class SurveyReadings:
    """Density and incoming centralisation of a survey, and the share that answered.

    Examples
    --------
    >>> yes, answered = np.array([[0, 1], [0, 0]]), np.array([True, False])
    >>> survey_readings(yes, answered, rng=np.random.default_rng(0), draws=9).response
    0.5
    """

    density: Reading
    centralisation: Reading
    response: float


def survey_readings(
    answers: npt.ArrayLike, answered: npt.ArrayLike, *, rng: np.random.Generator, draws: int = 1000
) -> SurveyReadings:
    """Read density and centralisation off a survey, with what is not known about them.

    Parameters
    ----------
    answers : array_like of bool or 0/1, shape (actors, actors)
        Whether the actor of the row names (trusts) the actor of the column. The diagonal and the rows of those who
        did not answer are ignored.
    answered : array_like of bool, shape (actors,)
    rng : numpy.random.Generator
    draws : int
        At least 2.

    Notes
    -----
    Density: share of yes among the questions answered. Centralisation: s_j = share of those asked who name j, then
    ``sum(max s - s_j) / (n - 1)``, which is Freeman's where all answered. Vertex bootstrap (Snijders and Borgatti
    1999, Connections 22:161): actors are drawn with replacement; an actor's tie to its own double is drawn from
    all answers. The naive error, which takes ties as independent, is several times too small.
    Bounds (Manski 1995): every missing answer no, or yes, whichever is extreme; they always hold, and are wide.

    Examples
    --------
    >>> everybody = survey_readings(1 - np.eye(4), np.ones(4, bool), rng=np.random.default_rng(0), draws=50)
    >>> everybody.density.value, everybody.centralisation.value, everybody.response
    (1.0, 0.0, 1.0)
    """
    yes, who = _checked(answers, answered, draws)
    n = len(who)
    density, central = _both(yes[None], who[None])
    boot_density, boot_central = _bootstrap(yes, who, rng, draws)
    known = yes & who[:, None]
    silent = (~who).sum() - (~who)  # missing answers about each actor
    got = known.sum(axis=0)
    low_d, high_d, low_c, high_c = (float("nan"),) * 4
    if n > 1:
        low_d, high_d = got.sum() / (n * (n - 1)), (got.sum() + silent.sum()) / (n * (n - 1))
        most = got + silent
        low_c = np.maximum(got.max() - most, 0).sum() / (n - 1) ** 2
        high_c = ((n - 1) * most - (got.sum() - got)).max() / (n - 1) ** 2
    return SurveyReadings(
        reading(float(density[0]), boot_density, float(low_d), float(high_d)),
        reading(float(central[0]), boot_central, float(low_c), float(high_c)),
        float(who.mean()) if n else float("nan"),
    )


def reading(value: float, boot: Floats, worst: float, best: float) -> Reading:
    fine = boot[np.isfinite(boot)]
    error = float(fine.std(ddof=1)) if len(fine) > 1 else float("nan")
    low, high = max(value - Z90 * error, 0.0), min(value + Z90 * error, 1.0)
    return Reading(value, low if error == error else worst, high if error == error else best, error, worst, best)


def _checked(answers: npt.ArrayLike, answered: npt.ArrayLike, draws: int) -> tuple[Bools, Bools]:
    given, who = np.asarray(answers), np.asarray(answered)
    if given.ndim != 2 or given.shape[0] != given.shape[1] or who.shape != given.shape[:1]:
        raise BadNetwork(f"Answers of shape {given.shape} and {who.shape}; needed are (n, n) and (n,).")
    if who.dtype.kind != "b":
        raise BadNetwork("Whether somebody answered must be True or False.")
    rows = given[who]
    if given.dtype.kind not in "biuf" or not np.isin(rows, (0, 1)).all():
        raise BadNetwork("An answer is 1 (names) or 0 (does not).")
    if draws < 2:
        raise BadNetwork(f"{draws} draws say nothing; take at least 2.")
    yes = given == 1
    np.fill_diagonal(yes, False)
    return yes, who


def _both(yes: Bools, who: Bools) -> tuple[Floats, Floats]:
    """Return density and centralisation of stacked surveys, each of shape (surveys,); the diagonal must be no."""
    n = who.shape[1]
    asked = who.sum(axis=1)[:, None] - who  # how many others answered about each actor
    got = (yes & who[:, :, None]).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = got / asked
        density = got.sum(axis=1) / (who.sum(axis=1) * (n - 1))
        central = (share.max(axis=1, initial=0)[:, None] - share).sum(axis=1) / (n - 1)
    return density, central


def _bootstrap(yes: Bools, who: Bools, rng: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
    n = len(who)
    if n < 2 or not who.any():
        return np.zeros(0), np.zeros(0)
    share = float(yes[who].sum() / (who.sum() * (n - 1)))
    at_once = max(1, 2_000_000 // (n * n))
    density, central = [], []
    own = np.eye(n, dtype=bool)
    for start in range(0, draws, at_once):
        k = min(at_once, draws - start)
        drawn = rng.integers(0, n, (k, n))
        sample = yes[drawn[:, :, None], drawn[:, None, :]]
        double = drawn[:, :, None] == drawn[:, None, :]
        sample = np.where(double, rng.random((k, n, n)) < share, sample) & ~own
        d, c = _both(sample, who[drawn])
        density.append(d)
        central.append(c)
    return np.concatenate(density), np.concatenate(central)
