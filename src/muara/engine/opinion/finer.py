"""The guard against false unity: a thread of the groups that are told must not break in finer ones.

Few groups are told, because few last. More groups may predict votes better; a statement that each group told
supports can then still be refused by some people who answer alike, hidden in a large group.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.crossfit import larger
from muara.engine.opinion.intervals import TAIL
from muara.engine.opinion.threads import MIN_VOTES, fewest, holds
from muara.engine.opinion.votes import Counts, Floats, Ints

BREAKS = TAIL
"""Chance that a finer group breaks a thread although it agrees no less than all others do."""

VERDICTS = ("carried", "unsure", "broken")
NEVER = 2**62


@dataclass(frozen=True)
class Finer:
    """Agreement in the groups that predict hidden votes best, where they are more than are told.

    Attributes
    ----------
    counts : Counts
        Shape (finer groups, statements): each vote in the group that the person's other votes speak for.
    sizes : ndarray of int, shape (finer groups,)
        People in each, falling. Groups under ``MIN_VOTES`` people are not judged.

    Notes
    -----
    A finer group *carries* a statement by the rule for groups that are told (`threads.holds`). It *breaks* it if
    it does not carry it and agrees less than all others together, beyond chance (`crossfit.larger`, level
    `BREAKS`). Else it is *unsure*: too few of it answered. For a group of a handful, not to carry a statement
    says nothing: five who agree like everybody, by 85 %, do not carry it in 56 of 100 cases.

    Examples
    --------
    Thirty carry both; five of six leave the first unsure, two of eight break the second:

    >>> agree, n = np.array([[28, 28], [5, 2]]), np.array([[30, 30], [6, 8]])
    >>> finer = Finer(Counts(agree, n - agree, np.zeros_like(n)), np.array([30, 8]))
    >>> finer.verdicts
    ['unsure', 'broken']
    >>> finer.until_broken().tolist(), finer.until_mended().tolist()
    ([2, 0], [0, 15])
    """

    counts: Counts
    sizes: Ints

    @cached_property
    def judged(self) -> npt.NDArray[np.bool_]:
        """Which groups are large enough to be judged, shape (finer groups,)."""
        return np.asarray(self.sizes >= MIN_VOTES)

    @cached_property
    def carried(self) -> npt.NDArray[np.bool_]:
        """Which groups carry which statements, shape (finer groups, statements)."""
        return np.asarray(holds(self.counts.agree, self.counts.n))

    @cached_property
    def breaks(self) -> npt.NDArray[np.bool_]:
        """Which judged groups break which statements, shape (finer groups, statements)."""
        agree, n = self.counts.agree, self.counts.n
        return np.asarray(_breaks(agree, n, *_others(agree, n)) & self.judged[:, None])

    @cached_property
    def verdicts(self) -> list[str]:
        """Say of each statement: carried by every judged group, some unsure, or broken by some."""
        broken = self.breaks.any(axis=0)
        carried = (self.carried | ~self.judged[:, None]).all(axis=0)
        return [VERDICTS[place] for place in np.where(broken, 2, np.where(carried, 0, 1)).tolist()]

    @cached_property
    def worst(self) -> Ints:
        """Give the group with the least share among those that break it; -1 where none is; shape (statements,)."""
        breaks, n = self.breaks, self.counts.n
        share = np.where(breaks, self.counts.agree / np.maximum(n, 1), np.inf)
        return np.where(breaks.any(axis=0), share.argmin(axis=0), -1)

    def at(self, columns: Ints) -> Finer:
        """Look at some statements only.

        Parameters
        ----------
        columns : ndarray of int
            Which.

        Returns
        -------
        Finer
            The same groups.
        """
        parts = (self.counts.agree, self.counts.disagree, self.counts.passed)
        return Finer(Counts(*(part[:, columns] for part in parts)), self.sizes)

    def until_broken(self) -> Ints:
        """Count the fewest people who would all disagree, put into one group, until it breaks it; 0 = some does.

        Returns
        -------
        ndarray of int64, shape (statements,)
            `NEVER` where no group can.

        Notes
        -----
        Of groups with fewer than ``MIN_VOTES`` answers nothing is told, here too.
        """
        agree, n = self.counts.agree, self.counts.n
        rest_agree, rest_n = _others(agree, n)
        asked = self.judged[:, None] & (n >= MIN_VOTES) & (rest_agree > 0)
        open_ = asked & ~self.breaks

        def turned(extra: Ints) -> npt.NDArray[np.bool_]:
            return np.asarray(_breaks(agree, n + extra, rest_agree, rest_n))

        extra = np.where(asked, np.where(open_, fewest(open_, turned), 0), NEVER)
        least: Ints = extra.min(axis=0, initial=NEVER)
        return least

    def until_mended(self) -> Ints:
        """Count the fewest people who would all agree, put where they are lacking, until no group breaks it.

        Returns
        -------
        ndarray of int64, shape (statements,)
            0 where none does.

        Notes
        -----
        Whoever agrees in one group makes the others agree less than the rest. What a group lacks only grows with
        what others were given, so giving each no more than it lacks, again and again, gives the least of all.
        """
        extra = np.zeros_like(self.counts.n)
        while True:
            agree, n = self.counts.agree + extra, self.counts.n + extra
            lacking = np.asarray(_breaks(agree, n, *_others(agree, n)) & self.judged[:, None])
            if not lacking.any():
                total: Ints = extra.sum(axis=0)
                return total

            def mended(more: Ints, agree: Ints = agree, n: Ints = n) -> npt.NDArray[np.bool_]:
                return ~_breaks(agree + more, n + more, *_others(agree, n))

            extra = extra + fewest(lacking, mended)


def _others(agree: Ints, n: Ints) -> tuple[Ints, Ints]:
    return agree.sum(axis=0) - agree, n.sum(axis=0) - n


def _breaks(agree: Ints, n: Ints, rest_agree: Ints, rest_n: Ints) -> npt.NDArray[np.bool_]:
    chance: Floats = larger(rest_agree, rest_n, agree, n)
    return np.asarray((n >= MIN_VOTES) & ~holds(agree, n) & (chance <= BREAKS))
