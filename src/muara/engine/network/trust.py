"""Trust as a survey of some pairs tells it: each organisation is asked about a few partners, in items of 1 to 4.

`nonresponse.survey_readings` is for surveys that ask everybody about everybody. Here the questions that were asked
are a list, fixed before; nothing is said of other pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.errors import BadNetwork
from muara.engine.network.answers import HIGHEST, LOWEST, filled, items_of, pair_trust, questions
from muara.engine.network.names import Bools, Floats, Ints
from muara.engine.network.nonresponse import Reading, reading

CUT = 2 / 3
"""Trust from here on counts as a trusting answer: 3 of 4 on average."""
CLOSE = 1e-9  # 2/3 is no binary number

# What is known of the two answers within a pair of actors: how many answers, how many of them trust.
ANSWERS = np.array([0, 1, 1, 2, 2, 2])
TRUSTING = np.array([0, 0, 1, 0, 1, 2])
CLASS_OF = {(0, 0): 0, (1, 0): 1, (1, 1): 2, (2, 0): 3, (2, 1): 4, (2, 2): 5}
ONE_SIDED, MUTUAL = 4, 5


@dataclass(frozen=True)
class TrustReadings:
    """How dense trust is and how often it is returned.

    Attributes
    ----------
    density : Reading
        Share of trusting answers among the answers; its bounds are over all questions that were asked.
    reciprocity : Reading
        Of the trusting answers between two actors that both answered about one another, the share that is
        returned; nan where there is none.
    n_questions, n_answers : int
        Questions asked, and those with an answer that can be judged.
    n_actors, n_answering : int
        Actors that were asked anything, and those of them with at least one answer that can be judged.
    n_both : int
        Pairs of actors of which both answered about the other.

    Examples
    --------
    >>> trust_readings([[4, 4, 4]], [0], [1], 2, rng=np.random.default_rng(0), draws=9).n_answers
    1
    """

    density: Reading
    reciprocity: Reading
    n_questions: int
    n_answers: int
    n_actors: int
    n_answering: int
    n_both: int


def trust_readings(
    items: npt.ArrayLike,
    askers: npt.ArrayLike,
    partners: npt.ArrayLike,
    n_actors: int,
    *,
    rng: np.random.Generator,
    strangers: npt.ArrayLike | None = None,
    cut: float = CUT,
    draws: int = 1000,
) -> TrustReadings:
    """Read the density of trust and its reciprocity off a survey, with what is not known about them.

    Parameters
    ----------
    items : array_like of float, shape (questions, items)
        See `pair_trust`; a row of nan is a question that was asked and not answered.
    askers, partners : array_like of int, shape (questions,)
        Who was asked about whom, as places from 0 to `n_actors` - 1; each pair once.
    n_actors : int
        Actors of the network, asked or not.
    rng : numpy.random.Generator
    strangers : array_like of bool, shape (questions,), optional
        Where the one asked says that it does not know the partner: an answer, and not a trusting one.
    cut : float
        Trust from which an answer counts as trusting, above 0 and at most 1.
    draws : int
        At least 2.

    Raises
    ------
    BadNetwork
        If an item is out of its range, a question is asked twice or of oneself, or the cut or the draws
        are out of theirs.

    Notes
    -----
    Interval: vertex bootstrap (Snijders and Borgatti 1999, Connections 22:161); actors are drawn with replacement,
    and the answers between an actor and its double are those of a pair drawn from all. Bounds (Manski 1995): each
    item that is missing at its lowest, or at its highest; for reciprocity each missing answer is whatever makes it
    extreme. They hold for the questions that were asked, whoever is silent and why.

    Examples
    --------
    >>> found = trust_readings(
    ...     [[4, 4, 3], [1, 2, 2], [np.nan] * 3], [0, 1, 2], [1, 0, 0], 3, rng=np.random.default_rng(0), draws=50
    ... )
    >>> found.density.value, found.density.worst, found.density.best, found.reciprocity.value
    (0.5, 0.3333333333333333, 0.6666666666666666, 0.0)
    """
    given = items_of(items)
    a, b, unknown = questions(askers, partners, strangers, len(given), n_actors)
    if not 0 < cut <= 1:
        raise BadNetwork(f"A cut of {cut} would be met by everybody or nobody; it is above 0 and at most 1.")
    if draws < 2:
        raise BadNetwork(f"{draws} draws say nothing; take at least 2.")
    trust = np.where(unknown, 0.0, pair_trust(given))
    known = np.isfinite(trust)
    yes = known & (np.where(known, trust, 0.0) >= cut - CLOSE)
    at_worst, at_best = (filled(given, end) >= cut - CLOSE for end in (LOWEST, HIGHEST))
    classes, first, second = _pairs(a, b, known, yes, n_actors)
    counted = np.bincount(classes, minlength=6)
    boots = _bootstrap(classes, first, second, counted, n_actors, rng, draws)
    n = len(given)
    nothing = float("nan")
    worst, best = ((~unknown & end).sum() / n if n else nothing for end in (at_worst, at_best))
    least, most = _reciprocity_bounds(a, b, unknown, at_worst, at_best, n_actors)
    density, returned = _both(counted[None])
    return TrustReadings(
        reading(float(density[0]), boots[0], float(worst), float(best)),
        reading(float(returned[0]), boots[1], least, most),
        n,
        int(known.sum()),
        len(np.unique(a)),
        len(np.unique(a[known])),
        int(counted[ANSWERS == 2].sum()),
    )


def _pairs(a: Ints, b: Ints, known: Bools, yes: Bools, n: int) -> tuple[Ints, Ints, Ints]:
    """Return what is known within each pair of actors that was asked anything, and who the two are."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    keys, at = np.unique(low * n + high, return_inverse=True)
    answers = np.bincount(at, weights=known, minlength=len(keys)).astype(np.int64)
    trusting = np.bincount(at, weights=yes, minlength=len(keys)).astype(np.int64)
    table = np.full((3, 3), -1)
    for (answered, trusted), place in CLASS_OF.items():
        table[answered, trusted] = place
    return table[answers, trusting], keys // max(n, 1), keys % max(n, 1)


def _both(counts: Floats | Ints) -> tuple[Floats, Floats]:
    """Return density and reciprocity of stacked counts of the six classes, each of shape (surveys,)."""
    returned, alone = 2 * counts[:, MUTUAL], counts[:, ONE_SIDED]
    with np.errstate(invalid="ignore", divide="ignore"):
        return counts @ TRUSTING / (counts @ ANSWERS), returned / (returned + alone)


def _bootstrap(
    classes: Ints, first: Ints, second: Ints, counted: Ints, n: int, rng: np.random.Generator, draws: int
) -> tuple[Floats, Floats]:
    if n < 2 or not counted[1:].any():
        return np.zeros(0), np.zeros(0)
    one_hot = np.eye(6)[classes]
    shares = counted / (n * (n - 1) / 2)
    shares[0] += 1 - shares.sum()  # pairs that nobody was asked about
    at_once = max(1, 4_000_000 // max(len(classes), n))
    found = []
    for start in range(0, draws, at_once):
        times = rng.multinomial(n, np.full(n, 1 / n), size=min(at_once, draws - start))
        doubles = rng.multinomial((times * (times - 1)).sum(axis=1) // 2, shares)
        found.append(_both((times[:, first] * times[:, second]) @ one_hot + doubles))
    return np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])


def _reciprocity_bounds(
    a: Ints, b: Ints, unknown: Bools, at_worst: Bools, at_best: Bools, n: int
) -> tuple[float, float]:
    """Return how low and high reciprocity could be among the pairs that were asked about one another."""
    surely, maybe = at_worst & ~unknown, at_best & ~unknown
    place = {key: i for i, key in enumerate((a * n + b).tolist())}
    back = np.array([place.get(key, -1) for key in (b * n + a).tolist()], dtype=np.int64)
    there = np.flatnonzero((back >= 0) & (a < b))
    here, other = there, back[there]
    both_sure, both_may = surely[here] & surely[other], maybe[here] & maybe[other]
    # A pair of which the one trusts and the other may not, is never returned at worst and always at best.
    alone_at_worst = ((maybe[here] | maybe[other]) & ~both_sure).sum()
    alone_at_best = ((surely[here] | surely[other]) & ~both_may).sum()
    least, most = 2 * both_sure.sum(), 2 * both_may.sum()
    if not least + alone_at_worst:  # nobody can trust here
        return float("nan"), float("nan")
    return float(least / (least + alone_at_worst)), float(most / max(most + alone_at_best, 1))
