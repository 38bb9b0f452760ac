"""GEXF 1.2 and 1.3, read and written: the format of Gephi."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from muara.formats.safe_xml import attribute, kind_of, read_xml, typed
from muara.formats.sheet import ActorRow, Problem, Sheet, TieRow, Value, checked, shown


@dataclass
class _Reader:
    titles: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    of: str = "node"
    actors: list[ActorRow] = field(default_factory=list)
    ties: list[TieRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    directed: bool = False
    graphs: int = 0
    where: str = ""
    row: tuple[str, ...] = ()
    line: int = 0
    about: dict[str, Value] = field(default_factory=dict)

    def start(self, tag: str, given: dict[str, str], line: int) -> None:
        if tag == "graph":
            self.graphs += 1
            self.directed = given.get("defaultedgetype", "undirected") == "directed"
        elif tag == "attributes":
            self.of = given.get("class", "node")
        elif tag == "attribute":
            self.titles[self.of, given.get("id", "")] = (given.get("title", ""), given.get("type", "string"))
        elif tag == "node":
            name = given.get("id", "")
            label: dict[str, Value] = {"label": given["label"]} if given.get("label", name) != name else {}
            self._begin("node", (name,), label, line)
        elif tag == "edge":
            self._begin("edge", (given.get("source", ""), given.get("target", "")), {}, line)
            for name in ("label", "kind"):
                if name in given:
                    self.about[name] = given[name]
            if "weight" in given:
                self._value("weight", given["weight"], "double", line)
            kind = given.get("type", "directed" if self.directed else "undirected")
            if kind != ("directed" if self.directed else "undirected"):
                self.problems.append(Problem("Ties with and without a direction are mixed.", line))
        elif tag == "attvalue" and self.where:
            key = given.get("for", given.get("id", ""))
            known = self.titles.get((self.where, key))
            if known is None:
                self.problems.append(Problem(f"There is no attribute {shown(key)} for a {self.where}.", line))
            else:
                self._value(known[0], given.get("value", ""), known[1], line)

    def _begin(self, where: str, row: tuple[str, ...], about: dict[str, Value], line: int) -> None:
        self.where, self.row, self.line, self.about = where, row, line, dict(about)
        if not all(row):
            self.problems.append(Problem("A node has no id." if where == "node" else "A tie lacks an end.", line))

    def _value(self, name: str, text: str, kind: str, line: int) -> None:
        value = typed(text, kind)
        if value is None:
            self.problems.append(Problem(f"{shown(text)} in {name} is no {kind}.", line))
        else:
            self.about[name] = value

    def end(self, tag: str, _: str) -> None:
        if tag == "node" and self.where == "node":
            self.actors.append(ActorRow(self.row[0], self.about, self.line))
            self.where = ""
        elif tag == "edge" and self.where == "edge":
            self.ties.append(TieRow(self.row[0], self.row[1], self.about, self.line))
            self.where = ""


def read_gexf(data: bytes | str) -> Sheet:
    """Read a GEXF file; what is wrong is listed in `problems`, each with its line; nested nodes become plain.

    Examples
    --------
    >>> read_gexf(write_gexf(Sheet((ActorRow("adi"),)))).actors[0].name
    'adi'
    """
    reader = _Reader()
    trouble = read_xml(data, reader.start, reader.end)
    problems = [*reader.problems, *([trouble] if trouble else [])]
    if not trouble and not reader.graphs:
        problems.append(Problem("There is no graph in this file; is it GEXF?", 1))
    return checked(reader.actors, reader.ties, problems, directed=reader.directed, closed=not trouble)


def write_gexf(sheet: Sheet) -> str:
    """Write a sheet as GEXF 1.3; an actor's "label" and a tie's numeric "weight" go where Gephi looks for them.

    Examples
    --------
    >>> '<edge id="0" source="a" target="b" weight="2.0"/>' in write_gexf(
    ...     Sheet((ActorRow("a"), ActorRow("b")), (TieRow("a", "b", {"weight": 2.0}),)))
    True
    """
    all_weigh = all(type(tie.about.get("weight", 1.0)) is float for tie in sheet.ties)
    own = {"weight"} if all_weigh else set()
    all_named = all(type(row.about.get("label", "")) is str for row in sheet.actors)
    called = {"label"} if all_named else set()
    actor_keys, actor_lines = _titles("node", [row.about for row in sheet.actors], called)
    tie_keys, tie_lines = _titles("edge", [tie.about for tie in sheet.ties], own)
    kind = "directed" if sheet.is_directed else "undirected"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>', '<gexf xmlns="http://gexf.net/1.3" version="1.3">',
        f'<graph defaultedgetype="{kind}">', *actor_lines, *tie_lines, "<nodes>",
    ]  # fmt: skip
    for row in sheet.actors:
        label = row.about.get("label", row.name) if called else row.name
        lines.append(_element("node", f"id={attribute(row.name)} label={attribute(label)}", row.about, actor_keys))
    lines += ["</nodes>", "<edges>"]
    for number, tie in enumerate(sheet.ties):
        ends = f'id="{number}" source={attribute(tie.source)} target={attribute(tie.target)}'
        if own and "weight" in tie.about:
            ends += f" weight={attribute(tie.about['weight'])}"
        lines.append(_element("edge", ends, tie.about, tie_keys))
    return "\n".join([*lines, "</edges>", "</graph>", "</gexf>"]) + "\n"


def _titles(of: str, rows: Sequence[Mapping[str, Value]], own: set[str]) -> tuple[dict[str, str], list[str]]:
    values: dict[str, list[Value]] = {}
    for about in rows:
        for name, value in about.items():
            if name not in own:
                values.setdefault(name, []).append(value)
    keys = {name: str(number) for number, name in enumerate(values)}
    titles = "".join(
        f'<attribute id="{keys[name]}" title={attribute(name)} type="{kind_of(values[name])}"/>' for name in values
    )
    return keys, [f'<attributes class="{of}">{titles}</attributes>']


def _element(tag: str, attributes: str, about: Mapping[str, Value], keys: Mapping[str, str]) -> str:
    values = "".join(
        f'<attvalue for="{keys[name]}" value={attribute(value)}/>' for name, value in about.items() if name in keys
    )
    inside = f"<attvalues>{values}</attvalues>" if values else ""
    return f"<{tag} {attributes}>{inside}</{tag}>" if inside else f"<{tag} {attributes}/>"
