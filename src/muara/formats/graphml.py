"""GraphML, read and written: what Gephi, yEd, igraph and networkx exchange."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from muara.formats.safe_xml import attribute, kind_of, read_xml, text_of, typed
from muara.formats.sheet import ActorRow, Problem, Sheet, TieRow, Value, checked, shown

SPACE = "http://graphml.graphdrawing.org/xmlns"


@dataclass
class _Reader:
    keys: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    defaults: dict[str, dict[str, Value]] = field(default_factory=lambda: {"node": {}, "edge": {}})
    actors: list[ActorRow] = field(default_factory=list)
    ties: list[TieRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    directed: bool | None = None
    graphs: int = 0
    where: str = ""
    row: tuple[str, ...] = ()
    line: int = 0
    about: dict[str, Value] = field(default_factory=dict)
    key: tuple[str, str, str, int] | None = None

    def start(self, tag: str, given: dict[str, str], line: int) -> None:
        if tag == "key":
            of, kind = given.get("for", "all"), given.get("attr.type")
            name = given.get("attr.name", given.get("id", ""))
            for one in ("node", "edge") if of == "all" else (of,):
                self.keys[one, given.get("id", "")] = (name, kind or "string")
            self.key = (of, name, kind or "string", line)
        elif tag == "graph":
            self.graphs += 1
            if self.graphs > 1:
                self.problems.append(Problem("There is more than one graph, or one inside another.", line))
            self.directed = given.get("edgedefault", "undirected") == "directed"
        elif tag == "node":
            self._begin("node", (given.get("id", ""),), line)
        elif tag == "edge":
            self._begin("edge", (given.get("source", ""), given.get("target", "")), line)
            if given.get("directed", str(bool(self.directed)).lower()) != str(bool(self.directed)).lower():
                self.problems.append(Problem("Ties with and without a direction are mixed.", line))
        elif tag == "data" and self.where:
            known = self.keys.get((self.where, given.get("key", "")))
            if known is None:
                self.problems.append(
                    Problem(f"There is no key {shown(given.get('key', ''))} for a {self.where}.", line)
                )
            self.key = (self.where, *(known or ("", "string")), line)
        elif tag in ("hyperedge", "port"):
            self.problems.append(Problem(f"A {tag} cannot be read as a tie between two actors.", line))

    def _begin(self, where: str, row: tuple[str, ...], line: int) -> None:
        self.where, self.row, self.line, self.about = where, row, line, dict(self.defaults[where])
        if not all(row):
            self.problems.append(Problem("A node has no id." if where == "node" else "A tie lacks an end.", line))

    def end(self, tag: str, text: str) -> None:
        if tag == "data" and not self.where:
            return  # said of the whole graph
        if tag in ("data", "default") and self.key and self.key[1]:
            of, name, kind, line = self.key
            value = typed(text, kind)
            if value is None:
                self.problems.append(Problem(f"{shown(text)} in {name} is no {kind}.", line))
            elif tag == "data":
                self.about[name] = value
            else:
                for one in ("node", "edge") if of == "all" else (of,):
                    self.defaults.setdefault(one, {})[name] = value
        elif tag == "node" and self.where == "node":
            self.actors.append(ActorRow(self.row[0], self.about, self.line))
            self.where = ""
        elif tag == "edge" and self.where == "edge":
            self.ties.append(TieRow(self.row[0], self.row[1], self.about, self.line))
            self.where = ""


def read_graphml(data: bytes | str) -> Sheet:
    """Read a GraphML file; what is wrong is listed in `problems`, each with its line.

    Examples
    --------
    >>> two = Sheet((ActorRow("adi"), ActorRow("sari")), (TieRow("adi", "sari"),))
    >>> read_graphml(write_graphml(two)).ties[0].target
    'sari'
    """
    reader = _Reader()
    trouble = read_xml(data, reader.start, reader.end)
    problems = [*reader.problems, *([trouble] if trouble else [])]
    if not trouble and not reader.graphs:
        problems.append(Problem("There is no graph in this file; is it GraphML?", 1))
    return checked(reader.actors, reader.ties, problems, directed=bool(reader.directed), closed=not trouble)


def write_graphml(sheet: Sheet) -> str:
    """Write a sheet as GraphML.

    Examples
    --------
    >>> write_graphml(Sheet()).splitlines()[-2]
    '</graph>'
    """
    actor_keys, actor_lines = _keys("node", "n", [row.about for row in sheet.actors])
    tie_keys, tie_lines = _keys("edge", "e", [tie.about for tie in sheet.ties])
    kind = "directed" if sheet.is_directed else "undirected"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<graphml xmlns="{SPACE}">', *actor_lines, *tie_lines]
    lines.append(f'<graph edgedefault="{kind}">')
    for row in sheet.actors:
        lines.append(_element("node", f"id={attribute(row.name)}", row.about, actor_keys))
    for tie in sheet.ties:
        ends = f"source={attribute(tie.source)} target={attribute(tie.target)}"
        lines.append(_element("edge", ends, tie.about, tie_keys))
    return "\n".join([*lines, "</graph>", "</graphml>"]) + "\n"


def _keys(of: str, letter: str, rows: Sequence[Mapping[str, Value]]) -> tuple[dict[str, str], list[str]]:
    values: dict[str, list[Value]] = {}
    for about in rows:
        for name, value in about.items():
            values.setdefault(name, []).append(value)
    keys = {name: f"{letter}{number}" for number, name in enumerate(values)}
    lines = [
        f'<key id="{keys[name]}" for="{of}" attr.name={attribute(name)} attr.type="{kind_of(values[name])}"/>'
        for name in values
    ]
    return keys, lines


def _element(tag: str, attributes: str, about: Mapping[str, Value], keys: dict[str, str]) -> str:
    inside = "".join(f'<data key="{keys[name]}">{text_of(value)}</data>' for name, value in about.items())
    return f"<{tag} {attributes}>{inside}</{tag}>" if inside else f"<{tag} {attributes}/>"
