"""The analysis of a network as a command: readable on the terminal, as JSON and as a page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from muara.engine.errors import EngineError
from muara.engine.opinion import canonical
from muara.formats.network_file import read_network, read_roles
from muara.formats.network_findings import headline, sections
from muara.formats.network_result import Question, analyse_network
from muara.formats.page import document, section_html
from muara.formats.report import progress_bar, section_lines
from muara.formats.sheet import BrokenNetwork
from muara.formats.tables import hand_out

DOING = {
    "network": "Reading the network",
    "health": "Drawing ties and networks by chance",
    "curves": "Letting actors leave one after the other",
    "bounds": "Bounding what is not known",
    "what_if": "Letting them leave",
    "done": "Done",
}


def network_command(
    path: Path,
    asked: Question,
    *,
    actors: Path | None = None,
    roles: Path | None = None,
    before: Path | None = None,
    directed: bool = False,
    json_path: Path | str | None = None,
    html_path: Path | str | None = None,
    quiet: bool = False,
) -> int:
    """Read a network, analyse it and report; the exit code is 0, or 2 after a clear complaint.

    Parameters
    ----------
    path, actors, directed
        See `network_file.read_network`.
    asked : Question
    roles : Path, optional
        Who holds which role: see `network_file.read_roles`.
    before : Path, optional
        The network as it was, in any of the formats.
    json_path, html_path : path, optional
        File for the result, and for the page; "-" = standard output, and nothing else there.
    quiet : bool
        No report on the terminal and no progress bar.

    Notes
    -----
    Files appear complete or not at all, and only after everything went well. Errors go to standard error.
    """
    complaints = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        with progress_bar(complaints, quiet) as bar:
            task = bar.add_task("Reading the files", total=1.0)
            file = read_network(path, actors, directed=directed)
            result = analyse_network(
                file,
                asked,
                roles=None if roles is None else read_roles(roles),
                before=None if before is None else read_network(before, directed=directed),
                progress=lambda share, what: bar.update(task, completed=share, description=DOING[what]),
            )
        is_told = hand_out([
            (json_path, lambda: canonical(result)),
            (html_path, lambda: network_page(path.name, result).encode()),
        ])  # fmt: skip
    except (BrokenNetwork, EngineError) as error:
        complaints.print(Text(f"muara network: {error}"))
        return 2
    except OSError as error:
        complaints.print(Text(f"muara network: {error.filename or 'A file'}: {error.strerror or error}."))
        return 2
    if not is_told and not quiet:
        Console(highlight=False).print(terminal_report(path.name, result))
    return 0


def terminal_report(title: str, result: Mapping[str, Any]) -> RenderableType:
    """Lay the report out for a terminal, findings first."""
    parts: list[RenderableType] = [Text(title, style="bold"), Text(headline(result))]
    for section in sections(result):
        parts += [Text(), Rule(Text(section.heading, style="bold"), align="left"), *section_lines(section)]
    return Group(*parts, Text(), Text(signature(result, 16), style="dim"))


def network_page(title: str, result: Mapping[str, Any]) -> str:
    """Write the report as one HTML page without scripts."""
    body = "".join(section_html(section) for section in sections(result))
    footer = (
        "<footer><p>Ties are reported, not observed. Ranges hold 5 to 95 % of the draws of which ties exist.</p>"
        f"<p>{escape(signature(result, 64))}</p></footer>\n"
    )
    return document(title, headline(result), body + footer)


def signature(result: Mapping[str, Any], digits: int) -> str:
    """Name what makes the same result again: engine, seed, draws and input."""
    sha = result["input_sha256"]
    cut = "…" if digits < len(sha) else ""
    made = f"{result['engine_version']} · seed {result['seed']} · {result['draws']:,} draws"
    return f"{made} · input {sha[:digits]}{cut}"
