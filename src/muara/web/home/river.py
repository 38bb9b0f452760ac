"""The river of a city as a picture: one strand is one concern, and the unit never changes.

Where a strand stops there is a brown dot. Strands that a common thread holds together meet in a knot.
Pure geometry: positions in, path strings out. The picture lies across on wide screens and down on phones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

LENGTH, BREADTH = 1000.0, 300.0
TOP, BOTTOM = 8.0, 292.0
POOL_TOP, POOL_ROWS = 206.0, 7
SPACING, GAP, LOWEST_SPACING = 4.6, 10.0, 0.8


@dataclass(frozen=True)
class Strand:
    """One concern: the last stage it reached (0 = raised) and the thread that holds it, if any."""

    reached: int
    thread: int = 0


@dataclass
class Picture:
    """The strokes of a river, as values of the `d` attribute of SVG paths."""

    view_box: str
    dry: str = ""
    flowing: str = ""
    arrived: str = ""
    pools: str = ""
    knots: str = ""


@dataclass
class _Pen:
    place: Callable[[float, float], str]
    strokes: dict[str, list[str]] = field(default_factory=dict)

    def curve(self, kind: str, x1: float, y1: float, x2: float, y2: float) -> None:
        middle = (x1 + x2) / 2
        self.strokes.setdefault(kind, []).append(
            f"M{self.place(x1, y1)}C{self.place(middle, y1)} {self.place(middle, y2)} {self.place(x2, y2)}"
        )

    def dot(self, x: float, y: float) -> None:
        self.strokes.setdefault("pools", []).append(f"M{self.place(x, y)}h0")

    def bar(self, x: float, y1: float, y2: float) -> None:
        self.strokes.setdefault("knots", []).append(f"M{self.place(x, y1)}L{self.place(x, y2)}")


def short(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def rows(strands: list[Strand], stage: int) -> list[float]:
    """Return the height of each strand as it leaves `stage`: spread at first, gathered by thread later."""
    if stage == 0:
        step = (BOTTOM - TOP) / max(len(strands) - 1, 1)
        return [TOP + step * index for index in range(len(strands))]
    n_gaps = sum(1 for a, b in pairwise(strands) if a.thread != b.thread)
    room = 150.0 - GAP * n_gaps
    step = max(min(SPACING, room / max(len(strands) - 1, 1)), LOWEST_SPACING)
    heights, y = [], 24.0 + 22.0 * (stage - 1)
    for index, strand in enumerate(strands):
        if index:
            y += step + (GAP if strand.thread != strands[index - 1].thread else 0.0)
        heights.append(y)
    return heights


def draw(strands: Iterable[Strand], n_stages: int, *, down: bool = False) -> Picture:
    """Draw the river of `n_stages` stages.

    Strands lie in the order of how far they came, those of one thread side by side.
    """
    ordered = sorted(strands, key=lambda strand: (-strand.reached, strand.thread))
    pen = _Pen(
        (lambda x, y: f"{short(y)} {short(x)}") if down else (lambda x, y: f"{short(x)} {short(y)}"),
    )
    width = LENGTH / n_stages
    here = list(zip(ordered, rows(ordered, 0), strict=True))
    for stage in range(n_stages):
        left, right = width * stage, width * (stage + 1)
        going = [strand for strand, _y in here if strand.reached > stage]
        last = stage == n_stages - 1
        if last:
            going = [strand for strand, _y in here]
        heights = rows(going, stage + 1)
        entry = left if stage == 0 else left + 10.0
        n_columns = max(3, -(-sum(strand.reached <= stage for strand, _y in here) // POOL_ROWS))
        stuck = 0
        ahead = iter(zip(going, heights, strict=True))
        arrivals = []
        for strand, y in here:
            if last or strand.reached > stage:
                target, height = next(ahead)
                pen.curve(
                    "arrived" if strand.reached == n_stages - 1 else "flowing", entry, y, right - 10.0, height
                )
                arrivals.append((target, height))
            else:
                x, pool = (
                    left + width * (0.62 + min(0.1, 0.3 / (n_columns - 1)) * (stuck % n_columns)),
                    (POOL_TOP + 14.0 * (stuck // n_columns)),
                )
                pen.curve("dry", entry, y, x, pool)
                pen.dot(x, pool)
                stuck += 1
        if not last:
            if stage == 0:  # where a thread ties them; from there on they stay together
                draw_knots(pen, arrivals, right)
            for strand, height in arrivals:
                kind = "arrived" if strand.reached == n_stages - 1 else "flowing"
                pen.curve(kind, right - 10.0, height, right + 10.0, height)
        here = arrivals
    box = f"0 0 {short(BREADTH)} {short(LENGTH)}" if down else f"0 0 {short(LENGTH)} {short(BREADTH)}"
    return Picture(box, **{kind: "".join(parts) for kind, parts in pen.strokes.items()})


def draw_knots(pen: _Pen, arrivals: list[tuple[Strand, float]], x: float) -> None:
    """Tie together, at `x`, the strands of each thread."""
    by_thread: dict[int, list[float]] = {}
    for strand, height in arrivals:
        if strand.thread:
            by_thread.setdefault(strand.thread, []).append(height)
    for heights in by_thread.values():
        pen.bar(x, min(heights) - 5.0, max(heights) + 5.0)
