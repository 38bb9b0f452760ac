"""What holds across the groups, what divides them, and what isn't known yet.

Share = agree / (agree + disagree + pass): of those in the group who answered, how many agreed. A pass is not
a no: it is counted apart and shown apart, but it is not agreement either. What somebody never saw counts
nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from muara.engine.opinion.intervals import TAIL, difference, lower_bound, wilson
from muara.engine.opinion.votes import Counts, Floats, Ints

if TYPE_CHECKING:
    from muara.engine.opinion.finer import Finer

THRESHOLD = 0.6
"""A thread: in every group the share is above this, with the chance of being wrong in the worst group 5 %."""

MIN_VOTES = 5
"""Fewer votes than this in any group never make a thread; also the smallest cell that is shown to others."""

KNOWN_WIDTH = 0.4
"""A group's view is known when its 90 % interval is no wider than this (plus or minus 20 points)."""

FALSE_THREADS = 0.10
"""Threads with a q-value up to this stand together: at most this share of them is expected to be wrong."""

STATUSES = ("thread", "divides", "not_yet_known", "open")


@dataclass(frozen=True)
class Agreement:
    """Agreement of the groups, statement by statement.

    Attributes
    ----------
    counts : Counts
        Shape (groups, statements).
    share, low, high : ndarray of float, shape (groups, statements)
        Share of agreement and its 90 % Wilson interval.
    bound : ndarray of float, shape (groups, statements)
        5 % lower bound of the share.
    worst : ndarray of int, shape (statements,)
        Group with the lowest share (of equal shares the one with the lower bound, then the first).
    worst_share, worst_bound : ndarray of float, shape (statements,)
        Lowest share; lowest of the lower bounds.
    geometric_mean : ndarray of float, shape (statements,)
        Of ``(agree + 1)/(n + 2)`` over the groups: a second opinion that, unlike the product, does not fall
        as the number of groups grows.
    divisiveness, divisiveness_low : ndarray of float, shape (statements,)
        Largest minus smallest share, and the lower end of its 90 % interval (corrected for the number of
        pairs).
    status : list of str
        "thread", "divides", "not_yet_known" or "open".
    fragility : ndarray of int, shape (statements,)
        Fewest identical extra people whose votes would turn a thread into none, or what is none into a
        thread.
    needed : ndarray of int, shape (groups, statements)
        Votes still missing until the group's interval is narrow enough (0 = known).
    q_value : ndarray of float, shape (statements,)
        See `q_values`: how large a share of wrong threads goes with a list that ends here; 1 where not looked at.
    finer : Finer or None
        The same in finer groups, where there are any that predict votes better than those told.
    verdicts : list of (str or None)
        For each statement that holds in all groups told: "carried", "unsure" or "broken" in the finer ones; None
        for the others, and without finer groups.

    Examples
    --------
    >>> agree, disagree = np.array([[30], [20]]), np.array([[2], [1]])
    >>> found = agreement(Counts(agree, disagree, np.zeros_like(agree)))
    >>> found.worst.tolist(), found.worst_bound.round(2).tolist(), found.fragility.tolist()
    ([0], [0.8], [6])
    """

    counts: Counts
    share: Floats
    low: Floats
    high: Floats
    bound: Floats
    worst: Ints
    worst_share: Floats
    worst_bound: Floats
    geometric_mean: Floats
    divisiveness: Floats
    divisiveness_low: Floats
    status: list[str]
    fragility: Ints
    needed: Ints
    q_value: Floats
    finer: Finer | None
    verdicts: list[str | None]

    @property
    def looked_at(self) -> int:
        """Count the statements that had votes enough in every group to be a thread."""
        return int((self.counts.n >= MIN_VOTES).all(axis=0).sum())

    @property
    def standing(self) -> int:
        """Count the threads that stand together, however many statements were looked at."""
        sure = self.q_value <= FALSE_THREADS
        return sum(found == "thread" and bool(is_sure) for found, is_sure in zip(self.status, sure, strict=True))


def agreement(counts: Counts, finer: Finer | None = None) -> Agreement:
    """Judge every statement from the counts of the groups (one group, where there are no clear ones).

    Parameters
    ----------
    counts : Counts
        Shape (groups, statements), at least one group.
    finer : Finer, optional
        More groups than these, which predict hidden votes better. A statement that one of them breaks is no
        thread.

    Returns
    -------
    Agreement
        One entry for each statement.

    Notes
    -----
    A statement is a *thread* if in every group at least ``MIN_VOTES`` answered and the lower bound reaches
    ``THRESHOLD``. Otherwise it *divides* if the difference between two groups has an interval without 0;
    otherwise it is *not yet known* if some group's interval is wider than ``KNOWN_WIDTH``; otherwise *open*. What
    would be a thread, but is broken by a finer group, is *open* too.

    Examples
    --------
    >>> agree, disagree = np.array([[30, 28, 2], [20, 3, 1]]), np.array([[2, 2, 1], [1, 17, 0]])
    >>> agreement(Counts(agree, disagree, np.zeros_like(agree))).status
    ['thread', 'divides', 'not_yet_known']
    """
    agree, n = counts.agree, counts.n
    share = agree / np.maximum(n, 1)
    low, high = wilson(agree, n)
    bound = lower_bound(agree, n)
    worst = np.lexsort((np.arange(len(n))[:, None] + 0 * n, bound, np.where(n > 0, share, 0.0)), axis=0)[0]
    every = np.arange(n.shape[1])
    divisiveness, divisiveness_low = _difference(agree, n)
    supported: npt.NDArray[np.bool_] = np.asarray(holds(agree, n).all(axis=0))
    fallen = np.zeros_like(supported) if finer is None else supported & finer.breaks.any(axis=0)
    needed = votes_needed(agree, n)
    divides, unknown = divisiveness_low > 0, (needed > 0).any(axis=0)
    places = np.argmax([supported & ~fallen, divides & ~fallen, unknown & ~fallen, np.ones_like(divides)], axis=0)
    verdicts: list[str | None] = [None] * len(every)
    if finer is not None:
        verdicts = [
            verdict if held else None for verdict, held in zip(finer.verdicts, list(supported), strict=True)
        ]
    return Agreement(
        counts=counts,
        share=share,
        low=low,
        high=high,
        bound=bound,
        worst=worst,
        worst_share=share[worst, every],
        worst_bound=bound.min(axis=0),
        geometric_mean=np.exp(np.log((agree + 1) / (n + 2)).mean(axis=0)),
        divisiveness=divisiveness,
        divisiveness_low=divisiveness_low,
        status=[STATUSES[place] for place in places.tolist()],
        fragility=fragility(agree, n, finer),
        needed=needed,
        q_value=q_values(agree, n),
        finer=finer,
        verdicts=verdicts,
    )


def _difference(agree: Ints, n: Ints) -> tuple[Floats, Floats]:
    """Largest difference of shares between groups with votes, and the best lower end over all pairs."""
    groups = len(n)
    widest, surest = np.zeros(n.shape[1]), np.full(n.shape[1], -1.0)
    pairs = groups * (groups - 1) // 2
    for a in range(groups):
        for b in range(groups):
            if a == b:
                continue
            low, _ = difference(agree[a], n[a], agree[b], n[b], 1 - 0.1 / max(pairs, 1))
            gap = agree[a] / np.maximum(n[a], 1) - agree[b] / np.maximum(n[b], 1)
            enough = (n[a] >= MIN_VOTES) & (n[b] >= MIN_VOTES)
            widest = np.maximum(widest, np.where((n[a] > 0) & (n[b] > 0), gap, 0.0))
            surest = np.maximum(surest, np.where(enough, low, -1.0))
    return widest, surest


def holds(agree: Ints, n: Ints) -> npt.NDArray[np.bool_]:
    """Say for each cell (group, statement) whether the group carries the statement as a thread."""
    # the lower bound reaches the threshold exactly where less than it has no more than the tail's chance
    below = betainc(agree + 1.0, n - agree + 1.0, THRESHOLD)
    carried: npt.NDArray[np.bool_] = (n >= MIN_VOTES) & (below <= TAIL)
    return carried


def q_values(agree: Ints, n: Ints) -> Floats:
    """Say for each statement which share of false threads goes with a list of all at least as sure as it.

    Parameters
    ----------
    agree, n : ndarray of int, shape (groups, statements)

    Returns
    -------
    ndarray of float, shape (statements,)
        In 0..1; 1 where some group has fewer than `MIN_VOTES`. Those are not looked at: they can be no thread.

    Notes
    -----
    The p-value of a statement is the largest over the groups (intersection-union test: all must hold) of the
    exact binomial chance of so many agreeing if the share were `THRESHOLD`; it needs no prior. The q-value is its
    Benjamini-Hochberg adjustment over the statements looked at.

    References
    ----------
    Berger 1982, Technometrics 24, 295-300; Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57, 289-300.

    Examples
    --------
    Ten of ten and nine of ten, in one group: .6^10, and .6^10 + 10 * .4 * .6^9, of two:

    >>> q_values(np.array([[10, 9]]), np.array([[10, 10]])).round(4).tolist()
    [0.0121, 0.0464]
    """
    looked_at = (n >= MIN_VOTES).all(axis=0)
    tail = np.where(agree > 0, betainc(np.maximum(agree, 1), n - agree + 1.0, THRESHOLD), 1.0)
    p = tail.max(axis=0, initial=0.0)[looked_at]
    order = np.argsort(p, kind="stable")
    adjusted = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.minimum(np.minimum.accumulate(adjusted[::-1])[::-1], 1.0)
    q = np.ones(n.shape[1])
    q[np.flatnonzero(looked_at)[order]] = adjusted
    return q


def fragility(agree: Ints, n: Ints, finer: Finer | None = None) -> Ints:
    """Count the fewest identical extra people whose votes change whether a statement is a thread.

    Parameters
    ----------
    agree, n : ndarray of int, shape (groups, statements)
        Agree votes, and all answers, passes included.
    finer : Finer, optional
        The finer groups, none of which breaks a thread.

    Returns
    -------
    ndarray of int64, shape (statements,)
        For a thread: the fewest people who all disagree, in the group where it takes least. For what is none:
        the fewest who all agree, put where they are lacking.

    Notes
    -----
    The groups count apart, so the sum (and the minimum) of what each group takes is the least altogether. An extra
    person is in a group that is told and in a finer one: a thread is lost where either takes least. For what some
    group told does not carry, the finer ones are not looked at; there it may take more.

    Examples
    --------
    >>> fragility(np.array([[30, 5], [20, 4]]), np.array([[32, 5], [21, 5]])).tolist()
    [6, 4]
    """
    carried = holds(agree, n)
    against = _extra(agree, n, carried, agreeing=False).min(axis=0, initial=2**62)
    towards = _extra(agree, n, ~carried, agreeing=True).sum(axis=0)
    supported = carried.all(axis=0)
    least: Ints = np.where(supported, against, towards)
    if finer is not None:
        broken = finer.breaks.any(axis=0)
        threads, fallen = np.flatnonzero(supported & ~broken), np.flatnonzero(supported & broken)
        least[threads] = np.minimum(least[threads], finer.at(threads).until_broken())
        least[fallen] = finer.at(fallen).until_mended()
    return least


def _extra(agree: Ints, n: Ints, wanted: npt.NDArray[np.bool_], *, agreeing: bool) -> Ints:
    """Extra people per cell until `holds` turns over; 0 where not wanted."""
    least = np.zeros(wanted.shape, dtype=np.int64)
    agree, n = agree[wanted], n[wanted]

    def turned(extra: Ints) -> npt.NDArray[np.bool_]:
        return np.asarray(holds(agree + extra * agreeing, n + extra) == agreeing)

    least[wanted] = fewest(np.ones(len(n), dtype=bool), turned)
    return least


def fewest(wanted: npt.NDArray[np.bool_], turned: Callable[[Ints], npt.NDArray[np.bool_]]) -> Ints:
    """Find the least number, 1 or more, from which on each wanted cell has turned, by doubling and halving.

    Examples
    --------
    >>> fewest(np.array([True, False, True]), lambda extra: extra >= np.array([3, 1, 8])).tolist()
    [3, 0, 8]
    """
    low, high = np.zeros(wanted.shape, dtype=np.int64), np.where(wanted, 1, 0)
    while not (done := turned(high) | ~wanted).all():
        low, high = np.where(done, low, high), np.where(done, high, high * 2)
    while ((high - low) > 1).any():
        middle = (low + high) // 2
        reached = turned(middle)
        high, low = np.where(reached, middle, high), np.where(reached, low, middle)
    return np.asarray(high, dtype=np.int64)


def votes_needed(agree: Ints, n: Ints) -> Ints:
    """Count the votes that each group still needs until its view of a statement is known.

    Parameters
    ----------
    agree, n : ndarray of int, shape (groups, statements)
        Agree votes, and all answers, passes included.

    Returns
    -------
    ndarray of int64, shape (groups, statements)
        If the share stays what it is (smoothed by one agree and one other): votes until the 90 % interval is
        no wider than ``KNOWN_WIDTH``, and at least ``MIN_VOTES`` in all.

    Examples
    --------
    >>> votes_needed(np.array([[0, 5, 6]]), np.array([[0, 5, 12]])).tolist()
    [[15, 0, 3]]
    """
    low, high = wilson(agree, n)
    known = (high - low <= KNOWN_WIDTH) & (n >= MIN_VOTES)
    rate = (agree + 1) / (n + 2)
    needed, open_ = np.zeros(n.shape, dtype=np.int64), ~known
    for extra in range(1, 40):
        if not open_.any():
            break
        total = n + extra
        low, high = wilson(np.rint(agree + rate * extra).astype(np.int64), total)
        reached = open_ & (high - low <= KNOWN_WIDTH) & (total >= MIN_VOTES)
        needed[reached], open_ = extra, open_ & ~reached
    return needed
