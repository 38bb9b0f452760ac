"""From votes to groups: the gate, the number of groups, the mixture, and who can be placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from muara.engine.opinion import readings as rd
from muara.engine.opinion.apart import Apart
from muara.engine.opinion.crew import beside
from muara.engine.opinion.finer import Finer
from muara.engine.opinion.mixture import Mixture, Sides, estimated_agreement, fit
from muara.engine.opinion.permutation import Gate, gate
from muara.engine.opinion.votes import Counts, Floats, Ints, VoteTable

MIN_OPINIONS = 7
"""Agree and disagree votes that a person needs to be placed (all statements, where there are fewer)."""

MIN_GROUP = 5
"""No group is smaller: nobody may be made out in it."""

STEPS, TOLERANCE = 30, 1e-4
"""The fit to everybody rests after so many steps, or as `mixture.fit` says of the tolerance."""

Tell = Callable[[float, str], None]


@dataclass(frozen=True)
class Grouping:
    """Groups with the doubts about them.

    Attributes
    ----------
    gate : Gate
    groups : ndarray of int, shape (participants,)
        0..k-1 by falling size; -1 = in between: too few votes, or no groups at all.
    n_groups : int
        0 where there are no clear groups.
    confidence, steadiness : ndarray of float, shape (participants,)
        Chance of the group given the votes and the model; share of the readings with the same group. nan for
        -1.
    readings, same_n_groups : int
        Number of readings, and of samples of them in which this number of groups comes out again.
    mixture : Mixture or None
        What the groups were read from, its classes in the order of the groups; None where there are none.
    loss, agreement : tuple of float
        Of the readings: see `result.Stability`.
    membership : ndarray of float, shape (participants, n_groups), or None
        Chance of every group given the votes and the model, in units of 2^-24; nan for -1. None where there are
        no groups, or no measure.
    counts : Counts or None
        Each vote in the group that the person's other votes speak for (`apart.Apart`).
    estimate : ndarray of float, shape (groups, statements), or None
        See `mixture.estimated_agreement`.
    finer : Finer or None
        Agreement in the groups that predict hidden votes best; None where they are no more than those told.
    apart : Apart or None
        By what the votes of `counts` were placed.

    Examples
    --------
    >>> from muara.engine.opinion.synthetic import conversation
    >>> found = form_groups(conversation(200, 60, seed=3, n_groups=2).votes, seed=1, readings=10)
    >>> np.bincount(found.groups).tolist(), bool((found.confidence > 0.5).all())
    ([116, 84], True)
    """

    gate: Gate
    groups: Ints
    n_groups: int
    confidence: Floats
    steadiness: Floats
    readings: int
    same_n_groups: int
    mixture: Mixture | None = None
    loss: tuple[float, ...] = ()
    agreement: tuple[float, ...] = ()
    membership: Floats | None = None
    counts: Counts | None = None
    estimate: Floats | None = None
    finer: Finer | None = None
    apart: Apart | None = None


def by_size(groups: Ints) -> tuple[Ints, Ints]:
    """Renumber groups by falling size (ties: whose first member comes first); -1 stays, empty groups vanish.

    Returns
    -------
    groups : ndarray of int, shape (participants,)
    former : ndarray of int, shape (k,)
        Former number of each group.

    Examples
    --------
    >>> groups, former = by_size(np.array([2, 0, 0, -1, 2, 0]))
    >>> groups.tolist(), former.tolist()
    ([1, 0, 0, -1, 1, 0], [0, 2])
    """
    present, first, size = np.unique(groups[groups >= 0], return_index=True, return_counts=True)
    former = present[np.lexsort((first, -size))].astype(np.int64)
    number = np.full(int(groups.max(initial=-1)) + 2, -1, dtype=np.int64)
    number[former] = np.arange(len(former))
    return number[groups], former


def candidates(some: VoteTable, sides: Sides, most: int, seed: int) -> Iterator[Mixture]:
    """Fit mixtures to the people that the readings looked at, from the number that is told down to two."""
    for number in reversed(rd.NUMBERS):
        if number <= most:
            yield rd.fit_numbers(some, sides, np.random.default_rng([seed, 5, number]), [number])[0]


def finer_start(some: VoteTable, sides: Sides, best: int, told: int, seed: int) -> Mixture | None:
    """Fit the number that predicts best to the people the readings looked at; None if no more than are told."""
    return next(candidates(some, sides, best, seed)) if best > told else None


def predicting(votes: VoteTable, loss: Sequence[float], *, seed: int) -> Mixture | None:
    """Fit the mixture that predicts hidden votes best; it can have more groups than are told.

    Parameters
    ----------
    votes : VoteTable
    loss : sequence of float
        Of a reading of these votes (`Grouping.loss`, `result.Stability.loss`).
    seed : int

    Returns
    -------
    Mixture or None
        None where the gate stayed shut: then nothing predicts better than everybody's share.

    Examples
    --------
    >>> from muara.engine.opinion.synthetic import conversation
    >>> votes = conversation(200, 60, seed=3, n_groups=2).votes
    >>> predicting(votes, (0.66, 0.61, 0.62, 0.63, 0.63), seed=1).k
    2
    """
    if not loss:
        return None
    k = max(int(np.argmin(loss)) + 1, rd.NUMBERS[0])
    sides = Sides(votes)
    (start,) = rd.fit_numbers(votes, sides, np.random.default_rng([seed, 5, k]), [k])
    (final,) = fit(sides, [start.membership(sides)], max_steps=STEPS, tolerance=TOLERANCE)
    return final


def _none(found: Gate, votes: VoteTable, again: rd.Readings | None = None) -> Grouping:
    people = votes.n_participants
    unknown = np.full(people, np.nan)
    if again is None:
        return Grouping(found, np.full(people, -1), 0, unknown, unknown, 0, 0)
    return Grouping(
        found, np.full(people, -1), 0, unknown, unknown, again.n, again.same_number(1),
        loss=again.mean_loss, agreement=again.agreement,
    )  # fmt: skip


def form_groups(
    votes: VoteTable,
    *,
    seed: int,
    readings: int | None = None,
    tell: Tell | None = None,
    tested: Gate | None = None,
) -> Grouping:
    """Find the groups, or say that there are no clear ones.

    Parameters
    ----------
    votes : VoteTable
        Without moderated-out and meta statements.
    seed : int
        Draws permutations, hidden votes and starts.
    readings : int, optional
        Number of readings; by default 100, fewer for large tables.
    tell : callable, optional
        Called with the share done and what is being done.
    tested : Gate, optional
        The outcome of `gate` for these votes and this seed, where it is known already.

    Returns
    -------
    Grouping
        With `n_groups` 0 where there are no clear groups.

    Notes
    -----
    Gate (parallel analysis), then the number of groups (`readings.Readings.told_number`; fewer if a group
    would have under ``MIN_GROUP`` people), then a mixture on agree and disagree of everybody.

    Examples
    --------
    >>> from muara.engine.opinion.synthetic import conversation
    >>> form_groups(conversation(200, 60, seed=3, n_groups=2).votes, seed=1, readings=10).n_groups
    2
    """
    say = tell or (lambda share, what: None)
    if tested is None:
        say(0.0, "gate")
    found = tested or gate(votes, seed=seed)
    if not found.is_open:
        return _none(found, votes)
    some, rows = votes, np.flatnonzero(votes.votes_per_participant() > 0)
    if len(rows) > rd.MAX_PEOPLE:
        rows = np.sort(np.random.default_rng([seed, 4]).choice(rows, rd.MAX_PEOPLE, replace=False))
        some = votes.people(rows)
    else:
        rows = np.arange(votes.n_participants)
    again = rd.read_again(
        some,
        seed=seed,
        readings=rd.how_many(votes.n_votes) if readings is None else readings,
        tell=lambda share: say(0.1 + 0.7 * share, "readings"),
    )
    say(0.8, "groups")
    sides = Sides(some)
    everybody = sides if some is votes else Sides(votes)
    placed = everybody.n >= min(MIN_OPINIONS, votes.n_statements)
    few = some is votes

    def look_finer(told: int) -> Finer | None:
        start = finer_start(some, sides, again.best_number, told, seed)
        return None if start is None else _finer(everybody, start, placed, seed, alone=few)

    # what is told can only be fewer than this, so finer groups need not wait for it
    told, finer = beside(
        lambda: _tell(candidates(some, sides, again.told_number, seed), everybody, placed),
        lambda: look_finer(again.told_number),
        alone=votes.n_votes < rd.ALONE or len(everybody.coded.blocks) > 1,
    )
    if told is None:
        return _none(found, votes, again)
    final, membership, groups, former = told
    if finer is None and len(former) < again.told_number:
        finer = look_finer(len(former))
    confidence = np.where(placed, membership.max(axis=1), np.nan)
    apart = replace(apart_of(everybody, final, membership, seed, alone=few), order=former)
    steadiness = np.full(votes.n_participants, np.nan)
    steadiness[rows] = again.steadiness(groups[rows], len(former))
    return Grouping(
        gate=found,
        groups=groups,
        n_groups=len(former),
        confidence=confidence,
        steadiness=np.where(placed, steadiness, np.nan),
        readings=again.n,
        same_n_groups=again.same_number(len(former)),
        mixture=final.classes(former),
        loss=again.mean_loss,
        agreement=again.agreement,
        membership=np.where(placed[:, None], membership[:, former], np.nan),
        counts=apart.counts(everybody, placed),
        estimate=estimated_agreement(everybody.coded.scatter(membership))[former],
        finer=finer,
        apart=apart,
    )


def _tell(
    starts: Iterator[Mixture], sides: Sides, placed: npt.NDArray[np.bool_]
) -> tuple[Mixture, Floats, Ints, Ints] | None:
    """Fit to everybody the first start whose groups are large enough; memberships, groups, former numbers."""
    for start in starts:
        (final,) = fit(sides, [start.membership(sides)], max_steps=STEPS, tolerance=TOLERANCE)
        membership = final.membership(sides)
        groups, former = by_size(np.where(placed, membership.argmax(axis=1), -1))
        if len(former) == start.k and np.bincount(groups[groups >= 0]).min() >= MIN_GROUP:
            return final, membership, groups, former
    return None


def apart_of(sides: Sides, mixture: Mixture, membership: Floats, seed: int, *, alone: bool) -> Apart:
    """Say by what votes are placed; `alone` = all people were read again, so they are few enough to part."""
    return Apart.without_each(sides, mixture, seed=seed) if alone else Apart.of_all(mixture, membership)


def _finer(sides: Sides, start: Mixture, placed: npt.NDArray[np.bool_], seed: int, *, alone: bool) -> Finer:
    (final,) = fit(sides, [start.membership(sides)], max_steps=STEPS, tolerance=TOLERANCE)
    membership = final.membership(sides)
    sizes = np.bincount(membership[placed].argmax(axis=1), minlength=final.k)
    return finer_of(apart_of(sides, final, membership, seed, alone=alone).counts(sides, placed), sizes)


def finer_of(counts: Counts, sizes: Ints) -> Finer:
    """Put the finer groups in order, by falling size."""
    order = np.argsort(-sizes, kind="stable")
    return Finer(Counts(counts.agree[order], counts.disagree[order], counts.passed[order]), sizes[order])
