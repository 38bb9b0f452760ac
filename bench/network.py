"""The network engine against networkx, in one run: ``python -m bench.network``."""

from __future__ import annotations

import time
from collections.abc import Callable

import networkx as nx
import numpy as np

from muara.engine.network import (
    Network,
    Processes,
    Role,
    attack_curve,
    cascade,
    cascade_of_each,
    constraint,
    loss_of_each,
    second_holders,
    to_networkx,
    uncertain_loss,
    worst_leavings,
)


def city(n: int, seed: int = 0) -> Network:
    """Draw about four ties an actor, with hubs and pendants; every second tie is reported by one side only."""
    rng = np.random.default_rng(seed)
    a, b = rng.integers(0, n, 4 * n), (rng.random(4 * n) ** 2 * n).astype(np.int64)
    other = a != b
    evidence = np.where(rng.random(int(other.sum())) < 0.5, 0.5, 1.0)
    return Network.from_ties(a[other], b[other], actors=np.arange(n), evidence=evidence, twice="max")


def work(n: int = 200, processes: int = 100, seed: int = 1) -> Processes:
    rng = np.random.default_rng(seed)
    roles = [
        Role(p, f"r{r}", tuple(rng.choice(n, rng.integers(1, 4), replace=False).tolist()))
        for p in range(processes)
        for r in range(int(rng.integers(3, 7)))
    ]
    return Processes.from_roles(
        roles, actors=range(n), weights={p: float(rng.integers(1, 4)) for p in range(processes)}
    )


def seconds(call: Callable[[], object], times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - began)
    return best


def naive_loss(graph: nx.Graph, actors: list[int]) -> None:
    for actor in actors:
        left = graph.copy()
        left.remove_node(actor)
        max(map(len, nx.connected_components(left)))


def naive_attack(graph: nx.Graph) -> None:
    left = graph.copy()
    while left:
        left.remove_node(max(left, key=lambda i: left.degree(i)))
        max(map(len, nx.connected_components(left)), default=0)


def line(what: str, ours: float, theirs: float | None = None, goal: float | None = None) -> None:
    text = f"{what:<52} ours {ours * 1e3:>10.3f} ms"
    if theirs is not None:
        text += f"   networkx {theirs * 1e3:>12.1f} ms   {theirs / ours:>9,.0f}x"
    if goal is not None:
        text += f"   goal {goal * 1e3:g} ms: {'met' if ours <= goal else 'not met'}"
    print(text)


def main() -> None:
    goals = {200: 0.02e-3, 2_000: None, 20_000: 4e-3, 200_000: 0.15}
    for n, goal in goals.items():
        net = city(n)
        graph = to_networkx(net)
        ours = seconds(lambda net=net: loss_of_each(net), 20 if n < 20_000 else 3)
        some = list(range(n)) if n <= 200 else list(range(0, n, n // 3))[:3]
        theirs = None
        if n <= 20_000:
            theirs = seconds(lambda g=graph, s=some: naive_loss(g, s), 1) * n / len(some)
        line(f"G1 loss of each of {n:,} actors (peer: scaled from {len(some)})", ours, theirs, goal)
        if n <= 20_000:
            points = seconds(lambda g=graph: set(nx.articulation_points(g)), 1)
            line("   peer: articulation points alone", ours, points)
    net = city(2_000)
    line(
        "G2 attack curve, 2,000",
        seconds(lambda: attack_curve(net)),
        seconds(lambda: naive_attack(to_networkx(net)), 1),
    )
    net = city(20_000)
    line("G2 attack curve, 20,000", seconds(lambda: attack_curve(net)), None, 10e-3)
    one = seconds(lambda: [cascade(net, [i], 0.1) for i in range(0, 20_000, 2_000)], 1) * 2_000
    ours = seconds(lambda: cascade_of_each(net, 0.1))
    line("G3 cascade of each of 20,000, phi .1", ours, None, 30e-3)
    print(f"   one cascade after the other (scaled from 10 of 20,000): {one:,.0f} s, {one / ours:,.0f}x")
    for n, goal in ((200, 0.1), (500, 0.3)):
        net = city(n)
        draw = seconds(lambda net=net: uncertain_loss(net, rng=np.random.default_rng(1), draws=1000), 2)
        line(f"G4 1,000 draws of the ties, {n} actors", draw, None, goal)
    net = city(20_000)
    ours, graph = seconds(lambda: constraint(net), 1), to_networkx(net)
    line("   Burt constraint, 20,000", ours, seconds(lambda: nx.constraint(graph), 1))
    processes = work()
    found = second_holders(processes, 0.1, 20, rng=np.random.default_rng(1))
    kept = f"{found.before.weight:.1f} -> {found.after.weight:.1f} of {processes.weights.sum():.0f}"
    print(f"G7 20 second holders: {kept}")
    began = time.perf_counter()
    worst = worst_leavings(processes, 5)
    line("G8 worst five of 200 leavings, 100 processes", time.perf_counter() - began, None, 1.0)
    print(
        f"   weight {worst.weight:g}, gap {worst.gap:.1%}, greedy {worst.greedy_weight / worst.weight:.1%} of it"
    )


if __name__ == "__main__":
    main()
