"""Ties as tables: a list (one row a tie) or a matrix (one row an actor), as spreadsheets write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from muara.formats.sheet import (
    ActorRow,
    BrokenNetwork,
    Problem,
    Sheet,
    TieRow,
    Value,
    as_number,
    checked,
    decoded,
    shown,
)
from muara.formats.spreadsheet import as_csv
from muara.formats.tables import as_meant, harmless

SOURCE = ("source", "from", "dari", "asal")
TARGET = ("target", "to", "ke", "tujuan")
NAME = ("name", "label", "id", "nama")
NUMBERS = ("weight", "evidence", "members")
Row = tuple[int, list[str]]


def read_ties(ties: bytes | str, actors: bytes | str | None = None, *, directed: bool = False) -> Sheet:
    r"""Read a list of ties and, optionally, one of actors; both have a header.

    Parameters
    ----------
    ties : bytes or str
        Columns source and target (or from/to, dari/ke); others become attributes. Comma or semicolon.
    actors : bytes or str, optional
        A column name (or label, id, nama); others become attributes. With it, a tie of an unknown actor is a
        problem.
    directed : bool
        Whether the ties have a direction.

    Examples
    --------
    >>> sheet = read_ties("dari,ke,weight\nadi,sari,2\nsari,sari,1\n")
    >>> sheet.ties[0].about, [str(problem) for problem in sheet.problems]
    ({'weight': 2}, ["line 3: 'sari' is tied to itself."])
    """
    problems: list[Problem] = []
    rows, header = table_of(ties, problems)
    found = []
    source, target = (column_of(header, names, problems) for names in (SOURCE, TARGET)) if header else (-1, -1)
    if source >= 0 and target >= 0:
        for line, row in rows:
            ends = row[source].strip(), row[target].strip()
            if not all(ends):
                problems.append(Problem("A tie lacks an end.", line))
                continue
            found.append(TieRow(*ends, _about(header, row, {source, target}, line, problems), line))
    who: list[ActorRow] = []
    if actors is not None:
        who_problems: list[Problem] = []
        rows, header = table_of(actors, who_problems)
        name = column_of(header, NAME, who_problems) if header else -1
        for line, row in rows if name >= 0 else []:
            if row[name].strip():
                about = _about(header, row, {name}, line, who_problems)
                who.append(ActorRow(row[name].strip(), about, line))
            else:
                who_problems.append(Problem("An actor has no name.", line))
        problems += [Problem(f"Actors: {problem.text}", problem.line) for problem in who_problems]
    return checked(who, found, problems, directed=directed, closed=actors is not None)


def write_ties(sheet: Sheet) -> tuple[str, str]:
    r"""Write ties and actors as two tables, in which no text becomes a formula.

    Examples
    --------
    >>> write_ties(Sheet((ActorRow("=adi"), ActorRow("sari")), (TieRow("=adi", "sari"),)))[0]
    "\ufeffsource,target\r\n'=adi,sari\r\n"
    """
    more = list(dict.fromkeys(name for tie in sheet.ties for name in tie.about))
    ties = as_csv(
        [harmless(name) for name in ("source", "target", *more)],
        [[tie.source, tie.target, *(tie.about.get(name, "") for name in more)] for tie in sheet.ties],
    )
    more = list(dict.fromkeys(name for row in sheet.actors for name in row.about))
    actors = as_csv(
        [harmless(name) for name in ("name", *more)],
        [[row.name, *(row.about.get(name, "") for name in more)] for row in sheet.actors],
    )
    return ties, actors


def read_matrix(data: bytes | str, *, directed: bool = True) -> Sheet:
    r"""Read a matrix: the first row names the columns, each further row an actor and what it says of each column.

    Parameters
    ----------
    data : bytes or str
        Numbers of at least 0; empty or 0 = no tie. The diagonal is ignored. A column without a row is an actor
        that did not answer (`about["answered"]` is False); a row without a column is a problem.
    directed : bool
        If False, both halves must say the same.

    Examples
    --------
    >>> sheet = read_matrix(",adi,sari\nadi,0,3\n")
    >>> sheet.ties[0].about, sheet.actors[1].about
    ({'weight': 3}, {'answered': False})
    """
    problems: list[Problem] = []
    rows, header = table_of(data, problems)
    names = [name.strip() for name in header[1:]]
    if header and (not all(names) or not names):
        problems.append(Problem("A column has no name.", 1))
    lines: dict[str, int] = {}
    said: dict[tuple[str, str], Value] = {}
    for line, row in rows:
        name = row[0].strip()
        if name not in names:
            problems.append(Problem(f"There is no column for the row {shown(name)}.", line))
        elif name in lines:
            problems.append(Problem(f"The row {shown(name)} is given twice.", line))
        lines[name] = line
        for other, field in zip(names, row[1:], strict=True):
            number = as_number(field) if field.strip() else 0
            if number is None or number < 0:
                problems.append(Problem(f"{shown(field)} in column {other} is no number of at least 0.", line))
            elif number and other != name:
                said[name, other] = number
    if not directed:
        for (a, b), value in said.items():
            if said.get((b, a), 0) != value and (a in lines and b in lines):
                problems.append(
                    Problem(f"{shown(a)} and {shown(b)} say different things of one another.", lines[a])
                )
        said = {(a, b): n for (a, b), n in said.items() if (b, a) not in said or names.index(a) < names.index(b)}
    actors = [ActorRow(name, {"answered": name in lines}, lines.get(name)) for name in names]
    ties = [TieRow(a, b, {"weight": value}, lines[a]) for (a, b), value in said.items()]
    return checked(actors, ties, problems, directed=directed, closed=False)


def write_matrix(sheet: Sheet, *, weight: str = "weight") -> str:
    r"""Write the ties as a square matrix; parallel ties and attributes other than the weight do not fit into one.

    Examples
    --------
    >>> write_matrix(Sheet((ActorRow("a"), ActorRow("b")), (TieRow("a", "b", {"weight": 2}),), True))
    '\ufeff,a,b\r\na,0,2\r\nb,0,0\r\n'
    """
    ends_of = [end for tie in sheet.ties for end in (tie.source, tie.target)]
    names = list(dict.fromkeys([*(row.name for row in sheet.actors), *ends_of]))
    said: dict[tuple[str, str], Value] = {}
    for tie in sheet.ties:
        for ends in [(tie.source, tie.target)] + ([] if sheet.is_directed else [(tie.target, tie.source)]):
            if ends in said:
                raise BrokenNetwork(
                    [Problem(f"{shown(ends[0])} and {shown(ends[1])} have several ties.", tie.line)]
                )
            said[ends] = tie.about.get(weight, 1)
    return as_csv(["", *map(harmless, names)], [[a, *(said.get((a, b), 0) for b in names)] for a in names])


def table_of(data: bytes | str, problems: list[Problem]) -> tuple[list[Row], list[str]]:
    """Read records with their line numbers; the first is the header. Records of another width are problems."""
    text = decoded(data)
    if isinstance(text, Problem):
        problems.append(text)
        return [], []
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    try:
        line = 1
        for record in reader:
            if any(field.strip() for field in record):
                rows.append((line, [_meant(field) for field in record]))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(f"The record is no comma-separated record ({error}).", reader.line_num))
    if not rows:
        problems.append(Problem("The table is empty.", 1))
        return [], []
    header = [field.strip() for field in rows[0][1]]
    fine = []
    for line, record in rows[1:]:
        if len(record) == len(header):
            fine.append((line, record))
        else:
            problems.append(Problem(f"There are {len(record)} fields, but the header has {len(header)}.", line))
    twice = next((name for name in header if name and header.count(name) > 1), None)
    if twice is not None:
        problems.append(Problem(f"The column {shown(twice)} occurs twice.", 1))
    return fine, header


def _meant(field: str) -> str:
    bare = as_meant(field)
    return bare if harmless(bare) == field else field


def column_of(header: Sequence[str], names: Sequence[str], problems: list[Problem]) -> int:
    lower = [name.lower() for name in header]
    for name in names:
        if name in lower:
            return lower.index(name)
    problems.append(Problem(f"A column {names[0]!r} is missing; there is: {', '.join(header[:12])}.", 1))
    return -1


def _about(
    header: Sequence[str], row: Sequence[str], known: set[int], line: int, problems: list[Problem]
) -> dict[str, Value]:
    about: dict[str, Value] = {}
    for place, (name, text) in enumerate(zip(header, row, strict=True)):
        if place in known or not name or text == "":
            continue
        about[name] = text
        if name in NUMBERS:
            number = as_number(text)
            if number is None:
                problems.append(Problem(f"{shown(text)} in column {name} is no number.", line))
            else:
                about[name] = number
    return about
