"""Made-up conversations on disk, so that every contender reads the same votes in a process of its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from muara.engine.opinion import VoteTable
from muara.engine.opinion.synthetic import BACKGROUND, SIZES, Conversation, conversation

LARGE = 200_000
BLOCK = 20_000
MOST_VOTES = 60


def draw(people: int, statements: int, seed: int = 1) -> Conversation:
    """Draw three planted groups by the recipe of `synthetic.conversation`; large ones in blocks, for memory."""
    if people <= LARGE:
        return conversation(people, statements, seed=seed)
    model = conversation(1_000, statements, seed=seed)
    rng = np.random.default_rng([seed, people])
    popularity = rng.normal(0, 0.6, statements)
    groups = np.searchsorted(np.cumsum(SIZES[3]), rng.random(people)).clip(max=2)
    seen, own = rng.integers(20, MOST_VOTES + 1, people), rng.beta(8, 2, people)
    all_columns, all_values = [], []
    for low in range(0, people, BLOCK):
        n = seen[low : low + BLOCK]
        key = (popularity + rng.gumbel(size=(len(n), statements))).astype(np.float32)
        top = np.argpartition(-key, MOST_VOTES, axis=1)[:, :MOST_VOTES]
        top = np.take_along_axis(top, np.argsort(-np.take_along_axis(key, top, 1), axis=1), 1)
        columns = np.sort(np.where(np.arange(MOST_VOTES) < n[:, None], top, statements), axis=1)
        columns = columns[columns < statements]
        row = np.repeat(np.arange(low, low + len(n)), n)
        group, a = groups[row], own[row]
        agree = a * model.agree[group, columns] + (1 - a) * BACKGROUND
        disagree = a * model.disagree[group, columns] + (1 - a) * BACKGROUND
        u = rng.random(len(row))
        all_columns.append(columns.astype(np.int32))
        all_values.append(np.where(u < agree, 1, np.where(u < agree + disagree, -1, 0)).astype(np.int8))
    indptr = np.concatenate(([0], np.cumsum(seen))).astype(np.int64)
    votes = VoteTable(
        tuple(range(people)),
        tuple(range(statements)),
        indptr,
        np.concatenate(all_columns),
        np.concatenate(all_values),
    )
    return Conversation(votes, groups, model.kind, model.agree, model.disagree)


def store(path: Path, votes: VoteTable, out: list[int] | None = None, seed: int = 1) -> Path:
    """Write votes with rows and columns for names; `out` are columns that moderation rejected."""
    np.savez(
        path,
        indptr=votes.indptr,
        columns=votes.columns,
        values=votes.values,
        statements=votes.n_statements,
        out=np.array(out or [], dtype=np.int64),
        seed=seed,
    )
    return path


def load(path: Path) -> VoteTable:
    stored = np.load(path)
    people, statements = len(stored["indptr"]) - 1, int(stored["statements"])
    return VoteTable(
        tuple(range(people)), tuple(range(statements)), stored["indptr"], stored["columns"], stored["values"]
    )
