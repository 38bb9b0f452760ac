"""Readings and votes as files for others: counts for everybody, rows for the secretariat with a purpose."""

from __future__ import annotations

import csv
import io
import random
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np

from muara.engine.opinion import canonical
from muara.engine.opinion.nameless import nameless
from muara.engine.opinion.votes import VoteTable
from muara.formats.polis import PolisExport, Sign, write_export
from muara.formats.polis import Statement as PolisStatement
from muara.formats.published import ENGINE, published
from muara.formats.tables import harmless
from muara.web.common_ground.models import Reading, ReadingInput
from muara.web.common_ground.votes import Pairs, packed, read_anew, unpacked
from muara.web.concerns.models import Statement, Topic

Field = str | int | float | None
ABOUT_ROWS = """\
Votes person by person, as a Polis export: 1 agrees, -1 disagrees, 0 passes, an empty field was not answered.

The numbers of people were made for this file alone. comments.csv: moderated -1 = taken out of the conversation.
shown.csv, where it is: what people had in front of them and did not answer (what was answered was shown too).
Where summary.csv names a reading, its published file follows from these votes, number by number:

    muara verify reading.json this-folder

Whoever knows a few votes of somebody can find them here. Keep the file to the purpose it was given for.
"""
API_SIGN = """
Votes are written as in the Polis database: -1 AGREES, 1 DISAGREES. Add --sign api to every command.
"""
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
WEIGHTED = ("shown", "worst", "bound")


def counts_csv(reading: Reading, statements: Mapping[int, Statement]) -> str:
    """Write one row for each statement and group; what is withheld is empty and says so."""

    def rows() -> Iterable[Sequence[Field]]:
        for item in reading.result["statements"]:
            number = item["statement"]
            head: list[Field] = [number, quotable(statements, number), item["status"]]
            weighted = item.get("weighted") or {}
            yield [*head, "all", *_cell(item), *(weighted.get(key) for key in WEIGHTED)]
            for cell in item["groups"]:
                yield [*head, cell["label"], *_cell(cell), *([None] * len(WEIGHTED))]

    header = ["statement", "text", "status", "group", *COUNTS, *SHARES, "withheld"]
    return csv_text([*header, "shown-to", "weighted-worst-share", "weighted-worst-low"], rows())


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


@dataclass(frozen=True)
class Rows:
    """Votes person by person, and which statements they are on."""

    votes: VoteTable
    shown: Pairs | None
    excluded: tuple[int, ...]
    meta: tuple[int, ...]
    reading: Reading | None = None


def rows_of_reading(reading: Reading) -> Rows | None:
    """Return the votes from which a published reading was computed; None of one that did not keep them."""
    kept = ReadingInput.objects.filter(reading=reading).values_list("content", flat=True).first()
    if kept is None:
        return None
    moderation = reading.result["moderation"]
    return Rows(*unpacked(bytes(kept)), tuple(moderation["excluded"]), tuple(moderation["meta"]), reading)


def rows_now(topic: Topic) -> Rows:
    """Return the votes as they stand."""
    snapshot = read_anew(topic)
    cast = snapshot.ballots()
    counted = nameless(cast.votes, snapshot.exposure)
    return Rows(*unpacked(packed(counted)), cast.excluded, cast.meta)


def zip_of_rows(topic: Topic, rows: Rows, chance: random.Random, *, sign: Sign = "opendata") -> bytes:
    """Write the votes person by person as a Polis export, under numbers made anew, without times."""
    votes = rows.votes
    numbers = list(range(1, votes.n_participants + 1))
    chance.shuffle(numbers)
    order = list(range(votes.n_votes))
    chance.shuffle(order)
    voters = np.array([numbers[row] for row in votes.rows], dtype=np.int64)
    voted = np.array([int(votes.statements[column]) for column in votes.columns], dtype=np.int64)
    about = {"topic": topic.title, "description": topic.question, "voters": str(votes.n_participants)}
    if rows.reading is not None:
        about |= {"reading": str(rows.reading.number), "input-sha256": rows.reading.input_sha256}
    export = PolisExport(
        statements=tuple(
            PolisStatement(
                one.number,
                one.text,
                moderation=-1 if one.number in rows.excluded else 1,
                is_meta=one.number in rows.meta,
                is_seed=one.is_seed,
            )
            for one in topic.statements.order_by("number")
            if one.number in rows.excluded or one.number in votes.column_of
        ),
        voters=voters[order],
        voted=voted[order],
        values=votes.values[order],
        timestamps=None,
        about=about,
        shown=_shown(rows.shown, numbers),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        write_export(path, export, sign=sign)
        files = {file.name: file.read_bytes() for file in sorted(path.iterdir())}
    turned = API_SIGN if sign == "api" else ""
    return _zip({"README.txt": (ABOUT_ROWS + turned).encode(), **files})


def _shown(pairs: Pairs | None, numbers: Sequence[int]) -> Pairs | None:
    if pairs is None:
        return None
    listed = sorted((numbers[person - 1], number) for person, number in zip(*pairs, strict=True))
    return [person for person, _ in listed], [number for _, number in listed]


def published_json(reading: Reading) -> bytes | None:
    """Write a published reading as one file that `muara verify` holds to its votes; None if they were not kept."""
    if not ReadingInput.objects.filter(reading=reading).exists():
        return None
    shown = {key: value for key, value in reading.result.items() if key != "picture"}
    engine = {key: getattr(reading, key) for key in ENGINE if key != "mode"}
    about = {
        "city": reading.topic.city.slug,
        "topic": reading.topic.slug,
        "reading": reading.number,
        "taken_at": reading.taken_at.astimezone(UTC).isoformat(),
    }
    return canonical(published(shown, **engine, mode="muara", about=about))


def _zip(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, date_time=(2018, 2, 9, 0, 0, 0)), content)
    return out.getvalue()
