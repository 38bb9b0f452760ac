"""Write docs/reference/benchmarks-network.md from one run."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.page import processor, table
from muara.engine.network import ENGINE_VERSION
from muara.engine.opinion.crew import cores

TITLES = {
    "loss": "G1 loss of each of {n} actors, with sizes",
    "attack": "G2 attack curve and R, {n} actors",
    "cascades": "G3 cascade of each of {n} first leavers, threshold .1",
    "draws": "G4 1,000 draws of the ties, {n} actors",
    "what if": "what-if of one actor with 1,000 draws, {n} actors",
    "health": "health of {n} actors (1,000 draws, 100 networks by chance)",
    "core": "core and periphery, {n} actors",
    "betweenness": "betweenness, {n} actors",
    "closeness": "closeness, {n} actors",
    "efficiency lost": "efficiency lost with each of {n} actors, exact",
    "constraint": "Burt's constraint, {n} actors",
    "stopping set": "G8 worst five of 200 leavings for 100 processes (HiGHS)",
}


def title(name: str) -> str:
    key, _, n = name.rpartition(" ")
    return TITLES[key].format(n=f"{int(n):,}") if n.isdigit() else TITLES[name]


def milliseconds(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    ms = seconds * 1e3
    return f"{ms:,.4f}" if ms < 0.1 else f"{ms:,.3f}" if ms < 10 else f"{ms:,.0f}"


def times(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 10 else f"{ratio:.1f}×"


def goal_rows(rows: list[dict[str, Any]]) -> list[list[str]]:
    lines = []
    for row in rows:
        for key, goal, more in (("fast", row["goal"], ""), ("pure", row["pure_goal"], ", without numba")):
            if goal is not None:
                met = "met" if row[key] <= goal else "**not met**"
                lines.append(
                    [
                        f"{title(row['name'])}{more}",
                        f"{milliseconds(row[key])} ms",
                        f"at most {goal * 1e3:g} ms",
                        met,
                    ]
                )
    return lines


def peer_rows(rows: list[dict[str, Any]]) -> list[list[str]]:
    lines = []
    for row in rows:
        first = [title(row["name"]), milliseconds(row["fast"]), milliseconds(row["pure"])]
        if not row["peers"]:
            lines.append([*first, "–", "–", "–"])
        for peer in row["peers"]:
            name = f"{peer['peer']}{' (scaled)' if peer['scaled'] else ''}"
            same = ", the same" if peer.get("check") is not None and "points alone" not in name else ""
            lines.append(
                [*first, f"{name}{same}", milliseconds(peer["seconds"]), times(peer["seconds"] / row["fast"])]
            )
            first = ["", "", ""]
    return lines


def finding(rows: list[dict[str, Any]], known: list[dict[str, Any]]) -> str:
    goals = [line[3] == "met" for line in goal_rows(rows)] + [one["met"] for one in known]
    missed = [line[0] for line in goal_rows(rows) if line[3] != "met"]
    missed += [f"{one['goal']} {one['text']}" for one in known if not one["met"]]
    text = f"{sum(map(bool, goals))} of the {len(goals)} goals measured here are met"
    text += f"; not met: {'; '.join(missed)}." if missed else "."
    slower = [
        f"{title(row['name'])} ({peer['peer']} takes {peer['seconds'] / row['fast']:.2f} of the time)"
        for row in rows for peer in row["peers"]
        if peer["seconds"] < row["fast"] and "points alone" not in peer["peer"]
    ]  # fmt: skip
    peers = any(row["peers"] for row in rows)
    if peers:
        text += f" A peer is faster at: {'; '.join(slower)}." if slower else " No peer is faster at the same task."
    return text


def write_page(
    path: Path,
    rows: list[dict[str, Any]],
    known: list[dict[str, Any]],
    *,
    minutes: float,
    load: float,
    has_numba: bool,
) -> None:
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "scipy", *(["numba"] if has_numba else []))
    )
    by_goal = [[one["goal"], one["text"], "met" if one["met"] else "**not met**"] for one in known]
    text = f"""# Benchmarks of the network engine

{finding(rows, known)}

`make bench` writes this page (`python3 dev.py bench network` this one alone). This run:
{datetime.now(UTC):%Y-%m-%d}, {minutes:.0f} minutes, {processor()}, {cores()} cores (load {load:.1f} when it
began), Python {platform.python_version()}, {packages}; engine: {ENGINE_VERSION}. Peers in an environment of
their own, versions in `requirements/bench.in`. **Processor seconds of one thread**, best of some runs, since
other programs ran on the machine. The network: about four ties an actor, with hubs and pendants
(`bench.network.city`); loading compiled loops is not counted.

## Goals of speed

{table(["goal", "measured", "wanted", ""], goal_rows(rows))}

## Beside the peers

In milliseconds; the ratio is the peer's time by ours with numba. "The same": the peer gives the same result,
which the run checks (for losses the pairs lost, for cascades ten sizes). "Points alone": the peer only says who
is critical, not what is lost; networkit gives biconnected components. "Scaled": done for some actors, draws or
steps, and multiplied. Every second tie is unsure in the draws, where igraph is asked for the critical actors
alone.

{table(["task", "ours", "without numba", "peer", "peer's", "ratio"], peer_rows(rows))}

## Right rather than fast

{table(["goal", "what was found", ""], by_goal)}
"""
    path.write_text(text, encoding="utf-8")
