"""Counts by other programs, each timed as its own documentation has it called: run by .venv-bench's Python.

Reads the elections as JSON and writes `{task: {program: [processor seconds, result]}}`. It imports nothing of
ours. What has to be made once for any count (ballots, candidates) is made before the clock starts.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

TIMES = 3
Way = Callable[[], Callable[[], list[str]]]


def pyrankvote(told: Any) -> dict[str, Way]:
    rank = import_module("pyrankvote")

    def ready() -> Any:
        who = {name: rank.Candidate(name) for name in told["names"]}
        ballots = [rank.Ballot([who[name] for name in paper]) for paper, n in told["papers"] for _ in range(n)]
        return list(who.values()), ballots

    def board() -> Callable[[], list[str]]:
        who, ballots = ready()
        return lambda: [
            str(one) for one in rank.single_transferable_vote(who, ballots, told["seats"]).get_winners()
        ]

    def one() -> Callable[[], list[str]]:
        who, ballots = ready()
        return lambda: [str(one) for one in rank.instant_runoff_voting(who, ballots).get_winners()]

    return {"stv": board, "irv": one}


def votelib(told: Any) -> dict[str, Way]:
    count = import_module("votelib.evaluate.sequential").TransferableVoteSelector(quota_function="droop")
    papers = {tuple(paper): n for paper, n in told["papers"]}
    return {
        "stv": lambda: lambda: count.evaluate(papers, told["seats"]),
        "irv": lambda: lambda: count.evaluate(papers, 1),
    }


def stvpoll(told: Any) -> dict[str, Way]:
    count = import_module("stvpoll.scottish_stv").calculate_scottish_stv
    papers = [(tuple(paper), n) for paper, n in told["papers"]]
    names = tuple(told["names"])
    return {
        "stv": lambda: lambda: list(count(names, papers, told["seats"], random_shuffle=False).elected_as_tuple()),
        "irv": lambda: lambda: list(count(names, papers, 1, random_shuffle=False).elected_as_tuple()),
    }


def muoblpbindings(told: Any) -> dict[str, Way]:
    """Equal shares in C++ and floating point: a utility of 1 for each project is served by its cost there."""
    mes = import_module("muoblpbindings").equal_shares_utils
    voters, likes = list[str](), {name: list[tuple[str, int]]() for name in told["costs"]}
    for chosen, n in told["votes"]:
        for _ in range(n):
            voters.append(str(len(voters)))
            for name in chosen:
                likes[name].append((voters[-1], 1))
    costs = {name: float(cost) for name, cost in told["costs"].items()}
    liked, money = {name: len(line) for name, line in likes.items()}, float(told["money"])
    return {"shares": lambda: lambda: mes(voters, list(costs), costs, likes, liked, money)}


def main() -> None:
    told = json.load(sys.stdin)
    found: dict[str, dict[str, Any]] = {}
    for program in (stvpoll, pyrankvote, votelib, muoblpbindings):
        try:
            ways = program(told)
        except ImportError as error:
            print(f"   {program.__name__} is left out: {error}", file=sys.stderr)
            continue
        for task, way in ways.items():
            count, seconds, result = way(), float("inf"), list[str]()
            for _ in range(TIMES):
                began = time.process_time()
                result = count()
                seconds = min(seconds, time.process_time() - began)
            found.setdefault(task, {})[program.__name__] = [seconds, result]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
