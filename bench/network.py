"""The network engine beside networkx, igraph, rustworkx and networkit, in one run.

    python -m bench network            all of it, a few minutes; writes docs/reference/benchmarks-network.md
    python -m bench.network --quick    up to 2,000 actors, half a minute; writes no page
    python -m bench.network --page     the page again, from what was measured last

Processor seconds of one thread, best of some runs, so that other programs on the machine disturb little; peers run
in .venv-bench (`python3 dev.py bench` makes it). To add a line: measure ours in `ours`, a peer in
`bench/network_peers.py` under the same name, and a goal in `GOALS` if there is one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.network_facts import facts, work
from bench.network_page import write_page
from muara.engine.compiled import compiled
from muara.engine.network import (
    Network,
    attack_curve,
    betweenness,
    cascade_of_each,
    closeness,
    constraint,
    core_periphery,
    efficiency_lost,
    health,
    loss_of_each,
    uncertain_loss,
    warm_up,
    what_if,
    worst_leavings,
)
from muara.engine.network.uncertainty import chance_of_ties

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-bench" / ("Scripts" if os.name == "nt" else "bin") / "python"
PAGE = ROOT / "docs" / "reference" / "benchmarks-network.md"
KEPT = ROOT / "var" / "bench-network.json"
SIZES = (200, 500, 2_000, 20_000, 200_000)
GOALS = {
    "loss 200": 0.02e-3,
    "loss 20000": 4e-3,
    "loss 200000": 0.15,
    "attack 20000": 10e-3,
    "cascades 20000": 30e-3,
    "draws 200": 0.1,
    "what if 500": 0.3,
    "stopping set": 1.0,
}
PURE_GOALS = {"draws 200": 5.0}
Found = dict[str, Any]


def city(n: int, seed: int = 0) -> Network:
    """Draw about four ties an actor, with hubs and pendants; every second tie is reported by one side only."""
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, n, 4 * n), (rng.random(4 * n) ** 2 * n).astype(np.int64)
    other = a != b
    evidence = np.where(rng.random(int(other.sum())) < 0.5, 0.5, 1.0)
    return Network.from_ties(a[other], b[other], actors=np.arange(n), evidence=evidence, twice="max")


def best(call: Callable[[], object], times: int = 5, enough: float = 3.0) -> float:
    """Give the processor seconds of the best run."""
    least, spent = float("inf"), 0.0
    for _ in range(times):
        began = time.process_time()
        call()
        took = time.process_time() - began
        least, spent = min(least, took), spent + took
        if spent > enough:
            break
    return least


@compiled
def one_by_one(indptr: Any, indices: Any, limit: Any, seeds: Any, sizes: Any) -> None:
    """Follow Watts' rule from each seed anew, compiled: what the engine would be without its idea."""
    n = len(limit)
    seen, todo = np.full(n, -1, dtype=np.int64), np.empty(n, dtype=np.int64)
    pressure = np.zeros(n)
    gone = np.full(n, -1, dtype=np.int64)
    for turn in range(len(seeds)):
        gone[seeds[turn]], todo[0], height, count = turn, seeds[turn], 1, 1
        while height > 0:
            height -= 1
            i = todo[height]
            for arc in range(indptr[i], indptr[i + 1]):
                j = indices[arc]
                if gone[j] == turn:
                    continue
                if seen[j] != turn:
                    seen[j], pressure[j] = turn, 0.0
                pressure[j] += 1.0
                if pressure[j] >= limit[j]:
                    gone[j], todo[height] = turn, j
                    height += 1
                    count += 1
        sizes[turn] = count


def plainly(net: Network, phi: float) -> tuple[float, list[int]]:
    """Time every seed anew, scaled from a few, and give the sizes of ten for comparison."""
    near, n = net.adjacency, net.n_actors
    limit = (phi - 1e-9) * near.degrees
    some = np.arange(0, n, n // 10)
    sizes = np.zeros(len(some), dtype=np.int64)
    one_by_one(near.indptr, near.indices, limit, some[:1], sizes[:1])
    return best(lambda: one_by_one(near.indptr, near.indices, limit, some, sizes), 1) * n / len(
        some
    ), sizes.tolist()


def ours(sizes: tuple[int, ...]) -> Found:
    """Measure ours, with the compiled loops and without, and what can be checked against a peer."""
    found: Found = {}

    def task(name: str, call: Callable[[], Any], times: int = 5, check: Callable[[Any], Any] = lambda value: None,
             pure: bool = True) -> None:  # fmt: skip
        os.environ["MUARA_FAST"] = "1"
        value = check(call())
        row = {"fast": best(call, times), "pure": None, "check": value}
        if pure:
            os.environ["MUARA_FAST"] = "0"
            row["pure"] = best(call, min(times, 2))
            os.environ["MUARA_FAST"] = "1"
        found[name] = row
        print(f"   {name}: ours {row['fast']:.3g} s", file=sys.stderr)

    def drawn(net: Network) -> object:
        return uncertain_loss(net, rng=np.random.default_rng(1), draws=1000)

    for n in sizes:
        net = city(n)
        _ = net.adjacency
        task(f"loss {n}", lambda net=net: loss_of_each(net), 50 if n < 20_000 else 5,
             lambda lost: int(lost.pairs_lost.sum()))  # fmt: skip
        if n in (200, 2_000, 20_000):
            task(f"attack {n}", lambda net=net: attack_curve(net), 20,
                 lambda curve, n=n: round(float(curve.largest[1:].sum()) * n))  # fmt: skip
        if n in (2_000, 20_000):
            task(f"cascades {n}", lambda net=net: cascade_of_each(net, 0.1), 5,
                 lambda gone, n=n: gone[:: n // 10].tolist())  # fmt: skip
        if n == 20_000:
            task(f"constraint {n}", lambda net=net: constraint(net), 3)
        if n <= 2_000:
            pairs = (n - 1) * (n - 2) / 2
            task(f"betweenness {n}", lambda net=net: betweenness(net), 5,
                 lambda share, pairs=pairs: float(share.sum() * pairs))  # fmt: skip
            task(f"closeness {n}", lambda net=net: closeness(net))
            task(f"efficiency lost {n}", lambda net=net: efficiency_lost(net), 3, pure=n <= 500)
        if n <= 500:
            task(f"draws {n}", lambda net=net: drawn(net), 5)
            task(f"health {n}", lambda net=net: health(net), 2)
            task(f"core {n}", lambda net=net: core_periphery(net), 2)
            task(f"what if {n}", lambda net=net: what_if(net, [0]), 3)
    joint = work()
    task("stopping set", lambda: worst_leavings(joint, 5), 1, pure=False)
    return found


def theirs(sizes: tuple[int, ...]) -> dict[str, list[Found]]:
    """Measure the peers in their own environment; nothing where it could not be made."""
    if not PEER.exists():
        print(
            "· There is no .venv-bench (`python3 dev.py bench` makes it): ours is measured alone.", file=sys.stderr
        )
        return {}
    stored = {}
    for n in sizes:
        net = city(n)
        near = net.adjacency
        once = near.rows < near.indices
        stored[f"ties{n}"] = np.c_[near.rows[once], near.indices[once]]
        stored[f"chance{n}"] = chance_of_ties(net)[2]
    with tempfile.TemporaryDirectory() as folder:
        out, file = Path(folder) / "out.json", Path(folder) / "networks.npz"
        np.savez(file, **stored)
        script = ROOT / "bench" / "network_peers.py"
        subprocess.run([PEER, script, out, file], check=True)
        found: dict[str, list[Found]] = json.loads(out.read_text(encoding="utf-8"))
    return found


def agree(mine: Any, other: Any) -> bool:
    return mine == other if not isinstance(mine, float) else abs(mine - other) <= 1e-9 * abs(mine)


def lines(mine: Found, peers: dict[str, list[Found]]) -> list[Found]:
    """Put ours, the peers' and the ratio beside one another, and stop where they do not say the same."""
    rows = []
    for name, row in mine.items():
        beside = list(peers.get(name, []))
        for peer in beside:
            if peer.get("check") is not None and not agree(row["check"], peer["check"]):
                raise SystemExit(f"{name}: ours says {row['check']}, {peer['peer']} {peer['check']}.")
        if name.startswith("loss"):
            beside += [
                {**one, "peer": f"{one['peer']}, points alone"} for one in peers.get(f"points {name[5:]}", [])
            ]
        goal, pure_goal = GOALS.get(name), PURE_GOALS.get(name)
        rows.append({"name": name, **row, "peers": beside, "goal": goal, "pure_goal": pure_goal})
    return rows


def say(row: Found) -> None:
    goal = ""
    if row["goal"]:
        goal = f"   goal {row['goal'] * 1e3:g} ms: {'met' if row['fast'] <= row['goal'] else 'NOT MET'}"
    print(f"{row['name']:<22} ours {row['fast'] * 1e3:>10.3f} ms{goal}")
    for peer in row["peers"]:
        scaled = " (scaled)" if peer["scaled"] else ""
        text = f"{peer['seconds'] * 1e3:>12,.3f} ms   {peer['seconds'] / row['fast']:>10,.1f}x{scaled}"
        print(f"{'':<22} {peer['peer']:<24} {text}")


def main() -> None:
    quick = "--quick" in sys.argv
    sizes = tuple(n for n in SIZES if n <= 2_000) if quick else SIZES
    began = time.perf_counter()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    has_numba = warm_up()
    mine, peers = ours(sizes), theirs(sizes)
    if has_numba and not quick:
        seconds, found = plainly(city(20_000), 0.1)
        peers.setdefault("cascades 20000", []).append(
            {"peer": "seed by seed, compiled", "seconds": seconds, "scaled": True, "check": found}
        )
    rows = lines(mine, peers)
    for row in rows:
        say(row)
    known = facts(quick=quick)
    for one in known:
        print(f"{one['goal']:<5} {one['text']}: {'met' if one['met'] else 'NOT MET'}")
    if not quick:
        about = {"minutes": (time.perf_counter() - began) / 60, "load": load, "has_numba": has_numba}
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(
            json.dumps({"rows": rows, "known": known, "about": about}, default=float), encoding="utf-8"
        )
        page()


def page() -> None:
    """Write the page from what was put down last."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    write_page(PAGE, kept["rows"], kept["known"], **kept["about"])
    print(f"Written: {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    page() if sys.argv[1:2] == ["--page"] else main()
