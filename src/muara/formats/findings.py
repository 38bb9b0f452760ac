"""The findings of an analysis as sentences, the same for terminal and page."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SMALLEST_CELL = 5
LISTED = 10


@dataclass(frozen=True)
class Finding:
    """One statement with what was found about it, and a cell per group for the table."""

    text: str
    sentence: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading, a sentence to introduce it, and findings; `more` were left out of the list."""

    heading: str
    introduction: str
    findings: tuple[Finding, ...] = ()
    more: int = 0
    columns: tuple[str, ...] = ()


def one_line(text: str) -> str:
    r"""Put a text on one line and drop characters that steer a terminal.

    Examples
    --------
    >>> one_line("two\nlines \x1b[31mred")
    'two lines [31mred'
    """
    spaced = " ".join(text.split())
    return "".join(
        letter for letter in spaced if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def interval(cell: Mapping[str, Any]) -> str:
    return f"{cell['low'] * 100:.0f}–{cell['high'] * 100:.0f} %"


def plural(n: int, one: str, many: str | None = None) -> str:
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def sections(result: Mapping[str, Any]) -> list[Section]:
    """Write the findings, the most useful first: threads, what divides, the groups, what is not yet known."""
    return [_threads(result), _divides(result), _groups(result), _unknown(result)]


def headline(result: Mapping[str, Any]) -> str:
    """Say in one or two sentences what was read and whether there are groups."""
    read = (
        f"{plural(result['n_participants'], 'person', 'people')}, "
        f"{plural(result['n_statements'], 'statement')}, {plural(result['n_votes'], 'vote')}."
    )
    if result["has_groups"]:
        sizes = ", ".join(f"{group['label']} {group['size']:,}" for group in result["groups"])
        return f"{read} {result['n_groups']} opinion groups ({sizes} people). {_firmness(result)}".strip()
    return f"{read} No clear groups. {result['gate']['power_note']}"


def _firmness(result: Mapping[str, Any]) -> str:
    firm = result["stability"]
    if firm is None:
        if result["gate"]["p_value"] is not None and not result["gate"]["open"]:
            return "The Polis method always reports groups; by the permutation test these are not clear ones."
        return ""
    return (
        f"That many groups come out again in {firm['same_n_groups']} of {firm['readings']} samples of the "
        "plausible readings (each with a tenth of the votes hidden)."
    )


def cell(group: Mapping[str, Any]) -> str:
    """Show a group's share with its n, or say that too few answered to show it."""
    if group["n"] < SMALLEST_CELL:
        return f"under {SMALLEST_CELL}"
    return f"{percent(group['share'])} ({interval(group)}), n {group['n']:,}"


def _item(result: Mapping[str, Any], item: Mapping[str, Any], sentence: str) -> Finding:
    return Finding(_text(result, item), sentence, tuple(cell(group) for group in item["groups"]))


def _text(result: Mapping[str, Any], item: Mapping[str, Any]) -> str:
    text = one_line(str(item.get("text", "")))
    return text or f"(statement {item['statement_id']}, without text)"


def _worst(item: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((group for group in item["groups"] if group["label"] == item["worst_group"]), item)


def _threads(result: Mapping[str, Any]) -> Section:
    items = result["common_threads"]
    level = percent(result["parameters"]["thread_threshold"])
    where = "in every group" if result["has_groups"] else "among everybody, taken as one group"
    if not items:
        return Section(
            "Common threads",
            f"No statement is held by at least {level} {where} with the certainty asked for (95 %). "
            f"{_finer(result)}".strip(),
        )
    findings = []
    for item in items[:LISTED]:
        worst = _worst(item)
        share = f"{percent(worst['share'])} of {plural(worst['n'], 'person', 'people')} agree ({interval(worst)})"
        if result["has_groups"]:
            number = len(item["groups"])
            sentence = f"{number} of {number} groups agree; lowest in {item['worst_group']}: {share}."
        else:
            sentence = f"{share}."
        people = item["fragility"]
        sentence += f" {plural(people, 'more person', 'more people')} against it could undo that"
        sentence += " (fragile)." if people < max(3, 0.02 * result["n_participants"]) else "."
        findings.append(_item(result, item, sentence))
    return Section(
        "Common threads",
        f"{plural(len(items), 'statement')} held by at least {level} {where} (95 % sure in the weakest). "
        f"{_together(result['thread_list'])} {_finer(result)}".strip(),
        tuple(findings),
        max(0, len(items) - LISTED),
        _columns(result),
    )


def _together(listed: Mapping[str, Any]) -> str:
    """Say how many threads still stand when all statements that were looked at are counted."""
    return (
        f"Of {plural(listed['looked_at'], 'statement')} looked at some may seem to hold by chance: "
        f"{listed['standing']} of {listed['threads']} stand together, with a tenth of them wrong at most."
    )


def _finer(result: Mapping[str, Any]) -> str:
    """Say how many statements hold in the groups told and not in finer ones, and of how many these cannot tell."""
    finer = result.get("finer")
    if not finer:
        return ""
    cut = f"In a finer cut into {len(finer['sizes'])} groups, which predict votes better,"
    parts = []
    if finer["broken"]:
        parts.append(
            f"{plural(finer['broken'], 'further statement')} that the groups told carry "
            f"{'is' if finer['broken'] == 1 else 'are'} not carried by some group, so no thread"
        )
    if finer["unsure"]:
        parts.append(f"for {plural(finer['unsure'], 'thread')} too few have answered in some group to tell")
    return f"{cut} {'; '.join(parts)}." if parts else ""


def _columns(result: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"Group {group['label']}" for group in result["groups"])


def _divides(result: Mapping[str, Any]) -> Section:
    items = result["divides"]
    if not items:
        nothing = "No statement on which the groups surely differ."
        alone = "Without groups there is nothing to compare."
        return Section("What divides", nothing if result["has_groups"] else alone)
    findings = []
    for item in items[:LISTED]:
        answered = [group for group in item["groups"] if group["n"] >= SMALLEST_CELL]
        high = max(answered, key=lambda group: group["share"])
        low = min(answered, key=lambda group: group["share"])
        sentence = (
            f"{percent(high['share'])} of group {high['label']} (n {high['n']:,}) agree, but "
            f"{percent(low['share'])} of group {low['label']} (n {low['n']:,}); surely "
            f"{item['divisiveness_low'] * 100:.0f} points apart or more."
        )
        findings.append(_item(result, item, sentence))
    return Section(
        "What divides",
        f"{plural(len(items), 'statement')} on which two groups surely differ, the widest gap first.",
        tuple(findings),
        max(0, len(items) - LISTED),
        _columns(result),
    )


def _groups(result: Mapping[str, Any]) -> Section:
    if not result["has_groups"]:
        return Section("Groups", "No clear groups were found, so none are shown.")
    texts = {item["statement_id"]: _text(result, item) for item in result["statements"]}
    findings = []
    for group in result["groups"]:
        name = f"Group {group['label']} ({plural(group['size'], 'person', 'people')})"
        said: Sequence[str] = [
            f"{one['direction']}s ({percent(one['share'])}, n {one['n']:,}): {texts[one['statement_id']]}"
            for one in group["representative"]
            if one["n"] >= SMALLEST_CELL
        ]
        findings.append(Finding(name, "\n".join(said) or "Nothing sets this group surely apart."))
    between = result.get("in_between")  # of a summary, which names nobody
    if between is None:
        between = sum(1 for group in result["membership"].values() if group is None)
    note = (
        f" {plural(between, 'person is', 'people are')} in between: too few votes to be placed." if between else ""
    )
    return Section("Groups", f"What sets each group apart, in the words of the statements.{note}", tuple(findings))


def _unknown(result: Mapping[str, Any]) -> Section:
    missing: dict[Any, list[Mapping[str, Any]]] = {}
    for entry in result["not_yet_known"]:
        missing.setdefault(entry["statement_id"], []).append(entry)
    if not missing:
        known = "Every statement has votes enough to be judged."
        return Section("What is not yet known", f"{known} {_voices(result)}".strip())
    texts = {item["statement_id"]: _text(result, item) for item in result["statements"]}
    ranked = sorted(missing.items(), key=lambda pair: sum(entry["needed"] for entry in pair[1]))
    findings = []
    for statement, entries in ranked[:LISTED]:
        parts = [
            f"{plural(entry['needed'], 'more vote')}" + (f" from group {entry['group']}" if entry["group"] else "")
            for entry in entries
        ]
        findings.append(Finding(texts[statement], f"Needs about {', '.join(parts)}."))
    return Section(
        "What is not yet known",
        f"{plural(len(missing), 'statement')} with too few votes in some group, the nearest to known first. "
        f"{_voices(result)}".strip(),
        tuple(findings),
        max(0, len(missing) - LISTED),
    )


def _voices(result: Mapping[str, Any]) -> str:
    """Say which group's voices are missing most: on how many statements too few of it answered to be shown."""
    lacking = result.get("voices_needed") or []
    if not lacking:
        return ""
    least = lacking[0]
    return (
        f"Group {least['group']} has the fewest voices: on {len(least['statements'])} of "
        f"{plural(least['of'], 'statement')} under {SMALLEST_CELL} of it answered."
    )
