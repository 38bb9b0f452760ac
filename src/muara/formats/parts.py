"""The analysis of votes in Parquet files as a command: block by block here, or on a cluster."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from muara.engine.opinion import SEED, Id
from muara.engine.opinion.scale import Dask, Executor, Serial, analyse_blocks
from muara.formats.parquet import PeopleWriter, names_statements, open_parts, parquet_files, votes_a_block
from muara.formats.polis_reader import read_statements
from muara.formats.tables import BrokenExport, Progress
from muara.formats.versions import versions

MEMORY_MB = 2_000
KEPT = 0.5
"""Part of the memory of a worker that votes may stay in between the passes."""


def analyse_parts(
    path: Path,
    *,
    cluster: str | None = None,
    memory_mb: int = MEMORY_MB,
    people: Path | None = None,
    seed: int = SEED,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Analyse the Parquet files of a folder; the result as plain data, with the texts of comments.csv.

    Parameters
    ----------
    path : Path
        Folder of Parquet files with participant, statement and value, and perhaps the comments.csv of Polis.
    cluster : str, optional
        Address of a Dask scheduler, whose workers see the folder under the same name.
    memory_mb : int
        Memory that this process, or each worker, may take.
    people : Path, optional
        A new or empty folder for who stands where, as Parquet.
    seed : int
    progress : callable, optional

    Raises
    ------
    BrokenExport
        If a file is missing or broken, or the folder for people is not empty.
    """
    paths = parquet_files(path)
    if not paths:
        raise BrokenExport(str(path), "There is no Parquet file.")
    statements = read_statements(path / "comments.csv")
    name: Callable[[int], Id] = str if names_statements(paths[0]) else int
    if people is not None:
        people.mkdir(parents=True, exist_ok=True)
        if any(people.iterdir()):
            raise BrokenExport(str(people), "The folder for people is not empty.")
    with _workplace(path, cluster) as workplace, _executor(cluster) as executor:
        blocks = open_parts(paths, workplace, votes_a_block(memory_mb))
        found = analyse_blocks(
            blocks,
            executor=executor,
            seed=seed,
            excluded=[name(one.id) for one in statements if one.moderation == -1],
            meta=[name(one.id) for one in statements if one.is_meta],
            unvoted=[name(one.id) for one in statements],
            progress=progress,
            write=None if people is None else PeopleWriter(people.resolve()),
            keep=0 if cluster is None else int(KEPT * memory_mb * 2**20),
        )
    result, texts = found.to_dict(), {name(one.id): one.text for one in statements}
    for part in ("statements", "common_threads", "divides"):
        result[part] = [{**item, "text": texts.get(item["statement_id"], "")} for item in result[part]]
    return {**result, "topic": "", "versions": versions()}


@contextmanager
def _workplace(path: Path, cluster: str | None) -> Iterator[Path]:
    """Make a folder for copies: beside the votes if a cluster must see it, else where temporary files go."""
    with tempfile.TemporaryDirectory(prefix=".muara-", dir=path.resolve() if cluster else None) as name:
        yield Path(name)


@contextmanager
def _executor(cluster: str | None) -> Iterator[Executor]:
    if cluster is None:
        yield Serial()
        return
    dask = Dask(cluster)
    try:
        yield dask
    finally:
        dask.client.close()
