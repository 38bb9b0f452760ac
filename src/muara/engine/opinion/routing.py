"""Which statement a person sees next: the one that lowers most what is still unknown.

Two things are unknown: where this person stands, and what each group thinks of each statement. An answer tells of
both, and both are counted in the same unit: how much better (in nats of log loss) the votes will be foretold that
have not been cast yet. So no weight has to be chosen between the person and the city.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.mixture import PRIOR_VOTES, VOTE_WEIGHT
from muara.engine.opinion.votes import Counts, Floats

META_PRIORITY = 49.0
FLOOR = 0.05
"""Share of the equal chance that every unseen statement keeps, however dull it seems."""

MOST = 10.0
"""No statement gets more than this many times the equal chance (and one more): not everybody sees the same."""

SHARPNESS = 2.0
"""Chances go with this power of what is learned: the better ones more often, but never the best one alone."""


def polis_priorities(
    agree: npt.ArrayLike,
    disagree: npt.ArrayLike,
    passed: npt.ArrayLike,
    extremity: npt.ArrayLike | None = None,
    meta: npt.ArrayLike | None = None,
) -> Floats:
    """Say how much is learned by showing each statement, by the formula of Polis; for Polis mode.

    Parameters
    ----------
    agree, disagree, passed : array_like of int, shape (statements,)
        Votes of everybody so far.
    extremity : array_like of float, shape (statements,), optional
        Length of the statement's place on the map (`PolisMap.extremity`); 0 where there is no map yet.
    meta : array_like of bool, shape (statements,), optional
        Statements about the conversation itself get a fixed 49.

    Returns
    -------
    ndarray of float, shape (statements,)
        Greater than 0, without unit; chances are proportional to it.

    Notes
    -----
    ``importance = (1 - (pass + 1)/(n + 2)) (1 + extremity) (agree + 1)/(n + 2)``;
    ``priority = (importance (1 + 8 * 2^(-n/5)))^2``. It looks away from what people reject, so votes that are
    not cast yet are foretold worse than after equal chances (docs/reference/opinion-goals.md).

    References
    ----------
    compdemocracy/polis, math/ (October 2024). From March 2025 to July 2026 a slip gave every statement the
    same priority there and nobody noticed (compdemocracy/polis#2611): so the tests here hold that it varies.

    Examples
    --------
    >>> polis_priorities([0, 30], [0, 5], [0, 5]).round(3).tolist()
    [5.062, 0.426]
    """
    a, d, p = (np.asarray(x, dtype=np.float64) for x in (agree, disagree, passed))
    n = a + d + p
    reach = np.zeros_like(n) if extremity is None else np.asarray(extremity, dtype=np.float64)
    importance = (1 - (p + 1) / (n + 2)) * (1 + reach) * (a + 1) / (n + 2)
    priority: Floats = (importance * (1 + 8 * 2 ** (-n / 5))) ** 2
    if meta is not None:
        priority = np.where(np.asarray(meta, dtype=bool), META_PRIORITY, priority)
    return priority


@dataclass(frozen=True, eq=False)
class Guide:
    """What the last reading knew of the groups, to choose what somebody sees next.

    Attributes
    ----------
    agree, disagree : ndarray of float, shape (groups, statements)
        Votes of each group at that time; one group, everybody, where there were none.
    size : ndarray of float, shape (groups,)
        Share of each group; the sum is 1.

    Examples
    --------
    Two groups that differ on the first statement alone. Of somebody unknown the first tells most:

    >>> guide = Guide.of(Counts(np.array([[19, 19], [1, 19]]), np.array([[1, 1], [19, 1]]), np.zeros((2, 2))))
    >>> now = np.array([20, 38]), np.array([20, 2]), np.array([0, 0])
    >>> guide.gain(guide.membership([], []), *now, people=40).round(2).tolist()
    [0.14, 0.02]

    Once the person has disagreed with it, the second group is likely, and nothing but the need is left:

    >>> guide.membership([0], [-1]).round(2).tolist()
    [0.18, 0.82]
    """

    agree: Floats
    disagree: Floats
    size: Floats

    @classmethod
    def of(cls, counts: Counts) -> Guide:
        """Take the counts of the groups.

        Parameters
        ----------
        counts : Counts
            Shape (groups, statements), as `Analysis.agreement` holds them.

        Returns
        -------
        Guide
            With the groups as large as their share of the votes.
        """
        agree, disagree = (np.asarray(cells, dtype=np.float64) for cells in (counts.agree, counts.disagree))
        voices = (agree + disagree).sum(axis=1) + 1
        return cls(agree, disagree, voices / voices.sum())

    @classmethod
    def nobody(cls, n_statements: int) -> Guide:
        """Know nothing yet.

        Parameters
        ----------
        n_statements : int
            How many there are.

        Returns
        -------
        Guide
            One group, everybody, that has not answered.
        """
        nothing = np.zeros((1, n_statements))
        return cls(nothing, nothing, np.ones(1))

    @property
    def chance(self) -> Floats:
        """Chance to agree among those who agree or disagree, shape (groups, statements), as in the mixture."""
        agree, n = self.agree.sum(axis=0), (self.agree + self.disagree).sum(axis=0)
        everybody = (agree + 1) / (n + 2)
        chance: Floats = (self.agree + PRIOR_VOTES * everybody) / (self.agree + self.disagree + PRIOR_VOTES)
        return chance

    def membership(self, columns: npt.ArrayLike, values: npt.ArrayLike) -> Floats:
        """Place somebody by their votes.

        Parameters
        ----------
        columns : array_like of int, shape (votes,)
            Statements that the person has answered.
        values : array_like of int, shape (votes,)
            1, 0 or -1; a pass says nothing.

        Returns
        -------
        ndarray of float, shape (groups,)
            Chance of each group; the sum is 1.
        """
        column, value = np.asarray(columns, dtype=np.int64), np.asarray(values, dtype=np.int64)
        chance = self.chance[:, column]
        told = np.where(value == 1, np.log(chance), np.where(value == -1, np.log1p(-chance), 0.0))
        score = np.log(self.size) + VOTE_WEIGHT * told.sum(axis=1)
        weight = np.exp(score - score.max())
        found: Floats = weight / weight.sum()
        return found

    def gain(
        self,
        membership: Floats,
        agree: npt.ArrayLike,
        disagree: npt.ArrayLike,
        passed: npt.ArrayLike,
        *,
        people: float,
        unseen: npt.ArrayLike | None = None,
    ) -> Floats:
        """Say how much better the votes that are missing will be foretold once the person has answered each.

        Parameters
        ----------
        membership : ndarray of float, shape (..., groups)
            Of one person or of several.
        agree, disagree, passed : array_like of int, shape (statements,)
            Votes of everybody by now, perhaps more than the reading knew.
        people : float
            How many will be foretold.
        unseen : array_like of bool, shape (..., statements), optional
            What the person has not seen; everything if not given.

        Returns
        -------
        ndarray of float, shape (..., statements)
            Nats of log loss over all votes that are missing; greater than 0.

        Notes
        -----
        Of the person: what an answer to statement j tells of the answers to all unseen ones m is half their
        squared correlation under the membership, summed over m (second order of the mutual information; the
        expected predictive information gain). Of the city: an estimate from n votes costs 1/(2n) nats at each
        use, so one more vote in group g saves ``people_g / (2 (n_gj + PRIOR_VOTES)^2)``. Votes since the reading
        are shared out by the sizes of the groups. Both times the chance that the person does not pass; and what
        will be foretold counts by the chance that it is not passed.

        References
        ----------
        Bickford Smith et al. 2023, Prediction-oriented Bayesian active learning, AISTATS (expected predictive
        information gain); Lindley 1956, Ann. Math. Stat. 27, 986-1005; Atkinson & Donev 1992, Optimum
        Experimental Designs (one more observation, one less variance).
        """
        a, d, p = (np.asarray(cells, dtype=np.float64) for cells in (agree, disagree, passed))
        answers = 1 - (p + 1) / (a + d + p + 5)
        of_groups = np.asarray(membership, dtype=np.float64)
        left = np.ones((*of_groups.shape[:-1], len(a))) if unseen is None else np.asarray(unseen, dtype=np.float64)
        heard = self.agree + self.disagree
        heard = np.maximum(heard + self.size[:, None] * (a + d - heard.sum(axis=0)), 0.0)
        need = (people * self.size)[:, None] * answers / (2 * (heard + PRIOR_VOTES) ** 2)
        found: Floats = (_about_the_person(of_groups, self.chance, left * answers) + of_groups @ need) * answers
        return found


def _about_the_person(membership: Floats, chance: Floats, left: Floats) -> Floats:
    """Sum half the squared correlations of each statement with all that are left."""
    mean = membership @ chance
    spread = mean * (1 - mean)
    apart = chance - mean[..., None, :]
    weighed = membership[..., None] * apart
    common = (weighed * (left / spread)[..., None, :]) @ np.swapaxes(weighed, -1, -2)
    found: Floats = 0.5 * (apart * (common @ apart)).sum(axis=-2) / spread
    return found


def chances(priority: npt.ArrayLike, unseen: npt.ArrayLike) -> Floats:
    """Turn priorities into the chance of each statement to be shown next.

    Parameters
    ----------
    priority : array_like of float, shape (..., statements)
        At least 0.
    unseen : array_like of bool, shape (..., statements)
        What the person has not answered yet.

    Returns
    -------
    ndarray of float, shape (..., statements)
        Sums to 1 over the unseen (all 0 if nothing is left); each unseen one has at least `FLOOR` of the equal
        chance and at most `MOST` + 1 times it.

    Examples
    --------
    >>> chances([9.0, 1.0, 0.0], [True, True, False]).tolist()
    [0.88, 0.12, 0.0]
    """
    left = np.asarray(unseen, dtype=bool)
    n = left.sum(axis=-1, keepdims=True)
    equal = left / np.maximum(n, 1)
    weight = np.where(left, np.maximum(np.asarray(priority, dtype=np.float64), 0.0), 0.0)
    total = weight.sum(axis=-1, keepdims=True)
    share = np.where(total > 0, weight / np.where(total > 0, total, 1.0), equal)
    share = np.minimum(share, MOST * equal)
    share = share + (1 - share.sum(axis=-1, keepdims=True)) * equal
    chance: Floats = (1 - FLOOR) * share + FLOOR * equal
    return np.where(n > 0, chance, 0.0)


def choose_next(priority: npt.ArrayLike, unseen: npt.ArrayLike, rng: np.random.Generator) -> int | None:
    """Draw the next statement for a person; None when there is nothing left to see.

    Parameters
    ----------
    priority : array_like of float, shape (statements,)
        Weights above 0, as of `priorities`.
    unseen : array_like of bool, shape (statements,)
        True = may be drawn.
    rng : numpy.random.Generator
        Draws; seed it to repeat a draw.

    Returns
    -------
    int or None
        Column of the statement.

    Examples
    --------
    >>> choose_next([1.0, 5.0], [False, True], np.random.default_rng(1))
    1
    >>> choose_next([1.0], [False], np.random.default_rng(1)) is None
    True
    """
    chance = chances(priority, unseen)
    total = np.cumsum(chance)
    if len(total) == 0 or total[-1] <= 0:
        return None
    column = int(np.searchsorted(total, rng.random() * total[-1], side="right"))
    return min(column, int(np.flatnonzero(chance > 0)[-1]))


def priorities(gain: npt.ArrayLike) -> Floats:
    """Sharpen what is learned into the weight with which each statement is shown; the largest is 1.

    Parameters
    ----------
    gain : array_like of float, shape (..., statements)
        From `Guide.gain`.

    Returns
    -------
    ndarray of float, shape (..., statements)
        In 0..1.

    Examples
    --------
    >>> priorities([0.5, 0.25, 0.0]).tolist()
    [1.0, 0.25, 0.0]
    """
    learned = np.asarray(gain, dtype=np.float64)
    most = learned.max(axis=-1, keepdims=True, initial=0.0)
    found: Floats = (learned / np.where(most > 0, most, 1.0)) ** SHARPNESS
    return found


def unseen_by(seen: Sequence[Any], statements: Sequence[Any]) -> npt.NDArray[np.bool_]:
    """Mark the statements that a person has not answered yet.

    Parameters
    ----------
    seen : sequence of int or str
        Statements the person answered.
    statements : sequence of int or str
        All statements.

    Returns
    -------
    ndarray of bool, shape (statements,)
        True = not answered.

    Examples
    --------
    >>> unseen_by([3, 5], [1, 3, 5, 7]).tolist()
    [True, False, False, True]
    """
    done = set(seen)
    return np.array([statement not in done for statement in statements], dtype=bool)
