"""Made-up conversations with planted groups, for tests and measurements.

Nobody's vote: every number is drawn. The recipe is the one behind the measurements in
docs/explanation/opinion.md, so that results can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.votes import Floats, Ints, VoteTable

SIZES = {1: (1.0,), 2: (0.6, 0.4), 3: (0.5, 0.3, 0.2), 4: (0.35, 0.3, 0.2, 0.15)}
BACKGROUND = 0.44  # chance to agree, and to disagree, of the part of a person that no group explains


@dataclass(frozen=True)
class Conversation:
    """A drawn conversation together with the truth behind it.

    Attributes
    ----------
    votes : VoteTable
        Participants 0..P-1 and statements 0..S-1.
    groups : ndarray of int, shape (P,)
        Planted group of each participant.
    kind : ndarray of str, shape (S,)
        "consensus", "divisive" or "noise".
    agree, disagree : ndarray of float, shape (groups, S)
        Chance that a pure member of the group agrees, disagrees; the rest passes.
    """

    votes: VoteTable
    groups: Ints
    kind: npt.NDArray[np.str_]
    agree: Floats
    disagree: Floats

    @property
    def true_worst_agreement(self) -> Floats:
        """Chance to agree in the group least inclined to, averaged over individuality; shape (S,)."""
        worst: Floats = (0.8 * self.agree + 0.2 * BACKGROUND).min(axis=0)
        return worst

    def oracle(self) -> Ints:
        """Place everybody by the true chances: nobody can do better without knowing the answer."""
        mean_agree = 0.8 * self.agree + 0.2 * BACKGROUND
        mean_disagree = 0.8 * self.disagree + 0.2 * BACKGROUND
        by_vote = np.stack([mean_disagree, 1 - mean_agree - mean_disagree, mean_agree])
        size = np.bincount(self.groups, minlength=len(self.agree)) / len(self.groups)
        score = np.tile(np.log(size), (self.votes.n_participants, 1))
        for group in range(len(self.agree)):
            weight = np.log(by_vote[self.votes.values + 1, group, self.votes.columns])
            score[:, group] += np.bincount(self.votes.rows, weight, minlength=self.votes.n_participants)
        return np.asarray(score.argmax(axis=1), dtype=np.int64)


def conversation(
    n_participants: int,
    n_statements: int,
    *,
    seed: int,
    n_groups: int = 3,
    null: bool = False,
    votes_per_person: tuple[int, int] = (20, 60),
) -> Conversation:
    """Draw a conversation.

    Parameters
    ----------
    n_participants, n_statements : int
        Its size.
    seed : int
        The same seed draws the same conversation.
    n_groups : int
        1 to 4 planted groups, of unequal size.
    null : bool
        Take the difference out of the divisive statements: there are no groups to find.
    votes_per_person : (int, int)
        Least and largest number of statements that a person sees.

    Notes
    -----
    Statements: 30 % consensus (one sign for all, positive three times in four, strength U(.5, .9)), 50 %
    divisive (a sign and a strength U(.3, .9) for each group, signs not all equal), 20 % noise (N(0, .1)). A
    statement is passed with chance r from U(.05, .2); a group agrees with (1 - r)(1 + lean)/2. A person
    follows the group by a share a from Beta(8, 2) and otherwise agrees or disagrees with .44 each. What a
    person sees is drawn without repetition, by popularity exp(N(0, .6)).

    Examples
    --------
    >>> drawn = conversation(40, 30, seed=1, n_groups=2, votes_per_person=(12, 20))
    >>> drawn.votes.n_participants, np.bincount(drawn.groups).tolist()
    (40, [24, 16])
    """
    rng = np.random.default_rng(seed)
    p, s, k = n_participants, n_statements, n_groups
    kind = np.array(["noise"] * s, dtype="<U9")
    kind[: round(0.3 * s)] = "consensus"
    kind[round(0.3 * s) : round(0.3 * s) + round(0.5 * s)] = "divisive"
    kind = rng.permutation(kind)
    lean = np.tile(rng.normal(0, 0.1, s), (k, 1))
    for j in np.flatnonzero(kind == "consensus"):
        lean[:, j] = rng.choice([1, -1], p=[0.75, 0.25]) * rng.uniform(0.5, 0.9)
    for j in np.flatnonzero(kind == "divisive"):
        sign = rng.choice([-1, 1], size=k)
        while k > 1 and abs(sign.sum()) == k:
            sign = rng.choice([-1, 1], size=k)
        lean[:, j] = 0.0 if null else sign * rng.uniform(0.3, 0.9, k)
    passing = rng.uniform(0.05, 0.2, s)
    agree, disagree = (1 - passing) * (1 + lean) / 2, (1 - passing) * (1 - lean) / 2

    edges = np.round(np.cumsum(SIZES[k]) * p).astype(np.int64)
    groups = rng.permutation(np.searchsorted(edges, np.arange(p), side="right").clip(max=k - 1))
    own = rng.beta(8, 2, p)
    low, high = (min(bound, s) for bound in votes_per_person)
    seen = rng.integers(low, high + 1, p)
    columns = _exposure(rng, seen, rng.normal(0, 0.6, s))
    rows = np.repeat(np.arange(p), seen)
    of_group, a = groups[rows], own[rows]
    p_agree = a * agree[of_group, columns] + (1 - a) * BACKGROUND
    p_disagree = a * disagree[of_group, columns] + (1 - a) * BACKGROUND
    u = rng.random(len(rows))
    values = np.where(u < p_agree, 1, np.where(u < p_agree + p_disagree, -1, 0))
    votes = VoteTable.from_votes(rows, columns, values, unvoted=range(s))
    return Conversation(votes, groups, kind, agree, disagree)


def _exposure(rng: np.random.Generator, seen: Ints, popularity: Floats) -> Ints:
    """Draw distinct statements for each person, the popular ones more often (Gumbel's trick), in blocks."""
    s = len(popularity)
    drawn = []
    for start in range(0, len(seen), 4096):
        block = seen[start : start + 4096]
        order = np.argsort(-(popularity + rng.gumbel(size=(len(block), s))), axis=1)
        drawn.append(order[np.arange(s) < block[:, None]])
    return np.concatenate(drawn).astype(np.int64) if drawn else np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Unequal:
    """Votes of people who were shown unequally much, with the log of what was shown and the truth.

    Attributes
    ----------
    votes : VoteTable
    shown : (list of int, list of int)
        Who was shown what.
    groups : ndarray of int, shape (participants,)
    worst : ndarray of float, shape (statements,)
        True agreement of the group least inclined to, among all its people.
    """

    votes: VoteTable
    shown: tuple[list[int], list[int]]
    groups: Ints
    worst: Floats


def unequally_shown(n_participants: int, n_statements: int, *, seed: int) -> Unequal:
    """Draw a room where active people agree more, and early statements are shown up to twenty times as often.

    Parameters
    ----------
    n_participants, n_statements : int
        Its size; 50 statements at least, for the most active see as many.
    seed : int
        The same seed draws the same votes.

    Examples
    --------
    >>> drawn = unequally_shown(100, 60, seed=1)
    >>> n = drawn.votes.counts().n[0]
    >>> bool(n[:20].sum() > 2 * n[40:].sum())
    True
    """
    rng = np.random.default_rng(seed)
    sizes = SIZES[3]
    group = rng.choice(len(sizes), n_participants, p=sizes)
    leaning = rng.uniform(0.25, 0.75, (len(sizes), n_statements))
    activity = rng.random(n_participants)
    n = np.round(4 + 46 * activity**2).astype(int)
    race = -3 * np.arange(n_statements) / n_statements + rng.gumbel(size=(n_participants, n_statements))
    shown = np.argsort(-race, axis=1)
    row = np.repeat(np.arange(n_participants), n)
    column = np.concatenate([shown[person, : n[person]] for person in range(n_participants)])
    agrees = np.clip(leaning[group] + 0.5 * (activity - activity.mean())[:, None], 0.01, 0.99)
    truth = np.stack([agrees[group == one].mean(axis=0) for one in range(len(sizes))]).min(axis=0)
    answered = rng.random(len(row)) < 0.9
    u = rng.random(len(row))
    chance = agrees[row, column]
    value = np.where(u < chance, 1, np.where(u < chance + 0.7 * (1 - chance), -1, 0))
    votes = VoteTable.from_votes(row[answered], column[answered], value[answered], unvoted=range(n_statements))
    return Unequal(votes, (row.tolist(), column.tolist()), group[np.array(votes.participants)], truth)
