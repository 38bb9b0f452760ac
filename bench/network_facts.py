"""What the network engine must get right rather than fast: coverage (G6), back-ups (G7), known cases (G10)."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np

from muara.engine.network import (
    Network,
    Processes,
    Role,
    betweenness,
    centralisation,
    closeness,
    constraint,
    distance_fragmentation,
    fragmentation,
    from_networkx,
    loss_of_each,
    mixing,
    modularity,
    second_holders,
    survey_readings,
    survival_bound,
    survive,
    transitivity,
    worst_leavings,
)
from muara.engine.network.backups import with_holders
from muara.formats.network_file import read_network

Fact = dict[str, Any]
WEIGHT, NONE, BY_LOT, GREEDY = 199.8, 117.5, 120.7, 127.0
"""Goal G7 as it was set, on another draw of 200 actors and 100 processes: what lives on without back-ups, and with
20 by lot (2.7 % more) or chosen (8.1 % more).
Here the chance of leaving is that at which as large a part lives on."""


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


def survey(rng: np.random.Generator, n: int) -> Any:
    """Draw organisations that differ in how much they trust and how much they are trusted."""
    trusting, trusted = rng.normal(0, 0.7, n), rng.normal(0, 0.7, n)
    yes = rng.random((n, n)) < 1 / (1 + np.exp(0.8 - trusting[:, None] - trusted[None, :]))
    np.fill_diagonal(yes, False)
    return yes


def of_all(yes: Any) -> tuple[float, float]:
    n, got = len(yes), yes.sum(axis=0)
    return float(yes.sum() / (n * (n - 1))), float((got.max() - got).sum() / (n - 1) ** 2)


def coverage(runs: int) -> list[Fact]:
    """Count how often nominal 90 % intervals hold the population's truth, and bounds that of the whole network."""
    rng, found = np.random.default_rng(6), []
    for n, response in itertools.product((15, 30, 50), (0.6, 0.8, 1.0)):
        truth = np.mean([of_all(survey(rng, n)) for _ in range(3000)], axis=0)
        held, naive, bounded = np.zeros(2), 0, 0
        for _ in range(runs):
            yes, answered = survey(rng, n), np.zeros(n, dtype=bool)
            answered[rng.permutation(n)[: round(response * n)]] = True
            read = survey_readings(yes, answered, rng=rng, draws=200)
            both = (read.density, read.centralisation)
            held += [one.low <= true <= one.high for one, true in zip(both, truth, strict=True)]
            error = np.sqrt(read.density.value * (1 - read.density.value) / (answered.sum() * (n - 1)))
            naive += abs(read.density.value - truth[0]) <= 1.645 * error
            bounded += all(
                one.worst - 1e-12 <= true <= one.best + 1e-12 for one, true in zip(both, of_all(yes), strict=True)
            )
        found.append(
            {"n": n, "response": response, "density": held[0] / runs, "centralisation": held[1] / runs,
             "naive": naive / runs, "bounded": bounded / runs}
        )  # fmt: skip
    return found


def backups() -> list[Fact]:
    joint = work()
    low, high = 0.0, 1.0
    while high - low > 1e-3:  # more leave, less lives on
        chance = (low + high) / 2
        lives = survive(joint, chance, rng=np.random.default_rng(1)).weight / joint.weights.sum()
        low, high = (chance, high) if lives > NONE / WEIGHT else (low, chance)
    found = second_holders(joint, chance, 20, rng=np.random.default_rng(1))
    rng, lots = np.random.default_rng(2), []
    for _ in range(20):
        pairs = [(int(rng.integers(len(joint.roles))), int(rng.integers(200))) for _ in range(20)]
        lots.append(survive(with_holders(joint, pairs), chance, rng=np.random.default_rng(1)).weight)
    before, after, lot = found.before.weight, found.after.weight, float(np.mean(lots))
    wanted = GREEDY / NONE
    text = (
        f"20 second holders, 200 actors of whom {chance:.0%} leave, 100 processes of weight "
        f"{joint.weights.sum():.0f}: none {before:.1f}, by lot {lot:.1f} (+{lot / before - 1:.1%}), chosen "
        f"{after:.1f} (+{after / before - 1:.1%}; wanted at least +{wanted - 1:.1%}: {GREEDY:g} for {NONE:g})"
    )
    errors = 3 * found.after.weight_error
    bound = (
        f"the bound {found.after.weight_bound:.1f} is never above the draws {after:.1f} by more than {errors:.1f}"
    )
    ratio = worst_ratio()
    return [
        {"goal": "G7", "text": text, "met": after / before >= wanted},
        {"goal": "G7", "text": bound, "met": found.after.weight_bound <= after + errors},
        {
            "goal": "G7",
            "text": f"of the best pair's gain on 40 small cases, at least {ratio:.1%}",
            "met": ratio >= 0.99,
        },
    ]


def worst_ratio() -> float:
    """Compare two chosen holders with the best two of all, on the objective that carries the guarantee."""
    rng, least = np.random.default_rng(9), 1.0
    for _ in range(40):
        roles = [
            Role(p, f"r{r}", tuple(rng.choice(6, rng.integers(1, 3), replace=False).tolist()))
            for p in range(3) for r in range(2)
        ]  # fmt: skip
        joint = Processes.from_roles(
            roles, actors=range(6), weights={p: float(rng.integers(1, 5)) for p in range(3)}
        )
        q = rng.uniform(0.05, 0.5, 6)

        def value(pairs: list[tuple[int, int]], joint: Processes = joint, q: Any = q) -> float:
            return float(joint.weights @ survival_bound(with_holders(joint, pairs), q))

        free = [(int(r), int(a)) for r, a in np.argwhere(~joint.holds)]
        most = max(value(list(pairs)) for pairs in itertools.combinations(free, 2))
        chosen = second_holders(joint, q, 2, rng=np.random.default_rng(1), draws=4000)
        got = float(joint.weights @ survival_bound(chosen.work, q))
        least = min(least, got / most)
    return least


def plain(graph: Any) -> Network:
    bare = type(graph)()
    bare.add_nodes_from(list(graph))
    bare.add_edges_from(graph.edges)
    return from_networkx(bare)


def known() -> list[tuple[str, float, float]]:
    """Give values that others have published or that network.md states, beside ours."""
    graph = nx.karate_club_graph()
    karate, clubs = plain(graph), dict(graph.nodes(data="club"))
    florentine, kite = plain(nx.florentine_families_graph()), plain(nx.krackhardt_kite_graph())
    medici, between = florentine.index["Medici"], betweenness(karate)
    return [
        ("karate: centralisation", centralisation(karate), 0.3996),
        ("karate: transitivity", transitivity(karate), 0.2557),
        ("karate: betweenness of 0", between[0], 0.4376),
        ("karate: betweenness of 33", between[33], 0.3041),
        ("karate: constraint of 0", constraint(karate)[0], 0.1554),
        ("karate: E-I", mixing(karate, clubs, rng=np.random.default_rng(1), deals=10).ei, -0.7179),
        ("karate: modularity of the clubs", modularity(karate, clubs), 0.3582),
        ("karate: F without 0", fragmentation(karate, [0]), 0.3163),
        ("karate: DF without 0", distance_fragmentation(karate, [0]), 0.6415),
        ("Florentine: betweenness of Medici", betweenness(florentine)[medici], 0.522),
        ("Florentine: closeness of Medici", closeness(florentine)[medici], 0.56),
        ("Florentine: F without Medici", fragmentation(florentine, ["Medici"]), 0.3846),
        ("kite: ways through 7", betweenness(kite)[7] * 36, 14.0),
        ("kite: closeness of 5", closeness(kite)[5], 0.643),
    ]


CRITICAL = {
    "mtsi": {"King County Police"},
    "mtsthelens": {"Lewis County Sheriff s Department", "Salvation Army"},
    **{name: set[str]() for name in ("cheyenne", "hurrfrederic", "lakepomona", "texas", "wichita")},
}


def by_name() -> Fact | None:
    """Look for the critical organisations of Drabek's seven networks, where the data is."""
    folder = Path(os.environ.get("MUARA_DATA", "../shared/data")) / "networks"
    if not folder.is_dir():
        return None
    right = 0
    for name, wanted in CRITICAL.items():
        net = read_network(folder / f"emon-{name}.graphml").sheet.network()
        right += set(loss_of_each(net).critical) == wanted
    text = f"critical organisations by name in {right} of 7 search-and-rescue networks (Drabek et al. 1981)"
    return {"goal": "G10", "text": text, "met": right == 7}


def facts(*, quick: bool) -> list[Fact]:
    found: list[Fact] = []
    for one in coverage(60 if quick else 1500):
        for what in ("density", "centralisation"):
            text = (
                f"{what}, {one['n']} organisations, {one['response']:.0%} answer: nominal 90 % intervals hold the "
                f"truth in {one[what]:.1%}" + (f" (naive {one['naive']:.1%})" if what == "density" else "")
            )
            found.append({"goal": "G6", "text": text, "met": 0.8 <= one[what] <= 0.95})
        answer = f"{one['n']} organisations, {one['response']:.0%} answer"
        text = f"{answer}: bounds hold the truth in {one['bounded']:.0%}"
        found.append({"goal": "G6", "text": text, "met": one["bounded"] == 1})
    found += backups()
    joint = work()
    worst = worst_leavings(joint, 5)
    share = worst.greedy_weight / worst.weight
    text = f"greedy stops {share:.1%} of what the worst five leavings do, gap {worst.gap:.1%}"
    found.append(
        {"goal": "G8", "text": text, "met": worst.greedy_weight >= 0.98 * worst.weight and worst.gap == 0}
    )
    values = known()
    off = [name for name, value, published in values if abs(value - published) > 5e-4]
    text = f"{len(values) - len(off)} of {len(values)} known values to three decimals"
    text += "".join(f"; not {name}" for name in off)
    found.append({"goal": "G10", "text": text, "met": not off})
    if (named := by_name()) is not None:
        found.append(named)
    return found
