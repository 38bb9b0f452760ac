"""The analysis of an export as a command: readable on the terminal, as JSON and as a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.text import Text

from muara.engine.errors import EngineError
from muara.engine.opinion import SEED, Analysis, analyse, canonical
from muara.formats.declared_csv import Declared, read_declared
from muara.formats.findings import Section, headline, one_line, sections
from muara.formats.page import html_page
from muara.formats.parquet import parquet_files
from muara.formats.parts import MEMORY_MB, analyse_parts
from muara.formats.polis import PolisExport, Sign, read_export
from muara.formats.tables import BrokenExport, hand_out
from muara.formats.versions import versions

Mode = Literal["muara", "polis"]
Tell = Callable[[float, str], None]
DOING = {
    "counting": "Counting the votes",
    "gate": "Asking whether there are groups",
    "readings": "Reading again with hidden votes",
    "groups": "Forming groups",
    "map": "Drawing the map",
    "agreement": "Comparing the groups",
    "done": "Done",
}


def analyse_export(
    export: PolisExport,
    *,
    mode: Mode = "muara",
    seed: int = SEED,
    declared: Declared | None = None,
    progress: Tell | None = None,
) -> Analysis:
    """Analyse an export with the moderation that it records."""
    return analyse(
        export.votes,
        mode=mode,
        seed=seed,
        excluded=export.excluded,
        meta=export.meta,
        order=export.order,
        exposure=export.shown,
        declared=declared,
        progress=progress,
    )


def result_of(analysis: Analysis, export: PolisExport) -> dict[str, Any]:
    """Write the result as plain data, with the topic and the text of every statement."""
    result = analysis.to_dict()
    texts = export.texts
    for name in ("statements", "common_threads", "divides"):
        result[name] = [{**item, "text": texts.get(item["statement_id"], "")} for item in result[name]]
    return {**result, "topic": export.topic, "versions": versions()}


def terminal_report(result: Mapping[str, Any]) -> RenderableType:
    """Lay the report out for a terminal, findings first."""
    parts: list[RenderableType] = [
        Text(one_line(result["topic"]) or "Conversation", style="bold"),
        Text(headline(result)),
    ]
    for section in sections(result):
        parts += [Text(), Rule(Text(section.heading, style="bold"), align="left"), *section_lines(section)]
    parts += [Text(), Text(f"{result['engine_version']} · {result['mode']} · seed {result['seed']} · input "
                           f"{result['input_sha256'][:16]}…", style="dim")]  # fmt: skip
    return Group(*parts)


def section_lines(section: Section) -> list[RenderableType]:
    """Lay one section out for a terminal."""
    lines: list[RenderableType] = [Text(section.introduction)]
    for number, finding in enumerate(section.findings, start=1):
        lines.append(Text(f"{number:>2}. {finding.text}", style="bold"))
        if finding.sentence:
            lines.append(Padding(Text(finding.sentence), (0, 0, 0, 4)))
        if finding.cells:
            cells = " · ".join(
                f"{name.removeprefix('Group ')} {cell}"
                for name, cell in zip(section.columns, finding.cells, strict=True)
                if cell != "–"
            )
            lines.append(Padding(Text(cells, style="dim"), (0, 0, 0, 4)))
    if section.more:
        lines.append(Text(f"    … and {section.more:,} more (all of them with --json or --html)."))
    return lines


def analyse_command(
    path: Path | str,
    *,
    mode: Mode = "muara",
    json_path: Path | str | None = None,
    html_path: Path | str | None = None,
    quiet: bool = False,
    sign: Sign = "opendata",
    seed: int = SEED,
    cluster: str | None = None,
    memory_mb: int | None = None,
    people: Path | str | None = None,
    declared: Path | str | None = None,
) -> int:
    """Read an export, analyse it and report; the exit code is 0, or 2 after a clear complaint.

    Parameters
    ----------
    path : path
        Directory of a Polis export.
    mode : {"muara", "polis"}
    json_path, html_path : path, optional
        File for the result, and for the page; "-" = standard output, and nothing else there.
    quiet : bool
        No report on the terminal and no progress bar.
    sign : {"opendata", "api"}
        "api" if -1 means agree, as in data from the Polis database.
    seed : int
    cluster, memory_mb, people
        For votes in Parquet files: see `parts.analyse_parts`.
    declared : path, optional
        What people said of themselves: see `declared_csv.read_declared`. Not for Parquet.

    Notes
    -----
    Files appear complete or not at all, and only after everything went well. Errors go to standard error.
    """
    complaints = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        with progress_bar(complaints, quiet) as bar:
            task = bar.add_task("Reading the files", total=1.0)

            def tell(low: float, high: float) -> Tell:
                return lambda share, what: bar.update(
                    task, completed=low + (high - low) * share, description=DOING.get(what, "Reading the files")
                )

            if parquet_files(Path(path)):
                only_of_muara(mode, sign)
                if declared is not None:
                    raise BrokenExport("Parquet", "Declared groups are not counted in parts.")
                result = analyse_parts(
                    Path(path),
                    cluster=cluster,
                    memory_mb=MEMORY_MB if memory_mb is None else memory_mb,
                    people=None if people is None else Path(people),
                    seed=seed,
                    progress=tell(0.0, 1.0),
                )
            elif cluster is not None or memory_mb is not None or people is not None:
                raise BrokenExport(str(path), "There is no Parquet file; only those are read in parts.")
            else:
                export = read_export(Path(path), sign=sign, progress=tell(0.0, 0.2))
                said = None if declared is None else read_declared(Path(declared))
                analysis = analyse_export(export, mode=mode, seed=seed, declared=said, progress=tell(0.2, 1.0))
                result = result_of(analysis, export)
        is_told = hand_out([
            (json_path, lambda: canonical(result)),
            (html_path, lambda: html_page(result).encode()),
        ])  # fmt: skip
    except (BrokenExport, EngineError) as error:
        complaints.print(Text(f"muara analyse: {error}"))
        return 2
    except OSError as error:
        complaints.print(Text(f"muara analyse: {error.filename or 'A file'}: {error.strerror or error}."))
        return 2
    if not is_told and not quiet:
        Console(highlight=False).print(terminal_report(result))
    return 0


def only_of_muara(mode: str, sign: str) -> None:
    if mode != "muara" or sign != "opendata":
        raise BrokenExport("Parquet", "Votes in parts are read in the mode muara, and 1 agrees in them.")


def progress_bar(console: Console, quiet: bool) -> Progress:
    """Make a bar that shows itself on a terminal only."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal)
