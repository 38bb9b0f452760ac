"""The network as shapes: ties as paths, actors as marks, names where there is room for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull, QhullError

WIDTH, HEIGHT = 720, 560
SIDE, ABOVE, BELOW = 26, 34, 26
TALL = (HEIGHT - ABOVE - BELOW) / (WIDTH - 2 * SIDE)
"""Height of the layout's box of width 1."""
MOST_MARKS = 500
RADIUS = 10.0
PHONE, DESK, CLOSER, CLOSEST = 28.0, 16.0, 8.0, 4.0
"""Size of the letters in units of the picture: on a phone, on a desk, and after zooming in there."""
LEVELS = (PHONE, DESK, CLOSER, CLOSEST)
ON_A_PHONE, ON_A_DESK = 4, 16
LONGEST = 30

# Each shape is drawn around its middle, about 20 units across.
SHAPES = {
    "coop": "M-9-9H9V9H-9z",
    "hub": "M0-11L10.5-3.4 6.5 9H-6.5L-10.5-3.4z",
    "creative": "M0-10.5L11 9H-11z",
    "movement": "M0-12L12 0 0 12-12 0z",
    "media": "M-10 0A10 10 0 1 1 10 0A10 10 0 1 1-10 0z",
    "academic": "M-11-9H11L0 10.5z",
    "public": "M-6-10H6L12 0 6 10H-6L-12 0z",
    "trade": "M-4-11H4V-4H11V4H4V11H-4V4H-11V-4H-4z",
    "other": "M-11-5H11V5H-11z",
}
SHAPE_OF = {
    "COOPERATIVE": "coop",
    "HUB": "hub",
    "CREATIVE": "creative",
    "MOVEMENT": "movement",
    "MEDIA": "media",
    "ACADEMIC": "academic",
    "GOVERNMENT": "public",
    "VILLAGE": "public",
    "BUSINESS": "trade",
    "FINANCE": "trade",
}

Points = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Node:
    """One actor to be drawn. `rank`: whose name is shown first; `is_key`: always, in bold."""

    name: str
    kind: str
    rank: float = 0.0
    is_key: bool = False
    is_on: bool = False
    is_gone: bool = False
    is_faint: bool = False


@dataclass(frozen=True)
class Line:
    """One pair of tied actors, by place."""

    a: int
    b: int
    is_sure: bool = True
    is_lost: bool = False
    is_faint: bool = False


@dataclass(frozen=True)
class Mark:
    shape: str
    x: int
    y: int
    style: str


@dataclass(frozen=True)
class Label:
    """A name; `level` 0 is shown on a phone, 1 from a desk on, 2 and 3 when one looks closer."""

    text: str
    x: int
    y: int
    dx: str
    dy: str
    anchor: str
    level: int
    is_key: bool


@dataclass(frozen=True)
class Legend:
    shape: str
    path: str
    kinds: Sequence[str]
    n: int


@dataclass(frozen=True)
class Picture:
    """Everything an SVG needs; whole numbers, so that five hundred actors stay light."""

    ties: str
    unsure: str
    lost: str
    faint: str
    hulls: Sequence[str]
    marks: Sequence[Mark]
    labels: Sequence[Label]
    shapes: Mapping[str, str]
    small: str
    width: int = WIDTH
    height: int = HEIGHT

    def __bool__(self) -> bool:
        return bool(self.marks)


def draw(places: Points, nodes: Sequence[Node], lines: Iterable[Line]) -> Picture:
    """Draw actors at their places (x in 0..1, y in 0..TALL) with their ties and as many names as fit."""
    points = np.rint(places * (WIDTH - 2 * SIDE) + [SIDE, ABOVE]) if len(nodes) else np.zeros((0, 2))
    scale = 1.0 if len(nodes) <= 80 else 0.75 if len(nodes) <= 200 else 0.5
    paths: dict[str, list[str]] = {"ties": [], "unsure": [], "lost": [], "faint": []}
    for line in lines:
        (ax, ay), (bx, by) = points[line.a].astype(int), points[line.b].astype(int)
        kind = "lost" if line.is_lost else "faint" if line.is_faint else "ties" if line.is_sure else "unsure"
        paths[kind].append(f"M{ax} {ay}L{bx} {by}")
    marks = [
        Mark(SHAPE_OF.get(node.kind, "other"), int(x), int(y), _style(node))
        for node, (x, y) in zip(nodes, points, strict=True)
    ]
    cut_off = np.array([node.is_on for node in nodes], dtype=bool)
    return Picture(
        **{kind: "".join(parts) for kind, parts in paths.items()},  # type: ignore[arg-type]
        hulls=_hull(points, cut_off, np.array([node.is_gone for node in nodes], dtype=bool)),
        marks=marks,
        labels=name(points, nodes, RADIUS * scale),
        shapes={shape: SHAPES[shape] for shape in dict.fromkeys(mark.shape for mark in marks)},
        small={1.0: "", 0.75: "many", 0.5: "most"}[scale],
    )


def legend(kinds: Iterable[tuple[str, str]]) -> list[Legend]:
    """Count actors by shape, in the order of the shapes; given are kind and its name, once per actor."""
    counted: dict[str, dict[str, int]] = {}
    for kind, label in kinds:
        of_shape = counted.setdefault(SHAPE_OF.get(kind, "other"), {})
        of_shape[label] = of_shape.get(label, 0) + 1
    return [
        Legend(shape, SHAPES[shape], sorted(counted[shape]), sum(counted[shape].values()))
        for shape in SHAPES
        if shape in counted
    ]


def _style(node: Node) -> str:
    return "gone" if node.is_gone else "on" if node.is_on else "faint" if node.is_faint else ""


def _hull(points: Points, inside: npt.NDArray[np.bool_], gone: npt.NDArray[np.bool_]) -> list[str]:
    """Draw a band around those cut off, where nobody else stands within it: else it would lie."""
    mine = points[inside]
    if len(mine) < 3:
        return []
    try:
        corner = mine[ConvexHull(mine).vertices]
    except QhullError:  # they stand on one line
        return []
    out = corner - corner.mean(axis=0)
    wide = corner + 34 * out / np.maximum(np.hypot(*out.T), 1)[:, None]
    others = points[~inside & ~gone]
    if any(_within(wide, point) for point in others):
        return []
    wide = np.clip(wide, [4, 4], [WIDTH - 4, HEIGHT - 4])
    middle = (wide + np.roll(wide, -1, axis=0)) / 2
    path = f"M{middle[-1][0]:.0f} {middle[-1][1]:.0f}"
    for (cx, cy), (x, y) in zip(wide, middle, strict=True):
        path += f"Q{cx:.0f} {cy:.0f} {x:.0f} {y:.0f}"
    return [path + "z"]


def _within(ring: Points, point: Points) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in pairwise([*ring, ring[0]]):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def name(points: Points, nodes: Sequence[Node], radius: float) -> list[Label]:
    """Find places for names so that none lies on another or on a mark, at each size of letters."""
    order = sorted(range(len(nodes)), key=lambda i: (not nodes[i].is_key, -nodes[i].rank, i))
    order = [i for i in order if (not nodes[i].is_faint or nodes[i].is_key) and nodes[i].name]
    texts = {i: short(nodes[i].name) for i in order}
    wide = {i: width_of(text) for i, text in texts.items()}
    taken: dict[int, int] = {}
    level_of: dict[int, int] = {}
    boxes = np.empty((len(order), 4))
    for level, size in enumerate(LEVELS):
        closer = min(1.0, size / DESK)  # marks stay as large on the screen when one looks closer
        for place, (i, spot) in enumerate(taken.items()):
            boxes[place] = _boxes(points[i], wide[i], size, spot, spot + 1)[0]
        most = (ON_A_PHONE, ON_A_DESK, len(nodes), len(nodes))[level]
        for i in order:
            if len(taken) >= most and not nodes[i].is_key:
                break
            if i in taken:
                continue
            around = _boxes(points[i], wide[i], size, 0, len(SPOTS) if nodes[i].is_key else N_NEAR)
            found = _spot(points, i, around, radius * closer, boxes[: len(taken)], nodes[i].is_key)
            if found is not None:
                boxes[len(taken)] = around[found]
                taken[i], level_of[i] = found, level
    return [
        Label(texts[i], int(points[i][0]), int(points[i][1]), *SPOTS[spot], level_of[i], nodes[i].is_key)
        for i, spot in sorted(taken.items(), key=lambda item: (level_of[item[0]], item[0]))
    ]


def short(text: str) -> str:
    """Shorten a long name at a word.

    >>> short("Koperasi konsumen pegawai kampus negeri A")
    'Koperasi konsumen pegawai…'
    """
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


# (dx, dy, anchor) in sizes of a letter, so that they scale with it; the last four only where a name must be shown.
SPOTS = (
    (".85em", ".35em", "start"), ("-.85em", ".35em", "end"), ("0", "-.9em", "middle"), ("0", "1.6em", "middle"),
    (".6em", "-.5em", "start"), ("-.6em", "-.5em", "end"), (".6em", "1.2em", "start"), ("-.6em", "1.2em", "end"),
    ("0", "-2.4em", "middle"), ("0", "3.1em", "middle"), ("2em", ".35em", "start"), ("-2em", ".35em", "end"),
)  # fmt: skip
N_NEAR = 8


def _spot(points: Points, i: int, around: Points, radius: float, boxes: Points, must: bool) -> int | None:
    """Return the first of the boxes around a mark that is free; for a name that must be shown, the least bad."""
    left, top, right, bottom = around.T
    is_inside = (left >= 2) & (right <= WIDTH - 2) & (top >= 0) & (bottom <= HEIGHT)
    x0, y0, x1, y1 = boxes.T
    met = _n_between(left, right, x0, x1, top, bottom, y0, y1)
    x, y = points.T
    near = _n_between(left - radius, right + radius, x, x, top - radius, bottom + radius, y, y)
    own = (points[i] > around[:, :2] - radius).all(1) & (points[i] < around[:, 2:] + radius).all(1)
    cost = np.where(is_inside, 10 * met + near - own, np.iinfo(np.int64).max)
    best = int(cost.argmin())
    return best if cost[best] == 0 or (must and is_inside[best]) else None


def _n_between(left: Points, right: Points, x0: Points, x1: Points, *rest: Points) -> npt.NDArray[np.int64]:
    """Count for each box how many others it meets."""
    top, bottom, y0, y1 = (one if place > 1 else one[:, None] for place, one in enumerate(rest))
    meets = (left[:, None] < x1) & (right[:, None] > x0) & (top < y1) & (bottom > y0)
    n: npt.NDArray[np.int64] = meets.sum(axis=1)
    return n


def _boxes(point: Points, wide: float, size: float, first: int, end: int) -> Points:
    """Return the boxes (left, top, right, bottom) that a name would fill in some of the spots."""
    dx, dy, share = OFFSETS[first:end].T
    left = point[0] + dx * size - share * wide * size
    y = point[1] + dy * size
    return np.column_stack([left - 2, y - 0.85 * size, left + wide * size + 2, y + 0.3 * size])


def _em(length: str) -> float:
    return float(length.removesuffix("em"))


OFFSETS = np.array([[_em(dx), _em(dy), {"start": 0, "middle": 0.5, "end": 1}[at]] for dx, dy, at in SPOTS])


NARROW, BROAD = frozenset("iljtfr.,'’ ()-|!I1"), frozenset("mwMW@%")


def width_of(text: str) -> float:
    """Estimate how wide a text is, in sizes of its letters; rather too much than too little.

    >>> round(width_of("Sanggar B"), 2)
    5.2
    """
    return sum(0.38 if c in NARROW else 0.95 if c in BROAD else 0.72 if c.isupper() else 0.6 for c in text)
