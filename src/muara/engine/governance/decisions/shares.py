"""Participatory budgeting by the method of equal shares, in exact fractions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd

BITS = 128  # of what projects ask, where it is only a lower bound; what decides is compared in full


@dataclass(frozen=True)
class Bought:
    """One project that the voters bought: what it costs, and the most that one of them paid for it."""

    project: str
    cost: int
    pay: Fraction


@dataclass(frozen=True)
class Spending:
    """What a budget goes to.

    Attributes
    ----------
    bought : tuple of Bought
        By the shares, in the order of buying.
    added : tuple of str
        With the money that was left, the most chosen first.
    runs : int
        By how many steps each voter's share was raised.
    spent : int
    """

    bought: tuple[Bought, ...]
    added: tuple[str, ...]
    runs: int
    spent: int

    @property
    def projects(self) -> tuple[str, ...]:
        """All that are paid for."""
        return (*(one.project for one in self.bought), *self.added)


def equal_shares(
    costs: Mapping[str, int],
    ballots: Mapping[tuple[str, ...], int],
    budget: int,
    *,
    order: Sequence[str],
    step: int = 0,
    finish: bool = True,
    by_cost: bool = True,
) -> Spending:
    """Divide a budget so that every group decides over its own part of it.

    Parameters
    ----------
    costs : mapping of str to int
        What each project costs.
    ballots : mapping of tuple of str to int
        How many people chose so. Empty ones get no share.
    budget : int
    order : sequence of str
        The projects in the order in which ties are broken.
    step : int
        By how much each share grows for the next run; 0 for one run.
    finish : bool
        Whether what is left then goes to the most chosen projects that still fit.
    by_cost : bool
        Whether a voter is served by the money spent on what they chose, else by the number of projects.

    Notes
    -----
    Each voter gets an equal share. A project can be bought if its supporters together hold its cost; they pay
    equally, who has less pays all they have. The next project is the one for which the most that anybody pays
    is least, in relation to what it serves (its cost, or 1). Shares are raised until the next run would cost
    more than the budget (then the run before holds) or all that anybody chose is bought: *add1* of the reference
    below, without its option to stop as soon as nothing more fits, which pabutools always takes. Wieliczka's
    Zielony Milion of 2023 (64 projects, 6,586 voters) comes out as published: 30 projects, after 164 steps. Who
    stops as soon as nothing more fits comes to 31, two of them not among the 30.

    References
    ----------
    Peters, Pierczyński, Skowron (2021), Proportional participatory budgeting with additive utilities, NeurIPS 34.
    Completion: equalshares.net/explanation.

    Examples
    --------
    Example 12 of Lackner and Skowron (2023), Multi-Winner Voting with Approval Preferences: c costs its five
    supporters 1/5 each, then a is paid for with at most 13/40.

    >>> votes = {("c", "d"): 3, ("a", "b"): 2, ("a", "c"): 2, ("b", "d"): 1}
    >>> found = equal_shares(dict.fromkeys("abcd", 1), votes, 3, order="abcd", finish=False)
    >>> [(one.project, str(one.pay)) for one in found.bought]
    [('c', '1/5'), ('a', '13/40')]
    """
    sizes, backers = list[int](), defaultdict[str, list[int]](list)
    for chosen, n in ballots.items():
        if chosen and n:
            at = len(sizes)
            for name in set(chosen):
                backers[name].append(at)
            sizes.append(n)
    support = {name: sum(map(sizes.__getitem__, backers[name])) for name in costs}
    wanted = [name for name in order if support[name]]
    run = _Run(
        [costs[name] for name in wanted],
        [support[name] for name in wanted],
        [backers[name] for name in wanted],
        sizes,
        by_cost,
    )
    people = sum(sizes) or 1
    runs, found = 0, run.at_share(budget, people, budget)
    while step and len(found) < len(wanted):
        more = run.at_share(budget + (runs + 1) * step * people, people, budget)
        if sum(run.costs[place] for place, _ in more) > budget:
            break
        runs, found = runs + 1, more
    bought = [Bought(wanted[place], run.costs[place], pay) for place, pay in found]
    spent = sum(one.cost for one in bought)
    added: list[str] = []
    if finish:
        has = {one.project for one in bought}
        for name in sorted(wanted, key=lambda name: -support[name]):
            if name not in has and costs[name] <= budget - spent:
                added.append(name)
                spent += costs[name]
    return Spending(tuple(bought), tuple(added), runs, spent)


@dataclass(frozen=True)
class _Run:
    """What is the same in every run: projects by their place in the order, voters by bundles of equal ballots.

    All money of a run is a whole number of a unit, which becomes finer with every purchase: nothing is rounded,
    and no fraction has to be cancelled.
    """

    costs: list[int]
    support: list[int]
    backers: list[list[int]]
    sizes: list[int]
    by_cost: bool

    def at_share(self, money: int, people: int, budget: int) -> list[tuple[int, Fraction]]:
        """Buy with the share ``money / people``; with more than the budget spent, it is as good as over."""
        share = Fraction(money, people)
        # Voters with the same money are of one class; class 0 has none.
        purse, unit, of_class = [0, share.numerator], share.denominator, [1] * len(self.sizes)
        serves = self.costs if self.by_cost else [1] * len(self.costs)
        # Money only falls, so what a project asks only rises: what it asked last, cut off, is a lower bound.
        waiting = [((cost << BITS) // (self.support[at] * serves[at]), at) for at, cost in enumerate(self.costs)]
        heapify(waiting)
        bought: list[tuple[int, Fraction]] = []
        while budget >= 0:
            asks: dict[int, int] = {}
            best = least = below = payers = 0
            while waiting and (not asks or waiting[0][0] <= asks[best]):
                _, at = heappop(waiting)
                left, n = self._pay(at, of_class, purse, unit)
                if not n:
                    continue
                divided = n * unit * serves[at]
                ahead = least * divided - left * below
                asks[at] = (left << BITS) // divided
                if len(asks) == 1 or ahead > 0 or (ahead == 0 and at < best):
                    best, least, below, payers = at, left, divided, n
            if not asks:
                break
            del asks[best]
            for at, asked in asks.items():
                heappush(waiting, (asked, at))
            budget -= self.costs[best]
            bought.append((best, Fraction(least, payers * unit)))
            common = gcd(least, payers)
            pay, finer = least // common, payers // common
            if finer > 1:
                unit *= finer
                purse = [has * finer for has in purse]
            moved: dict[int, int] = {}
            for voter in self.backers[best]:
                before = of_class[voter]
                after = moved.get(before)
                if after is None:
                    after = moved[before] = len(purse) if purse[before] > pay else 0
                    if after:
                        purse.append(purse[before] - pay)
                of_class[voter] = after
        return bought

    def _pay(self, project: int, of_class: list[int], purse: list[int], unit: int) -> tuple[int, int]:
        """Return money and payers whose quotient suffices when everybody pays up to it; 0 payers if none does."""
        left, people, line = self.costs[project] * unit, self.support[project], self.backers[project]
        if people == len(line):
            members: dict[int, int] = Counter(map(of_class.__getitem__, line))
        else:
            members = {}
            for voter in line:
                one = of_class[voter]
                members[one] = members.get(one, 0) + self.sizes[voter]
        for one in sorted(members, key=purse.__getitem__):
            has, n = purse[one], members[one]
            if has * people >= left:
                return left, people
            left -= n * has
            people -= n
        return 0, 0
