"""Write a conversation as a directory that Polis tools can read."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from muara.formats.polis_export import WRITTEN_BY, PolisExport, Sign
from muara.formats.tables import write_table


def write_export(path: Path, export: PolisExport, *, sign: Sign = "opendata") -> None:
    """Write an export that Polis tools and `read_export` can read; whole, or nothing.

    Texts that a spreadsheet would run as formulas get an apostrophe in front, which `read_export` takes away
    again (it knows its own files by the line ``written-by`` in summary.csv). This is row-level data: who
    voted what. For publishing, see `muara.formats.counts`.

    Raises
    ------
    FileExistsError
        If there is something at `path` already.
    """
    path = Path(path)
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise FileExistsError(f"{path} exists already; choose a new directory.")
    work = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        _write_files(work, export, -1 if sign == "api" else 1)
        work.chmod(0o755)
        if path.exists():
            path.rmdir()
        work.rename(path)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _write_files(work: Path, export: PolisExport, flip: int) -> None:
    write_table(work / "summary.csv", (), [*export.about.items(), WRITTEN_BY])
    agrees, disagrees = (Counter(export.voted[export.values == side].tolist()) for side in (1, -1))
    rows: list[Sequence[int | float | str | None]] = [
        (
            s.created_ms, s.id, s.author, agrees[s.id], disagrees[s.id], s.moderation,
            str(s.is_meta).lower(), str(s.is_seed).lower(), s.group_informed_consensus, s.text,
        )
        for s in export.statements
    ]  # fmt: skip
    write_table(
        work / "comments.csv",
        ["timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "is-meta", "is-seed",
         "group-informed-consensus", "comment-body"],
        rows,
    )  # fmt: skip
    if export.timestamps is not None:
        write_table(
            work / "votes.csv",
            ["timestamp", "datetime", "comment-id", "voter-id", "vote"],
            (
                (
                    int(time),
                    dt.datetime.fromtimestamp(int(time) / 1000, dt.UTC).isoformat(),
                    int(s),
                    int(who),
                    int(v) * flip,
                )
                for time, s, who, v in zip(
                    export.timestamps, export.voted, export.voters, export.values, strict=True
                )
            ),
        )
    if export.shown is not None:
        write_table(work / "shown.csv", ["participant", "comment-id"], zip(*export.shown, strict=True))
    _write_participants(work / "participants-votes.csv", export, flip)


def _write_participants(path: Path, export: PolisExport, flip: int) -> None:
    votes = export.votes
    authored = Counter(statement.author for statement in export.statements)
    voted = np.unique(votes.columns)
    wide: list[Sequence[int | float | str | None]] = []
    for participant in sorted({*map(int, votes.participants), *export.groups}):
        row = votes.row_of.get(participant)
        span = slice(0, 0) if row is None else slice(int(votes.indptr[row]), int(votes.indptr[row + 1]))
        given = votes.values[span].tolist()
        cells = dict(zip(votes.columns[span].tolist(), (flip * value for value in given), strict=True))
        head = [authored[participant], len(given), given.count(1), given.count(-1)]
        wide.append(
            [
                participant,
                export.groups.get(participant),
                *head,
                *(cells.get(int(c)) for c in voted),
            ]
        )
    header = ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]
    write_table(path, [*header, *(str(votes.statements[column]) for column in voted)], wide)
