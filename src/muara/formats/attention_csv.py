"""Counts of attention as a table of two columns: a day, and how many were counted from that day on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from muara.formats.sheet import Problem, decoded, shown
from muara.formats.spreadsheet import as_csv

DAY = ("date", "tanggal", "day", "hari", "week", "minggu", "ds")
COUNT = ("count", "jumlah", "n", "value", "nilai", "views", "y")
MOST_ROWS = 4000
MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Counts:
    """Counts in the order of their days, and what is wrong with the file."""

    points: tuple[tuple[date, int], ...] = ()
    problems: tuple[Problem, ...] = ()


def read_counts(data: bytes | str, *, step: int) -> Counts:
    r"""Read days and counts; comma, semicolon or tab.

    An empty count is no zero: its day is left out, and a reading says that there is a gap.

    Parameters
    ----------
    data : bytes or str
        With a header that names a day (date, tanggal) and a count (count, jumlah).
    step : int
        Days that one count covers; days that do not lie so many apart are complained about.

    Examples
    --------
    >>> found = read_counts("tanggal;jumlah\n2026-01-01;3\n2026-01-02;\n2026-01-03;5\n", step=1)
    >>> [(on.day, n) for on, n in found.points], found.problems
    ([(1, 3), (3, 5)], ())
    >>> [str(one) for one in read_counts("date,count\n2026-01-01,3\n2026-02-01,4\n", step=7).problems]
    ['line 3: 2026-02-01 lies 31 days after the first one; a weekly count is a multiple of 7.']
    """
    text = decoded(data)
    if isinstance(text, Problem):
        return Counts(problems=(text,))
    mark = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    points: dict[date, int] = {}
    problems: list[Problem] = []
    try:
        header = [field.strip().casefold() for field in next(rows, [])]
        places = [next((i for i, one in enumerate(header) if one in names), None) for names in (DAY, COUNT)]
        if places[0] is None or places[1] is None:
            return Counts(problems=(Problem("The first line names two columns: date and count.", 1),))
        for row in rows:
            if not any(field.strip() for field in row):
                continue
            if len(points) >= MOST_ROWS:
                problems.append(Problem(f"There are more than {MOST_ROWS} counts; take them in parts."))
                break
            if len(row) <= max(places[0], places[1]):
                problems.append(Problem("A field is missing.", rows.line_num))
            else:
                _take(row[places[0]], row[places[1]], rows.line_num, points, problems)
            if len(problems) >= MOST_PROBLEMS:
                break
    except csv.Error as error:
        problems.append(Problem(f"The table cannot be read ({error}).", rows.line_num))
    if not problems:
        problems += _uneven(sorted(points), step)
    if not points and not problems:
        problems.append(Problem("There is no count in this file."))
    return Counts(tuple(sorted(points.items())), tuple(problems))


def write_counts(points: Iterable[tuple[date, int]], source: str) -> str:
    """Write counts as CSV, each with its source.

    Examples
    --------
    >>> print(write_counts([(date(2026, 1, 1), 3)], "buku tamu").split()[1])
    2026-01-01,3,buku
    """
    return as_csv(("date", "count", "source"), ((on.isoformat(), n, source) for on, n in points))


def _take(day: str, count: str, line: int, points: dict[date, int], problems: list[Problem]) -> None:
    try:
        on = date.fromisoformat(day.strip()) if len(day.strip()) == 10 else None
    except ValueError:
        on = None
    if on is None:
        problems.append(Problem(f"{shown(day)} is no day; write it as 2026-11-24.", line))
        return
    written = count.strip().removesuffix(".0")
    if not written:
        return
    if not (written.isascii() and written.isdigit() and len(written) <= 12):
        problems.append(Problem(f"{shown(count)} is no whole number of 0 or more.", line))
    elif on in points:
        problems.append(Problem(f"{on.isoformat()} is given twice.", line))
    else:
        points[on] = int(written)


def _uneven(days: Sequence[date], step: int) -> list[Problem]:
    """Complain about the first day that does not lie a multiple of the step after the first one."""
    for place, on in enumerate(days):
        away = on - days[0]
        if away % timedelta(days=step):
            said = (
                f"{on.isoformat()} lies {away.days} days after the first one; a weekly count is a multiple of 7."
            )
            return [Problem(said, place + 2)]
    return []
