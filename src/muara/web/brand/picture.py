"""The time chart of a campaign: a band of attention above, steps of substance below, on one line of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import formats

WIDTH = 1000
BAND, LANE = 150, 40
MOST_DRAWN = 420
"""More counts than that are drawn as weeks: a phone has no more dots across."""


@dataclass(frozen=True)
class Tick:
    """A year or half a year on the line of time, in parts of a thousand from the left."""

    x: int
    label: str


@dataclass(frozen=True)
class Lane:
    """Steps of one series of substance."""

    key: str
    path: str
    first: int | None
    last: int | None
    top: int


@dataclass(frozen=True)
class Chart:
    """Whole numbers in a box of 1000 by BAND (or LANE)."""

    area: str
    line: str
    usual: str
    start: int
    end: int | None
    peak: int | None
    late: tuple[int, int] | None
    top: int
    is_by_week: bool
    lanes: Sequence[Lane]
    ticks: Sequence[Tick]
    first: date
    last: date

    @property
    def late_wide(self) -> int:
        return max(self.late[1] - self.late[0], 2) if self.late else 0


def chart_of(inputs: Mapping[str, Any], result: Mapping[str, Any]) -> Chart | None:
    """Draw a kept reading; None where its main series has fewer than two counts."""
    place = next((i for i, one in enumerate(inputs["series"]) if one["is_main"]), None)
    if place is None or len(inputs["series"][place]["points"]) < 2:
        return None
    step = int(inputs["series"][place]["step"])
    points = [(date.fromisoformat(on), float(n)) for on, n in inputs["series"][place]["points"]]
    told = result["attention"][place]
    first, last = points[0][0], date.fromisoformat(inputs["day"])
    whole = max((last - first).days, 1)

    def x(day: date) -> int:
        return round(min(max((day - first).days / whole, 0.0), 1.0) * WIDTH)

    drawn = _drawn(points, step)
    top = max((n for _on, n in drawn), default=0.0) or 1.0
    runs = _runs(drawn, max(step, 7 if len(points) > MOST_DRAWN else step))
    lines = [[(x(on), round(BAND - 4 - n / top * (BAND - 8))) for on, n in run] for run in runs]
    judged = next((burst for burst in told["bursts"] if burst["is_judged"]), None)
    late = told["persistence"] and told["persistence"]["late"]
    usual = ""
    if judged is not None:
        level = round(BAND - 4 - judged["usual"] / top * (BAND - 8))
        usual = f"M0 {level}H{WIDTH}"
    return Chart(
        area="".join(_area(line) for line in lines),
        line="".join(_path(line) for line in lines),
        usual=usual,
        start=x(date.fromisoformat(inputs["started"])),
        end=x(date.fromisoformat(inputs["ended"])) if inputs["ended"] else None,
        peak=x(date.fromisoformat(judged["peak"])) if judged else None,
        late=(x(date.fromisoformat(late[0])), x(date.fromisoformat(late[1]))) if late else None,
        top=round(top),
        is_by_week=step == 1 and len(points) > MOST_DRAWN,
        lanes=[_lane(one, x) for one in inputs["substance"]],
        ticks=_ticks(first, last, x),
        first=first,
        last=last,
    )


def _drawn(points: Sequence[tuple[date, float]], step: int) -> list[tuple[date, float]]:
    """Return the counts as they are, or as daily means of weeks where there are too many."""
    if len(points) <= MOST_DRAWN or step > 1:
        return list(points)
    weeks: dict[date, list[float]] = {}
    begins = points[0][0]
    for on, n in points:
        weeks.setdefault(begins + timedelta(days=(on - begins).days // 7 * 7), []).append(n)
    return [(on, sum(values) / len(values)) for on, values in sorted(weeks.items())]


def _runs(points: Sequence[tuple[date, float]], step: int) -> list[list[tuple[date, float]]]:
    runs: list[list[tuple[date, float]]] = []
    for on, n in points:
        if runs and (on - runs[-1][-1][0]).days <= step:
            runs[-1].append((on, n))
        else:
            runs.append([(on, n)])
    return runs


def _path(line: Sequence[tuple[int, int]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in line) if line else ""


def _area(line: Sequence[tuple[int, int]]) -> str:
    return f"{_path(line)}L{line[-1][0]} {BAND}H{line[0][0]}z" if line else ""


def _lane(one: Mapping[str, Any], x: Any) -> Lane:
    steps = [(x(date.fromisoformat(on)), n) for on, n in one["steps"]]
    known = [n for _x, n in steps if n is not None]
    top = max(known, default=0) or 1
    path, is_on = "", False
    for place, n in steps:
        if n is None:
            is_on = False
            continue
        y = round(LANE - 3 - n / top * (LANE - 6))
        path += f"H{place}V{y}" if is_on else f"M{place} {y}"
        is_on = True
    return Lane(one["key"], path, known[0] if known else None, known[-1] if known else None, top)


def _ticks(first: date, last: date, x: Any) -> list[Tick]:
    """Return the beginnings of half-years, or of quarters where the time is short."""
    months = (1, 7) if (last - first).days > 500 else (1, 4, 7, 10)
    days = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in months]
    return [Tick(x(day), formats.date_format(day, "M Y")) for day in days if first <= day <= last]
