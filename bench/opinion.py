"""The opinion engine on made-up conversations, beside what the machine can do: ``python -m bench.opinion``.

Each size runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from muara.engine.opinion import VoteTable, adjusted_rand_index, analyse
from muara.engine.opinion.synthetic import Conversation, conversation

SIZES = ((1_000, 100), (10_000, 200), (100_000, 500))
REPEATS = 3


def best_of(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Time the work in seconds; the fastest of some runs, because other programs only ever slow it down."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def limits(votes: VoteTable) -> tuple[float, float]:
    """Time one pass that reads every vote in order, and one that adds every vote to a table in memory."""
    weights = votes.values.astype(np.float64)
    cells = votes.rows * 8 + votes.columns % 8
    table = votes.n_participants * 8
    stream = best_of(lambda: (votes.values.sum(dtype=np.int64), votes.columns.sum(dtype=np.int64)))
    return stream, best_of(lambda: np.bincount(cells, weights, minlength=table))


def shuffled(drawn: Conversation) -> Callable[[], VoteTable]:
    votes = drawn.votes
    order = np.random.default_rng(1).permutation(votes.n_votes)
    who, what, value = votes.rows[order], votes.columns[order].astype(np.int64), votes.values[order]
    return lambda: VoteTable.from_votes(who, what, value)


def measure(people: int, statements: int) -> dict[str, float]:
    drawn = conversation(people, statements, seed=1)
    before = peak_mb()
    found = analyse(drawn.votes)
    after = peak_mb()
    repeats = REPEATS if people < 100_000 else 1
    stream, scatter = limits(drawn.votes)
    return {
        "votes": drawn.votes.n_votes,
        "seconds": best_of(lambda: analyse(drawn.votes), repeats),
        "polis": best_of(lambda: analyse(drawn.votes, mode="polis"), 1),
        "table": best_of(shuffled(drawn), repeats),
        "json": best_of(found.to_json, 1),
        "peak_mb": after,
        "input_mb": before,
        "stream": stream,
        "scatter": scatter,
        "groups": found.n_groups,
        "accuracy": adjusted_rand_index(found.groups, drawn.groups),
        "oracle": adjusted_rand_index(drawn.oracle(), drawn.groups),
    }


def main() -> None:
    print("Opinion engine, three planted groups. Seconds; the fastest run. MB: peak of the whole process.")
    print("ARI: agreement with the planted groups, ours / of who knows the true chances.\n")
    print(f"{'people x statements':>20} {'votes':>10} {'analyse':>8} {'Polis mode':>10} {'table':>7} {'JSON':>6} "
          f"{'MB':>6} {'(before)':>9} {'stream':>8} {'scatter':>8} {'groups':>6} {'ARI':>13}")  # fmt: skip
    for people, statements in SIZES:
        command = [sys.executable, "-m", "bench.opinion", str(people), str(statements)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        m = json.loads(done.stdout)
        print(
            f"{people:>12,} x {statements:>5,} {m['votes']:>10,} {m['seconds']:>8.2f} {m['polis']:>10.2f} "
            f"{m['table']:>7.3f} {m['json']:>6.2f} {m['peak_mb']:>6.0f} {m['input_mb']:>9.0f} {m['stream']:>8.4f} "
            f"{m['scatter']:>8.4f} {m['groups']:>6} {m['accuracy']:>6.3f}/{m['oracle']:.3f}",
            flush=True,
        )
    print("\nstream: every vote read once; scatter: every vote added once to a table. No engine can be faster.")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]))))
    else:
        main()
