"""Votes as Parquet files, read one at a time, and ordered first where they are not.

Needs pyarrow (the extra ``muara[cluster]``), which is loaded only here and only when it is used.
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from muara.engine.opinion.frames import Frame
from muara.engine.opinion.votes import VoteTable
from muara.formats.tables import BrokenExport

COLUMNS = ("participant", "statement", "value")
BATCH = 500_000
MOST_BLOCKS = 400
SAMPLED = 200_000

FIXED_MB, BYTES_A_VOTE = 300, 200
"""Memory of the program itself with the people it draws, and of one vote of the block in work; measured."""

LEAST_MB = 400


def arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise BrokenExport("Parquet", 'Reading Parquet needs pyarrow: pip install "muara[cluster]".') from error
    return pyarrow


def parquet_files(folder: Path) -> list[Path]:
    """List the Parquet files of a folder and the folders in it, by name; none if there are votes as CSV."""
    if not folder.is_dir() or any((folder / name).exists() for name in ("votes.csv", "participants-votes.csv")):
        return []
    return sorted(folder.rglob("*.parquet"))


def votes_a_block(memory_mb: int) -> int:
    """Say how many votes a block may have so that everything stays under the memory.

    Examples
    --------
    >>> votes_a_block(500)
    1048576
    """
    if memory_mb < LEAST_MB:
        raise BrokenExport("--memory", f"At least {LEAST_MB} MB are needed, not {memory_mb}.")
    return (memory_mb - FIXED_MB) * 2**20 // BYTES_A_VOTE


@dataclass(frozen=True)
class ParquetBlocks:
    """A file for each block: `muara.engine.opinion.scale.Blocks`.

    What was read once is laid down as plain arrays in `store`: an analysis reads everything some thirty times.
    """

    paths: tuple[Path, ...]
    store: Path

    @property
    def n_blocks(self) -> int:
        return len(self.paths)

    def read(self, index: int) -> VoteTable:
        laid_down = self.store / f"block-{index:05}.npz"
        if laid_down.exists():
            with np.load(laid_down) as arrays:
                who, what = (tuple(arrays[name].tolist()) for name in ("participants", "statements"))
                return VoteTable(who, what, arrays["indptr"], arrays["columns"], arrays["values"])
        votes = self._read(self.paths[index])
        held = {name: getattr(votes, name) for name in ("indptr", "columns", "values")}
        held |= {name: np.array(getattr(votes, name)) for name in ("participants", "statements")}
        unfinished = self.store / f"unfinished-{index:05}-{os.getpid()}.npz"
        np.savez(unfinished, **held)
        os.replace(unfinished, laid_down)
        return votes

    def _read(self, path: Path) -> VoteTable:
        try:
            table = arrow().parquet.read_table(path, columns=list(COLUMNS), use_threads=False, partitioning=None)
        except (OSError, arrow().ArrowException) as error:
            raise BrokenExport(path.name, f"The file cannot be read ({error}).") from error
        return VoteTable.from_frame(table)


@dataclass(frozen=True)
class PeopleWriter:
    """Write who stands where as Parquet, a file for each block."""

    folder: Path

    def __call__(self, index: int, frame: Frame) -> None:
        pa = arrow()
        pa.parquet.write_table(pa.table(frame), self.folder / f"people-{index:05}.parquet")


def open_parts(paths: Sequence[Path], workplace: Path, most: int) -> ParquetBlocks:
    """Take Parquet files as blocks as they are, or put their votes in order first.

    Parameters
    ----------
    paths : sequence of Path
        With the columns participant, statement and value. Of several votes of one person on one statement the last
        counts, file by file in this order.
    workplace : Path
        An empty folder for ordered copies and plain arrays, as large as the votes (some 10 bytes a vote).
    most : int
        Votes that a block may have.

    Raises
    ------
    BrokenExport
        If a file cannot be read or lacks a column.
    """
    looked_at = [_look(path) for path in paths]
    n_votes = sum(one.n_votes for one in looked_at)
    if n_votes == 0:
        raise BrokenExport(paths[0].parent.name, "There are no votes in the Parquet files.")
    filled = [one for one in looked_at if one.n_votes]
    if all(one.n_votes <= most and one.first is not None for one in filled):
        ordered = sorted(filled, key=lambda one: one.first)
        if all(a.last < b.first for a, b in itertools.pairwise(ordered)):
            return ParquetBlocks(tuple(one.path for one in ordered), workplace)
    return _spread([one.path for one in filled], workplace, n_votes, most)


def names_statements(path: Path) -> bool:
    """Say whether the statements of a file are texts, not numbers."""
    pa = arrow()
    with pa.parquet.ParquetFile(path) as file:
        names = file.schema_arrow.names
        return "statement" in names and not pa.types.is_integer(file.schema_arrow.field("statement").type)


@dataclass(frozen=True)
class _Looked:
    path: Path
    n_votes: int
    first: Any
    last: Any


def _look(path: Path) -> _Looked:
    """Read size, and first and last participant, from the end of a file; None where they do not stand there."""
    pa = arrow()
    try:
        file = pa.parquet.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise BrokenExport(path.name, f"The file cannot be read ({error}).") from error
    with file:
        about, names = file.metadata, file.schema_arrow.names
        missing = next((column for column in COLUMNS if column not in names), None)
        if missing:
            raise BrokenExport(path.name, f'The column "{missing}" is missing; there is: {", ".join(names)}.')
        place = names.index("participant")
        groups = [about.row_group(index).column(place) for index in range(about.num_row_groups)]
        ends = [group.statistics for group in groups if group.num_values]
        if not ends or any(one is None or not one.has_min_max for one in ends):
            return _Looked(path, about.num_rows, None, None)
        return _Looked(path, about.num_rows, min(one.min for one in ends), max(one.max for one in ends))


def _batches(path: Path, columns: Sequence[str]) -> Iterator[Any]:
    pa = arrow()
    try:
        with pa.parquet.ParquetFile(path) as file:
            yield from file.iter_batches(BATCH, columns=list(columns), use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise BrokenExport(path.name, f"The file cannot be read ({error}).") from error


def _spread(paths: Sequence[Path], workplace: Path, n_votes: int, most: int) -> ParquetBlocks:
    """Copy the votes into files by range of participants, each with at most about `most` votes."""
    pa = arrow()
    n_blocks = math.ceil(n_votes / (0.8 * most))  # the ranges are guessed from a sample: leave room
    if n_blocks > MOST_BLOCKS:
        needed = math.ceil(n_votes / (0.8 * MOST_BLOCKS) * BYTES_A_VOTE / 2**20) + FIXED_MB
        raise BrokenExport("--memory", f"For {n_votes:,} votes out of order at least {needed} MB are needed.")
    edges = _edges(paths, n_votes, n_blocks)
    n_blocks = len(edges) + 1
    places = [workplace / f"votes-{index:05}.parquet" for index in range(n_blocks)]
    writers: dict[int, Any] = {}
    try:
        for path in paths:
            for batch in _batches(path, COLUMNS):
                for index, part in _cut(batch, edges):
                    if index not in writers:
                        writers[index] = pa.parquet.ParquetWriter(places[index], part.schema, compression="lz4")
                    writers[index].write_batch(part)
    finally:
        for writer in writers.values():
            writer.close()
    return ParquetBlocks(tuple(places[index] for index in sorted(writers)), workplace)


def _edges(paths: Sequence[Path], n_votes: int, n_blocks: int) -> npt.NDArray[Any]:
    """Choose the first participant of each range but the lowest, so that the ranges have about as many votes."""
    stride = max(1, n_votes // SAMPLED)
    sample = np.concatenate(
        [_ids(batch.column(0))[::stride] for path in paths for batch in _batches(path, ["participant"])]
    )
    sample = np.sort(sample)
    return np.unique(sample[np.arange(1, n_blocks) * len(sample) // n_blocks])


def _ids(column: Any) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return array


def _cut(batch: Any, edges: npt.NDArray[Any]) -> Iterator[tuple[int, Any]]:
    """Part a batch by range, each part in its order."""
    which = np.searchsorted(edges, _ids(batch.column("participant")), side="right")
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(edges) + 2))
    parted = batch.take(arrow().array(order))
    for index, (low, high) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        if high > low:
            yield index, parted.slice(low, high - low)
