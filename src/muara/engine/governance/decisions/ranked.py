"""Ranked votes: one winner by instant run-off, a board by single transferable vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

UNIT = 100_000  # votes are counted in hundred-thousandths, as the rule below has it


@dataclass(frozen=True)
class Round:
    """One stage of the count: what everybody holds, and what follows from it.

    Attributes
    ----------
    votes : tuple of (str, int)
        What each candidate holds, in hundred-thousandths of a vote, as listed.
    elected : tuple of str
        Who is elected at this stage, most votes first.
    passed_on : str
        Whose surplus is passed on to make the next stage, or nothing.
    excluded : str
        Who is excluded to make the next stage, or nothing.
    """

    votes: tuple[tuple[str, int], ...]
    elected: tuple[str, ...]
    passed_on: str = ""
    excluded: str = ""


@dataclass(frozen=True)
class Ranked:
    """Result of a ranked count.

    Attributes
    ----------
    quota : int
        Votes that elect, in whole votes.
    rounds : tuple of Round
    elected : tuple of str
        In the order of their election.
    """

    quota: int
    rounds: tuple[Round, ...]
    elected: tuple[str, ...]


def count_ranked(
    candidates: Sequence[str], ballots: Mapping[tuple[str, ...], int], *, seats: int, order: Sequence[str]
) -> Ranked:
    """Elect by single transferable vote as Scotland does; with one seat, by instant run-off.

    Parameters
    ----------
    candidates : sequence of str
    ballots : mapping of tuple of str to int
        How many people ranked so, the best first; not all need be ranked. Empty ones count for nothing.
    seats : int
        From 1 to the number of candidates.
    order : sequence of str
        The candidates in the order in which a tie that no earlier stage decides is broken: the first stays in.

    Notes
    -----
    Quota (Droop): ``floor(n / (seats + 1)) + 1``. At each stage whoever holds the quota is elected. Then one
    surplus is passed on, the largest: every paper of that candidate goes, at ``value · surplus / votes`` cut
    off after the fifth decimal, to its next candidate who is neither elected nor excluded. Where there is no
    surplus the last is excluded, and the papers go on at their value. When as many are left as seats, they are
    elected. Equals: by what they held at the latest stage at which they differed, else by `order`.

    With one seat, whoever holds more than half of the votes that still count is elected at once.

    References
    ----------
    The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, part III.

    Examples
    --------
    The Irish presidential election of 1990, as published: Currie is excluded, and Robinson overtakes Lenihan.

    >>> found = count_ranked(["robinson", "lenihan", "currie"], {
    ...     ("robinson",): 612_265, ("lenihan",): 694_484, ("currie", "robinson"): 205_565,
    ...     ("currie", "lenihan"): 36_789, ("currie",): 25_548,
    ... }, seats=1, order=["robinson", "lenihan", "currie"])
    >>> found.elected, [(name, n // UNIT) for name, n in found.rounds[-1].votes]
    (('robinson',), [('robinson', 817830), ('lenihan', 731273), ('currie', 0)])
    """
    # Papers lie in piles, by who holds them; only the pile that goes on is looked at.
    piles: dict[str, list[tuple[tuple[str, ...], int, int]]] = {name: [] for name in candidates}
    held, n_papers = dict.fromkeys(candidates, 0), 0
    for ranking, n in ballots.items():
        if ranking and n:
            piles[ranking[0]].append((ranking, n, UNIT))
            held[ranking[0]] += n * UNIT
            n_papers += n
    if not n_papers:
        return Ranked(0, (), ())
    quota = n_papers // (seats + 1) + 1
    places = {name: at for at, name in enumerate(order)}
    stages: list[dict[str, int]] = []
    rounds: list[Round] = []
    waiting, elected, settled = set(candidates), list[str](), set[str]()

    def standing(name: str) -> tuple[tuple[int, ...], int]:
        return tuple(stage[name] for stage in reversed(stages)), -places[name]

    while True:
        stages.append(dict(held))
        enough = [name for name in waiting if held[name] >= quota * UNIT]
        if seats == 1 and not enough:
            enough = [name for name in waiting if 2 * held[name] > sum(held.values())]
        new = sorted(enough, key=standing, reverse=True)
        waiting -= set(new)
        if len(waiting) <= seats - len(elected) - len(new):
            new += sorted(waiting, key=standing, reverse=True)
        elected += new
        votes = tuple(held.items())
        if len(elected) >= seats:
            return Ranked(quota, (*rounds, Round(votes, tuple(new))), tuple(elected))
        over = [name for name in elected if name not in settled and held[name] > quota * UNIT]
        if over:
            gone = max(over, key=standing)
            rounds.append(Round(votes, tuple(new), passed_on=gone))
            settled.add(gone)
            part, whole, held[gone] = held[gone] - quota * UNIT, held[gone], quota * UNIT
        else:
            gone = min(waiting, key=standing)
            rounds.append(Round(votes, tuple(new), excluded=gone))
            waiting.remove(gone)
            part, whole, held[gone] = 1, 1, 0
        pile, piles[gone] = piles[gone], []
        for ranking, n, value in pile:
            for name in ranking:
                if name in waiting:
                    passed = value * part // whole
                    piles[name].append((ranking, n, passed))
                    held[name] += n * passed
                    break
