"""Which statements speak for a group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.consensus import Z_90, z_proportion
from muara.engine.opinion.intervals import difference
from muara.engine.opinion.votes import Counts, Floats, Ints

LISTED = 5


@dataclass(frozen=True)
class Spoken:
    """A statement that speaks for a group: its column and the group's direction, "agree" or "disagree"."""

    column: int
    direction: str


@dataclass(frozen=True)
class Repness:
    """Polis's measures of one group in either direction, each of shape (statements,)."""

    p_agree: Floats
    p_disagree: Floats
    z_agree: Floats
    z_disagree: Floats
    ratio_agree: Floats
    ratio_disagree: Floats
    ratio_z_agree: Floats
    ratio_z_disagree: Floats


def z_two_proportions(hits: Ints, n: Ints, hits_other: Ints, n_other: Ints) -> Floats:
    """Test whether two shares differ, with one hit and one vote added to both.

    Examples
    --------
    >>> z_two_proportions(np.array([9]), np.array([9]), np.array([4]), np.array([9])).round(4).tolist()
    [2.582]
    """
    a, b = (hits + 1) / (n + 1), (hits_other + 1) / (n_other + 1)
    pooled = (hits + hits_other + 2) / (n + n_other + 2)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / (n + 1) + 1 / (n_other + 1)))
    z: Floats = np.divide(a - b, spread, out=np.zeros(len(a)), where=spread > 0)
    return z


def repness(counts: Counts, group: int) -> Repness:
    """Compare a group with all others together, by the formulas of Polis.

    Notes
    -----
    ``p = (hits + 1)/(n + 2)``; its z against one half; ratio of p to the others' p; z of the two shares. n
    counts passes.

    Examples
    --------
    >>> counts = Counts(np.array([[9], [4]]), np.array([[0], [5]]), np.array([[0], [0]]))
    >>> found = repness(counts, 0)
    >>> found.p_agree.round(4).item(), found.ratio_agree.round(4).item()
    (0.9091, 2.0)
    """
    n, rest = counts.n[group], counts.n.sum(axis=0) - counts.n[group]
    parts = []
    for hits in (counts.agree, counts.disagree):
        own, others = hits[group], hits.sum(axis=0) - hits[group]
        p = (own + 1) / (n + 2)
        ratio = p / ((others + 1) / (rest + 2))
        parts.append((p, z_proportion(own, n), ratio, z_two_proportions(own, n, others, rest)))
    (pa, pat, ra, rat), (pd, pdt, rd, rdt) = parts
    return Repness(pa, pd, pat, pdt, ra, rd, rat, rdt)


def polis_representative(counts: Counts, group: int, listed: npt.NDArray[np.bool_]) -> list[Spoken]:
    """Choose a group's representative statements as Polis does: at most five, agreements first.

    Parameters
    ----------
    counts : Counts
        Shape (groups, statements).
    group : int
    listed : ndarray of bool, shape (statements,)
        Statements that may be listed (not moderated out).

    Notes
    -----
    Sufficient: both z of a direction above 1.2816. Score = ratio * its z * p * its z. Nothing corrects for
    testing many statements, nor for testing on the votes that made the groups: even groups that are not there
    get some.
    """
    m = repness(counts, group)
    agrees = m.ratio_z_agree > m.ratio_z_disagree
    by_agree = (m.ratio_z_agree > Z_90) & (m.z_agree > Z_90)
    by_disagree = (m.ratio_z_disagree > Z_90) & (m.z_disagree > Z_90)
    sufficient = np.flatnonzero((by_agree | by_disagree) & listed)
    agree_score = m.ratio_agree * m.ratio_z_agree * m.p_agree * m.z_agree
    score = np.where(agrees, agree_score, m.ratio_disagree * m.ratio_z_disagree * m.p_disagree * m.z_disagree)
    best_agree = _best_agree(m, counts, group, agree_score, listed)

    def spoken(column: int) -> Spoken:
        return Spoken(column, "agree" if agrees[column] else "disagree")

    if len(sufficient) == 0:
        if best_agree is not None:
            return [Spoken(best_agree, "agree")]
        candidates = np.flatnonzero(listed)
        if len(candidates) == 0:
            return []
        strongest = np.maximum(m.ratio_z_agree, m.ratio_z_disagree)[candidates]
        return [spoken(int(candidates[strongest.argmax()]))]
    ranked = sufficient[np.argsort(-score[sufficient], kind="stable")]
    chosen = [] if best_agree is None else [Spoken(best_agree, "agree")]
    chosen += [spoken(int(column)) for column in ranked if column != best_agree]
    return sorted(chosen[:LISTED], key=lambda one: one.direction != "agree")


def _best_agree(
    m: Repness, counts: Counts, group: int, agree_score: Floats, listed: npt.NDArray[np.bool_]
) -> int | None:
    """Scan for the statement the group agrees with most, in column order, as Polis does."""
    best: int | None = None
    for column in np.flatnonzero(listed & (counts.agree[group] + counts.disagree[group] > 0)).tolist():
        if best is None:
            better = m.z_agree[column] > Z_90 or (m.ratio_agree[column] > 1 and m.p_agree[column] > 0.5)
        elif m.ratio_agree[best] > 1:
            better = agree_score[column] > agree_score[best]
        else:
            better = m.p_agree[column] * m.z_agree[column] > m.p_agree[best] * m.z_agree[best]
        if better:
            best = column
    return best


def representative(counts: Counts, group: int, limit: int = LISTED) -> list[Spoken]:
    """Choose the statements in which a group differs most surely from all others together.

    Parameters
    ----------
    counts : Counts
        Shape (groups, statements), without moderated-out statements.
    group : int
    limit : int
        At most so many.

    Notes
    -----
    For either direction: lower end of the 90 % interval (Newcombe) of the group's share minus the others'.
    Only where it is above 0 and the direction holds for at least half of the group; ranked by it.

    Examples
    --------
    >>> counts = Counts(np.array([[18, 9], [3, 10]]), np.array([[1, 9], [16, 8]]), np.array([[1, 2], [1, 2]]))
    >>> representative(counts, 0)
    [Spoken(column=0, direction='agree')]
    """
    n, rest = counts.n[group], counts.n.sum(axis=0) - counts.n[group]
    found: list[tuple[float, int, str]] = []
    for direction, hits in (("agree", counts.agree), ("disagree", counts.disagree)):
        own, others = hits[group], hits.sum(axis=0) - hits[group]
        low, _ = difference(own, n, others, rest)
        good = (n > 0) & (rest > 0) & (low > 0) & (2 * own >= n)
        found += [(-float(low[column]), int(column), direction) for column in np.flatnonzero(good)]
    return [Spoken(column, direction) for _, column, direction in sorted(found)[:limit]]
