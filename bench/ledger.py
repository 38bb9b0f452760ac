"""The log, the recount and the reading of forms, beside pymerkle: ``python -m bench ledger``."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from hashlib import sha256

import numpy as np
import pymerkle

from muara.engine.governance import Condition, assess_fit, expert_entry, participants, trust_conditions
from muara.engine.governance.decisions import Condition as Line
from muara.engine.governance.decisions import Option, Rules
from muara.engine.governance.decisions.events import append, balloted, closed, opened
from muara.engine.governance.decisions.recount import Bundle, count_bundle, parts_of
from muara.engine.ledger import Frontier, MerkleTree, Voter, canonical, leaf_hash, make_roll, verify_inclusion

BALLOTS = 100_000
SEALS = [sha256(str(n).encode()).hexdigest() for n in range(1000)]


def took(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def line(name: str, ours: str, goal: str, met: bool, peer: str = "") -> None:
    beside = f"   peer {peer}" if peer else ""
    print(f"{name:<58} {ours:>12}   goal {goal:<10} {'met' if met else 'MISSED'}{beside}")


def grow(n: int) -> tuple[list[bytes], float]:
    """Append n ballots as the program does, one after the other, and return them and the seconds it took."""
    log, entries = Frontier(), []
    began = time.perf_counter()
    for at in range(n):
        entry, log = append(log, "rat-2026", balloted(SEALS[at % 1000], "setuju", seal=SEALS[at * 7 % 1000]))
        entries.append(entry)
    return entries, time.perf_counter() - began


def whole_decision(n: int) -> Bundle:
    options = (Option("setuju", role="for"), Option("tidak", role="against"))
    rules = Rules("rat-2026", "SHU", "majority", options, passing=(Line("share", ">", (1, 2), "setuju", "votes"),))
    rng = random.Random(1)
    roll = make_roll(Voter(sha256(f"{at}".encode()).hexdigest()) for at in range(n))
    entry, log = append(Frontier(), rules.decision, opened(rules, roll, roll_by="aldo", at="19:00"))
    entries = [entry]
    for voter in roll:
        body = balloted(voter.tag, rng.choice(["setuju", "tidak"]), seal=SEALS[0])
        entry, log = append(log, rules.decision, body)
        entries.append(entry)
    entry, log = append(log, rules.decision, closed(closed_by="sekar", at="21:00", ballots=n))
    rules_part, roll_part = parts_of(rules, roll)
    return Bundle(rules_part, roll_part, (*entries, entry), canonical([]), b"null")


def fifty() -> float:
    rng = np.random.default_rng(1)
    trust, who = rng.random((50, 50)), rng.random(50) < 0.9
    began = time.perf_counter()
    density, central = trust_conditions(trust, who, rng=rng, draws=1000)
    conditions = {
        "trust": density,
        "centralisation": central,
        "participants": participants(50, 6),
        "goals": Condition(0.4, 0.3, 0.5, 50, "votes"),
        "need": expert_entry([(0.4, 0.5, 0.6), (0.5, 0.6, 0.8)]),
    }
    assess_fit(conditions, rng=rng, draws=4000)
    return time.perf_counter() - began


def main() -> None:
    entries, seconds = grow(BALLOTS)
    line(
        "append a ballot: text, root before, hash",
        f"{seconds / BALLOTS * 1e6:.1f} µs",
        "20 µs",
        seconds / BALLOTS <= 20e-6,
    )
    leaves = [leaf_hash(entry) for entry in entries]
    tree = MerkleTree()
    ours = took(lambda: [tree.append(leaf) for leaf in leaves]) / BALLOTS
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    peer = took(lambda: [theirs.append_entry(entry) for entry in entries[:20_000]]) / 20_000
    line("append a leaf to the tree", f"{ours * 1e6:.1f} µs", "20 µs", ours <= 20e-6, f"{peer * 1e6:.1f} µs")
    proofs = [tree.inclusion(at) for at in range(0, BALLOTS, 997)]
    most, root = max(map(len, proofs)), tree.root()
    sound = all(
        verify_inclusion(leaves[at], at, BALLOTS, proof, root)
        for at, proof in zip(range(0, BALLOTS, 997), proofs, strict=True)
    )
    line("hashes in a proof of 100,000 ballots", str(most), "20", most <= 20 and sound)
    one = took(lambda: [tree.inclusion(at) for at in range(0, BALLOTS, 997)]) / len(proofs)
    print(f"{'   one proof':<58} {one * 1e6:>9.1f} µs")
    bundle = whole_decision(20_000)
    print(
        f"{'   recount of 20,000 ballots, everything checked':<58} {took(lambda: count_bundle(bundle)):>10.2f} s"
    )
    fit = fifty()
    line("G5 form of 50 organisations: survey, 4,000 readings", f"{fit:.2f} s", "0.5 s", fit <= 0.5)


if __name__ == "__main__":
    main()
