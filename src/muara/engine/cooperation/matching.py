"""Which kind of cooperative a problem asks for, or none: questions, not prediction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any


class Answer(Enum):
    """An answer that somebody gave; not known is an answer and never counts as yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Role(Enum):
    """What those who share the problem would do together."""

    BUY = "buy"
    PRODUCE = "produce"
    SELL = "sell"
    USE_SERVICE = "use_service"
    SAVE_AND_BORROW = "save_and_borrow"
    SEVERAL = "several"
    """Several of these, with interests of their own, and none can do it alone."""
    UNKNOWN = "unknown"


class Way(Enum):
    """What a group could do about its problem."""

    NOT_A_COOPERATIVE = "not_a_cooperative"
    """A pact, a matter for advocacy, a village enterprise, an association or a public service."""
    JOIN_EXISTING = "join_existing"
    BUYING_GROUP = "buying_group"
    """Buy together a few times before anything is founded."""
    CONSUMER = "consumer"
    PRODUCER = "producer"
    MARKETING = "marketing"
    SERVICE = "service"
    SAVINGS_AND_LOAN = "savings_and_loan"
    MULTI_PARTY = "multi_party"


class Reason(Enum):
    """Why a way is named, in a code that the pages put into words."""

    ONLY_GOVERNMENT = "only_government"
    NO_SHARED_TRADE = "no_shared_trade"
    TOO_FEW = "too_few"
    NO_PARTNER = "no_partner"
    ONE_EXISTS = "one_exists"
    TRY_FIRST = "try_first"
    ROLE_FITS = "role_fits"


class Warned(Enum):
    """What must be said beside the ways."""

    NEEDS_LICENCE = "needs_licence"
    LOOK_FOR_EXISTING = "look_for_existing"
    MONEY_OF_OTHERS = "money_of_others"
    """Savings and loans: licence, supervision, and a history of fraud under the name of cooperatives."""


@dataclass(frozen=True)
class Answers:
    """What a group said to the seven questions; everything not asked yet is unknown.

    Attributes
    ----------
    shared_trade : Answer
        Is there a shared economic transaction that recurs?
    role : Role
        What would they do together?
    enough_people : Answer
        Are as many named adults as the law asks for (9 since 2021, see the rule's source) ready to pay deposits?
    knows_partner : Answer
        Do they know whom they would buy from or sell to today, and at what price?
    one_exists : Answer
        Does a living cooperative nearby already serve this?
    needs_licence : Answer
        Does it need a permit or a licence?
    only_government : Answer
        Is the cause something that only government can change?
    """

    shared_trade: Answer = Answer.UNKNOWN
    role: Role = Role.UNKNOWN
    enough_people: Answer = Answer.UNKNOWN
    knows_partner: Answer = Answer.UNKNOWN
    one_exists: Answer = Answer.UNKNOWN
    needs_licence: Answer = Answer.UNKNOWN
    only_government: Answer = Answer.UNKNOWN


@dataclass(frozen=True)
class Suggestion:
    """A way, and why it stands where it stands."""

    way: Way
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Change:
    """Another answer to one question, and what would then come first (None: nothing yet)."""

    question: str
    answer: Answer | Role
    first: Way | None


@dataclass(frozen=True)
class Match:
    """What the answers lead to. No score and no chance of success: nobody could know them.

    Attributes
    ----------
    ways : tuple of Suggestion
        The best first; empty while the answers do not say enough.
    warnings : tuple of Warned
    missing : tuple of str
        Questions without an answer, in the order they are asked.
    changes : tuple of Change
        Every single answer that would put another way first.
    """

    ways: tuple[Suggestion, ...]
    warnings: tuple[Warned, ...]
    missing: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def first(self) -> Way | None:
        return self.ways[0].way if self.ways else None


FOUNDING = {
    Role.BUY: Way.CONSUMER,
    Role.PRODUCE: Way.PRODUCER,
    Role.SELL: Way.MARKETING,
    Role.USE_SERVICE: Way.SERVICE,
    Role.SAVE_AND_BORROW: Way.SAVINGS_AND_LOAN,
    Role.SEVERAL: Way.MULTI_PARTY,
}
"""Which kind is founded for which role."""


def match_way(answers: Answers) -> Match:
    """Say which ways fit what a group answered, the best first.

    Parameters
    ----------
    answers : Answers

    Returns
    -------
    Match

    Notes
    -----
    In this order: what only government can change is no work for a cooperative, nor is anything without a shared
    recurring trade. Joining a living cooperative comes before founding one. Founding is named only if enough
    people are ready and they know whom they trade with; buyers first try a buying group.

    Examples
    --------
    >>> yes, no = Answer.YES, Answer.NO
    >>> shop = Answers(shared_trade=yes, role=Role.BUY, enough_people=yes, knows_partner=yes, one_exists=no)
    >>> found = match_way(shop)
    >>> [suggestion.way.value for suggestion in found.ways]
    ['buying_group', 'consumer']
    >>> match_way(replace(shop, one_exists=yes)).first.value
    'join_existing'
    """
    first = _first(ways := tuple(_ways(answers)))
    changes = []
    for question, other in _others(answers):
        change: dict[str, Any] = {question: other}
        changed = _first(tuple(_ways(replace(answers, **change))))
        if changed is not first:
            changes.append(Change(question, other, changed))
    return Match(
        ways=ways,
        warnings=tuple(_warnings(answers, ways)),
        missing=tuple(name for name, answer in _asked(answers) if answer in (Answer.UNKNOWN, Role.UNKNOWN)),
        changes=tuple(changes),
    )


def _ways(answers: Answers) -> Iterator[Suggestion]:
    against = [
        reason
        for reason, holds in (
            (Reason.ONLY_GOVERNMENT, answers.only_government is Answer.YES),
            (Reason.NO_SHARED_TRADE, answers.shared_trade is Answer.NO),
        )
        if holds
    ]
    if against:
        yield Suggestion(Way.NOT_A_COOPERATIVE, tuple(against))
        return
    if answers.shared_trade is not Answer.YES:
        return
    if answers.one_exists is Answer.YES:
        yield Suggestion(Way.JOIN_EXISTING, (Reason.ONE_EXISTS,))
    if answers.role is Role.BUY and answers.knows_partner is not Answer.NO:
        yield Suggestion(Way.BUYING_GROUP, (Reason.TRY_FIRST,))
    if answers.enough_people is Answer.NO or answers.knows_partner is Answer.NO:
        lacking = (
            (Reason.TOO_FEW, answers.enough_people is Answer.NO),
            (Reason.NO_PARTNER, answers.knows_partner is Answer.NO),
        )
        yield Suggestion(Way.NOT_A_COOPERATIVE, tuple(reason for reason, holds in lacking if holds))
    elif answers.enough_people is Answer.YES and answers.knows_partner is Answer.YES and answers.role in FOUNDING:
        yield Suggestion(FOUNDING[answers.role], (Reason.ROLE_FITS,))


def _warnings(answers: Answers, ways: tuple[Suggestion, ...]) -> Iterator[Warned]:
    if answers.role is Role.SAVE_AND_BORROW:
        yield Warned.MONEY_OF_OTHERS
    if answers.needs_licence is Answer.YES:
        yield Warned.NEEDS_LICENCE
    if answers.one_exists is Answer.UNKNOWN and any(found.way in FOUNDING.values() for found in ways):
        yield Warned.LOOK_FOR_EXISTING


def _asked(answers: Answers) -> list[tuple[str, Answer | Role]]:
    return [(field.name, getattr(answers, field.name)) for field in fields(answers)]


def _others(answers: Answers) -> Iterator[tuple[str, Answer | Role]]:
    for question, answer in _asked(answers):
        kind = type(answer)
        yield from ((question, other) for other in kind if other not in (answer, kind["UNKNOWN"]))


def _first(ways: tuple[Suggestion, ...]) -> Way | None:
    return ways[0].way if ways else None
