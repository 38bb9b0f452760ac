"""Plausible readings: read the same conversation again and again with a tenth of its votes hidden.

The hidden votes judge the number of groups; how far the readings agree says how firm the groups are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.crew import each
from muara.engine.opinion.kmeans import best_of
from muara.engine.opinion.matching import adjusted_rand_index, match
from muara.engine.opinion.mixture import Mixture, Sides, fit, log_loss, one_hot
from muara.engine.opinion.projection import opinion_map
from muara.engine.opinion.votes import Floats, Ints, VoteTable

NUMBERS = (2, 3, 4, 5)
FOLDS = 10
AXES = 4
MAX_PEOPLE = 3_000
"""The number of groups is chosen on no more people than this, drawn at random."""

ALONE = 20_000
"""Votes below which a reading is too short to share out to other cores."""

AXES_PEOPLE = 2_000
"""In a reading the axes of the first guess are laid through no more people than this."""

QUICK, QUICK_STEPS = 0.005, 15
"""A reading's mixture rests when a step moves less than this part of the people, or after so many steps."""

STANDS_OUT, AGREED = 2.0, 0.5
"""A number of groups stands out if each larger one predicts worse by so many standard errors, and is told if one
reading and the next put people together as alike as this (ARI), or more."""

PLAIN = 0.9
"""Groups on which readings agree as much as this (ARI) are told if each smaller number predicts worse."""

MOST, FEWEST, VOTES_IN_ALL = 100, 5, 1_000_000


def fit_numbers(
    votes: VoteTable, sides: Sides, rng: np.random.Generator, numbers: Sequence[int], *, quick: bool = False
) -> list[Mixture]:
    """Fit one mixture for each number of groups, from k-means labels on a map of four axes."""
    some = votes
    if quick and votes.n_participants > AXES_PEOPLE:
        some = votes.people(np.sort(rng.choice(votes.n_participants, AXES_PEOPLE, replace=False)))
    places = opinion_map(some, AXES).positions(votes)
    starts, steps = (3, 10) if quick else (8, 30)
    first = [one_hot(best_of(places, k, rng, starts=starts, max_steps=steps), k) for k in numbers]
    return fit(sides, first, max_steps=QUICK_STEPS, tolerance=QUICK) if quick else fit(sides, first)


def _beyond_chance(worse: Floats, errors: float) -> bool:
    """Say whether each column is above 0 by so many standard errors of its mean over the readings."""
    error = worse.std(axis=0, ddof=1) / np.sqrt(len(worse)) if len(worse) > 1 else np.zeros(worse.shape[1])
    return bool((worse.mean(axis=0) >= errors * error).all())


@dataclass(frozen=True)
class Readings:
    """What the readings said.

    Attributes
    ----------
    loss : ndarray of float, shape (readings, 1 + len(NUMBERS))
        Log loss of the hidden votes (nats a vote) with 1, 2, 3, 4, 5 groups.
    labels : list of ndarray of int8, shape (readings, people)
        For each of `NUMBERS`: the group of each person, numbered anew in each reading.
    """

    loss: Floats
    labels: list[npt.NDArray[np.int8]]

    @property
    def n(self) -> int:
        return len(self.loss)

    @property
    def best_number(self) -> int:
        """Number of groups (2..5) that predicts hidden votes best on average; 2 if none beats no groups.

        Whether there are groups at all is for the gate to say: it notices weaker ones than prediction does.
        """
        return max(int(self.loss.mean(axis=0).argmin()) + 1, NUMBERS[0])

    @property
    def told_number(self) -> int:
        """Number of groups to tell: the one that predicts best, if it stands out and readings agree; else two.

        Notes
        -----
        A number stands out if each larger one predicts worse, by `STANDS_OUT` standard errors of the difference
        within readings. Where it does not, opinion shades off without steps: one number is as good as the next,
        and the fewest last longest. Nobody looks beyond five, so five never stand out. Where people part plainly,
        a larger number may predict no worse, since its further groups stay empty or copy others. There the largest
        number on which readings agree (`PLAIN`) is told, if each smaller one predicts worse beyond chance.
        """
        return self._told(self.loss)

    def _told(self, loss: Floats) -> int:
        agreed = dict(zip(NUMBERS, self.agreement, strict=True))
        plain = [
            k
            for k in NUMBERS[:-1]
            if agreed[k] >= PLAIN and _beyond_chance(loss[:, : k - 1] - loss[:, k - 1 : k], STANDS_OUT)
        ]
        if plain:
            return max(plain)
        best = max(int(loss.mean(axis=0).argmin()) + 1, NUMBERS[0])
        stands_out = best < NUMBERS[-1] and _beyond_chance(loss[:, best:] - loss[:, best - 1 : best], STANDS_OUT)
        return best if stands_out and agreed[best] >= AGREED else NUMBERS[0]

    @property
    def mean_loss(self) -> tuple[float, ...]:
        """Mean loss with 1, 2, 3, 4 and 5 groups."""
        return tuple(self.loss.mean(axis=0).tolist())

    @cached_property
    def agreement(self) -> tuple[float, ...]:
        """How far one reading and the next put the same people together (mean ARI), for each of `NUMBERS`."""
        return tuple(
            float(
                np.mean([adjusted_rand_index(a.astype(np.int64), b.astype(np.int64)) for a, b in pairwise(found)])
            )
            if len(found) > 1
            else 1.0
            for found in self.labels
        )

    def same_number(self, k: int) -> int:
        """Count in how many of as many samples of the readings, drawn with repetition, k groups are told.

        For k = 1: in how many readings nothing predicts better than no groups.
        """
        if k == 1:
            return int((self.loss.argmin(axis=1) == 0).sum())
        drawn = (np.random.default_rng(index).integers(self.n, size=self.n) for index in range(self.n))
        return sum(self._told(self.loss[rows]) == k for rows in drawn)

    def steadiness(self, labels: Ints, k: int) -> Floats:
        """Share of the readings (0..1) in which each person is in the group they have in `labels`."""
        kept = np.zeros(len(labels))
        for found in self.labels[NUMBERS.index(k)]:
            kept += match(labels, found.astype(np.int64), k) == labels
        return kept / max(self.n, 1)


def how_many(n_votes: int) -> int:
    """Number of readings that a table of this size gets: 100 when small, fewer when each costs more."""
    return int(np.clip(VOTES_IN_ALL // max(n_votes, 1), FEWEST, MOST))


def read_again(
    votes: VoteTable, *, seed: int, readings: int, tell: Callable[[float], None] = lambda share: None
) -> Readings:
    """Hide a tenth of the votes at random, fit 2..5 groups to the rest, predict the hidden ones; repeat.

    Parameters
    ----------
    votes : VoteTable
    seed : int
    readings : int
    tell : callable
        Called with the share done, 0..1.

    Notes
    -----
    Repeated ten-fold cross-validation: in ten readings every vote is hidden once. A person's group comes from
    the votes that were kept, so the hidden ones are really predicted. With one group the prediction is the
    statement's smoothed mean.
    """
    spoken = votes.select(votes.values != 0)
    decades = [
        (np.random.default_rng([seed, 3, index]).permutation(spoken.n_votes) % FOLDS).astype(np.int8)
        for index in range(0, readings, FOLDS)
    ]

    def read(index: int) -> tuple[Floats, list[npt.NDArray[np.int8]]]:
        hidden = decades[index // FOLDS] == index % FOLDS
        kept, left = spoken.select(~hidden), spoken.select(hidden)
        sides = Sides(kept)
        loss = np.zeros(1 + len(NUMBERS))
        everybody = Mixture(np.ones(1), sides.mean[:, None])
        loss[0] = log_loss(np.ones((votes.n_participants, 1)), everybody, left)
        labels = []
        rng = np.random.default_rng([seed, 2, index])
        for place, mixture in enumerate(fit_numbers(kept, sides, rng, NUMBERS, quick=True)):
            membership = mixture.membership(sides)
            loss[place + 1] = log_loss(membership, mixture, left)
            labels.append(membership.argmax(axis=1).astype(np.int8))
        return loss, labels

    loss = np.zeros((readings, 1 + len(NUMBERS)))
    labels = [np.zeros((readings, votes.n_participants), dtype=np.int8) for _ in NUMBERS]
    for index, (own_loss, own_labels) in enumerate(each(read, range(readings), alone=votes.n_votes < ALONE)):
        loss[index] = own_loss
        for place, own in enumerate(own_labels):
            labels[place][index] = own
        tell((index + 1) / readings)
    return Readings(np.nan_to_num(loss), labels)
