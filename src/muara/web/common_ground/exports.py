"""Readings and votes as files for others: counts for everybody, rows for the secretariat with a purpose."""

from __future__ import annotations

import csv
import io
import random
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from muara.formats.polis import PolisExport, write_export
from muara.formats.polis import Statement as PolisStatement
from muara.formats.tables import harmless
from muara.web.common_ground.models import Reading
from muara.web.common_ground.votes import Ballots
from muara.web.concerns.models import Statement, Topic

Field = str | int | float | None
ABOUT_COUNTS = """\
Counts of a reading in the manner of a Polis export (summary.csv, comments.csv, comment-groups.csv).

There is no row for a person. An empty field is withheld: fewer than 5 people stand behind it, or it would give
away such a one. Where there are opinion groups, the totals count the people placed in a group. Times and authors
are left out on purpose.
"""


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Field]]) -> str:
    """Write a table that a spreadsheet opens without running anything in it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in [header, *rows] if header else rows:
        writer.writerow(["" if x is None else harmless(x) if isinstance(x, str) else x for x in row])
    return out.getvalue()


COUNTS = ("agree", "disagree", "pass", "n")
SHARES = ("share", "low", "high")


def counts_csv(reading: Reading, statements: Mapping[int, Statement]) -> str:
    """Write one row for each statement and group; what is withheld is empty and says so."""

    def rows() -> Iterable[Sequence[Field]]:
        for item in reading.result["statements"]:
            number = item["statement"]
            head: list[Field] = [number, quotable(statements, number), item["status"]]
            yield [*head, "all", *_cell(item)]
            for cell in item["groups"]:
                yield [*head, cell["label"], *_cell(cell)]

    return csv_text(["statement", "text", "status", "group", *COUNTS, *SHARES, "withheld"], rows())


def _cell(cell: Mapping[str, Any]) -> Sequence[Field]:
    if "n" not in cell:
        return [*([None] * 7), "yes"]
    return [*(cell[key] for key in COUNTS), *(cell.get(key) for key in SHARES), "no"]


def quotable(statements: Mapping[int, Statement], number: int) -> str:
    """Return the text of a statement unless a moderator has withdrawn it."""
    statement = statements.get(number)
    return statement.text if statement and statement.status == Statement.Status.ACCEPTED else ""


def zip_of_counts(reading: Reading, statements: Mapping[int, Statement]) -> bytes:
    """Write the counts of a reading in the manner of a Polis export, without a row for any person."""
    result = reading.result
    labels = [group["label"] for group in result["groups"]]
    about: list[Sequence[Field]] = [
        ("topic", reading.topic.title),
        ("description", reading.topic.question),
        ("views", None),
        ("voters", reading.n_participants),
        ("comments", len(result["statements"])),
        ("commenters", None),
        ("groups", result["n_groups"]),
        ("reading", reading.number),
        ("engine", reading.engine_version),
        ("input-sha256", reading.input_sha256),
    ]
    comments: list[Sequence[Field]] = []
    wide: list[Sequence[Field]] = []
    for item in result["statements"]:
        number, text = item["statement"], quotable(statements, item["statement"])
        comments.append((number, item.get("agree"), item.get("disagree"), 1, text))
        row: list[Field] = [number, text]
        for cell in [item, *item["groups"]]:
            row += [cell.get(key) for key in ("n", "agree", "disagree", "pass")]
        wide.append(row)
    names = ["total", *(f"group-{label.lower()}" for label in labels)]
    columns = [f"{name}-{kind}" for name in names for kind in ("votes", "agrees", "disagrees", "passes")]
    files = {
        "README.txt": ABOUT_COUNTS,
        "summary.csv": csv_text((), about),
        "comments.csv": csv_text(["comment-id", "agrees", "disagrees", "moderated", "comment-body"], comments),
        "comment-groups.csv": csv_text(["comment-id", "comment", *columns], wide),
    }
    return _zip({name: text.encode() for name, text in files.items()})


def zip_of_rows(topic: Topic, cast: Ballots, chance: random.Random) -> bytes:
    """Write the votes person by person as a Polis export, under numbers made anew, without times."""
    votes = cast.votes
    numbers = list(range(1, votes.n_participants + 1))
    chance.shuffle(numbers)
    order = list(range(votes.n_votes))
    chance.shuffle(order)
    voters = np.array([numbers[row] for row in votes.rows], dtype=np.int64)
    voted = np.array([int(votes.statements[column]) for column in votes.columns], dtype=np.int64)
    export = PolisExport(
        statements=tuple(
            PolisStatement(
                one.number,
                one.text,
                moderation=1 if one.status == Statement.Status.ACCEPTED else -1,
                is_meta=one.is_meta,
                is_seed=one.is_seed,
            )
            for one in topic.statements.exclude(status=Statement.Status.PENDING).order_by("number")
        ),
        voters=voters[order],
        voted=voted[order],
        values=votes.values[order],
        timestamps=None,
        about={"topic": topic.title, "description": topic.question, "voters": str(votes.n_participants)},
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write_export(path, export)
        return _zip({file.name: file.read_bytes() for file in sorted(path.iterdir())})


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(2018, 2, 9, 0, 0, 0)), content)
    return out.getvalue()
