"""A reading as its page tells it: finding first, picture, threads, what divides, what isn't known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from muara.web.common_ground import wording
from muara.web.common_ground.models import CommonThread, Reading
from muara.web.common_ground.queries.drawing import Drawing, drawing
from muara.web.concerns.models import Statement
from muara.web.ui.templatetags.muara import Bar


@dataclass(frozen=True)
class Said:
    """A statement as it may be quoted; what a moderator withdrew since is not."""

    number: int
    text: str
    is_withdrawn: bool = False


@dataclass(frozen=True)
class Line:
    """One statement of a reading with its sentence and its bars."""

    said: Said
    sentence: str
    bars: Sequence[Bar] = ()
    fragile: str = ""
    luck: str = ""
    finer: str = ""
    thread: CommonThread | None = None
    draft: CommonThread | None = None


@dataclass(frozen=True)
class Typical:
    """A statement by which a group is known."""

    said: Said
    agrees: bool
    share: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Group:
    label: str
    size: int | None
    typical: Sequence[Typical]

    @property
    def key(self) -> str:
        return self.label.lower()


@dataclass(frozen=True)
class Compared:
    """One statement among everybody and among verified people."""

    said: Said
    everybody: str
    verified: str
    note: str = ""


@dataclass(frozen=True)
class Finding:
    reading: Reading
    verified: Reading | None
    title: str
    lead: str
    firmness: str
    names: str
    together: str
    groups: Sequence[Group]
    between: int | None
    threads: Sequence[Line]
    broken: Sequence[Line]
    divides: Sequence[Line]
    unknown: Sequence[Line]
    voices: str
    compared: Sequence[Compared]
    drawing: Drawing | None

    @property
    def has_groups(self) -> bool:
        return bool(self.reading.result["has_groups"])

    @property
    def explained(self) -> int:
        share: float = self.reading.result["explained"]
        return round(100 * share)

    @property
    def more(self) -> int:
        return max(0, len(self.threads) - 6)

    @property
    def more_broken(self) -> int:
        return max(0, len(self.broken) - 3)

    @property
    def more_divides(self) -> int:
        return max(0, len(self.divides) - 3)

    @property
    def more_unknown(self) -> int:
        return max(0, len(self.unknown) - 3)

    @property
    def differing(self) -> int:
        return sum(1 for row in self.compared if row.note)


def bars_of(item: Mapping[str, Any]) -> list[Bar]:
    """Turn the groups of one statement into bars; without groups one bar for everybody."""
    if item.get("is_withheld"):
        return [Bar(_("Everybody"), is_withheld=True)]
    if not item["groups"]:
        return [Bar(_("Everybody"), "", item["share"], item["low"], item["high"], item["n"])]
    return [
        Bar(cell["label"], cell["label"].lower(), cell["share"], cell["low"], cell["high"], cell["n"])
        if "n" in cell
        else Bar(cell["label"], cell["label"].lower(), is_withheld=True)
        for cell in item["groups"]
    ]


def fragile_below(n_participants: int) -> int:
    return max(3, math.ceil(0.02 * n_participants))


def is_fragile(item: Mapping[str, Any], n_participants: int) -> bool:
    return "fragility" in item and item["fragility"] <= fragile_below(n_participants)


def said_of(statements: Mapping[int, Statement], number: int) -> Said:
    statement = statements.get(number)
    if statement is None or statement.status != Statement.Status.ACCEPTED:
        return Said(number, "", is_withdrawn=True)
    return Said(number, statement.text)


def finding(
    reading: Reading,
    statements: Mapping[int, Statement],
    *,
    twin: Reading | None = None,
    threads: Iterable[CommonThread] = (),
) -> Finding:
    """Put a reading into words and bars. Asks the database nothing."""
    result = reading.result
    items = {item["statement"]: item for item in result["statements"]}
    named = {thread.statement_id: thread for thread in threads}

    def said(number: int) -> Said:
        return said_of(statements, number)

    def line(number: int, sentence: str, *, weighs: bool = False) -> Line:
        item = items[number]
        statement = statements.get(number)
        thread = named.get(statement.pk) if statement else None
        fragile = weighs and is_fragile(item, reading.n_participants)
        return Line(
            said(number),
            sentence,
            bars_of(item),
            wording.fragile_sentence(item["fragility"]) if fragile else "",
            wording.luck_sentence(item, result) if weighs else "",
            wording.finer_sentence(item, result["n_groups"]),
            thread if thread and thread.is_published else None,
            thread if thread and not thread.is_published else None,
        )

    broken = [item for item in result["statements"] if item.get("finer", {}).get("verdict") == "broken"]

    groups = [
        Group(
            group["label"],
            group["size"],
            [
                Typical(
                    said(one["statement_id"]),
                    one["direction"] == "agree",
                    one["share"],
                    one["low"],
                    one["high"],
                    one["n"],
                )
                for one in group["representative"]
            ],
        )
        for group in result["groups"]
    ]
    has_groups = result["has_groups"]
    return Finding(
        reading=reading,
        verified=twin,
        title=wording.headline(result),
        lead=wording.lead(result, reading.n_participants),
        firmness=wording.firmness(result) if has_groups else "",
        names=wording.names_sentence(result) if has_groups else "",
        together=wording.together(result),
        groups=groups,
        between=result["between"] if has_groups else 0,
        threads=[
            line(number, wording.thread_sentence(items[number]), weighs=True) for number in result["threads"]
        ],
        broken=[
            line(item["statement"], "")
            for item in sorted(broken, key=lambda item: (-item["lower_bound"], item["statement"]))
        ],
        divides=[line(number, wording.divide_sentence(items[number])) for number in result["divides"]],
        unknown=[
            Line(said(number), wording.unknown_sentence(lacking, has_groups=has_groups))
            for number, lacking in _by_statement(result["not_yet_known"]).items()
        ],
        voices=wording.voices_sentence(result.get("voices", [])),
        compared=_compared(items, result, twin, said),
        drawing=drawing(result, reading.n_participants),
    )


def _by_statement(lacking: Iterable[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = {}
    for item in lacking:
        found.setdefault(item["statement_id"], []).append(item)
    return found


def _compared(
    items: Mapping[int, Any], result: Mapping[str, Any], twin: Reading | None, said: Any
) -> list[Compared]:
    if twin is None:
        return []
    among = {item["statement"]: item for item in twin.result["statements"]}
    rows = []
    for number in dict.fromkeys([*result["threads"], *twin.result["threads"]]):
        holds, holds_too = number in result["threads"], number in twin.result["threads"]
        note = ""
        if holds and not holds_too:
            note = _("a common thread among everybody, not yet among verified people")
        elif holds_too and not holds:
            note = _("a common thread among verified people, not yet among everybody")
        rows.append(Compared(said(number), _lowest(items.get(number)), _lowest(among.get(number)), note))
    return rows


def _lowest(item: Mapping[str, Any] | None) -> str:
    if item is None or "worst_high" not in item:
        return _("below 5")
    return wording.span(item["worst_low"], item["worst_high"]) + "%"
