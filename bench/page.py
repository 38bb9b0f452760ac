"""Write docs/reference/benchmarks.md from one run."""

from __future__ import annotations

import platform
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Goal:
    """One line of the table of goals: what must reach what, and where the number is in what was measured."""

    what: str
    target: float
    measured: Callable[[Row], float | None]
    unit: str = ""
    form: str = ".3f"
    at_least: bool = False


def size(found: Row, people: int) -> Row:
    return next((row for row in found["rows"] if row["people"] == people), {})


def of(people: int, *keys: str) -> Callable[[Row], float | None]:
    """Read one number of the measurements at one size; None where it was not measured."""

    def read(found: Row) -> float | None:
        value: Any = size(found, people)
        for key in keys:
            value = value.get(key) if value else None
        return None if value is None else float(value)

    return read


def share_of_oracle(found: Row) -> float | None:
    made = [row["accuracy"] for row in found["rows"] if "accuracy" in row]
    return min((one["ours"] / one["oracle"] for one in made), default=None)


def worst_group(found: Row) -> float | None:
    return min((row["accuracy"]["worst_ours"] for row in found["rows"] if "accuracy" in row), default=None)


def as_polis(key: str) -> Callable[[Row], float | None]:
    """Read how near Polis mode is to red-dwarf, at the size where it is farthest."""

    def read(found: Row) -> float | None:
        made = [row["accuracy"].get(key) for row in found["rows"] if "accuracy" in row]
        return min((one for one in made if one is not None), default=None)

    return read


def falsely(found: Row) -> float | None:
    runs = sum(row["runs"] for row in found["null"])
    return sum(row["ours"] for row in found["null"]) / runs if runs else None


def gain(found: Row) -> float | None:
    real = found["real"]
    return float(np.mean([1 - row["ours"] / row["mean"] for row in real])) if real else None


def worse(found: Row) -> float | None:
    real = found["real"]
    return float(sum(row["ours"] > row["mean"] for row in real)) if real else None


def stability(found: Row) -> float | None:
    return float(np.mean([row["stable"] for row in found["real"]])) if found["real"] else None


def rightly(found: Row) -> float | None:
    return min((row["right"] / row["runs"] for row in found["right"]), default=None)


def held(found: Row) -> list[float]:
    return [row["held"] / row["cells"] for row in found.get("held", [])]


def held_least(found: Row) -> float | None:
    return min(held(found), default=None)


def held_most(found: Row) -> float | None:
    return max(held(found), default=None)


def margin(found: Row, kind: str = "", rule: str = "ours") -> float | None:
    """Mean gain in log loss over equal chances; of made-up or of real conversations, or of all."""
    gains = [
        1 - row[rule] / row["equal"]
        for row in found.get("routed", [])
        if not kind or row["is_real"] == (kind == "real")
    ]
    return float(np.mean(gains)) if gains else None


def least_margin(found: Row) -> float | None:
    """Lower end of the 90 % interval of the mean gain, over conversations."""
    gains = [1 - row["ours"] / row["equal"] for row in found.get("routed", [])]
    if len(gains) < 2:
        return None
    return float(np.mean(gains) - 1.645 * np.std(gains, ddof=1) / np.sqrt(len(gains)))


def shapes(found: Row) -> str:
    """Lay out the gain over equal chances, conversation by conversation, with its spread over the draws."""
    rows = found.get("routed", [])
    lines = []
    for name in dict.fromkeys(row["name"] for row in rows):
        some = [row for row in rows if row["name"] == name]
        gains = {rule: [1 - row[rule] / row["equal"] for row in some] for rule in ("ours", "polis")}
        lines.append(
            [
                name,
                f"{some[0]['people']:,}",
                str(len(some)),
                number(float(np.mean([row["equal"] for row in some])), ".4f"),
                *(f"{np.mean(one):+.2%} ({min(one):+.2%} to {max(one):+.2%})" for one in gains.values()),
            ]
        )
    kinds = [
        f"{kind} {margin(found, kind):+.2%}, by the formula of Polis {margin(found, kind, 'polis'):+.2%}"
        for kind in ("made up", "real")
        if margin(found, kind) is not None
    ]
    head = ["conversation", "people", "draws", "equal chances, nats a vote", "ours", "formula of Polis"]
    return f"{table(head, lines)}\n\nMean: {'; '.join(kinds)}.\n"


def bias(found: Row) -> float | None:
    return max(abs(found["exposed"][key]) for key in ("weighed", "late")) if "exposed" in found else None


SIZES = ((10_000, 200, 0.25), (100_000, 500, 1.5), (1_000_000, 1_000, 15.0))
GOALS = [
    *(
        Goal(f"1. {people:,} × {statements:,}: whole analysis", seconds, of(people, "fast", "seconds"), " s")
        for people, statements, seconds in SIZES
    ),
    Goal("1. 1,000,000 × 1,000: memory", 2_048, of(1_000_000, "fast", "peak_mb"), " MB", ",.0f"),
    *(
        Goal(f"2. {people:,} × {statements:,}: without numba", 5 * seconds, of(people, "pure", "seconds"), " s")
        for people, statements, seconds in SIZES
    ),
    Goal("3. one vote into the live tables", 20, of(10_000, "live", "vote_us"), " µs", ".1f"),
    Goal("3. map and groups after it", 100, of(10_000, "live", "refresh_ms"), " ms", ".0f"),
    Goal(
        "5. Polis mode: map, correlation with red-dwarf's",
        0.9999,
        as_polis("polis_map"),
        form=".5f",
        at_least=True,
    ),
    Goal("5. Polis mode: groups beside red-dwarf's (ARI)", 0.98, as_polis("polis_groups"), at_least=True),
    Goal("6. groups found where there are none", 0.05, falsely, form=".1%"),
    Goal("7. right number of groups, 5,000 × 200 (least of 1–4)", 0.9, rightly, form=".0%", at_least=True),
    Goal("8. planted groups, share of the oracle's (least)", 0.95, share_of_oracle, form=".2f", at_least=True),
    Goal("9. hidden votes: mean gain over the statement's mean", 0.14, gain, form=".1%", at_least=True),
    Goal("9. conversations predicted worse than by the mean", 0, worse, form=".0f"),
    Goal("10. groups after a fifth of the votes is dropped", 0.80, stability, form=".2f", at_least=True),
    Goal(
        "11. 90 % intervals that hold the truth (least of five sizes)", 0.88, held_least, form=".1%", at_least=True
    ),
    Goal("11. and not too many (most)", 0.92, held_most, form=".1%"),
    Goal("12. worst group's share with the truth (least)", 0.95, worst_group, form=".2f", at_least=True),
    Goal("13. entries that rejected statements change", 0, lambda found: found.get("moderated"), form=".0f"),
    Goal("14. bias of the worst group's agreement", 0.02, bias),
    Goal("16. hidden votes: gain over equal chances", 0.005, margin, form=".2%", at_least=True),
    Goal("16. and the lower end of its 90 % interval", 0.0, least_margin, form=".2%", at_least=True),
    Goal("16. one choice of 200 statements", 1.0, lambda found: found.get("choice_ms"), " ms", ".2f"),
]


def reached(goal: Goal, value: float) -> bool:
    return value >= goal.target if goal.at_least else value <= goal.target


def goal_lines(found: Row) -> str:
    lines = []
    for goal in GOALS:
        if (value := goal.measured(found)) is not None:
            limit = f"{'at least' if goal.at_least else 'at most'} {goal.target:{goal.form}}{goal.unit}"
            verdict = "met" if reached(goal, value) else "**not met**"
            lines.append([goal.what, f"{value:{goal.form}}{goal.unit}", limit, verdict])
    return table(["goal", "measured", "wanted", ""], lines)


def finding(found: Row) -> str:
    """Say in words what came out, from the numbers."""
    values = [(goal, goal.measured(found)) for goal in GOALS]
    known = [(goal, value) for goal, value in values if value is not None]
    missed = [
        f"{goal.what} ({value:{goal.form}}{goal.unit} instead of {goal.target:{goal.form}}{goal.unit})"
        for goal, value in known
        if not reached(goal, value)
    ]
    pairs = [
        (row["red_dwarf"]["results"][0]["seconds"] / row["fast"]["seconds"], row)
        for row in found["rows"]
        if row["red_dwarf"]
    ]
    text = f"{len(known) - len(missed)} of the {len(known)} goals measured here are met"
    text += f"; not met: {'; '.join(missed)}." if missed else "."
    if pairs:
        most, row = max(pairs, key=lambda pair: pair[0])
        text += (
            f" At {row['people']:,} people and {row['statements']:,} statements the whole analysis takes "
            f"{row['fast']['seconds']:.2f} seconds, red-dwarf's pipeline {most:,.0f} times as long."
        )
    largest = found["rows"][-1]
    text += (
        f" {largest['votes'] / 1e6:,.1f} million votes of {largest['people']:,} people take "
        f"{largest['fast']['seconds']:.1f} seconds and {largest['fast']['peak_mb']:,.0f} MB."
    )
    if found["null"] and found["null"][0]["red_dwarf"] is not None:
        ours, theirs, runs = (sum(row[key] for row in found["null"]) for key in ("ours", "red_dwarf", "runs"))
        text += f" Where there are no groups, ours finds some in {ours} of {runs} cases, red-dwarf in {theirs}."
    rivals = [row["stable_red_dwarf"] for row in found["real"] if row["stable_red_dwarf"] is not None]
    if rivals and (ours := stability(found) or 0.0) < np.mean(rivals):
        text += (
            f" On real conversations red-dwarf's groups, fewer as a rule, survive the loss of votes better than "
            f"ours: {np.mean(rivals):.2f} against {ours:.2f}."
        )
    return text


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


def right(rows: list[Row]) -> str:
    said = (f"{row['right']} of {row['runs']} right with {row['k']} planted" for row in rows)
    return ", ".join(said) or "not run"


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
        "k predicting",
        "k told",
        "red-dwarf",
        "k",
        "Community Notes'",
    ]
    head += ["stability: ours", "of the sure", "red-dwarf"]
    lines = [
        [
            row["name"],
            f"{row['people']:,}",
            f"{row['votes']:,}",
            *(number(row[key], ".4f") for key in ("mean", "ours")),
            str(row.get("k_predicting", "–")),
            str(row["k"]),
            number(row["red_dwarf"], ".4f"),
            str(row["red_dwarf_k"] or "–"),
            number(row["notes"], ".4f"),
            number(row["stable"], ".2f"),
            number(row.get("stable_sure"), ".2f"),
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


def write_page(path: Path, found: Row) -> None:
    rows, null, real = found["rows"], found["null"], found["real"]
    packages = ", ".join(installed(name) for name in ("numpy", "scipy", "numba"))
    python = platform.python_version()
    load = f"{found['load'][0]:.1f} when it began and {found['load_after'][0]:.1f} when it ended"
    text = f"""# Benchmarks of the opinion engine

{finding(found)}

The network engine has [a page of its own](benchmarks-network.md), decisions and their logs have
[another](benchmarks-decisions.md).

`make bench` writes this page. This run: {datetime.now(UTC):%Y-%m-%d},
{found["minutes"]:.0f} minutes, {processor()},
{cores()} cores, Python {python}, {packages}; engine: {ENGINE_VERSION}. red-dwarf 0.4.0 from PyPI, in
an environment of its own. The program of Community Notes is no package that can be installed beside these, so its
published model was written anew (`bench/community_notes.py`). Other programs ran on the
machine (load {load}; this run itself makes one to two): wall times are upper limits.
`bench/opinion.py` says how to add a line. {found.get("note", "")}

## Goals

{goal_lines(found)}

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

Number of groups, 5,000 people and 200 statements: {right(found["right"])}.

## What is shown next

Twenty questions each, by each rule; then hidden votes of the same people are foretold (mean over mixtures of 2, 3
and 4 groups). Less log loss than after equal chances, mean and range over the draws (`bench/routing.py`).

{shapes(found)}
## Real conversations

The twelve of compdemocracy/openData (CC BY 4.0, The Computational Democracy Project), rejected and meta statements
left out. Log loss of hidden agree and disagree votes, five folds: ours by soft membership in as many groups as
predict best votes hidden within what is left ("k predicting"), red-dwarf by the shares of its groups (smoothed
alike), Community Notes' model by its expected rating. Stability: mean adjusted Rand index with the groups of all
votes after a fifth of the votes is dropped, three draws, of the groups told ("k told"; 0: none clear), and among
people whose membership is sure to .9.

{hidden(real) if real else "Not run: MUARA_DATA was not set."}"""
    path.write_text(text.rstrip() + "\n", encoding="utf-8")
