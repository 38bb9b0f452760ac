"""A published reading: no number that stands for fewer than five people, nor one that would reveal such.

It is a file of its own, so that a stranger who was given the votes (under whatever numbers) can work it out again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from muara.engine.opinion import Analysis, analyse, votes_needed, withhold
from muara.engine.opinion.continuity import Last, follow
from muara.engine.opinion.nameless import nameless
from muara.formats.polis import PolisExport

KIND = "muara.reading/1"
ENGINE = (
    "engine_version",
    "mode",
    "seed",
    "parameters",
    "input_sha256",
    "n_participants",
    "n_statements",
    "n_votes",
)
"""What a reading takes over from the engine as it is."""

ONLY_STATED = ("kind", "about", "versions", "names", "continuity")
"""What does not follow from the votes: which reading it is, and what groups were called before."""

SMALLEST_CELL = 5
NEEDED_AT_MOST = int(votes_needed(np.array([[0]]), np.array([[0]]))[0, 0])
COUNTS = ("n", "agree", "disagree", "pass")
SHARES = ("share", "low", "high")


def what_may_be_shown(found: Mapping[str, Any]) -> dict[str, Any]:
    """Take from an analysis of the engine what may be published; positions and membership stay behind.

    Where there are groups, the total of a statement counts the people placed in one: else subtracting the groups
    would leave the few who are not.
    """
    has_groups, sizes = found["has_groups"], [group["size"] for group in found["groups"]]
    cells = np.array([[cell["n"] for cell in item["groups"]] for item in found["statements"]], dtype=np.int64)
    hidden = withhold(cells.T, SMALLEST_CELL).T.tolist() if has_groups and cells.size else [[]] * len(cells)
    statements = {
        item["statement_id"]: _statement(item, row, has_groups=has_groups)
        for item, row in zip(found["statements"], hidden, strict=True)
    }
    between = found["n_participants"] - sum(sizes)
    return {
        "has_groups": has_groups,
        "n_groups": found["n_groups"],
        "gate": found["gate"],
        "stability": found["stability"],
        "explained": found["explained"],
        "moderation": found["moderation"],
        "groups": [_group(group, statements) for group in found["groups"]] if has_groups else [],
        "between": between if has_groups and (between == 0 or between >= SMALLEST_CELL) else None,
        "statements": list(statements.values()),
        "threads": [item["statement_id"] for item in found["common_threads"]],
        "thread_list": found["thread_list"],
        "finer": _finer(found.get("finer")),
        "divides": [item["statement_id"] for item in found["divides"]],
        "not_yet_known": [_lacking(item, statements[item["statement_id"]]) for item in found["not_yet_known"]],
        "voices": _voices(found, list(statements.values())) if has_groups else [],
    }


def names_of(before: Analysis, after: Analysis) -> list[str]:
    """Tell what the groups of a result, largest first, are called after it followed an earlier reading."""
    first = [int((before.groups == group).argmax()) for group in range(before.n_groups)]
    return [after.labels[int(after.groups[row])] for row in first]


def published(shown: Mapping[str, Any], **stated: Any) -> dict[str, Any]:
    """Put a published reading together: what may be shown, and which reading of what it is."""
    return {"kind": KIND, "continuity": None, **shown, **stated}


def read_again(stated: Mapping[str, Any], export: PolisExport) -> dict[str, Any]:
    """Work a published reading out from the votes; what does not follow from them is taken as stated."""
    counted = nameless(export.votes.without(export.excluded), export.shown)
    found = analyse(counted.votes, seed=stated["seed"], meta=export.meta, exposure=counted.shown)
    names = stated.get("names")
    if isinstance(names, list) and len(names) == found.n_groups:
        groups = zip(found.votes.participants, found.groups.tolist(), strict=True)
        found = follow(found, Last({who: names[group] for who, group in groups if group >= 0}, {}))
    result = found.to_dict()
    shown = {key: result[key] for key in ENGINE} | what_may_be_shown(result)
    shown["moderation"]["excluded"] = sorted(export.excluded)
    return {**shown, **{key: stated[key] for key in ONLY_STATED if key in stated}}


def _rounded(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in cell.items()}


def _statement(item: Mapping[str, Any], hidden: Sequence[bool], *, has_groups: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"statement": item["statement_id"], "status": item["status"], "groups": []}
    if has_groups:
        total = {key: sum(cell[key] for cell in item["groups"]) for key in COUNTS}
    else:
        total = {key: item[key] for key in (*COUNTS, *SHARES)}
    if total["n"] < SMALLEST_CELL:
        return {**shown, "is_withheld": True}
    shown |= _rounded(total)
    if has_groups:
        shown["groups"] = [
            {"label": cell["label"], "is_withheld": True} if is_hidden else _rounded(cell)
            for cell, is_hidden in zip(item["groups"], hidden, strict=True)
        ]
    if all("n" in cell for cell in shown["groups"]):  # these numbers look at every group, withheld ones too
        worst = next((cell for cell in item["groups"] if cell["label"] == item["worst_group"]), item)
        shown |= _rounded({key: item[key] for key in ("worst_group", "lower_bound", "fragility", "q_value")})
        shown |= _rounded({f"worst_{end}": worst[end] for end in ("share", "low", "high")})
        if item.get("finer"):  # its size alone: its answers would be one more cut through the same votes
            by = item["finer"]["broken_by"]
            shown["finer"] = {"verdict": item["finer"]["verdict"], "size": by and by["size"]}
        if item.get("weighted"):
            weighted = {
                "shown": item["weighted"]["shown"],
                "worst": item["weighted"]["worst_group_agreement"],
                "bound": item["weighted"]["lower_bound"],
            }
            shown["weighted"] = _rounded(weighted)
        shown["divisiveness"] = item["divisiveness"] and round(item["divisiveness"], 4)
    return shown


def _finer(found: Mapping[str, Any] | None) -> dict[str, int] | None:
    return {key: found[key] for key in ("carried", "unsure", "broken")} if found else None


def _lacking(item: Mapping[str, Any], statement: Mapping[str, Any]) -> dict[str, Any]:
    """Say how many answered and how many more are needed; of a withheld cell neither: both tell of its votes."""
    cells = [cell for cell in statement["groups"] if cell["label"] == item["group"]] or [statement]
    if "n" in cells[0]:
        return {key: item[key] for key in ("statement_id", "group", "n", "needed")}
    return {"statement_id": item["statement_id"], "group": item["group"], "n": None, "needed": NEEDED_AT_MOST}


def _voices(found: Mapping[str, Any], shown: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Say of each group how many statements have too few of its answers to be shown; least heard first.

    Which of them are below five and which are withheld beside one is not told apart: what is counted is what
    anybody sees withheld.
    """
    withheld = [
        {
            "label": group["label"],
            "statements": sum(
                1 for item in shown if not any(c["label"] == group["label"] and "n" in c for c in item["groups"])
            ),
            "of": len(shown),
        }
        for group in found["groups"]
    ]
    return sorted((one for one in withheld if one["statements"]), key=lambda one: -int(one["statements"]))


def _group(group: Mapping[str, Any], statements: Mapping[Any, Mapping[str, Any]]) -> dict[str, Any]:
    if group["size"] < SMALLEST_CELL:
        return {"label": group["label"], "size": None, "representative": []}

    def is_shown(said: Mapping[str, Any]) -> bool:
        cells = statements[said["statement_id"]]["groups"]
        return any(cell["label"] == group["label"] and "n" in cell for cell in cells)

    said = [_rounded(said) for said in group["representative"] if is_shown(said)]
    return {"label": group["label"], "size": group["size"], "representative": said}
