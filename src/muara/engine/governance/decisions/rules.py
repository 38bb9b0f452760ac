"""What is decided and by which rule: data that is frozen when a decision opens, and the choices that it allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import TypeAlias

from muara.engine.errors import BadChoice, BadRules
from muara.engine.ledger.encoding import Data, canonical

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
KINDS = (
    "sense_check",
    "advice",
    "consent",
    "majority",
    "choose_one",
    "choose_some",
    "score",
    "ranked",
    "elect",
    "dots",
    "budget",
)
OF_ONE_OPTION = ("sense_check", "advice", "consent", "majority", "choose_one")
WITH_WINNERS = ("choose_one", "choose_some", "score", "dots")
ROLES = ("", "for", "against", "abstain", "objection")
MEASURES = ("turnout", "voters", "attendance", "share", "votes", "objections")
THAN = (">=", ">", "<=", "<")
MANY, MUCH = 10**9, 10**13  # votes; money
Choice: TypeAlias = "str | tuple[str, ...] | tuple[int | None, ...]"


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen.

    Attributes
    ----------
    id : str
        Small letters, digits, - and _.
    name, icon, meaning, prompt : str
        What people see: the name, a picture, what choosing it means, and what to ask as a reason.
    role : str
        ``for``, ``against``, ``abstain``, ``objection``, or nothing.
    cost : int
        In the unit of the budget; only there.
    """

    id: str
    name: str = ""
    role: str = ""
    cost: int = 0
    icon: str = ""
    meaning: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class Condition:
    """One line of "for this to pass": a measure, compared with a number.

    Attributes
    ----------
    measure : str
        ``turnout`` (voters of the eligible), ``attendance`` (eligible of all members), ``voters`` (people),
        ``share`` (an option's part of votes), ``votes`` (of an option), ``objections`` (that stand).
    than : str
        ``>=``, ``>``, ``<=`` or ``<``.
    value : (int, int)
        A fraction, (1, 2) for half; a count has 1 below.
    option : str
        For ``share`` and ``votes``: an option, or ``winner`` where one option wins.
    of : str
        For ``share``: ``votes`` (all that were cast), ``decided`` (without abstentions) or ``eligible``.
    """

    measure: str
    than: str
    value: tuple[int, int]
    option: str = ""
    of: str = ""

    @property
    def needed(self) -> Fraction:
        """The number to compare with."""
        return Fraction(*self.value)


@dataclass(frozen=True)
class Rules:
    """Everything that the count of one decision depends on, beside the roll and the votes.

    Attributes
    ----------
    decision, title : str
    kind : str
        One of `KINDS`: ``ranked`` finds one by instant run-off, ``elect`` a board by single transferable vote.
    options : tuple of Option
        In the order in which they were listed, which ``ties="listed"`` falls back to.
    mode : str
        ``terbuka`` (the log shows who chose what, by tag) or ``rahasia`` (by one-time codes).
    seats : int
        How many are chosen, for ``choose_one`` (1), ``choose_some``, ``score``, ``dots``, ``ranked`` (1),
        ``elect``.
    least, most : int
        How many options a choice names, for ``choose_some``, ``ranked``, ``elect``, ``budget``; 0 is no bound.
    low, high : int
        Bounds of a score.
    dots : int
        How many dots each voter may lay.
    budget, step : int
        Money to give, and by how much each voter's share grows from one run of equal shares to the next; 0 for
        one run.
    satisfaction : str
        ``cost`` (a voter is served by the money spent on what they chose) or ``count`` (by the number of
        projects).
    finish : bool
        Whether the money that is left goes to the most chosen projects that it still pays for.
    quorum, passing : tuple of Condition
        All must be met. A missed quorum is said as such.
    ties : str
        ``none`` (the tie is the result), ``listed`` (the earlier option) or ``lot`` (by a hash that nobody
        knows before).
    weighted : bool
        Whether the roll may give other weights than 1.
    members : int
        All members, where the roll is the attendance of a meeting; 0 where the roll is all of them.
    checks_bind : bool
        Whether an objection that fails one of its four checks does not stand.

    Examples
    --------
    >>> yes_no = (Option("setuju", role="for"), Option("tidak", role="against"))
    >>> more_than_half = Condition("share", ">", (1, 2), "setuju", "votes")
    >>> rules = Rules("d1", "Sewa gudang", "majority", yes_no, passing=(more_than_half,))
    >>> read_rules(rules.to_data()) == rules
    True
    """

    decision: str
    title: str
    kind: str
    options: tuple[Option, ...]
    mode: str = "terbuka"
    seats: int = 1
    least: int = 1
    most: int = 0
    low: int = 0
    high: int = 5
    dots: int = 0
    budget: int = 0
    step: int = 0
    satisfaction: str = "cost"
    finish: bool = True
    quorum: tuple[Condition, ...] = ()
    passing: tuple[Condition, ...] = ()
    ties: str = "none"
    weighted: bool = False
    members: int = 0
    checks_bind: bool = False
    _places: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {option.id: at for at, option in enumerate(self.options)})
        _check_rules(self)

    @property
    def contenders(self) -> tuple[str, ...]:
        """The options that can win, as listed."""
        return tuple(option.id for option in self.options if option.role != "abstain")

    def with_role(self, role: str) -> frozenset[str]:
        """Return the options with that role."""
        return frozenset(option.id for option in self.options if option.role == role)

    def place(self, option: str) -> int:
        """Return the place of an option in the list."""
        return self._places[option]

    def to_data(self) -> dict[str, Data]:
        """Return the rules as they are hashed and exported: every field, always."""
        data: dict[str, Data] = {"format": "muara-rules-1"}
        for one in fields(self):
            if one.name.startswith("_"):
                continue
            value = getattr(self, one.name)
            if one.name == "options":
                data["options"] = [dict(vars(option)) for option in self.options]
            elif one.name in ("quorum", "passing"):
                data[one.name] = [{**vars(line), "value": list(line.value)} for line in value]
            else:
                data[one.name] = value
        return data

    def read_choice(self, data: Data) -> Choice:
        """Return a choice as it is counted.

        Raises
        ------
        BadChoice
            If the rules do not allow it. One choice has one spelling: what is a set is listed as the options are.

        Examples
        --------
        >>> rules = Rules("d1", "Nama", "choose_some", (Option("a"), Option("b"), Option("c")), most=2)
        >>> rules.read_choice(["a", "c"])
        ('a', 'c')
        >>> rules.read_choice(["c", "a"])
        Traceback (most recent call last):
        muara.engine.errors.BadChoice: The options of a choice are named once, and in the order of the list.
        """
        if self.kind in OF_ONE_OPTION:
            if not isinstance(data, str) or data not in self._places:
                raise BadChoice(f"A choice is one of {', '.join(self._places)}.")
            return data
        if not isinstance(data, list | tuple):
            raise BadChoice(f"A choice of the kind {self.kind} is a list.")
        if self.kind in ("score", "dots"):
            return self._read_numbers(data)
        names = tuple(name for name in data if isinstance(name, str) and name in self._places)
        if len(names) != len(data):
            raise BadChoice(f"A choice names some of {', '.join(self._places)}.")
        if len(set(names)) != len(names):
            raise BadChoice("The options of a choice are named once, and in the order of the list.")
        if self.kind in ("choose_some", "budget") and sorted(names, key=self.place) != list(names):
            raise BadChoice("The options of a choice are named once, and in the order of the list.")
        if len(names) < self.least or (self.most and len(names) > self.most):
            raise BadChoice(f"A choice names {self.least} to {self.most or len(self.options)} options.")
        return names

    def _read_numbers(self, data: Sequence[Data]) -> tuple[int | None, ...]:
        if len(data) != len(self.options):
            raise BadChoice(f"A choice has {len(self.options)} numbers, one for each option.")
        if self.kind == "score":
            found = tuple(n for n in data if n is None or (type(n) is int and self.low <= n <= self.high))
            if len(found) != len(data):
                raise BadChoice(f"A score is a whole number from {self.low} to {self.high}, or left out.")
            return found
        dots = tuple(n for n in data if type(n) is int and n >= 0)
        if len(dots) != len(data) or not self.least <= sum(dots) <= self.dots:
            raise BadChoice(f"The dots of a choice are whole numbers that come to {self.least} to {self.dots}.")
        return dots


def read_rules(data: Data) -> Rules:
    """Read rules from their exported form.

    Raises
    ------
    BadRules
        If a field is missing or too many, has another type, or the whole cannot be counted by.
    """
    names = {one.name: one for one in fields(Rules) if not one.name.startswith("_")}
    if not isinstance(data, dict) or data.get("format") != "muara-rules-1" or set(data) != {*names, "format"}:
        raise BadRules("Not rules of the form muara-rules-1: a field is missing, or one too many.", code="form")
    values: dict[str, object] = {name: data[name] for name in names}
    for name, one in names.items():
        if one.type in ("str", "int", "bool") and type(values[name]).__name__ != one.type:
            raise BadRules(f"The field {name} of the rules is no {one.type}.", code="field", field=name)
    values["options"] = tuple(_read_part(Option, part) for part in _list(data["options"]))
    for name in ("quorum", "passing"):
        values[name] = tuple(_read_part(Condition, part) for part in _list(data[name]))
    return Rules(**values)  # type: ignore[arg-type]


def _list(data: Data) -> Iterable[Data]:
    if not isinstance(data, list | tuple):
        raise BadRules("Options and conditions are lists.", code="form")
    return data


def _read_part(kind: type[Option] | type[Condition], data: Data) -> Option | Condition:
    parts = fields(kind)
    if not isinstance(data, dict) or set(data) != {one.name for one in parts}:
        raise BadRules(f"The field of a {kind.__name__.lower()} is missing, or one too many.", code="form")
    values: dict[str, object] = dict(data)
    if kind is Condition:
        pair = data["value"]
        if not isinstance(pair, list | tuple) or len(pair) != 2 or any(type(n) is not int for n in pair):
            raise BadRules("The value of a condition is a pair of whole numbers.", code="fraction")
        values["value"] = tuple(pair)
    for one in parts:
        if one.type in ("str", "int") and type(values[one.name]).__name__ != one.type:
            raise BadRules(
                f"The field {one.name} of a {kind.__name__.lower()} is no {one.type}.",
                code="field",
                field=one.name,
            )
    return kind(**values)  # type: ignore[arg-type]


def _check_rules(rules: Rules) -> None:
    if not ID.match(rules.decision):
        raise BadRules("The name of a decision is small letters, digits, - and _.", code="name")
    for word, words, what in (
        (rules.kind, KINDS, "kind"),
        (rules.mode, ("terbuka", "rahasia"), "mode"),
        (rules.ties, ("none", "listed", "lot"), "rule for ties"),
        (rules.satisfaction, ("cost", "count"), "satisfaction"),
    ):
        if word not in words:
            raise BadRules(
                f"{word!r} is no {what}; known are {', '.join(words)}.", code="word", word=word, known=words
            )
    numbers = (rules.seats, rules.least, rules.most, rules.dots, rules.budget, rules.step, rules.members)
    if any(not 0 <= n <= MUCH for n in numbers) or not -MANY <= rules.low <= rules.high <= MANY:
        raise BadRules("A number of the rules is negative or too large.", code="number")
    _check_options(rules)
    _check_kind(rules)
    for line in (*rules.quorum, *rules.passing):
        _check_condition(rules, line)
    canonical(rules.to_data())


def _check_options(rules: Rules) -> None:
    names = [option.id for option in rules.options]
    if not names or len(set(names)) != len(names) or not all(ID.match(name) for name in names):
        raise BadRules(
            "A decision has options, each with its own id of small letters, digits, - and _.", code="options"
        )
    if "winner" in names:
        raise BadRules("'winner' names whatever wins; give that option another id.", code="winner")
    if any(option.role not in ROLES for option in rules.options):
        raise BadRules(
            f"The role of an option is one of {', '.join(ROLES[1:])}, or empty.", code="role", known=ROLES[1:]
        )
    if not rules.contenders:
        raise BadRules("Somebody must be able to choose something else than to abstain.", code="contenders")
    if any(
        not 0 <= option.cost <= MUCH or (option.cost == 0) == (rules.kind == "budget") for option in rules.options
    ):
        raise BadRules("A cost is a whole number from 1 where a budget is decided, and 0 elsewhere.", code="cost")


def _check_kind(rules: Rules) -> None:
    kind, n = rules.kind, len(rules.contenders)
    plain = kind not in (*OF_ONE_OPTION, "choose_some")
    if plain and rules.with_role("abstain"):
        raise BadRules(
            f"In the kind {kind} people abstain by an empty choice (least = 0), not by an option.", code="abstain"
        )
    if kind == "consent" and not (rules.with_role("for") and rules.with_role("objection")):
        raise BadRules(
            "Consent needs an option with the role 'for' and one with the role 'objection'.", code="consent"
        )
    if kind == "majority" and not rules.with_role("for"):
        raise BadRules("A majority needs an option with the role 'for'.", code="majority")
    if rules.seats < 1 or (kind not in ("elect", *WITH_WINNERS[1:]) and rules.seats != 1) or rules.seats > n:
        raise BadRules(
            f"{rules.seats} cannot be chosen from {n} by the kind {kind}.", code="seats", seats=rules.seats, n=n
        )
    if rules.most and rules.most < max(rules.least, 1):
        raise BadRules("A choice may name no more options than it must.", code="most")
    if kind in ("ranked", "elect", "budget") and rules.ties == "none":
        raise BadRules(f"The kind {kind} needs a rule for ties: 'listed' or 'lot'.", code="ties")
    if kind == "dots" and rules.dots < max(rules.least, 1):
        raise BadRules("Say how many dots each voter may lay.", code="dots")
    if kind == "budget":
        if rules.budget < 1:
            raise BadRules("Say how much money the budget has.", code="budget")
        if rules.step and max(option.cost for option in rules.options) > 10_000 * rules.step:
            raise BadRules(
                "The step is too small: it must be at least a 10,000th of the largest cost.", code="step"
            )
    if rules.weighted and rules.mode == "rahasia":
        raise BadRules(
            "A secret ballot cannot be weighted: a rare weight would show its voter.", code="secret_weight"
        )


def _check_condition(rules: Rules, line: Condition) -> None:
    above, below = line.value
    if line.measure not in MEASURES or line.than not in THAN:
        raise BadRules(
            f"A condition compares one of {', '.join(MEASURES)} by one of {', '.join(THAN)}.",
            code="measure",
            known=MEASURES,
        )
    if not 0 <= above <= MANY or not 1 <= below <= MANY:
        raise BadRules("The value of a condition is a fraction from 0.", code="fraction")
    of_option = line.measure in ("share", "votes")
    if of_option and rules.kind in ("ranked", "elect", "budget", "score", "dots"):
        raise BadRules(f"The kind {rules.kind} has no shares of votes to compare.", code="no_shares")
    if of_option and line.option not in {option.id for option in rules.options}:
        one_wins = rules.kind in ("choose_one", "choose_some") and rules.seats == 1
        if line.option != "winner" or not one_wins:
            raise BadRules(
                f"A condition is about {line.option!r}, which is no option.", code="no_option", word=line.option
            )
    if line.measure == "share" and line.of not in ("votes", "decided", "eligible"):
        raise BadRules("A share is one of 'votes', 'decided' or 'eligible'.", code="share")
    if (not of_option and line.option) or (line.measure != "share" and line.of):
        raise BadRules(f"The measure {line.measure} is about no option, or of nothing.", code="about")
    if line.measure == "objections" and rules.kind != "consent":
        raise BadRules("Objections are counted in the kind consent.", code="objections")
