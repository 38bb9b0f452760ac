"""Where each vote counts: in the group that the person's other votes speak for, by chances they had no part in.

A vote that is left out of the placing of its person still helped to make the groups: it drew the person into one,
and the person drew the chances of that group to their other votes, by which they are then placed. So everybody is
placed by chances that were estimated without them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.mixture import Mixture, Sides
from muara.engine.opinion.votes import Counts, Floats, Ints

PARTS = 10
"""The mixture is estimated anew without each of so many parts of the people."""

STEPS = 3
"""By so many steps from the chances of all."""


@dataclass(frozen=True, eq=False)
class Apart:
    """Who is placed by which mixture.

    Attributes
    ----------
    mixtures : tuple of Mixture
    part : ndarray of int, shape (participants,)
        Which of the mixtures places whom.
    own : ndarray of float, shape (participants, classes), or None
        With what memberships people had a part in the mixture; None where they had none.
    order : ndarray of int, shape (classes,), or None
        Class of the mixture behind each class that is counted; None = the same.

    Notes
    -----
    Where all who voted are few enough to be read again and again (`readings.MAX_PEOPLE`), the people are parted at
    random into `PARTS`, and for each part the mixture is moved by `STEPS` steps of EM over all others
    (`Apart.without_each`): cross-fitting by people. Where they are more, what each person put into the chances is
    taken out of the mixture of all (`Apart.of_all`). That leaves in how others would have moved without the
    person, which is the less the more people there are.

    Examples
    --------
    >>> from muara.engine.opinion.mixture import fit, one_hot
    >>> from muara.engine.opinion.votes import VoteTable
    >>> people, statements = np.repeat(np.arange(20), 3), np.tile([1, 2, 3], 20)
    >>> votes = VoteTable.from_votes(people, statements, [1, -1, 1] * 10 + [-1, 1, -1] * 10)
    >>> sides = Sides(votes)
    >>> (fitted,) = fit(sides, [one_hot(np.repeat([0, 1], 10), 2)])
    >>> Apart.without_each(sides, fitted, seed=1).counts(sides, np.ones(20, dtype=bool)).agree.tolist()
    [[10, 0, 10], [0, 10, 0]]
    """

    mixtures: tuple[Mixture, ...]
    part: Ints
    own: Floats | None = None
    order: Ints | None = None

    @classmethod
    def of_all(cls, mixture: Mixture, membership: Floats) -> Apart:
        """Place people by a mixture in which each had a part with their membership, and take that out."""
        return cls((mixture,), np.zeros(len(membership), dtype=np.int64), membership)

    @classmethod
    def without_each(cls, sides: Sides, mixture: Mixture, *, seed: int) -> Apart:
        """Estimate a mixture without each part of the people, from the one of all."""
        people, k = sides.shape[0], mixture.k
        part = np.random.default_rng([seed, 11]).permutation(people) % PARTS
        counted = np.repeat(part[:, None] != np.arange(PARTS), k, axis=1)
        others = np.repeat(people - np.bincount(part, minlength=PARTS), k)
        bounds = np.arange(PARTS + 1) * k
        chance, size = np.tile(mixture.chance, PARTS), np.tile(mixture.size, PARTS)
        membership = np.zeros(counted.shape)
        for _ in range(STEPS):
            counts, _ = sides.step(chance, size, bounds, membership, counted)
            chance, size = sides.estimate(counts), ((membership * counted).sum(axis=0) + 1) / (others + k)
        columns = [slice(one * k, (one + 1) * k) for one in range(PARTS)]
        return cls(tuple(Mixture(size[own].copy(), chance[:, own].copy()) for own in columns), part)

    def counts(self, sides: Sides, placed: npt.NDArray[np.bool_]) -> Counts:
        """Count the votes of the people `placed`; shape (classes, statements).

        Parameters
        ----------
        sides : Sides
            The votes.
        placed : ndarray of bool, shape (participants,)
        """
        found = [
            sides.counts_apart(mixture, placed & (self.part == one), self.own)
            for one, mixture in enumerate(self.mixtures)
        ]
        order = slice(None) if self.order is None else self.order
        return Counts(
            np.sum([one.agree for one in found], axis=0)[order],
            np.sum([one.disagree for one in found], axis=0)[order],
            np.sum([one.passed for one in found], axis=0)[order],
        )

    def classes(self, sides: Sides, placed: npt.NDArray[np.bool_]) -> Ints:
        """Say for each vote in which class `counts` counts it, shape (votes,); -1 = of nobody placed."""
        found = [
            sides.classes_apart(mixture, placed & (self.part == one), self.own)
            for one, mixture in enumerate(self.mixtures)
        ]
        classes: Ints = np.max(found, axis=0)
        if self.order is None:
            return classes
        return np.where(classes < 0, -1, np.argsort(self.order)[classes])
