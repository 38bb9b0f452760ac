"""The log of a decision, its receipts, its recount and its counts, beside all that does the same and installs.

    python -m bench ledger             a minute; writes docs/reference/benchmarks-decisions.md
    python -m bench.ledger --quick     20,000 ballots in place of 100,000; writes no page

Seconds of the processor, best of some runs. pymerkle and pabutools are in the environment of the tests; the other
programs run in .venv-bench (`python3 dev.py bench` makes it), by `bench/decision_peers.py`. To add a line:
`Line(task, seconds, …)` in one of the functions that return lines.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import numpy as np
import pymerkle

from bench import receipts
from bench.counts import the_counts
from bench.line import Line, best
from bench.page import installed, processor, table
from muara.engine.governance import Condition, assess_fit, expert_entry, participants, trust_conditions
from muara.engine.governance.decisions import Condition as Needed
from muara.engine.governance.decisions import Option, Rules
from muara.engine.governance.decisions.events import append, balloted, closed, opened
from muara.engine.governance.decisions.recount import Bundle, count_bundle, parts_of, recount
from muara.engine.ledger import (
    Frontier,
    Head,
    MerkleTree,
    Voter,
    canonical,
    check_receipt,
    leaf_hash,
    make_roll,
    read_receipt,
    sign_head,
    verify_consistency,
    verify_inclusion,
)
from muara.engine.opinion.crew import cores
from muara.formats.decision_bundle import PARTS, SCRIPT

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "benchmarks-decisions.md"
APART = ("stvpoll", "pyrankvote", "votelib", "muoblpbindings")
SEALS = [sha256(str(n).encode()).hexdigest() for n in range(1000)]
SECRET = bytes(range(32))


def grown(n: int) -> list[bytes]:
    """Append n ballots as the program does, one after the other."""
    log, entries = Frontier(), []
    for at in range(n):
        entry, log = append(log, "rat-2026", balloted(SEALS[at % 1000], "setuju", seal=SEALS[at * 7 % 1000]))
        entries.append(entry)
    return entries


def the_log(n: int) -> Iterator[Line]:
    """Time the log: how it grows, and what proves something about it."""
    entries = grown(n)
    yield Line(
        "append a ballot: its text, the root before it, its hash", best(lambda: grown(n)) / n * 1e6, "µs", 20
    )
    leaves = [leaf_hash(entry) for entry in entries]
    tree, some = MerkleTree(leaves), entries[:20_000]
    theirs = pymerkle.InmemoryTree(algorithm="sha256")
    append_theirs = best(lambda: [theirs.append_entry(entry) for entry in some], 1) / len(some)
    append_ours = best(lambda: MerkleTree(map(leaf_hash, some))) / len(some)
    small = MerkleTree(leaves[: len(some)])
    same = theirs.get_root() == small.root()
    yield Line(
        "append an entry to the tree alone", append_ours * 1e6, "µs", 20, "pymerkle", append_theirs * 1e6, same
    )  # fmt: skip
    places = range(0, n, 997)
    proofs, root = [tree.inclusion(at) for at in places], tree.root()
    assert all(verify_inclusion(leaves[at], at, n, proof, root) for at, proof in zip(places, proofs, strict=True))
    yield Line(f"hashes in a proof of {n:,} ballots", max(map(len, proofs)), "hashes", 20)
    near = range(0, len(some), 997)
    ours = [small.inclusion(at) for at in near]
    found = [theirs.prove_inclusion(at + 1) for at in near]
    same = all(
        {part.hex() for part in mine} <= set(proof.serialize()["path"])
        for mine, proof in zip(ours, found, strict=True)
    )
    yield Line(
        f"make one proof, {len(some):,} ballots",
        best(lambda: [small.inclusion(at) for at in near]) / len(near) * 1e6, "µs", None, "pymerkle",
        best(lambda: [theirs.prove_inclusion(at + 1) for at in near], 1) / len(near) * 1e6, same,
    )  # fmt: skip
    receipt = read_receipt(f"rat-2026/{places[5]}/{leaves[places[5]].hex()}")
    head = Head("rat-2026", n, root.hex())
    assert check_receipt(receipt, proofs[5], head)
    yield Line(
        "check a receipt by its proof",
        best(lambda: [check_receipt(receipt, proofs[5], head) for _ in range(500)]) / 500 * 1e6, "µs",
    )  # fmt: skip
    old, proof = n // 3, tree.consistency(n // 3)
    before = tree.root(old)
    assert verify_consistency(old, n, before, root, proof)
    yield Line(
        "check that the log begins with an old head",
        best(lambda: [verify_consistency(old, n, before, root, proof) for _ in range(500)]) / 500 * 1e6, "µs",
    )  # fmt: skip
    signed = sign_head(head, SECRET)
    yield Line("sign a head", best(lambda: [sign_head(head, SECRET) for _ in range(500)]) / 500 * 1e6, "µs")
    yield Line(
        "check the signature of a head", best(lambda: [signed.is_genuine for _ in range(500)]) / 500 * 1e6, "µs"
    )


def the_receipts(n: int) -> Iterator[Line]:
    """Time the pages that look a receipt up, over a real database."""
    found = receipts.measured(n)
    yield Line(f"page of a receipt, log of {n:,}: the whole answer", found["receipt"] * 1e3, "ms", 100)
    yield Line(
        "find and prove it, by the events of two tiles", found["proof"] * 1e3, "ms", None, "every event hashed",
        found["all"] * 1e3, True,
    )  # fmt: skip
    yield Line(f"page of a log of {n:,}: head, and events by kind", found["log"] * 1e3, "ms")


def whole_decision(n: int) -> Bundle:
    """Return a majority of n ballots with its result, as it is exported."""
    options = (Option("setuju", role="for"), Option("tidak", role="against"))
    passing = (Needed("share", ">", (1, 2), "setuju", "votes"),)
    rules = Rules("rat-2026", "SHU", "majority", options, passing=passing)
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
    head = sign_head(Head(rules.decision, log.size, log.root.hex()), SECRET).to_data()
    bundle = Bundle(rules_part, roll_part, (*entries, entry), canonical([head]), b"null")
    return replace(bundle, result=canonical(count_bundle(bundle).to_data()))


def the_recount(n: int) -> Iterator[Line]:
    """Time both programs that count a whole decision again."""
    bundle = whole_decision(n)
    parts = {name: getattr(bundle, part) for name, part in PARTS.items()}
    parts["events.jsonl"] = b"".join(entry + b"\n" for entry in bundle.events)
    files = {name: data for name, data in parts.items() if data is not None}
    stranger = script()
    ours = recount(bundle).to_data()
    seconds = best(lambda: recount(bundle), 2)
    began = time.process_time()
    found = stranger.hitung_ulang(files)
    theirs = time.process_time() - began
    same = json.dumps(found, sort_keys=True) == json.dumps(ours, sort_keys=True)
    yield Line(
        f"recount {n:,} ballots: every event, hash and rule", seconds, "s", None, "hitung-ulang.py", theirs, same
    )


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hitung_ulang", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def the_form() -> Iterator[Line]:
    """Time which form of fifty organisations their data support: survey, 4,000 readings (G5)."""
    rng = np.random.default_rng(1)
    trust, who = rng.random((50, 50)), rng.random(50) < 0.9

    def read() -> None:
        density, central = trust_conditions(trust, who, rng=rng, draws=1000)
        conditions = {
            "trust": density,
            "centralisation": central,
            "participants": participants(50, 6),
            "goals": Condition(0.4, 0.3, 0.5, 50, "votes"),
            "need": expert_entry([(0.4, 0.5, 0.6), (0.5, 0.6, 0.8)]),
        }
        assess_fit(conditions, rng=rng, draws=4000)

    yield Line("G5 form of 50 organisations: survey, 4,000 readings", best(read), "s", 0.5)


def amount(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    if unit == "hashes":
        return f"{value:.0f}"
    return f"{value:,.1f} {unit}" if unit in ("µs", "ms") else f"{value:,.4f} s"


def finding(lines: list[Line]) -> str:
    goals = [line for line in lines if line.goal is not None]
    missed = [line.task for line in goals if not line.met]
    text = f"{len(goals) - len(missed)} of the {len(goals)} goals measured here are met"
    text += f"; not met: {'; '.join(missed)}." if missed else "."
    slower = [line for line in lines if line.theirs is not None and line.theirs < line.ours]
    other = [line for line in lines if line.same is False]
    if slower:
        text += f" Another program is faster at: {'; '.join(f'{one.task} ({one.peer})' for one in slower)}."
    if other:
        text += f" Another result is found by: {'; '.join(f'{one.peer} ({one.task})' for one in other)}."
    return text


def write_page(lines: list[Line], load: float) -> None:
    goals = [
        [line.task, amount(line.ours, line.unit), f"at most {amount(line.goal, line.unit)}",
         "met" if line.met else "**not met**"]
        for line in lines if line.goal is not None
    ]  # fmt: skip
    rows = [
        [line.task, amount(line.ours, line.unit),
         f"{line.peer}, {'the same' if line.same else '**another result**'}" if line.peer else "–",
         amount(line.theirs, line.unit), "–" if line.theirs is None else f"{line.theirs / line.ours:,.1f}×"]
        for line in lines
    ]  # fmt: skip
    packages = ", ".join(installed(name) for name in ("pymerkle", "pabutools", "cryptography"))
    pinned = (ROOT / "requirements" / "bench.in").read_text(encoding="utf-8").splitlines()
    apart = ", ".join(line.replace("==", " ") for line in pinned if line.startswith(APART))
    text = f"""# Benchmarks of decisions and their logs

{finding(lines)}

`make bench` writes this page (`python3 dev.py bench ledger` this one alone). This run:
{datetime.now(UTC):%Y-%m-%d}, {processor()}, {cores()} cores (load {load:.1f} when it began), Python
{platform.python_version()}, {packages}; in an environment of their own
{apart}. **Processor seconds of one thread**,
best of some runs, since other programs ran on the machine. Nothing here waits for a disk: what an acknowledged
vote costs with its fsync is in [the explanation of voting](../explanation/voting.md).

## Goals

{table(["goal", "measured", "wanted", ""], goals)}

## All that was measured, beside other programs

The ratio is theirs by ours. "The same": the other program comes to the same root, proof, result, board or
projects, which the run checks. pymerkle computes a proof from the leaves and caches some roots; ours keeps every
whole subtree in memory. `hitung-ulang.py` is ours too, but written from the specification alone, with
nothing but the standard library. Each library is called as its documentation has it, with its ballots made before
the clock starts, and the faster way is taken where it has two. muoblpbindings is C++ in floating point; ours and
pabutools count in exact fractions. Its raising of shares is another rule (whole steps of 1, an end as soon as
nothing more fits), and so is pabutools': for that line it is told to go on.

{table(["task", "ours", "beside", "theirs", "ratio"], rows)}
"""
    PAGE.write_text(text, encoding="utf-8")


def main() -> None:
    quick, load = "--quick" in sys.argv, os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    n = 20_000 if quick else 100_000
    lines = []
    for some in (the_log(n), the_receipts(n), the_recount(n), the_counts(), the_form()):
        for line in some:
            beside = f"   {line.peer} {amount(line.theirs, line.unit)}" if line.peer else ""
            beside += "" if line.same in (None, True) else " ANOTHER RESULT"
            wanted = "" if line.goal is None else f"   {'met' if line.met else 'MISSED'}"
            print(f"{line.task:<60} {amount(line.ours, line.unit):>12}{wanted}{beside}", flush=True)
            lines.append(line)
    if not quick:
        write_page(lines, load)


if __name__ == "__main__":
    main()
