"""What the network formats have in common: actors and ties as written, and every complaint with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from muara.engine.errors import BadNetwork
from muara.engine.network.graph import Network
from muara.engine.network.ties import Twice

Value: TypeAlias = str | int | float | bool
MOST_BYTES = 20_000_000
MOST_PROBLEMS = 100


@dataclass(frozen=True)
class Problem:
    """What is wrong and in which line (or row) it stands; line None = the whole file."""

    text: str
    line: int | None = None

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


class BrokenNetwork(ValueError):
    """A file holds no network that could be used; `problems` lists every complaint."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        more = f" (and {len(self.problems) - 3} more)" if len(self.problems) > 3 else ""
        super().__init__("; ".join(str(problem) for problem in self.problems[:3]) + more)


@dataclass(frozen=True)
class ActorRow:
    """One actor as written: its name and whatever else is said about it."""

    name: str
    about: Mapping[str, Value] = field(default_factory=dict)
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class TieRow:
    """One tie as written; in an undirected sheet the order of the ends says nothing."""

    source: str
    target: str
    about: Mapping[str, Value] = field(default_factory=dict)
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Sheet:
    """A network as a file holds it: nothing is left out, and what is wrong is listed beside it.

    Examples
    --------
    >>> Sheet((ActorRow("adi"),), (TieRow("adi", "sari", {"weight": 2}),)).network().actors
    ('adi', 'sari')
    """

    actors: tuple[ActorRow, ...] = ()
    ties: tuple[TieRow, ...] = ()
    is_directed: bool = False
    problems: tuple[Problem, ...] = ()

    def network(
        self,
        *,
        name: str | None = None,
        weight: str = "weight",
        evidence: str = "evidence",
        layer: str = "layer",
        members: str = "members",
        twice: Twice = "refuse",
    ) -> Network:
        """Make the network of it.

        Parameters
        ----------
        name : str, optional
            Attribute to call the actors by, in place of the identifier in the file.
        weight, evidence, layer, members : str
            Attributes to read; where one is missing it is 1, 1, "tie" and 1.
        twice : {"refuse", "sum", "max"}
            See `Network.from_ties`.

        Raises
        ------
        BrokenNetwork
            If the sheet has problems, or its content makes no network.
        """
        if self.problems:
            raise BrokenNetwork(self.problems)
        called = {row.name: str(row.about.get(name, row.name)) if name else row.name for row in self.actors}
        if len(set(called.values())) < len(called):
            raise BrokenNetwork([Problem(f'Two actors have the same "{name}".')])
        try:
            return Network.from_ties(
                [called.get(tie.source, tie.source) for tie in self.ties],
                [called.get(tie.target, tie.target) for tie in self.ties],
                actors=called.values(),
                weights=_column(self.ties, weight),
                evidence=_column(self.ties, evidence),
                layers=[str(tie.about.get(layer, "tie")) for tie in self.ties],
                members={called[row.name]: _count(row, members) for row in self.actors if members in row.about},
                directed=self.is_directed,
                twice=twice,
            )
        except BadNetwork as error:
            raise BrokenNetwork([Problem(str(error))]) from error


def _column(ties: Sequence[TieRow], name: str) -> list[float]:
    found = []
    for tie in ties:
        value = tie.about.get(name, 1.0)
        if isinstance(value, str) and (number := as_number(value)) is not None:
            value = number
        if isinstance(value, str | bool):
            raise BrokenNetwork([Problem(f"{shown(str(value))} in {name} is no number.", tie.line)])
        found.append(float(value))
    return found


def _count(row: ActorRow, name: str) -> Any:
    value = row.about[name]
    if isinstance(value, str):
        value = as_number(value) if as_number(value) is not None else value  # type: ignore[assignment]
    if isinstance(value, str | bool):
        raise BrokenNetwork([Problem(f"{shown(str(value))} in {name} is no number.", row.line)])
    return value


def sheet_of(network: Network) -> Sheet:
    """Write a network down; weight, evidence, layer and members are always said.

    Examples
    --------
    >>> net = Network.from_ties(["adi"], ["sari"])
    >>> sheet_of(net).network().sha256 == net.sha256
    True
    """
    actors = tuple(
        ActorRow(str(actor), {"members": members})
        for actor, members in zip(network.actors, network.members.tolist(), strict=True)
    )
    columns = (network.sources, network.targets, network.weights, network.evidence, network.layer_of)
    ties = tuple(
        TieRow(
            str(network.actors[a]),
            str(network.actors[b]),
            {"weight": weight, "evidence": evidence, "layer": network.layers[layer]},
        )
        for a, b, weight, evidence, layer in zip(*(column.tolist() for column in columns), strict=True)
    )
    return Sheet(actors, ties, network.is_directed)


def checked(
    actors: Sequence[ActorRow],
    ties: Sequence[TieRow],
    problems: Sequence[Problem],
    *,
    directed: bool,
    closed: bool,
) -> Sheet:
    """Put a sheet together and complain about actors given twice, ties to oneself and, if `closed`, strangers.

    Examples
    --------
    >>> checked([], [TieRow("a", "a", {}, 2)], [], directed=False, closed=False).problems[0].line
    2
    """
    found, seen = list(problems), set()
    for row in actors:
        if row.name in seen:
            found.append(Problem(f"The actor {shown(row.name)} is given twice.", row.line))
        seen.add(row.name)
    for tie in ties:
        if tie.source == tie.target:
            found.append(Problem(f"{shown(tie.source)} is tied to itself.", tie.line))
        elif closed:
            stranger = next((end for end in (tie.source, tie.target) if end not in seen), None)
            if stranger is not None:
                found.append(Problem(f"There is no actor {shown(stranger)}.", tie.line))
    found.sort(key=lambda problem: problem.line or 0)
    return Sheet(tuple(actors), tuple(ties), directed, tuple(found[:MOST_PROBLEMS]))


def decoded(data: bytes | str) -> str | Problem:
    """Read bytes as UTF-8, or say in which line they are not; also refuses what is too large or holds NUL.

    Examples
    --------
    >>> decoded(b"adi"), str(decoded(b"adi" + bytes([10, 255])))
    ('adi', 'line 2: A character is not UTF-8; save the file again as UTF-8.')
    """
    if len(data) > MOST_BYTES:
        return Problem(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    text = data if isinstance(data, str) else ""
    if isinstance(data, bytes):
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return Problem("The file is UTF-16; save it again as UTF-8.", 1)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            return Problem("A character is not UTF-8; save the file again as UTF-8.", line)
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return Problem("There is a NUL character, which no text may hold.", line)
    return text.removeprefix("\ufeff")


def as_number(text: str) -> int | float | None:
    """Read a number, also one with a decimal comma; None if it is none.

    Examples
    --------
    >>> as_number("3"), as_number("0,5"), as_number("1e400"), as_number("tiga")
    (3, 0.5, None, None)
    """
    bare = text.strip().replace(",", ".", 1)
    if len(bare) > 40 or not bare.isascii() or "_" in bare:
        return None
    try:
        return int(bare)
    except ValueError:
        pass
    try:
        number = float(bare)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def shown(text: str) -> str:
    """Quote a text for a message, shortened and on one line.

    Examples
    --------
    >>> shown("adi")
    "'adi'"
    """
    return repr(text if len(text) <= 40 else text[:39] + "…")
