"""From rules and votes to a result, with every condition ticked off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from muara.engine.errors import BadChoice
from muara.engine.governance.decisions.ranked import Ranked, Round, count_ranked
from muara.engine.governance.decisions.rules import WITH_WINNERS, Choice, Condition, Rules
from muara.engine.governance.decisions.shares import Spending, equal_shares
from muara.engine.ledger.encoding import Data


@dataclass(frozen=True)
class Vote:
    """One choice that counts.

    Attributes
    ----------
    choice : str or tuple
        As of `Rules.read_choice`.
    weight : int
        What it weighs in all.
    people : int
        How many people it stands for: 1, or more for hands that were counted in a meeting.
    """

    choice: Choice
    weight: int = 1
    people: int = 1


@dataclass(frozen=True)
class Turnout:
    """Who could vote and who did: people, and what they weigh."""

    eligible: int
    eligible_weight: int
    voters: int
    weight: int


@dataclass(frozen=True)
class Tick:
    """One condition, held against the votes.

    Attributes
    ----------
    part : str
        ``quorum`` or ``passing``.
    condition : Condition
    value : Fraction or None
        What was reached; None where there is nothing to divide by.
    is_met : bool
    missing : int or None
        How many more voters (or votes for the option) would meet it; 0 if met, None if more would not help.
    """

    part: str
    condition: Condition
    value: Fraction | None
    is_met: bool
    missing: int | None

    def to_data(self) -> dict[str, Data]:
        """Return the tick as it is exported; which condition it is, is its place in the list."""
        value: Data = None if self.value is None else [self.value.numerator, self.value.denominator]
        return {"part": self.part, "value": value, "met": self.is_met, "missing": self.missing}


@dataclass(frozen=True)
class Outcome:
    """The result of a decision, ready to be said in words.

    Attributes
    ----------
    status : str
        ``passed``, ``rejected``, ``chosen``, ``heard`` (sense check and advice), ``no_quorum``, ``tied``,
        ``no_votes``.
    chosen : tuple of str
        The options that were chosen, in order; what would have been where the status says that nothing was.
    tied : tuple of str
        The options between which the rules do not decide.
    votes : tuple of (str, int)
        What each option got, as listed: weights, marks, points or dots.
    ticks : tuple of Tick
        First the quorum, then what it takes to pass.
    turnout : Turnout
    objections : int
        How many stand.
    ranked : Ranked or None
    spending : Spending or None
    """

    status: str
    chosen: tuple[str, ...]
    tied: tuple[str, ...]
    votes: tuple[tuple[str, int], ...]
    ticks: tuple[Tick, ...]
    turnout: Turnout
    objections: int = 0
    ranked: Ranked | None = None
    spending: Spending | None = None

    def to_data(self) -> dict[str, Data]:
        """Return the result as it is exported."""
        return {
            "format": "muara-result-1",
            "status": self.status,
            "chosen": list(self.chosen),
            "tied": list(self.tied),
            "votes": [[name, n] for name, n in self.votes],
            "ticks": [tick.to_data() for tick in self.ticks],
            "turnout": dict(vars(self.turnout)),
            "objections": self.objections,
            "quota": self.ranked.quota if self.ranked else 0,
            "rounds": [_round_data(one) for one in self.ranked.rounds] if self.ranked else [],
            "bought": [
                {"project": one.project, "cost": one.cost, "pay": str(one.pay)} for one in self.spending.bought
            ]
            if self.spending
            else [],
            "added": list(self.spending.added) if self.spending else [],
            "runs": self.spending.runs if self.spending else 0,
            "spent": self.spending.spent if self.spending else 0,
        }


def tie_order(rules: Rules, seed: str = "") -> tuple[str, ...]:
    """Return the options in the order in which ties are broken.

    Parameters
    ----------
    rules : Rules
    seed : str
        What nobody knew while people voted: see `muara.engine.ledger.recount`.

    Examples
    --------
    >>> from muara.engine.governance.decisions.rules import Option
    >>> rules = Rules("d1", "Ketua", "choose_one", (Option("ani"), Option("budi"), Option("cici")), ties="lot")
    >>> tie_order(rules, "seed"), tie_order(rules, "another seed")
    (('budi', 'ani', 'cici'), ('budi', 'cici', 'ani'))
    """
    listed = tuple(option.id for option in rules.options)
    if rules.ties != "lot":
        return listed
    return tuple(sorted(listed, key=lambda name: sha256(f"muara-lot-1\n{seed}\n{name}".encode()).hexdigest()))


def decide(
    rules: Rules,
    votes: Iterable[Vote],
    *,
    eligible: int,
    eligible_weight: int | None = None,
    objections: int = 0,
    seed: str = "",
) -> Outcome:
    """Count the votes and say what they come to.

    Parameters
    ----------
    rules : Rules
    votes : iterable of Vote
        Those that count: one for each voter, in any order.
    eligible, eligible_weight : int
        People on the roll, and what they weigh in all (as many, if not said).
    objections : int
        How many stand, as of `standing_objections`.
    seed : str
        For ties that are broken by lot.

    Raises
    ------
    BadChoice
        If more people voted than could, or somebody weighs nothing.

    Notes
    -----
    All numbers are whole or exact fractions. The order of the votes does not matter.

    Examples
    --------
    >>> from muara.engine.governance.decisions.rules import Option
    >>> rules = Rules(
    ...     "d1", "Sewa gudang", "majority", (Option("setuju", role="for"), Option("tidak", role="against")),
    ...     quorum=(Condition("turnout", ">", (1, 2)),),
    ...     passing=(Condition("share", ">=", (2, 3), "setuju", "votes"),),
    ... )
    >>> found = decide(rules, [Vote("setuju")] * 3 + [Vote("tidak")] * 2, eligible=9)
    >>> found.status, [(str(tick.value), tick.is_met, tick.missing) for tick in found.ticks]
    ('rejected', [('5/9', True, 0), ('3/5', False, 1)])
    """
    order = tie_order(rules, seed)
    return _decide(rules, list(votes), order, eligible, eligible_weight, objections)


def decide_so_far(
    rules: Rules,
    votes: Iterable[Vote],
    *,
    eligible: int,
    eligible_weight: int | None = None,
    objections: int = 0,
) -> Outcome:
    """Count votes while more may come: what only the order of ties would decide is a tie.

    Parameters
    ----------
    rules : Rules
    votes : iterable of Vote
    eligible, eligible_weight, objections : int
        As of `decide`.

    Notes
    -----
    Where options are compared by what they got, all that are level for the last place are tied. A ranked count
    or a budget is counted with the list in its order and turned round. If that makes a difference, a ranked one
    is counted with each option first and last: what is chosen every time is chosen, what is chosen some times is
    tied.

    Examples
    --------
    >>> from muara.engine.governance.decisions.rules import Option
    >>> rules = Rules("d1", "Ketua", "choose_one", (Option("ani"), Option("budi"), Option("cici")), ties="listed")
    >>> votes = [Vote("budi"), Vote("cici")]
    >>> decide(rules, votes, eligible=3).chosen, decide_so_far(rules, votes, eligible=3).tied
    (('budi',), ('budi', 'cici'))
    """
    cast, listed = list(votes), tuple(option.id for option in rules.options)
    if rules.kind in WITH_WINNERS:
        rules = replace(rules, ties="none")
    found = _decide(rules, cast, listed, eligible, eligible_weight, objections)
    if rules.kind not in ("ranked", "elect", "budget"):
        return found
    ways = [found, _decide(rules, cast, listed[::-1], eligible, eligible_weight, objections)]
    if set(ways[0].chosen) == set(ways[1].chosen):
        return found
    if rules.kind != "budget":
        for at in range(1, len(listed)):
            turned = listed[at:] + listed[:at]
            for order in (turned, turned[::-1]):
                ways.append(_decide(rules, cast, order, eligible, eligible_weight, objections))
    times = Counter(name for way in ways for name in way.chosen)
    chosen = tuple(name for name in found.chosen if times[name] == len(ways))
    tied = tuple(name for name in listed if 0 < times[name] < len(ways))
    status = _status(rules, found.ticks, found.turnout, chosen, tied)
    return replace(found, status=status, chosen=chosen, tied=tied)


def _decide(
    rules: Rules,
    cast: Sequence[Vote],
    order: Sequence[str],
    eligible: int,
    eligible_weight: int | None,
    objections: int,
) -> Outcome:
    turnout = Turnout(
        eligible,
        eligible if eligible_weight is None else eligible_weight,
        sum(vote.people for vote in cast),
        sum(vote.weight for vote in cast),
    )
    if any(vote.people < 1 or vote.weight < vote.people for vote in cast):
        raise BadChoice("Everybody who votes is somebody, and weighs at least 1.")
    if turnout.voters > eligible or turnout.weight > turnout.eligible_weight:
        raise BadChoice(f"{turnout.voters} people voted, and only {eligible} could.")
    tally = _tally(rules, cast)
    ranked = spending = None
    chosen: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    if rules.kind in ("ranked", "elect"):
        ranked = count_ranked(rules.contenders, _sets(cast), seats=rules.seats, order=order)
        chosen = ranked.elected
    elif rules.kind == "budget":
        costs = {option.id: option.cost for option in rules.options}
        by_cost = rules.satisfaction == "cost"
        how = {"order": order, "step": rules.step, "finish": rules.finish, "by_cost": by_cost}
        spending = equal_shares(costs, _sets(cast), rules.budget, **how)  # type: ignore[arg-type]
        chosen = spending.projects
    elif rules.kind in WITH_WINNERS and turnout.voters:
        chosen, tied = _winners(rules, tally, order)
    elif rules.kind in ("consent", "majority"):
        chosen = tuple(option.id for option in rules.options if option.role == "for")
    lines = [("quorum", line) for line in rules.quorum] + [("passing", line) for line in rules.passing]
    only = chosen[0] if len(chosen) == 1 and not tied else ""
    ticks = tuple(_tick(part, line, rules, tally, turnout, objections, only) for part, line in lines)
    status = _status(rules, ticks, turnout, chosen, tied)
    votes_of = tuple((option.id, tally[option.id]) for option in rules.options)
    return Outcome(status, chosen, tied, votes_of, ticks, turnout, objections, ranked, spending)


def _sets(votes: Iterable[Vote]) -> dict[tuple[str, ...], int]:
    found: Counter[tuple[str, ...]] = Counter()
    for vote in votes:
        found[vote.choice] += vote.weight  # type: ignore[index]
    return found


def _tally(rules: Rules, votes: Iterable[Vote]) -> dict[str, int]:
    """Return what each option got; of a ranking, the first places."""
    found = dict.fromkeys((option.id for option in rules.options), 0)
    for vote in votes:
        if isinstance(vote.choice, str):
            found[vote.choice] += vote.weight
        elif rules.kind in ("score", "dots"):
            for option, n in zip(found, vote.choice, strict=True):
                found[option] += vote.weight * (rules.low if n is None else int(n))
        else:
            named = vote.choice[:1] if rules.kind in ("ranked", "elect") else vote.choice
            for name in named:
                found[str(name)] += vote.weight
    return found


def _winners(
    rules: Rules, tally: Mapping[str, int], order: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    places = {name: at for at, name in enumerate(order)}
    fit = [name for name in rules.contenders if rules.kind == "score" or tally[name] > 0]
    fit.sort(key=lambda name: (-tally[name], places[name]))
    if rules.ties == "none" and len(fit) > rules.seats:
        last = tally[fit[rules.seats - 1]]
        if tally[fit[rules.seats]] == last:
            tied = [name for name in rules.contenders if name in fit and tally[name] == last]
            return tuple(name for name in fit if tally[name] > last), tuple(tied)
    return tuple(fit[: rules.seats]), ()


def _status(
    rules: Rules, ticks: Sequence[Tick], turnout: Turnout, chosen: Sequence[str], tied: Sequence[str]
) -> str:
    if any(tick.part == "quorum" and not tick.is_met for tick in ticks):
        return "no_quorum"
    if not turnout.voters:
        return "no_votes"
    if tied:
        return "tied"
    if not all(tick.is_met for tick in ticks):
        return "rejected"
    if rules.kind in ("sense_check", "advice"):
        return "heard"
    if rules.kind in ("consent", "majority"):
        return "passed"
    return "chosen" if chosen else "rejected"


def _tick(
    part: str,
    line: Condition,
    rules: Rules,
    tally: Mapping[str, int],
    turnout: Turnout,
    objections: int,
    only: str,
) -> Tick:
    option = only if line.option == "winner" else line.option
    got = tally.get(option, 0)
    above, below, grows = {
        "turnout": (turnout.voters, turnout.eligible, False),
        "voters": (turnout.voters, 1, False),
        "attendance": (turnout.eligible, rules.members or turnout.eligible, False),
        "objections": (objections, 1, False),
        "votes": (got, 1, False),
        "share": (got, _whole(line, rules, tally, turnout), line.of != "eligible"),
    }[line.measure]
    if line.option and not option:
        return Tick(part, line, None, False, None)
    if below == 0:
        return Tick(part, line, None, False, _missing(line, 0, 0, grows) if line.measure == "share" else None)
    value = Fraction(above, below)
    needed = line.needed
    is_met = {
        ">=": value >= needed,
        ">": value > needed,
        "<=": value <= needed,
        "<": value < needed,
    }[line.than]
    if is_met:
        return Tick(part, line, value, True, 0)
    if line.than in ("<=", "<") or line.measure == "objections":
        return Tick(part, line, value, False, None)
    return Tick(part, line, value, False, _missing(line, above, below, grows))


def _whole(line: Condition, rules: Rules, tally: Mapping[str, int], turnout: Turnout) -> int:
    if line.of == "eligible":
        return turnout.eligible_weight
    if line.of == "decided":
        return turnout.weight - sum(tally[name] for name in rules.with_role("abstain"))
    return turnout.weight


def _missing(line: Condition, above: int, below: int, grows: bool) -> int | None:
    """Return the least k with (above + k) / (below + k), or / below where that does not grow, as asked."""
    p, q = line.value
    short, per = p * below - q * above, (q - p if grows else q)
    if line.than in ("<=", "<") or per <= 0:
        return None
    return short // per + 1 if line.than == ">" else -(-short // per)


def _round_data(one: Round) -> dict[str, Data]:
    return {
        "votes": [[name, n] for name, n in one.votes],
        "elected": list(one.elected),
        "passed_on": one.passed_on,
        "excluded": one.excluded,
    }
