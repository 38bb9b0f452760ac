"""What is shown next, what was shown unequally, and what moderation took out: goals 13, 14 and 16.

    python -m bench.routing            these lines alone, two to three minutes; prints them
    python -m bench.routing --quick    fewer conversations

Goal 16 replays conversations whose votes are truly known: made-up ones of several shapes, and people of real
conversations who voted on much (at least 45 statements). The rule was chosen on made-up conversations with seeds
under 30 and on the first, third, fifth … of the real ones in order of their names (but for seattle, where nobody
voted on so many); these here are the others, and new seeds.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench.page import goal_lines, shapes
from muara.engine.opinion import Guide, VoteTable, analyse, choose_next, priorities
from muara.engine.opinion.exposure import Exposure, weighted_agreement
from muara.engine.opinion.replay import (
    UNKNOWN,
    Groups,
    Matrix,
    cost,
    equal,
    guessed,
    matrix_of,
    ours,
    polis,
    replay,
    some_hidden,
)
from muara.engine.opinion.synthetic import conversation, unequally_shown
from muara.engine.opinion.votes import Ints
from muara.formats.polis import read_export

ENOUGH, MOST_PEOPLE, FEWEST_PEOPLE = 45, 600, 40
Known = tuple[str, int, Matrix, Ints]


def on_axes(people: int, statements: int, seed: int) -> Matrix:
    """Draw votes without groups: everybody has a place on two axes, every statement a direction."""
    rng = np.random.default_rng(seed)
    place, direction = rng.normal(size=(people, 2)), 1.1 * rng.normal(size=(statements, 2))
    agrees = 1 / (1 + np.exp(-(rng.normal(0.5, 1, statements) + place @ direction.T)))
    votes = np.where(rng.random((people, statements)) < agrees, 1, -1)
    votes[rng.random((people, statements)) < rng.uniform(0.05, 0.2, statements)] = 0
    return votes.astype(np.int8)


def made_up(seeds: range) -> Iterator[Known]:
    for seed in seeds:
        at_once = np.zeros(120, dtype=np.int64)
        for k in (2, 3, 4):
            drawn = conversation(600, 120, seed=seed, n_groups=k, votes_per_person=(120, 120))
            yield f"{k} groups", seed, matrix_of(drawn.votes), at_once
        drawn = conversation(600, 120, seed=seed + 50, votes_per_person=(120, 120))
        later = np.where(np.arange(120) % 2, 0, np.random.default_rng(seed).integers(1, 8, 120))
        yield "3 groups, half of the statements written later", seed, matrix_of(drawn.votes), later
        yield "two axes, no groups", seed, on_axes(600, 120, seed), at_once
        null = conversation(600, 120, seed=seed, null=True, votes_per_person=(120, 120))
        yield "nothing in common but the statements", seed, matrix_of(null.votes), at_once


def real(data: Path, seeds: range) -> Iterator[Known]:
    """Give the people who voted on much, of the conversations on which the rule was not chosen."""
    folders = sorted(path for path in data.iterdir() if path.is_dir() and "seattle" not in path.name)
    for folder in folders[1::2]:
        export = read_export(folder)
        known = matrix_of(export.votes.without({*export.excluded, *export.meta}))
        known = known[(known != UNKNOWN).sum(axis=1) >= ENOUGH]
        if len(known) < FEWEST_PEOPLE:
            continue
        known = known[np.random.default_rng(1).permutation(len(known))[:MOST_PEOPLE]]
        for seed in seeds:
            yield folder.name, seed, known, np.zeros(known.shape[1], dtype=np.int64)


def compare(known: Matrix, seed: int, enters: Ints, groups: Groups = guessed) -> dict[str, float]:
    """Log loss of the hidden votes after twenty questions each, by each rule."""
    hidden = some_hidden(known, seed)
    rules = {"equal": equal, "ours": ours, "polis": polis}
    return {
        name: cost(known, hidden, replay(known, hidden, rule, seed=seed, enters=enters, groups=groups))
        for name, rule in rules.items()
    }


def routed(data: Path | None, runs: int) -> list[dict[str, Any]]:
    """Replay every conversation by each rule."""
    found = []
    conversations = list(made_up(range(500, 500 + runs)))
    if data:
        conversations += list(real(data, range(runs)))
    for name, seed, known, enters in conversations:
        row = {"name": name, "seed": seed, "people": len(known), "is_real": "." in name or "-" in name}
        found.append(row | compare(known, seed, enters))
        print(f"   {name} {seed}: {1 - found[-1]['ours'] / found[-1]['equal']:+.2%}", flush=True)
    return found


def choice_ms() -> float:
    """Time one choice of 200 statements and five groups, from what is kept: place of the person and draw."""
    votes = conversation(10_000, 200, seed=1).votes
    groups = np.arange(10_000) % 5
    guide, now = Guide.of(votes.counts(groups, 5)), votes.counts()
    voted, values = np.arange(0, 40, 2), np.tile([1, -1, 0, 1], 5)
    unseen = ~np.isin(np.arange(200), voted)
    rng, took = np.random.default_rng(1), []
    for _ in range(300):
        began = time.perf_counter()
        place = guide.membership(voted, values)
        gain = guide.gain(place, now.agree[0], now.disagree[0], now.passed[0], people=10_000, unseen=unseen)
        choose_next(priorities(gain), unseen, rng)
        took.append(time.perf_counter() - began)
    return 1_000 * float(np.median(took))


def exposed(runs: int) -> dict[str, float]:
    """Bias of the worst group's agreement when early statements are shown too often, plain and weighed."""
    plain, weighed, late = [], [], []
    for seed in range(100, 100 + runs):
        drawn = unequally_shown(3_000, 60, seed=seed)
        counts = drawn.votes.counts(drawn.groups, 3)
        found = weighted_agreement(
            drawn.votes, Exposure.of(drawn.votes, *drawn.shown), drawn.groups, 3
        ).worst_share
        plain.append(float(((counts.agree / np.maximum(counts.n, 1)).min(axis=0) - drawn.worst).mean()))
        weighed.append(float((found - drawn.worst).mean()))
        late.append(float((found - drawn.worst)[40:].mean()))
    return {"plain": float(np.mean(plain)), "weighed": float(np.mean(weighed)), "late": float(np.mean(late))}


def moderated(runs: int) -> int:
    """Count the entries of a result that differ where a third of the statements is rejected or never was."""
    differ = 0
    for seed in range(runs):
        votes = conversation(300, 60, seed=seed).votes
        out = list(range(0, 60, 3))
        rejected = analyse(votes, excluded=out, readings=5).to_dict()
        never: VoteTable = votes.without(out)
        clean = analyse(never, readings=5).to_dict()
        told = {"moderation", "input_sha256", "n_votes", "n_statements", "n_participants"}
        differ += rejected["moderation"]["excluded"] != out
        differ += sum(rejected[key] != clean[key] for key in clean.keys() - told)
    return differ


def measure(data: Path | None, *, quick: bool = False) -> dict[str, Any]:
    runs = 1 if quick else 4
    return {
        "routed": routed(data, runs),
        "choice_ms": choice_ms(),
        "exposed": exposed(2 if quick else 10),
        "moderated": moderated(1 if quick else 3),
    }


def main(arguments: list[str] | None = None) -> int:
    asked = sys.argv[1:] if arguments is None else arguments
    data = os.environ.get("MUARA_DATA")
    found = measure(Path(data) / "opendata" if data else None, quick="--quick" in asked)
    print(goal_lines({"rows": [], "null": [], "right": [], "real": [], **found}))
    print("\n" + shapes(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
