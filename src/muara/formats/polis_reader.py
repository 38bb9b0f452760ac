"""Read the directory of CSV files that Polis hands out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from muara.formats.polis_export import WRITTEN_BY, PolisExport, Sign, Statement
from muara.formats.tables import BrokenExport, Progress, Table, as_meant, read_text, records, shown

TRUTHS = {
    "true": True,
    "t": True,
    "1": True,
    "1.0": True,
    "false": False,
    "f": False,
    "0": False,
    "0.0": False,
    "": False,
}


def read_export(path: Path, *, sign: Sign = "opendata", progress: Progress | None = None) -> PolisExport:
    """Read the export in a directory: all of it, or a complaint.

    Parameters
    ----------
    path : Path
        A directory with votes.csv or participants-votes.csv, and comments.csv and summary.csv if there are
        any; of Muara's own files also shown.csv, what was shown to whom.
    sign : {"opendata", "api"}
        "opendata": +1 agrees, as in every exported file. "api": -1 agrees, as in the Polis database.
    progress : callable, optional
        Called with the share done (0..1) and what is being read.

    Raises
    ------
    BrokenExport
        If a file is missing or broken; the message names file and line.
    """
    path = Path(path)
    if path.is_file() and path.name in {"votes.csv", "participants-votes.csv"}:
        path = path.parent
    if not path.is_dir():
        raise BrokenExport(
            str(path), "There is no such directory." if not path.exists() else "This is no directory."
        )
    flip = -1 if sign == "api" else 1
    tell = progress or (lambda share, what: None)
    tell(0.0, "summary.csv")
    about = _about(path / "summary.csv")
    escaped = about.pop(WRITTEN_BY[0], None) == WRITTEN_BY[1]
    if escaped:
        about = {key: as_meant(value) for key, value in about.items()}
    tell(0.05, "comments.csv")
    statements = read_statements(path / "comments.csv", escaped=escaped)
    wide = path / "participants-votes.csv"
    groups: dict[int, int] = {}
    events: _Events | None = None
    if wide.exists():
        tell(0.15, wide.name)
        events, groups = _participants(wide, flip)
    if (path / "votes.csv").exists():
        tell(0.5, "votes.csv")
        events = _events(path / "votes.csv", flip)
    if events is None:
        raise BrokenExport("votes.csv", f"There is neither votes.csv nor participants-votes.csv in {path.name}.")
    known = {statement.id for statement in statements}
    unknown = sorted(set(events.voted) - known)
    shown_to = _shown(path / "shown.csv")
    tell(1.0, "done")
    return PolisExport(
        statements=(*statements, *(Statement(identifier, "") for identifier in unknown)),
        voters=np.array(events.voters, dtype=np.int64),
        voted=np.array(events.voted, dtype=np.int64),
        values=np.array(events.values, dtype=np.int8),
        timestamps=None if events.timestamps is None else np.array(events.timestamps, dtype=np.int64),
        groups=groups,
        about=about,
        shown=shown_to,
    )


@dataclass
class _Events:
    voters: list[int]
    voted: list[int]
    values: list[int]
    timestamps: list[int] | None


def _about(path: Path) -> dict[str, str]:
    """Read the key,value pairs of summary.csv; a value with commas outside quotes is taken whole."""
    about: dict[str, str] = {}
    if path.exists():
        for line, record in records(path.name, read_text(path)):
            if len(record) < 2:
                raise BrokenExport(path.name, f"{shown(record[0])} has no value; each line is key,value.", line)
            about.setdefault(record[0].strip(), ",".join(record[1:]))
    return about


def _shown(path: Path) -> tuple[list[int], list[int]] | None:
    if not path.exists():
        return None
    table = Table(path, ["participant", "comment-id"])
    who, what = table.place["participant"], table.place["comment-id"]
    people, statements = [], []
    for line, record in table:
        people.append(table.whole(record[who], "participant", line))
        statements.append(table.whole(record[what], "comment-id", line))
    return people, statements


def read_statements(path: Path, *, escaped: bool = False) -> tuple[Statement, ...]:
    if not path.exists():
        return ()
    table = Table(path, ["comment-id", "comment-body"])
    found: dict[int, Statement] = {}
    for line, record in table:
        statement = _statement(table, dict(zip(table.header, record, strict=True)), line, escaped)
        if statement.id in found:
            raise BrokenExport(path.name, f"The comment-id {statement.id} occurs twice.", line)
        found[statement.id] = statement
    return tuple(found[identifier] for identifier in sorted(found))


def _statement(table: Table, row: Mapping[str, str], line: int, escaped: bool) -> Statement:
    numbers = {
        column: table.whole(row[column], column, line) if row.get(column, "").strip() else None
        for column in ("moderated", "author-id", "timestamp")
    }
    moderation = numbers["moderated"] or 0
    if moderation not in (-1, 0, 1):
        raise BrokenExport(table.name, f"{moderation} in column moderated is none of -1, 0 and 1.", line)
    flags = {column: row.get(column, "").strip().lower() for column in ("is-meta", "is-seed")}
    for column, written in flags.items():
        if written not in TRUTHS:
            raise BrokenExport(table.name, f"{shown(written)} in column {column} is neither true nor false.", line)
    text = row["comment-body"]
    return Statement(
        id=table.whole(row["comment-id"], "comment-id", line),
        text=as_meant(text) if escaped else text,
        moderation=moderation,
        is_meta=TRUTHS[flags["is-meta"]],
        is_seed=TRUTHS[flags["is-seed"]],
        author=numbers["author-id"],
        created_ms=numbers["timestamp"],
        group_informed_consensus=_share(row.get("group-informed-consensus", "").strip(), table.name, line),
    )


def _share(written: str, name: str, line: int) -> float | None:
    if not written:
        return None
    try:
        share = float(written)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise BrokenExport(
            name, f"{shown(written)} in column group-informed-consensus is no share from 0 to 1.", line
        )
    return share


def _vote(table: Table, written: str, column: str, line: int, flip: int) -> int:
    value = table.whole(written, column, line)
    if value not in (-1, 0, 1):
        raise BrokenExport(table.name, f"{value} in column {column} is no vote; votes are -1, 0 and 1.", line)
    return value * flip


def _events(path: Path, flip: int) -> _Events:
    table = Table(path, ["comment-id", "voter-id", "vote"])
    who, what, value = (table.place[column] for column in ("voter-id", "comment-id", "vote"))
    when = table.place.get("timestamp")
    events = _Events([], [], [], None if when is None else [])
    for line, record in table:
        events.voters.append(table.whole(record[who], "voter-id", line))
        events.voted.append(table.whole(record[what], "comment-id", line))
        events.values.append(_vote(table, record[value], "vote", line, flip))
        if events.timestamps is not None and when is not None:
            events.timestamps.append(table.whole(record[when], "timestamp", line))
    return events


def _participants(path: Path, flip: int) -> tuple[_Events, dict[int, int]]:
    table = Table(path, ["participant"])
    columns = [(index, int(name)) for index, name in enumerate(table.header) if name.isascii() and name.isdigit()]
    who, in_group = table.place["participant"], table.place.get("group-id")
    events, groups, met = _Events([], [], [], None), dict[int, int](), set[int]()
    for line, record in table:
        participant = table.whole(record[who], "participant", line)
        if participant in met:
            raise BrokenExport(path.name, f"The participant {participant} occurs twice.", line)
        met.add(participant)
        if in_group is not None and (written := record[in_group].strip()):
            groups[participant] = table.whole(written, "group-id", line)
        for index, statement in columns:
            if cell := record[index]:
                events.voters.append(participant)
                events.voted.append(statement)
                events.values.append(_vote(table, cell, str(statement), line, flip))
    sequence = sorted(range(len(events.voters)), key=lambda place: events.voters[place])
    for column in ("voters", "voted", "values"):
        listed = getattr(events, column)
        setattr(events, column, [listed[place] for place in sequence])
    return events, groups
