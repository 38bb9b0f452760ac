"""A network as it lies on the disk: which format a file has, what its actors are called, who holds which role."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from muara.engine.network import Id, Role
from muara.formats.gexf import read_gexf
from muara.formats.graphml import read_graphml
from muara.formats.kumu import read_kumu, read_kumu_csv
from muara.formats.sheet import BrokenNetwork, Problem, Sheet, as_number, decoded, shown
from muara.formats.ties_csv import NAME, SOURCE, column_of, read_matrix, read_ties, table_of

LABELS = ("label", "Label", "name", "Name", "nama")
PROCESS = ("process", "proses")
ROLE = ("role", "peran")
HOLDER = ("holder", "pemegang")
NEEDED = ("needed", "butuh")
WEIGHT = ("weight", "bobot")
MOST_BYTES = 50_000_000
TABLES = (("ikatan.csv", "aktor.csv"), ("ties.csv", "actors.csv"), ("connections.csv", "elements.csv"))
ONE_SIDE = 0.5
"""Evidence of a tie that one side reported; 1 where both did (the column `reported_by`, as Muara writes it)."""


@dataclass(frozen=True)
class NetworkFile:
    """What was read: the sheet, the name of each identifier in the file, and the files with their SHA-256."""

    sheet: Sheet
    called: Mapping[str, str]
    files: Mapping[str, str]


@dataclass(frozen=True)
class RolesFile:
    """Roles as written, the weight of each process that has one, and the SHA-256 of the file."""

    roles: tuple[Role, ...]
    weights: Mapping[Id, float]
    sha256: str


def read_network(path: Path, actors: Path | None = None, *, directed: bool = False) -> NetworkFile:
    """Read a network of any format, told by the ending of the file, a table also by its header.

    Parameters
    ----------
    path : Path
        GraphML, GEXF, Kumu's JSON, a CSV with a list or a matrix of ties, or a ZIP or folder of two tables:
        ties.csv and actors.csv, or as Muara or Kumu call them.
    actors : Path, optional
        For a list of ties: the table of actors.
    directed : bool
        Whether the ties of a list have a direction; the other formats say so themselves.

    Raises
    ------
    BrokenNetwork
        If there is no such file, or it has another form.
    """
    parts = _parts(path)
    if actors is not None:
        parts[actors.name] = _bytes(actors)
    files = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    first, *rest = parts.values()
    sheet = _read(Path(next(iter(parts))).suffix.lower(), first, rest[0] if rest else None, directed)
    if sheet.problems:
        raise BrokenNetwork(sheet.problems)
    called = names_of(sheet)
    return NetworkFile(_with_evidence(renamed(sheet, called)), called, files)


def _parts(path: Path) -> dict[str, bytes]:
    """Give the files to read, ties first."""
    if path.is_dir():
        return _pair(
            {one.name.lower(): one.name for one in path.iterdir()}, lambda name: _bytes(path / name), path
        )
    if path.suffix.lower() != ".zip":
        return {path.name: _bytes(path)}
    try:
        with zipfile.ZipFile(io.BytesIO(_bytes(path))) as archive:
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise BrokenNetwork(
                    [Problem(f"{path.name}: unpacked it is larger than {MOST_BYTES // 10**6} MB.")]
                )
            return _pair({name.lower(): name for name in archive.namelist()}, archive.read, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # RuntimeError: locked, or unknown
        raise BrokenNetwork([Problem(f"{path.name}: this is no ZIP file that can be read.")]) from error


def _pair(there: Mapping[str, str], read: Callable[[str], bytes], path: Path) -> dict[str, bytes]:
    for ties, actors in TABLES:
        if ties in there:
            return {there[name]: read(there[name]) for name in (ties, actors) if name in there}
    wanted = " or ".join(ties for ties, _ in TABLES)
    raise BrokenNetwork([Problem(f"{path.name}: there is no {wanted} in it.")])


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenNetwork([Problem(f"{path}: the file cannot be read ({error.strerror or error}).")]) from error


def _read(ending: str, data: bytes, actors: bytes | None, directed: bool) -> Sheet:
    if ending in (".graphml", ".xml"):
        return read_graphml(data)
    if ending == ".gexf":
        return read_gexf(data)
    if ending == ".json":
        return read_kumu(data)
    if ending not in (".csv", ".tsv", ".txt"):
        return Sheet(problems=(Problem(f"A file that ends in {ending!r} is none of GraphML, GEXF, Kumu or CSV."),))
    header = _header(data)
    if not set(header) & set(SOURCE):
        return read_matrix(data)
    if actors is not None and "label" in _header(actors) and not set(_header(actors)) & (set(NAME) - {"label"}):
        return read_kumu_csv(actors, data, directed=directed)
    return read_ties(data, actors, directed=directed)


def _header(data: bytes) -> list[str]:
    text = decoded(data)
    _, header = ([], []) if isinstance(text, Problem) else table_of(text.split("\n", 1)[0], [])
    return [name.lower() for name in header]


def names_of(sheet: Sheet) -> dict[str, str]:
    """Call actors by their label, where every one of them has one of its own; elsewhere by their identifier.

    Examples
    --------
    >>> from muara.formats.sheet import ActorRow
    >>> names_of(Sheet((ActorRow("n1", {"name": "Adi"}), ActorRow("n2", {"name": "Sari"}))))
    {'n1': 'Adi', 'n2': 'Sari'}
    """
    for label in LABELS:
        called = {row.name: str(row.about.get(label, "")).strip() for row in sheet.actors}
        if called and "" not in called.values() and len(set(called.values())) == len(called):
            return called
    return {row.name: row.name for row in sheet.actors}


def renamed(sheet: Sheet, called: Mapping[str, str]) -> Sheet:
    """Call actors otherwise; who is not in `called` keeps the name.

    Examples
    --------
    >>> from muara.formats.sheet import TieRow
    >>> renamed(Sheet((), (TieRow("n1", "n2"),)), {"n1": "Adi"}).ties[0].source
    'Adi'
    """
    return replace(
        sheet,
        actors=tuple(replace(row, name=called.get(row.name, row.name)) for row in sheet.actors),
        ties=tuple(
            replace(tie, source=called.get(tie.source, tie.source), target=called.get(tie.target, tie.target))
            for tie in sheet.ties
        ),
    )


def _with_evidence(sheet: Sheet) -> Sheet:
    """Read from who reported a tie how sure it is, where the file says no evidence itself."""
    ties = tuple(
        tie
        if "reported_by" not in tie.about or "evidence" in tie.about
        else replace(tie, about={**tie.about, "evidence": 1.0 if tie.about["reported_by"] == "both" else ONE_SIDE})
        for tie in sheet.ties
    )
    return replace(sheet, ties=ties)


def read_roles(path: Path) -> RolesFile:
    """Read who holds which role of which process: a table with a row for each holder.

    Parameters
    ----------
    path : Path
        Columns process, role and holder; needed (holders that the role needs, 1 unless given) and weight (of the
        process). An empty holder: nobody holds it.

    Raises
    ------
    BrokenNetwork
        With every complaint and its line.
    """
    data, problems = _bytes(path), list[Problem]()
    rows, header = table_of(data, problems)
    columns = [column_of(header, names, problems) for names in (PROCESS, ROLE, HOLDER)] if header else []
    if problems:
        raise BrokenNetwork(problems)
    lower = [name.lower() for name in header]
    needed_at, weight_at = (
        next((lower.index(name) for name in names if name in lower), -1) for names in (NEEDED, WEIGHT)
    )
    holders: dict[tuple[str, str], list[str]] = {}
    needed: dict[tuple[str, str], int] = {}
    weights: dict[Id, float] = {}
    for line, row in rows:
        process, role, holder = (row[place].strip() for place in columns)
        if not process or not role:
            problems.append(Problem("A role lacks its process or its name.", line))
            continue
        holders.setdefault((process, role), []).extend([holder] if holder else [])
        if needed_at >= 0 and row[needed_at].strip():
            number = as_number(row[needed_at])
            if not isinstance(number, int) or number < 1 or needed.setdefault((process, role), number) != number:
                problems.append(Problem(f"{shown(row[needed_at])} is no one whole number of holders.", line))
        if weight_at >= 0 and row[weight_at].strip():
            weight = as_number(row[weight_at])
            if weight is None or weight <= 0 or weights.setdefault(process, float(weight)) != weight:
                problems.append(Problem(f"{shown(row[weight_at])} is no one weight above 0.", line))
    if problems:
        raise BrokenNetwork(problems)
    roles = tuple(Role(*key, tuple(who), needed.get(key, 1)) for key, who in holders.items())
    return RolesFile(roles, weights, hashlib.sha256(data).hexdigest())
