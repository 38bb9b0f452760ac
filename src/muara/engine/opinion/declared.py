"""Agreement across groups that people named themselves: sector, kecamatan, hub; small cells are withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.intervals import lower_bound, wilson
from muara.engine.opinion.threads import MIN_VOTES
from muara.engine.opinion.votes import Counts, Floats, Id, Ints, VoteTable

OTHERS = "…"


@dataclass(frozen=True)
class DeclaredAgreement:
    """Agreement by declared group; rows are the groups in order of their names, columns the statements.

    Attributes
    ----------
    labels : tuple
        Names of the groups, without the people who named none.
    people : ndarray of int, shape (groups,)
        People of each group in the table, whatever they answered; 0 where they are under the minimum.
    statements : tuple of int or str
    withheld : ndarray of bool, shape (groups, statements)
        Cells that are not shown: under the minimum, or needed to hide one that is.
    counts : Counts
        0 in withheld cells.
    share, low, high : ndarray of float, shape (groups, statements)
        Share of agreement with its 90 % Wilson interval; nan where withheld.
    worst_share, worst_bound : ndarray of float, shape (statements,)
        Lowest share and lowest 5 % bound among the groups that are shown; nan where none is.

    Examples
    --------
    Of the two who fish nothing is said, and nothing of the smallest shown group, from which they would follow:

    >>> votes = VoteTable.from_votes(range(22), [1] * 22, [1] * 15 + [-1] * 7)
    >>> trade = {who: "tani" if who < 12 else "dagang" if who < 20 else "nelayan" for who in range(22)}
    >>> found = agreement_by(votes, trade)
    >>> found.labels, found.withheld.ravel().tolist(), found.counts.n.ravel().tolist()
    (('dagang', 'nelayan', 'tani'), [True, True, False], [0, 0, 12])
    """

    labels: tuple[Hashable, ...]
    people: Ints
    statements: tuple[Id, ...]
    withheld: npt.NDArray[np.bool_]
    counts: Counts
    share: Floats
    low: Floats
    high: Floats
    worst_share: Floats
    worst_bound: Floats


def withhold(n: Ints, minimum: int = MIN_VOTES) -> npt.NDArray[np.bool_]:
    """Choose the cells that must not be shown.

    Parameters
    ----------
    n : ndarray of int, shape (groups, statements)
        People behind each cell. The groups of one column are everybody who answered: their sum is public.
    minimum : int
        Smallest cell that is shown.

    Returns
    -------
    ndarray of bool, shape (groups, statements)
        True = withheld: every cell under the minimum and, as long as the public sum would give away one cell
        or fewer people than the minimum, the smallest cell still shown.

    Examples
    --------
    The 3 would follow from the sum, so the 6 goes too:

    >>> withhold(np.array([[3], [6], [20]])).ravel().tolist()
    [True, True, False]
    """
    hidden = n < minimum
    for column in range(n.shape[1]):
        cells = n[:, column]
        while (gone := hidden[:, column]).any() and not gone.all():
            people = int(cells[gone].sum())
            if people == 0 or (int((cells[gone] > 0).sum()) >= 2 and people >= minimum):
                break
            shown = np.flatnonzero(~gone)
            hidden[shown[cells[shown].argmin()], column] = True
    return np.asarray(hidden, dtype=bool)


def pooled(votes: VoteTable, labels: Mapping[Id, str | None], minimum: int = MIN_VOTES) -> dict[Id, str | None]:
    """Call everybody `OTHERS` whose own word fewer than `minimum` people of the table share: it could be a name.

    Examples
    --------
    >>> votes = VoteTable.from_votes(range(7), [1] * 7, [1] * 7)
    >>> pooled(votes, {who: "tani" if who < 5 else "lurah" for who in range(9)})
    {0: 'tani', 1: 'tani', 2: 'tani', 3: 'tani', 4: 'tani', 5: '…', 6: '…'}
    """
    said = {who: labels.get(who) for who in votes.participants}
    size = Counter(said.values())
    return {who: word if word is None or size[word] >= minimum else OTHERS for who, word in said.items()}


def agreement_by(
    votes: VoteTable, labels: Mapping[Id, Hashable | None], minimum: int = MIN_VOTES
) -> DeclaredAgreement:
    """Compare declared groups statement by statement, without showing anybody.

    Parameters
    ----------
    votes : VoteTable
        Without rejected statements.
    labels : mapping of participant to label
        What each person said of themselves; None or absent = nothing. Who said nothing counts as one more
        group when cells are withheld, and is not shown.
    minimum : int
        Smallest cell that is shown, 5 by default.

    Returns
    -------
    DeclaredAgreement
        With 0 and nan in cells that are withheld.

    Raises
    ------
    ValueError
        If `minimum` is below 1.

    Examples
    --------
    >>> votes = VoteTable.from_votes(range(12), [1] * 12, [1] * 9 + [-1] * 3)
    >>> found = agreement_by(votes, {who: "tani" if who < 6 else "dagang" for who in range(12)})
    >>> found.labels, found.share.round(2).ravel().tolist()
    (('dagang', 'tani'), [0.5, 1.0])
    """
    if minimum < 1:
        raise ValueError(f"The smallest cell must hold at least 1 person, not {minimum}.")
    names, group = votes.groups_from(labels)
    people = np.bincount(group[group >= 0], minlength=len(names))
    everybody = votes.counts(np.where(group < 0, len(names), group), len(names) + 1)
    hidden = withhold(everybody.n, minimum)[:-1]
    agree, disagree, passed = (
        np.where(hidden, 0, cells[:-1]) for cells in (everybody.agree, everybody.disagree, everybody.passed)
    )
    counts = Counts(agree, disagree, passed)
    n = counts.n
    low, high = (np.where(hidden, np.nan, end) for end in wilson(agree, n))
    share = np.where(hidden, np.nan, agree / np.maximum(n, 1))
    bound = np.where(hidden, np.inf, lower_bound(agree, n))
    least = np.where(hidden, np.inf, share).min(axis=0, initial=np.inf)
    least_bound = bound.min(axis=0, initial=np.inf)
    return DeclaredAgreement(
        labels=names,
        people=np.where(people < minimum, 0, people),
        statements=votes.statements,
        withheld=hidden,
        counts=counts,
        share=share,
        low=low,
        high=high,
        worst_share=np.where(np.isinf(least), np.nan, least),
        worst_bound=np.where(np.isinf(least_bound), np.nan, least_bound),
    )
