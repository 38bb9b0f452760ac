"""What a decision came to, in words and in bars: made from its rules and from its result (muara-result-1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.engine.governance.decisions import OF_ONE_OPTION, UNIT, Condition, Option, Rules
from muara.web.governance.terms_in_words import rupiah

Result = Mapping[str, Any]
OF_PEOPLE = ("turnout", "voters", "attendance")


@dataclass(frozen=True)
class TickLine:
    """One line of "for this to pass". `is_met` is None where it is not told before the close."""

    says: str
    reached: str
    is_met: bool | None
    missing: str = ""


@dataclass(frozen=True)
class ResultBar:
    """One row of a picture and table in one: an option, its bar from 0 to 100, and its number in words."""

    label: str
    x: str
    number: str
    said: str = ""
    is_chosen: bool = False
    mark: str = ""


@dataclass(frozen=True)
class RoundLine:
    """One round of a ranked count: what everybody holds, and a sentence that says what follows."""

    number: int
    says: str
    bars: list[ResultBar]
    quota: str


@dataclass(frozen=True)
class PurchaseLine:
    """One project that the money goes to, and how it was paid."""

    label: str
    cost: str
    says: str


def amount_of(value: Fraction) -> str:
    """Say a share as people do: half, two thirds, 60 percent."""
    known = {
        Fraction(1, 2): _("half"),
        Fraction(1, 3): _("a third"),
        Fraction(2, 3): _("two thirds"),
        Fraction(3, 4): _("three quarters"),
        Fraction(1): _("all"),
    }
    if value in known:
        return known[value]
    return _("%(n)s percent") % {"n": _number(float(100 * value))}


def share_of(part: int, whole: int) -> str:
    return _number(100 * part / whole) + "%" if whole else "–"


def names_of(rules: Rules, ids: list[str]) -> str:
    """List options by name: A, B and C."""
    names = [name_of(rules, one) for one in ids]
    if len(names) < 2:
        return "".join(names)
    return _("%(all)s and %(last)s") % {"all": ", ".join(names[:-1]), "last": names[-1]}


def name_of(rules: Rules, one: str) -> str:
    return next((option.name or option.id for option in rules.options if option.id == one), one)


def bound_in_words(than: str, needed: Fraction, *, is_count: bool = False) -> str:
    """Say how much is needed: at least two thirds, more than 10."""
    amount = _number(float(needed)) if is_count else amount_of(needed)
    return {
        ">=": _("at least %(amount)s"),
        ">": _("more than %(amount)s"),
        "<=": _("at most %(amount)s"),
        "<": _("less than %(amount)s"),
    }[than] % {"amount": amount}


def condition_in_words(rules: Rules, line: Condition) -> str:
    """Say one condition in a sentence."""
    is_count = line.measure in ("voters", "votes", "objections")
    bound = bound_in_words(line.than, line.needed, is_count=is_count)
    option = _("the one in front") if line.option == "winner" else name_of(rules, line.option)
    known = {"bound": capfirst(bound), "option": option}
    if line.measure == "turnout":
        return _("%(bound)s of those who may vote take part") % known
    if line.measure == "voters":
        return _("%(bound)s people vote") % known
    if line.measure == "attendance":
        return _("%(bound)s of the members are present") % known
    if line.measure == "objections":
        return _("No objection stands") if line.needed == 0 else _("%(bound)s objections stand") % known
    if line.measure == "votes":
        return _("%(bound)s votes for “%(option)s”") % known
    return {
        "votes": _("%(bound)s of all votes for “%(option)s”"),
        "decided": _("%(bound)s for “%(option)s”, abstentions left out"),
        "eligible": _("%(bound)s of all who may vote for “%(option)s”"),
    }[line.of] % known


def tick_lines(rules: Rules, result: Result, *, is_open: bool, is_hidden: bool = False) -> list[TickLine]:
    """Return every condition with what was reached; while results are hidden only what shows no choice."""
    lines, conditions = [], (*rules.quorum, *rules.passing)
    ticks = iter(result["ticks"])
    of_people_alone = len(result["ticks"]) < len(conditions)  # a secret decision that is open
    for condition in conditions:
        is_of_people = condition.measure in OF_PEOPLE
        tick = next(ticks) if is_of_people or not of_people_alone else None
        says = condition_in_words(rules, condition)
        if tick is None or (is_hidden and not is_of_people and condition.measure != "objections"):
            lines.append(TickLine(says, _("opened after the close"), None))
            continue
        reached = _reached(condition, tick["value"], result)
        missing = ""
        if not tick["met"] and tick["missing"]:
            missing = _missing(condition, tick["missing"], is_open=is_open)
        lines.append(TickLine(says, reached, tick["met"], missing))
    return lines


def _reached(line: Condition, value: list[int] | None, result: Result) -> str:
    turnout = result["turnout"]
    if line.measure == "turnout":
        known = {"n": turnout["voters"], "all": turnout["eligible"]}
        known["share"] = share_of(turnout["voters"], turnout["eligible"])
        return _("%(n)s of %(all)s, %(share)s") % known
    if value is None:
        return _("nothing to compare yet")
    found = Fraction(*value)
    if line.measure == "objections":
        n = int(found)
        return ngettext("%(n)s stands", "%(n)s stand", n) % {"n": n} if n else _("none")
    if line.measure in ("voters", "votes"):
        return _("reached: %(n)s") % {"n": _number(float(found))}
    return _("reached: %(n)s") % {"n": _number(float(100 * found)) + "%"}


def _missing(line: Condition, n: int, *, is_open: bool) -> str:
    if line.measure in ("share", "votes"):
        if is_open:
            return ngettext("%(n)s more vote for it is enough", "%(n)s more votes for it are enough", n) % {"n": n}
        return ngettext("%(n)s vote for it was missing", "%(n)s votes for it were missing", n) % {"n": n}
    if is_open:
        return ngettext("%(n)s more person is enough", "%(n)s more people are enough", n) % {"n": n}
    return ngettext("%(n)s person was missing", "%(n)s people were missing", n) % {"n": n}


def finding(rules: Rules, result: Result | None, *, is_open: bool, is_hidden: bool = False) -> tuple[str, str]:
    """Return what a decision comes to, as two words and a sentence that says why."""
    if result is None or is_hidden:
        return _("Still open."), _("What was chosen is opened after the close.")
    status, chosen = result["status"], list(result["chosen"])
    turnout, names = result["turnout"], names_of(rules, chosen)
    met = sum(bool(tick["met"]) for tick in result["ticks"])
    known = {"n": turnout["voters"], "all": turnout["eligible"], "met": met, "ticks": len(result["ticks"])}
    took_part = _("%(n)s of %(all)s took part.") % known
    conditions = _("%(met)s of %(ticks)s conditions are met.") % known if result["ticks"] else took_part
    if is_open:
        if not turnout["voters"]:
            return _("Still open."), _("Nobody has voted yet.")
        if status in ("passed", "chosen", "heard"):
            words = {
                "passed": _("So far it passes."),
                "chosen": _("So far: %(names)s."),
                "heard": _("Still open."),
            }
            return words[status] % {"names": names}, conditions
        if status == "tied":
            return _("Still a tie."), _tie_so_far(rules, result)
        return _("Not passed yet."), conditions
    if status == "passed":
        return _("Passed."), took_part
    if status == "heard":
        return _("Heard."), took_part
    if status == "chosen":
        return _("Chosen: %(names)s.") % {"names": names}, took_part
    if status == "tied":
        return _("A tie."), _("Level: %(names)s.") % {"names": names_of(rules, list(result["tied"]))}
    if status == "no_quorum":
        return _("No quorum."), took_part
    if status == "no_votes":
        return _("Nobody voted."), _("%(all)s could have.") % known
    return _("Not passed."), conditions


def _tie_so_far(rules: Rules, result: Result) -> str:
    """Say who is level while people still vote, and what would break the tie if it stayed."""
    known = {"names": names_of(rules, list(result["tied"]))}
    return {
        "none": _("Level: %(names)s."),
        "listed": _("Level: %(names)s. If it stays so, the order of the list decides."),
        "lot": _("Level: %(names)s. If it stays so, a lot decides at the close."),
    }[rules.ties] % known


def result_bars(rules: Rules, result: Result) -> list[ResultBar]:
    """Return what each option got, as a bar over all that was cast."""
    votes = dict(result["votes"])
    chosen = set(result["chosen"]) if result["status"] in ("passed", "chosen", "heard") else set()
    weight = result["turnout"]["weight"]
    of_people = rules.kind in (*OF_ONE_OPTION, "choose_some", "budget", "ranked", "elect")
    most = weight if of_people else max([*votes.values(), 1])
    rows = []
    for option in rules.options:
        n = votes[option.id]
        number, said = _number(n), ""
        if of_people:
            said = share_of(n, weight)
        elif rules.kind == "score" and weight:
            said = _("on average %(n)s") % {"n": formats.number_format(n / weight, 2, use_l10n=True)}
        x = 100 * max(n, 0) / most if most else 0
        is_chosen = option.id in chosen and rules.kind not in ("sense_check", "advice")
        rows.append(ResultBar(option.name or option.id, f"{x:.1f}", number, said, is_chosen, mark_of(option)))
    return rows


def round_lines(rules: Rules, result: Result) -> list[RoundLine]:
    """Tell a ranked count round by round: who holds what, who is elected, whose votes go on."""
    lines, quota = [], int(result["quota"])
    most = max([n for one in result["rounds"] for _name, n in one["votes"]] + [quota * UNIT, 1])
    elected: list[str] = []
    excluded: set[str] = set()
    for number, one in enumerate(result["rounds"], 1):
        says = []
        if one["elected"]:
            known = {"names": names_of(rules, one["elected"])}
            says.append(ngettext("%(names)s is elected.", "%(names)s are elected.", len(one["elected"])) % known)
        elected += one["elected"]
        held = dict(one["votes"])
        if one["passed_on"]:
            over = held[one["passed_on"]] - quota * UNIT
            known = {"name": name_of(rules, one["passed_on"]), "n": votes_in_words(over)}
            says.append(_("%(name)s has %(n)s more than needed: that part goes on to the next choices.") % known)
        if one["excluded"]:
            known = {"name": name_of(rules, one["excluded"]), "n": votes_in_words(held[one["excluded"]])}
            says.append(_("%(name)s has the least: these %(n)s votes go on to the next choices.") % known)
        bars = [
            ResultBar(
                name_of(rules, name), f"{100 * n / most:.1f}", votes_in_words(n),
                _("elected") if name in elected else "", name in elected,
            )
            for name, n in one["votes"] if name not in excluded
        ]  # fmt: skip
        lines.append(RoundLine(number, " ".join(says), bars, f"{100 * quota * UNIT / most:.1f}"))
        if one["excluded"]:
            excluded.add(one["excluded"])
    return lines


def votes_in_words(n: int) -> str:
    """Write hundred-thousandths of a vote as votes, cut after two decimals where they are not whole."""
    return formats.number_format(n // UNIT if n % UNIT == 0 else n * 100 // UNIT / 100, use_l10n=True)


def purchase_lines(rules: Rules, result: Result) -> list[PurchaseLine]:
    """Tell what the money goes to: first what its supporters paid for from equal shares, then what still fits."""
    votes, lines = dict(result["votes"]), []
    for one in result["bought"]:
        pay, n = Fraction(one["pay"]), votes[one["project"]]
        known = {"n": _number(n), "pay": rupiah(-(-pay.numerator // pay.denominator))}
        says = _("paid by its %(n)s supporters, each at most %(pay)s of their share") % known
        lines.append(PurchaseLine(name_of(rules, one["project"]), rupiah(one["cost"]), says))
    costs = {option.id: option.cost for option in rules.options}
    for name in result["added"]:
        says = _("added from what was left: it has %(n)s supporters and still fits") % {"n": _number(votes[name])}
        lines.append(PurchaseLine(name_of(rules, name), rupiah(costs[name]), says))
    return lines


def mark_of(option: Option) -> str:
    """Return the picture of an option: its icon, else that of its role."""
    known = {"for": "join", "against": "apart", "abstain": "aside", "objection": "block"}
    icon = {"pencil": "note"}.get(option.icon, option.icon)
    return icon if icon in SIGNS else known.get(option.role, "")


# Two streams and what an option does with them, as in the mock: path of the river, path of the other.
SIGNS = {
    "join": ("M0 4C24 4 20 9 34 9H48", "M0 16C24 16 20 12 34 12H48"),
    "note": ("M0 4C24 4 20 9 34 9H48", "M0 16C24 16 20 12 34 12H48M34 18h9"),
    "aside": ("M0 8H48", "M0 12C20 12 26 18 48 18"),
    "apart": ("M0 8C20 8 26 2 48 2", "M0 12C20 12 26 18 48 18"),
    "block": ("M0 10H30", "M36 2V18"),
    "open": ("M0 4H48", "M0 16H48"),
    "withdrawn": ("M0 4H48", "M0 16H22"),
    "stands": ("M0 4H34", "M0 16H48"),
}


def _number(value: float) -> str:
    places = 0 if float(value).is_integer() else 1
    return formats.number_format(round(value, places), places, use_l10n=True, force_grouping=True)
