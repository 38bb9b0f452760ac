"""Ask the same people again in another order: which rule for the next statement foretells their other votes best.

For conversations whose votes are truly known (made up, or answered nearly completely). A part of each person's
votes is hidden from every rule, the same part; the rule chooses from the rest what the person is asked. What the
hidden votes then cost is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from muara.engine.opinion import readings as rd
from muara.engine.opinion.mixture import VOTE_WEIGHT, Mixture, Sides, log_loss
from muara.engine.opinion.routing import Guide, chances, polis_priorities, priorities
from muara.engine.opinion.votes import Counts, Floats, VoteTable

UNKNOWN = 9
"""Stands in a matrix of votes for what is not known."""

ASKED = 20
WAVES = 10
HIDDEN, MOST_HIDDEN = 0.25, 30
GROUPS = 3

Matrix = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]
Groups = Callable[[VoteTable], Counts]


@dataclass
class Scene:
    """What a rule may look at: what the last reading knew, the votes by now, and what each person may be asked."""

    guide: Guide
    people: int
    agree: Floats
    disagree: Floats
    passed: Floats
    membership: Floats = field(default_factory=lambda: np.ones((1, 1)))
    unseen: Mask = field(default_factory=lambda: np.ones((1, 1), dtype=bool))


Rule = Callable[[Scene], Floats]


def ours(scene: Scene) -> Floats:
    """Show what lowers most what is still unknown."""
    gain = scene.guide.gain(
        scene.membership, scene.agree, scene.disagree, scene.passed, people=scene.people, unseen=scene.unseen
    )
    return priorities(np.where(scene.unseen, gain, 0.0))


def polis(scene: Scene) -> Floats:
    """Show by the formula of Polis."""
    return np.broadcast_to(polis_priorities(scene.agree, scene.disagree, scene.passed), scene.unseen.shape)


def equal(scene: Scene) -> Floats:
    """Show everything equally often."""
    return np.ones(scene.unseen.shape)


def matrix_of(votes: VoteTable) -> Matrix:
    """Lay the votes of a table out as a matrix, `UNKNOWN` where there is none."""
    found = np.full((votes.n_participants, votes.n_statements), UNKNOWN, dtype=np.int8)
    found[votes.rows, votes.columns] = votes.values
    return found


def some_hidden(known: Matrix, seed: int) -> Mask:
    """Hide a quarter of each person's votes, thirty at most."""
    rng = np.random.default_rng([seed, 8])
    rank = np.argsort(np.argsort(np.where(known == UNKNOWN, 2.0, rng.random(known.shape)), axis=1), axis=1)
    n = np.minimum((known != UNKNOWN).sum(axis=1) * HIDDEN, MOST_HIDDEN).astype(np.int64)
    hidden: Mask = rank < n[:, None]
    return hidden


def table_of(known: Matrix, wanted: Mask) -> VoteTable:
    """Give the wanted votes as a table of all people and statements."""
    rows, columns = np.nonzero(wanted & (known != UNKNOWN))
    indptr = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(known))))).astype(np.int64)
    people, statements = (tuple(range(n)) for n in known.shape)
    return VoteTable(people, statements, indptr, columns.astype(np.uint16), known[rows, columns])


def guessed(votes: VoteTable) -> Counts:
    """Count the votes of three groups, fitted quickly whether they are clear or not."""
    sides = Sides(votes)
    (mixture,) = rd.fit_numbers(votes, sides, np.random.default_rng(1), [GROUPS], quick=True)
    return votes.counts(mixture.membership(sides).argmax(axis=1), GROUPS)


def replay(
    known: Matrix, hidden: Mask, rule: Rule, *, seed: int, enters: npt.ArrayLike = 0, groups: Groups = guessed
) -> Mask:
    """Let people come in ten waves, ask each twenty statements by the rule, and read anew before each wave.

    Parameters
    ----------
    known : ndarray of int8, shape (people, statements)
    hidden : ndarray of bool, shape (people, statements)
        What no rule may ask.
    rule : callable
        Gives the priority of each statement for each person of a wave.
    seed : int
        Draws the order of the people and, by the chances of the rule, the statements.
    enters : array_like of int, shape (statements,), optional
        The wave in which each statement is written; all are there from the first one if not given.
    groups : callable, optional
        What a reading finds: the counts of the groups, from the votes so far.

    Returns
    -------
    ndarray of bool, shape (people, statements)
        What each was asked.
    """
    people, statements = known.shape
    rng = np.random.default_rng([seed, 5])
    asked = np.zeros(known.shape, dtype=bool)
    scene = Scene(Guide.nobody(statements), people, *np.zeros((3, statements)))
    for wave, who in enumerate(np.array_split(rng.permutation(people), WAVES)):
        if wave and asked.any(axis=1).sum() >= rd.FOLDS * GROUPS:
            scene.guide = Guide.of(groups(table_of(known, asked).people(np.flatnonzero(asked.any(axis=1)))))
        score = np.tile(np.log(scene.guide.size), (len(who), 1))
        chance = scene.guide.chance.T
        for _ in range(ASKED):
            scene.unseen = (known[who] != UNKNOWN) & ~hidden[who] & ~asked[who] & (np.asarray(enters) <= wave)
            weight = np.exp(score - score.max(axis=1, keepdims=True))
            scene.membership = weight / weight.sum(axis=1, keepdims=True)
            total = chances(rule(scene), scene.unseen).cumsum(axis=1)
            drawn = (total <= (rng.random(len(who)) * total[:, -1])[:, None]).sum(axis=1)
            some = scene.unseen.any(axis=1)
            row, column = who[some], drawn[some]
            value = known[row, column]
            asked[row, column] = True
            for votes, kind in ((scene.agree, 1), (scene.disagree, -1), (scene.passed, 0)):
                np.add.at(votes, column[value == kind], 1)
            told = np.where(
                (value == 1)[:, None],
                np.log(chance[column]),
                np.where((value == -1)[:, None], np.log1p(-chance[column]), 0),
            )
            score[some] += VOTE_WEIGHT * told
    return asked


def cost(known: Matrix, hidden: Mask, asked: Mask) -> float:
    """Log loss of the hidden votes (nats a vote), foretold from what was asked; mean over 2, 3 and 4 groups."""
    kept, left = table_of(known, asked), table_of(known, hidden)
    sides = Sides(kept)
    fitted: list[Mixture] = rd.fit_numbers(kept, sides, np.random.default_rng(2), [2, 3, 4])
    return float(np.mean([log_loss(mixture.membership(sides), mixture, left) for mixture in fitted]))
