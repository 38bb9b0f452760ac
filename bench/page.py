"""Write docs/reference/benchmarks.md from one run."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from muara.engine.opinion.crew import cores
from muara.engine.opinion.result import ENGINE_VERSION

Row = dict[str, Any]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def number(value: float | None, form: str = ".3f") -> str:
    return "–" if value is None or not np.isfinite(value) else format(value, form)


def met(value: float, goal: float) -> str:
    return "met" if value <= goal else "**not met**"


def installed(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def speed(rows: list[Row]) -> str:
    head = ["people × statements", "votes", "ours, s", "CPU s", "one core, s", "without numba, s", "Polis mode, s"]
    head += ["red-dwarf, s", "ratio", "Community Notes' model, s", "ratio"]
    lines = []
    for row in rows:
        ours, rival, notes = row["fast"]["seconds"], row["red_dwarf"], row["notes"]
        theirs = rival["results"][0]["seconds"] if rival else None
        lines.append(
            [
                f"{row['people']:,} × {row['statements']:,}",
                f"{row['votes']:,}",
                number(ours),
                number(row["fast"]["cpu"]),
                number(row["one_core"]["seconds"]),
                number(row["pure"]["seconds"]),
                number(row["polis"]["seconds"]),
                number(theirs, ",.1f"),
                "–" if theirs is None else f"{theirs / ours:,.0f}×",
                number(notes and notes["seconds"], ",.1f"),
                "–" if notes is None else f"{notes['seconds'] / ours:,.0f}×",
            ]
        )
    return table(head, lines)


def memory(rows: list[Row]) -> str:
    head = ["people × statements", "ours, MB", "without numba, MB", "red-dwarf, MB", "Community Notes' model, MB"]
    head += ["one stream, ms", "one scatter, ms", "ours / scatter"]
    lines = []
    for row in rows:
        rival, notes, limits = row["red_dwarf"], row["notes"], row["limits"]
        lines.append(
            [
                f"{row['people']:,} × {row['statements']:,}",
                number(row["fast"]["peak_mb"], ".0f"),
                number(row["pure"]["peak_mb"], ".0f"),
                number(rival and rival["peak_mb"], ",.0f"),
                number(notes and notes["peak_mb"], ",.0f"),
                number(1e3 * limits["stream"], ".2f"),
                number(1e3 * limits["scatter"], ".2f"),
                number(row["fast"]["seconds"] / limits["scatter"], ",.0f"),
            ]
        )
    return table(head, lines)


def goals_of(rows: list[Row], goals: dict[int, tuple[float, float | None]], pure_times: int) -> str:
    lines = []
    for row in rows:
        if row["people"] in goals:
            seconds, megabytes = goals[row["people"]]
            size, fast, pure = f"{row['people']:,} × {row['statements']:,}", row["fast"], row["pure"]["seconds"]
            lines.append([f"{size}: whole analysis", f"{fast['seconds']:.3f} s", f"{seconds} s",
                          met(fast["seconds"], seconds)])  # fmt: skip
            lines.append([f"{size}: the same without numba", f"{pure:.3f} s", f"{pure_times * seconds} s",
                          met(pure, pure_times * seconds)])  # fmt: skip
            if megabytes:
                lines.append([f"{size}: memory", f"{fast['peak_mb']:,.0f} MB", f"{megabytes:,.0f} MB",
                              met(fast["peak_mb"], megabytes)])  # fmt: skip
        if "live" in row:
            live = row["live"]
            lines.append(["one vote into the live tables", f"{live['vote_us']:.1f} µs", "20 µs",
                          met(live["vote_us"], 20)])  # fmt: skip
            lines.append(["map and groups after it", f"{live['refresh_ms']:.0f} ms", "100 ms",
                          met(live["refresh_ms"], 100)])  # fmt: skip
    return table(["what", "measured", "goal", ""], lines)


def accuracy(rows: list[Row]) -> str:
    head = ["people × statements", "oracle", "ours", "Polis mode", "red-dwarf"]
    head += ["worst group: ours", "Polis' consensus", "red-dwarf's consensus", "Community Notes' intercept"]
    lines = []
    for row in rows:
        if found := row.get("accuracy"):
            keys = ["oracle", "ours", "polis", "red_dwarf", "worst_ours", "worst_polis", "worst_red_dwarf"]
            size = f"{row['people']:,} × {row['statements']:,}"
            lines.append([size, *(number(found[key]) for key in [*keys, "worst_notes"])])
    return table(head, lines)


def false(null: list[Row]) -> str:
    lines = [
        [f"{row['people']:,}", f"{row['ours']} of {row['runs']}",
         "–" if row["red_dwarf"] is None else f"{row['red_dwarf']} of {row['runs']}"]
        for row in null
    ]  # fmt: skip
    return table(["people", "ours", "red-dwarf"], lines)


def gains(real: list[Row], key: str) -> str:
    gain = [1 - row[key] / row["mean"] for row in real if row[key] is not None]
    worse = sum(one < 0 for one in gain)
    if not gain:
        return "–"
    return f"{np.mean(gain):.1%} (least {min(gain):.1%}; worse than the statement's mean in {worse})"


def hidden(real: list[Row]) -> str:
    head = [
        "conversation",
        "people",
        "votes",
        "statement's mean",
        "ours",
        "k",
        "red-dwarf",
        "k",
        "Community Notes'",
    ]
    head += ["stability: ours", "red-dwarf"]
    lines = [
        [
            row["name"],
            f"{row['people']:,}",
            f"{row['votes']:,}",
            *(number(row[key], ".4f") for key in ("mean", "ours")),
            str(row["k"]),
            number(row["red_dwarf"], ".4f"),
            str(row["red_dwarf_k"] or "–"),
            number(row["notes"], ".4f"),
            number(row["stable"], ".2f"),
            number(row["stable_red_dwarf"], ".2f"),
        ]
        for row in real
    ]
    stable = np.mean([row["stable"] for row in real])
    rivals = [row["stable_red_dwarf"] for row in real if row["stable_red_dwarf"] is not None]
    theirs = np.mean(rivals) if rivals else float("nan")
    return f"""{table(head, lines)}

Mean gain over the statement's mean: ours {gains(real, "ours")};
red-dwarf {gains(real, "red_dwarf")};
Community Notes' model {gains(real, "notes")}.
Mean stability: ours {stable:.2f}, red-dwarf {theirs:.2f}.
"""


def write_page(
    path: Path,
    rows: list[Row],
    null: list[Row],
    real: list[Row],
    *,
    goals: dict[int, tuple[float, float | None]],
    pure_times: int,
    minutes: float,
) -> None:
    packages = ", ".join(installed(name) for name in ("numpy", "scipy", "numba"))
    python = platform.python_version()
    text = f"""# Benchmarks of the opinion engine

`make bench` writes this page. This run: {datetime.now(UTC):%Y-%m-%d}, {minutes:.0f} minutes, {processor()},
{cores()} cores, Python {python}, {packages}; engine: {ENGINE_VERSION}. red-dwarf 0.4.0 from PyPI, in
an environment of its own. The program of Community Notes is no package that can be installed beside these, so its
published model was written anew (`bench/community_notes.py`). Other programs may have run on the machine: wall
times are upper limits.

## Goals

{goals_of(rows, goals, pure_times)}

## Time

From the votes in memory to the whole result (gate, readings, groups, map, agreement, bridging, what speaks for a
group); the fastest of several runs, each contender in a process of its own. Loading compiled loops is not counted.
red-dwarf: its whole pipeline; "–" where it was not run or was stopped (over six minutes, or too much memory).

{speed(rows)}

## Memory, and the limits of the machine

Peak of the whole process with its libraries and its copy of the votes. One stream reads every vote in order; one
scatter adds every vote once to a table in memory. No engine that looks at every vote is faster than the first.

{memory(rows)}

## Planted groups

Three groups, drawn as `synthetic.conversation` says: agreement with them (adjusted Rand index), beside that of an
oracle who knows the true chances; and Spearman's correlation of each score with the true agreement of the worst
group.

{accuracy(rows)}

## Groups where there are none

{false(null)}

## Real conversations

The twelve of compdemocracy/openData (CC BY 4.0, The Computational Democracy Project), rejected and meta statements
left out. Log loss of hidden agree and disagree votes, five folds: ours by soft membership in the groups found
without them, red-dwarf by the shares of its groups (smoothed alike), Community Notes' model by its expected
rating. Stability: mean adjusted Rand index with the groups of all votes after a fifth of the votes is dropped,
three draws. 0 groups: none clear.

{hidden(real) if real else "Not run: MUARA_DATA was not set."}"""
    path.write_text(text.rstrip() + "\n", encoding="utf-8")
