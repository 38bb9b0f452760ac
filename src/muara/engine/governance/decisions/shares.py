"""Participatory budgeting by the method of equal shares, in exact fractions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


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
    below. Wieliczka's Zielony Milion of 2023 (64 projects, 6,586 voters) comes out as published.

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
    groups = [(frozenset(chosen), n) for chosen, n in sorted(ballots.items()) if chosen and n]
    support = {name: sum(n for chosen, n in groups if name in chosen) for name in costs}
    wanted = [name for name in order if support[name]]
    share = Fraction(budget, sum(n for _, n in groups) or 1)
    runs, bought = 0, _one_run(wanted, costs, groups, share, by_cost)
    while step and len(bought) < len(wanted):
        longer = _one_run(wanted, costs, groups, share + (runs + 1) * step, by_cost)
        if _cost(longer) > budget:
            break
        runs, bought = runs + 1, longer
    spent = _cost(bought)
    added: list[str] = []
    if finish:
        for name in sorted(_left(wanted, bought), key=lambda name: -support[name]):
            if costs[name] <= budget - spent:
                added.append(name)
                spent += costs[name]
    return Spending(tuple(bought), tuple(added), runs, spent)


def _left(wanted: Sequence[str], bought: Sequence[Bought]) -> list[str]:
    has = {one.project for one in bought}
    return [name for name in wanted if name not in has]


def _cost(bought: Sequence[Bought]) -> int:
    return sum(one.cost for one in bought)


def _one_run(
    wanted: Sequence[str],
    costs: Mapping[str, int],
    groups: Sequence[tuple[frozenset[str], int]],
    share: Fraction,
    by_cost: bool,
) -> list[Bought]:
    money = [share] * len(groups)
    backers = {name: [at for at, (chosen, _) in enumerate(groups) if name in chosen] for name in wanted}
    at_least = {name: Fraction(0) for name in wanted}  # money only falls, so what a project asks only rises
    bought: list[Bought] = []
    while True:
        best: tuple[Fraction, Fraction, str] | None = None
        for name in list(at_least):
            if best is not None and at_least[name] > best[0]:
                continue
            pay = _pay(costs[name], backers[name], groups, money)
            if pay is None:
                del at_least[name]
                continue
            at_least[name] = pay / costs[name] if by_cost else pay
            if best is None or at_least[name] < best[0]:
                best = at_least[name], pay, name
        if best is None:
            return bought
        _, pay, name = best
        del at_least[name]
        for at in backers[name]:
            money[at] -= min(money[at], pay)
        bought.append(Bought(name, costs[name], pay))


def _pay(
    cost: int, backers: Sequence[int], groups: Sequence[tuple[frozenset[str], int]], money: Sequence[Fraction]
) -> Fraction | None:
    """Return the least that suffices when everybody pays up to it, or nothing where all together cannot."""
    left, people = Fraction(cost), sum(groups[at][1] for at in backers)
    for at in sorted(backers, key=lambda at: money[at]):
        pay = left / people
        if money[at] >= pay:
            return pay
        left -= groups[at][1] * money[at]
        people -= groups[at][1]
    return None
