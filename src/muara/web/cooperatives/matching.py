"""The seven questions in words. Answers stand in the address of a page: nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muara.engine.cooperation import Answer, Answers, Match, Reason, Role, Warned, Way, match_way
from muara.web.cooperatives.models import Kind

Words = str | Promise


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    key : str
        As the engine calls it.
    name : str
        As it stands in the address.
    ask, help, short : str
    options : list of (str, str)
        Value in the address, and words.
    """

    key: str
    name: str
    ask: Words
    help: Words
    short: Words
    options: tuple[tuple[str, Words], ...]


YES_NO = (("ya", _("Yes")), ("tidak", _("No")), ("belum-tahu", _("We do not know yet")))
ROLES = (
    ("membeli", _("Buy the same things")),
    ("membuat", _("Make the same product")),
    ("menjual", _("Sell what each of us makes")),
    ("jasa", _("Use a service: delivery, a room, repair, care, digital")),
    ("simpan-pinjam", _("Save and borrow")),
    ("beberapa", _("Several of these, with interests that differ, and none can do it alone")),
    ("belum-tahu", _("We do not know yet")),
)
QUESTIONS = (
    Question(
        "shared_trade", "usaha",
        _("Is there something that all of you buy, sell, make or use again and again?"),
        _(
            "A cooperative lives by what its members do with it, month after month. One gathering or "
            "one building is not enough."
        ),
        _("Something shared that comes again"), YES_NO,
    ),
    Question(
        "role", "peran",
        _("What would you do together?"),
        _("Think of what costs you most time or money today."),
        _("What you would do together"), ROLES,
    ),
    Question(
        "enough_people", "orang",
        _("Are there at least %(n)s people, by name, who want to join and pay deposits?"),
        _("Count those who said so themselves. A head of a village who promises for others does not count."),
        _("Enough people"), YES_NO,
    ),
    Question(
        "knows_partner", "mitra",
        _("Do you know from whom you buy or to whom you sell today, and at what price?"),
        _("Without today's price nobody can tell whether doing it together is better."),
        _("Partner and price of today"), YES_NO,
    ),
    Question(
        "one_exists", "ada",
        _("Does a living cooperative nearby already do this?"),
        _(
            "Living means that it holds its annual members' meetings. Look at the register; ask at "
            "the office of cooperatives."
        ),
        _("A living cooperative nearby"), YES_NO,
    ),
    Question(
        "needs_licence", "izin",
        _("Does it need a permit or a licence?"),
        _(
            "Saving and borrowing is supervised. Food, transport and energy may need permits too; ask"
            " before you collect money."
        ),
        _("Permit or licence"), YES_NO,
    ),
    Question(
        "only_government", "pemerintah",
        _("Is the cause something that only the government can change?"),
        _("A rule, a permit that is not given, a road, enforcement. No cooperative repairs that."),
        _("Only the government can change it"), YES_NO,
    ),
)  # fmt: skip
ANSWERS = {"ya": Answer.YES, "tidak": Answer.NO, "belum-tahu": Answer.UNKNOWN}
ROLE_OF = {
    "membeli": Role.BUY, "membuat": Role.PRODUCE, "menjual": Role.SELL, "jasa": Role.USE_SERVICE,
    "simpan-pinjam": Role.SAVE_AND_BORROW, "beberapa": Role.SEVERAL, "belum-tahu": Role.UNKNOWN,
}  # fmt: skip
KIND_OF = {
    Way.CONSUMER: Kind.CONSUMER, Way.PRODUCER: Kind.PRODUCER, Way.MARKETING: Kind.MARKETING,
    Way.SERVICE: Kind.SERVICE, Way.SAVINGS_AND_LOAN: Kind.SAVINGS_AND_LOAN, Way.MULTI_PARTY: Kind.MULTI_PARTY,
}  # fmt: skip
KIND_OF_ROLE = {
    Role.BUY: Kind.CONSUMER, Role.PRODUCE: Kind.PRODUCER, Role.SELL: Kind.MARKETING,
    Role.USE_SERVICE: Kind.SERVICE, Role.SAVE_AND_BORROW: Kind.SAVINGS_AND_LOAN, Role.SEVERAL: Kind.MULTI_PARTY,
}  # fmt: skip
WAYS: Mapping[Way, tuple[Words, Words]] = {
    Way.JOIN_EXISTING: (
        _("Join the cooperative that is there"),
        _(
            "Ask for its statutes and the minutes of its last annual meeting, and what members pay. A"
            " living cooperative with more members does more than a second one beside it."
        ),
    ),
    Way.BUYING_GROUP: (
        _("Begin as a buying group"),
        _(
            "Buy together three or four times, on one list and with one who keeps the money book. "
            "Found something when it works and people stay."
        ),
    ),
    Way.CONSUMER: (
        _("Found a consumer cooperative"),
        _(
            "Members buy from what is their own: it collects orders, buys together and gives back by "
            "what each bought."
        ),
    ),
    Way.PRODUCER: (
        _("Found a producer cooperative"),
        _("Members make the same product and share what it takes: material, tools, quality, a store."),
    ),
    Way.MARKETING: (
        _("Found a marketing cooperative"),
        _("Each makes their own; the cooperative sells it under one roof and one name."),
    ),
    Way.SERVICE: (
        _("Found a service cooperative"),
        _("Members own the service that they use: delivery, a work room, repair, care, a platform."),
    ),
    Way.SAVINGS_AND_LOAN: (
        _("Found a savings and loan cooperative, as the last resort"),
        _("First ask a credit union or savings cooperative that has lived for years whether it takes you in."),
    ),
    Way.MULTI_PARTY: (
        _("Found a multi-stakeholder cooperative"),
        _(
            "At least two member groups with interests of their own, for example growers and buyers. "
            "The statutes say what each group may decide; no group should decide alone."
        ),
    ),
    Way.NOT_A_COOPERATIVE: (
        _("Not a cooperative"),
        _("Something else carries this better; a cooperative founded for it would be one more without meetings."),
    ),
}  # fmt: skip
INSTEAD: Mapping[Reason, tuple[Words, ...]] = {
    Reason.ONLY_GOVERNMENT: (
        _("Bring it before the government as a common demand: raise it as a concern and find its common thread."),
        _("A pact of collaboration with the office that is responsible."),
    ),
    Reason.NO_SHARED_TRADE: (
        _("A community or an association, if it is about meeting and learning."),
        _("A pact of collaboration, if it is about caring for a place."),
        _("A village-owned enterprise (BUMDes), if the village is to run it."),
    ),
    Reason.TOO_FEW: (
        _("A working group of friends that keeps accounts, until more join."),
        _("Join a cooperative nearby as members."),
    ),
    Reason.NO_PARTNER: (
        _("Ask three suppliers or buyers for their price, and write it down. Then answer the questions again."),
    ),
}  # fmt: skip
REASONS: Mapping[Reason, Words] = {
    Reason.ONLY_GOVERNMENT: _("Only the government can change the cause."),
    Reason.NO_SHARED_TRADE: _("There is nothing that all of you trade again and again."),
    Reason.TOO_FEW: _("Fewer people are ready than the law asks for."),
    Reason.NO_PARTNER: _("You do not know yet from whom you buy or to whom you sell, and at what price."),
    Reason.ONE_EXISTS: _("A living cooperative nearby already does this."),
    Reason.TRY_FIRST: _("Buyers can try it out before they found anything."),
    Reason.ROLE_FITS: _("It fits what you would do together; there are enough of you, and you know your partner."),
}
WARNINGS: Mapping[Warned, Words] = {
    Warned.MONEY_OF_OTHERS: _(
        "Other people's money: saving and lending needs a licence and is supervised. Under the name "
        "of cooperatives many have lost their savings to frauds (koperasi abal-abal). Do not collect "
        "money before the office of cooperatives has told you what is needed."
    ),
    Warned.NEEDS_LICENCE: _("It needs a permit. Ask the office in charge before anybody pays anything."),
    Warned.LOOK_FOR_EXISTING: _(
        "You have not looked yet whether a living cooperative nearby does this. Look first."
    ),
}  # fmt: skip


def read_answers(given: Mapping[str, str]) -> Answers:
    """Read answers out of an address; what makes no sense there is not answered."""
    found: dict[str, Any] = {}
    for question in QUESTIONS:
        known: Mapping[str, Answer | Role] = ROLE_OF if question.key == "role" else ANSWERS
        value = known.get(given.get(question.name, ""))
        if value is not None:
            found[question.key] = value
    return Answers(**found)


def was_asked(given: Mapping[str, str]) -> dict[str, str]:
    """Keep of an address only answers, in the order of the questions."""
    kept = {}
    for question in QUESTIONS:
        value = given.get(question.name, "")
        if value in {option for option, _words in question.options}:
            kept[question.name] = value
    return kept


@dataclass(frozen=True)
class WayLine:
    """One way as the page tells it."""

    way: Way
    title: Words
    text: Words
    reasons: list[Words]
    instead: list[Words]
    kind: str


@dataclass(frozen=True)
class ChangeLine:
    """Another answer, what would then come first, and where that is."""

    short: Words
    answer: Words
    title: Words | None
    query: str


@dataclass(frozen=True)
class Result:
    """What the answers lead to, in words."""

    match: Match
    ways: list[WayLine]
    warnings: list[tuple[Words, bool]]
    answered: list[tuple[Question, Words, str]]
    missing: list[tuple[Question, str]]
    changes: list[ChangeLine]
    kind: str


def result_of(given: Mapping[str, str]) -> Result:
    """Say in words what the answers lead to, and which other answers would change it."""
    kept, answers = was_asked(given), read_answers(given)
    match = match_way(answers)
    by_key = {question.key: question for question in QUESTIONS}
    words = {question.name: dict(question.options) for question in QUESTIONS}
    names = {"role": {role: name for name, role in ROLE_OF.items()}}
    plain = {answer: name for name, answer in ANSWERS.items()}
    changes = []
    for change in match.changes:
        question = by_key[change.question]
        value = names.get(question.key, plain)[change.answer]  # type: ignore[index]
        other = {**kept, question.name: value}
        title = WAYS[change.first][0] if change.first else None
        changes.append(ChangeLine(question.short, words[question.name][value], title, urlencode(other)))
    return Result(
        match,
        [
            WayLine(
                found.way,
                *WAYS[found.way],
                [REASONS[reason] for reason in found.reasons],
                [text for reason in found.reasons for text in INSTEAD.get(reason, ())]
                if found.way is Way.NOT_A_COOPERATIVE
                else [],
                KIND_OF.get(found.way, ""),
            )
            for found in match.ways
        ],
        [(WARNINGS[warned], warned is Warned.MONEY_OF_OTHERS) for warned in match.warnings],
        [
            (question, words[question.name][kept[question.name]], _going_back(kept, question))
            for question in QUESTIONS
            if question.name in kept and question.key not in match.missing
        ],
        [(by_key[key], _going_back(kept, by_key[key])) for key in match.missing],
        changes,
        KIND_OF_ROLE.get(answers.role, ""),
    )


def _going_back(kept: Mapping[str, str], question: Question) -> str:
    return urlencode({**kept, "tanya": question.name})


def next_question(kept: Mapping[str, str]) -> Question | None:
    """Return the first question that nobody answered yet, or None."""
    return next((question for question in QUESTIONS if question.name not in kept), None)
