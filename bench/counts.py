"""Ranked counts and budgets, beside every program that counts so and installs."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pabutools.election as pb
from pabutools.rules import method_of_equal_shares

from bench.line import Line, best
from muara.engine.governance.decisions import count_ranked, equal_shares

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-bench" / ("Scripts" if os.name == "nt" else "bin") / "python"
BOARD = "five seats, twelve candidates, 20,000 papers (STV)"
ONE = "one seat, twelve candidates, 20,000 papers (IRV)"
SHARES = "40 projects, 2,000 voters (equal shares, one run)"
Papers = dict[tuple[str, ...], int]


class Unfinished(pb.Instance):  # type: ignore[misc]
    """A budget whose shares are raised until the next run costs too much, and not until nothing more fits."""

    def is_exhaustive(self, chosen: Any, available_projects: Any = None) -> bool:
        return len(chosen) == len(available_projects)


def board() -> tuple[list[str], Papers, int]:
    """Return 20,000 papers for five seats and twelve candidates, who differ in how well they are liked."""
    rng = np.random.default_rng(1)
    names, liked = [f"c{at}" for at in range(12)], rng.normal(0, 1, 12)
    papers: Papers = {}
    for _ in range(20_000):
        order = np.argsort(-(liked + rng.gumbel(0, 1, 12)))[: int(rng.integers(1, 8))]
        paper = tuple(names[at] for at in order)
        papers[paper] = papers.get(paper, 0) + 1
    return names, papers, 5


def budget() -> tuple[dict[str, int], Papers, int]:
    """Return 40 projects, 2,000 voters who choose some of them, and a third of what all would cost."""
    rng = random.Random(1)
    costs = {f"p{at}": rng.randrange(5, 60) * 4096 + 2 ** (at % 12) for at in range(40)}
    votes: Papers = {}
    for _ in range(2000):
        key = tuple(sorted(rng.sample(list(costs), rng.randrange(1, 9))))
        votes[key] = votes.get(key, 0) + 1
    return costs, votes, sum(costs.values()) // 3


def the_counts() -> Iterator[Line]:
    """Time a board and one winner from ranked papers, and money given by equal shares."""
    names, papers, seats = board()
    costs, votes, money = budget()
    peers = others(
        names=names, papers=list(papers.items()), seats=seats, costs=costs, votes=list(votes.items()), money=money
    )
    for task, key, n in ((BOARD, "stv", seats), (ONE, "irv", 1)):
        found = count_ranked(names, papers, seats=n, order=names)
        seconds = best(lambda n=n: count_ranked(names, papers, seats=n, order=names), 5)  # type: ignore[misc]
        yield from beside(task, seconds, peers.get(key, {}), set(found.elected))

    def ours(step: int = 0) -> Any:
        return equal_shares(costs, votes, money, order=list(costs), step=step, finish=False)

    theirs = [pabutools(costs, votes, money, is_bundled=is_bundled) for is_bundled in (False, True)]
    programs = peers.get("shares", {}) | {"pabutools": min(theirs, key=lambda one: one[0])}
    yield from beside(SHARES, best(ours, 5), programs, set(ours().projects))
    step = money // 2000 // 20
    raised = ours(step)
    seconds, chosen = pabutools(costs, votes, money, step=step)
    yield Line(
        f"the same, shares raised {raised.runs} times", best(lambda: ours(step)), "s", None, "pabutools", seconds,
        set(chosen) == set(raised.projects),
    )  # fmt: skip


def beside(task: str, ours: float, peers: dict[str, Any], chosen: set[str]) -> Iterator[Line]:
    """Return a line for each program, or one alone where there is none."""
    for name, (seconds, result) in sorted(peers.items(), key=lambda peer: peer[1][0]):
        yield Line(task, ours, "s", None, name, seconds, set(result) == chosen)
    if not peers:
        yield Line(task, ours)


def pabutools(
    costs: dict[str, int], votes: Papers, money: int, *, step: int = 0, is_bundled: bool = False
) -> tuple[float, list[str]]:
    """Time pabutools with equal ballots apart or bundled; its ballots are made before the clock starts."""
    projects = {name: pb.Project(name, cost) for name, cost in costs.items()}
    instance = Unfinished(projects.values(), budget_limit=money)
    profile = pb.ApprovalProfile(
        pb.ApprovalBallot(projects[name] for name in key) for key, n in votes.items() for _ in range(n)
    )
    ballots = profile.as_multiprofile() if is_bundled else profile
    found: list[str] = []

    def count() -> None:
        chosen = method_of_equal_shares(
            instance, ballots, sat_class=pb.Cost_Sat, voter_budget_increment=step or None
        )
        found[:] = [one.name for one in chosen]

    return best(count, 1 if step else 3), found


def others(**told: Any) -> dict[str, dict[str, Any]]:
    if not PEER.exists():
        return {}
    done = subprocess.run(
        [PEER, ROOT / "bench" / "decision_peers.py"], input=json.dumps(told), text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    print(done.stderr, end="", file=sys.stderr)
    if done.returncode:
        return {}
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found
