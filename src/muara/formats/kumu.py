"""Kumu: the JSON blueprint and the two tables that it imports and exports, read and written."""

from __future__ import annotations

import json
from typing import Any

from muara.formats.sheet import ActorRow, Problem, Sheet, TieRow, Value, checked, decoded, shown
from muara.formats.spreadsheet import as_csv
from muara.formats.tables import harmless
from muara.formats.ties_csv import read_ties

DIRECTED = "directed"
UNDIRECTED = ("undirected", "mutual")


def read_kumu(data: bytes | str) -> Sheet:
    """Read a Kumu blueprint: `elements` and `connections`. Problems count elements and connections from 1.

    Notes
    -----
    Ends of a connection are found by ``_id``, else by label. The type of a connection becomes the tie's "layer",
    the label of an element its name. If all connections are mutual or undirected the sheet is undirected; if some
    are, a mutual one becomes two ties and an undirected one is a problem.

    Examples
    --------
    >>> read_kumu('{"elements": [{"label": "adi"}], "connections": [{"from": "adi", "to": "budi"}]}').problems
    (Problem(text="Connection 1: there is no element 'budi'.", line=1),)
    """
    text = decoded(data)
    if isinstance(text, Problem):
        return Sheet(problems=(text,))
    try:
        whole = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        return Sheet(problems=(Problem("The file is no JSON.", line),))
    if not isinstance(whole, dict) or not isinstance(whole.get("elements"), list):
        return Sheet(problems=(Problem('There are no "elements" in this file; is it from Kumu?', 1),))
    problems: list[Problem] = []
    actors, called = _elements(whole["elements"], problems)
    connections = whole.get("connections", [])
    if not isinstance(connections, list):
        connections = []
        problems.append(Problem('"connections" is no list.'))
    given = [one for one in connections if isinstance(one, dict)]
    kinds = {str(one.get("direction", UNDIRECTED[0])).lower() for one in given}
    directed = bool(kinds - set(UNDIRECTED))
    ties: list[TieRow] = []
    for number, one in enumerate(connections, 1):
        if not isinstance(one, dict):
            problems.append(Problem(f"Connection {number} is none.", number))
            continue
        ends = [called.get(str(one.get(end, ""))) for end in ("from", "to")]
        stranger = next((end for end, name in zip(("from", "to"), ends, strict=True) if name is None), None)
        kind = str(one.get("direction", UNDIRECTED[0])).lower()
        if stranger is not None:
            problems.append(
                Problem(f"Connection {number}: there is no element {shown(str(one.get(stranger, '')))}.", number)
            )
            continue
        if kind not in (DIRECTED, *UNDIRECTED) or (directed and kind == "undirected"):
            problems.append(Problem(f"Connection {number}: ties with and without a direction are mixed.", number))
        about = _about(one, {"_id", "from", "to", "direction", "type"})
        if one.get("type"):
            about["layer"] = str(one["type"])
        source, target = str(ends[0]), str(ends[1])
        ties.append(TieRow(source, target, about, number))
        if directed and kind == "mutual":
            ties.append(TieRow(target, source, about, number))
    return checked(actors, ties, problems, directed=directed, closed=False)


def _elements(elements: list[Any], problems: list[Problem]) -> tuple[list[ActorRow], dict[str, str]]:
    actors: list[ActorRow] = []
    called: dict[str, str] = {}
    ids: dict[str, str] = {}
    for number, one in enumerate(elements, 1):
        label = one.get("label") if isinstance(one, dict) else None
        if not isinstance(label, str) or not label.strip():
            problems.append(Problem(f"Element {number} has no label.", number))
            continue
        actors.append(ActorRow(label, _about(one, {"_id", "label"}), number))
        called[label] = label
        if "_id" in one:
            ids[str(one["_id"])] = label
    return actors, {**called, **ids}


def _about(one: dict[str, Any], without: set[str]) -> dict[str, Value]:
    about: dict[str, Value] = {}
    for name, value in one.items():
        if name in without or value is None or value == "":
            continue
        if isinstance(value, list):
            about[name] = "|".join(str(part) for part in value)
        elif isinstance(value, str | int | float | bool):
            about[name] = value
    return about


def write_kumu(sheet: Sheet) -> str:
    """Write a Kumu blueprint; the layer of a tie becomes the type of the connection.

    Examples
    --------
    >>> json.loads(write_kumu(Sheet((ActorRow("adi", {"members": 3}),))))["elements"]
    [{'label': 'adi', 'members': 3}]
    """
    direction = DIRECTED if sheet.is_directed else UNDIRECTED[0]
    elements = [{"label": row.name, **row.about} for row in sheet.actors]
    connections = []
    for tie in sheet.ties:
        about = {name: value for name, value in tie.about.items() if name != "layer"}
        kind = {"type": tie.about["layer"]} if "layer" in tie.about else {}
        connections.append({"from": tie.source, "to": tie.target, "direction": direction, **kind, **about})
    whole = {"elements": elements, "connections": connections}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def read_kumu_csv(elements: bytes | str, connections: bytes | str, *, directed: bool = False) -> Sheet:
    r"""Read Kumu's two tables (Label, Type, … and From, To, Direction, Type, …); Type of a tie is its layer.

    Examples
    --------
    >>> read_kumu_csv("Label\nadi\nsari\n", "From,To,Type\nadi,sari,referral\n").ties[0].about
    {'layer': 'referral'}
    """
    sheet = read_ties(connections, elements, directed=directed)
    ties = tuple(
        TieRow(
            tie.source,
            tie.target,
            {{"Type": "layer"}.get(name, name): value for name, value in tie.about.items() if name != "Direction"},
            tie.line,
        )
        for tie in sheet.ties
    )
    return Sheet(sheet.actors, ties, sheet.is_directed, sheet.problems)


def write_kumu_csv(sheet: Sheet) -> tuple[str, str]:
    r"""Write Kumu's two tables, elements and connections, in which no text becomes a formula.

    Examples
    --------
    >>> write_kumu_csv(Sheet((ActorRow("adi"),)))[0]
    '\ufeffLabel\r\nadi\r\n'
    """
    more = list(dict.fromkeys(name for row in sheet.actors for name in row.about))
    elements = as_csv(
        [harmless(name) for name in ("Label", *more)],
        [[row.name, *(row.about.get(name, "") for name in more)] for row in sheet.actors],
    )
    more = list(dict.fromkeys(name for tie in sheet.ties for name in tie.about))
    direction = DIRECTED if sheet.is_directed else UNDIRECTED[0]
    header = ["From", "To", "Direction", *("Type" if name == "layer" else name for name in more)]
    connections = as_csv(
        [harmless(name) for name in header],
        [[tie.source, tie.target, direction, *(tie.about.get(name, "") for name in more)] for tie in sheet.ties],
    )
    return elements, connections
