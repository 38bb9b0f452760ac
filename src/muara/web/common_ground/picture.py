"""The opinion map as shapes: people moved a little so that nobody can be traced, hulls, names apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from muara.formats.published import SMALLEST_CELL

WIDTH, HEIGHT = 328, 306
SIDE, ABOVE, BELOW = 30, 52, 46
MOVED = 5.0
APART = 6.4
MOST_DOTS = 900
NAME = (84.0, 13.0)

Points = npt.NDArray[np.float64]
Place = tuple[float, float]


def draw(
    positions: Mapping[int, Sequence[float]],
    groups: Mapping[int, int | None],
    labels: Sequence[str],
    *,
    seed: int,
    last_frame: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Draw the map of a reading; the answer holds no identifier and no exact position.

    Everybody is moved by up to five units in a direction drawn from `seed`, pushed off their neighbours, and
    listed by place, so that neither the order nor the point tells who it is. Groups below five are not drawn.
    The frame of the last reading's map stays as long as the people fit it, so that the map doesn't jump.
    """
    people = sorted(positions)
    if len(people) < SMALLEST_CELL:
        return {}
    exact = np.array([positions[person] for person in people], dtype=np.float64)
    group = np.array([-1 if groups[person] is None else groups[person] for person in people])
    frame = _frame(exact, last_frame)
    rng = np.random.default_rng([seed, len(people)])
    shuffled = rng.permutation(len(people))
    points, group = _placed(frame, exact[shuffled]), group[shuffled]
    points = _apart(_moved(points, rng), frame["height"])
    stands_for = max(1, -(-len(people) // MOST_DOTS))
    drawn: list[dict[str, Any]] = []
    for number, label in enumerate(labels):
        inside = points[group == number]
        if len(inside) >= SMALLEST_CELL:
            dots = _dots(inside, stands_for)
            drawn.append({"label": label, "n": len(inside), "hulls": _hulls(inside), "dots": dots})
    _name(drawn, points, frame["height"])
    between = points[group == -1]
    dots = _dots(between, stands_for) if len(between) >= SMALLEST_CELL else []
    return {"frame": frame, "groups": drawn, "between": dots, "stands_for": stands_for}


def place(frame: Mapping[str, Any], position: Sequence[float]) -> Place:
    """Find where one person stands on a drawn map; shown to that person only."""
    x, y = _placed(frame, np.array([position], dtype=np.float64))[0]
    return round(float(x), 1), round(float(y), 1)


def _frame(exact: Points, last: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Fit the map into its box, lying down if it is taller than wide: neither axis means anything by itself."""
    low, high = np.percentile(exact, 1.5, axis=0), np.percentile(exact, 98.5, axis=0)
    if last is not None and _fits(last, low, high):
        return dict(last)
    lies = bool(high[1] - low[1] > high[0] - low[0]) if last is None else bool(last["lies"])
    if lies:
        low, high = low[::-1], high[::-1]
    reach = np.maximum(high - low, 1e-9)
    scale = float((WIDTH - 2 * SIDE) / reach[0])
    height = reach[1] * scale + ABOVE + BELOW
    if height > HEIGHT:
        scale = float((HEIGHT - ABOVE - BELOW) / reach[1])
        height = HEIGHT
    height = max(float(height), 150.0)
    middle = (low + high) / 2
    return {
        "lies": lies,
        "scale": round(scale, 6),
        "x": round(float(middle[0]), 6),
        "y": round(float(middle[1]), 6),
        "height": round(height),
    }


def _fits(frame: Mapping[str, Any], low: Points, high: Points) -> bool:
    """Say whether the people stay inside a frame and fill at least three quarters of it one way."""
    if frame["lies"]:
        low, high = low[::-1], high[::-1]
    center = np.array([frame["x"], frame["y"]])
    half = np.array([WIDTH - 2 * SIDE, frame["height"] - ABOVE - BELOW]) / 2 / frame["scale"]
    inside = np.maximum(np.abs(low - center), np.abs(high - center)) <= 1.15 * half
    return bool(inside.all() and ((high - low) / (2 * half)).max() >= 0.75)


def _placed(frame: Mapping[str, Any], exact: Points) -> Points:
    """Scale both axes alike; who stands far outside is drawn at the edge."""
    center = np.array([WIDTH / 2, ABOVE + (frame["height"] - ABOVE - BELOW) / 2])
    turned = exact[:, ::-1] if frame["lies"] else exact
    points = (turned - [frame["x"], frame["y"]]) * [frame["scale"], -frame["scale"]] + center
    edge = np.array([[8.0, ABOVE - 16], [WIDTH - 8.0, frame["height"] - BELOW + 16]])
    return np.asarray(np.clip(points, edge[0], edge[1]), dtype=np.float64)


def _moved(points: Points, rng: np.random.Generator) -> Points:
    angle = rng.uniform(0, 2 * np.pi, len(points))
    far = MOVED * np.sqrt(rng.uniform(0, 1, len(points)))
    return points + np.stack([np.cos(angle) * far, np.sin(angle) * far], axis=1)


def _apart(points: Points, height: float) -> Points:
    """Push overlapping marks off each other, as far as there is room."""
    points = points.copy()
    for _ in range(24):
        pairs = cKDTree(points).query_pairs(APART, output_type="ndarray")
        if not len(pairs):
            break
        first, second = pairs[:, 0], pairs[:, 1]
        between = points[first] - points[second]
        far = np.linalg.norm(between, axis=1)
        between[far < 1e-9] = [1.0, 0.0]
        push = between / np.maximum(far, 1e-9)[:, None] * ((APART - far) / 2)[:, None] * 0.6
        np.add.at(points, first, push)
        np.add.at(points, second, -push)
    return np.asarray(np.clip(points, [5, ABOVE - 20], [WIDTH - 5, height - BELOW + 20]), dtype=np.float64)


def _dots(points: Points, stands_for: int) -> list[list[int]]:
    whole = np.rint(points[::stands_for]).astype(int)
    return sorted([int(x), int(y)] for x, y in whole)


def _hulls(points: Points) -> dict[str, Any]:
    """Find the ellipses that hold 80 and 95 per cent of a group."""
    middle = points.mean(axis=0)
    spread = np.cov(points.T) + np.eye(2) * 4.0
    values, vectors = np.linalg.eigh(spread)
    away = (points - middle) @ vectors / np.sqrt(values)
    reach = np.linalg.norm(away, axis=1)
    inner, outer = (float(np.quantile(reach, share)) for share in (0.8, 0.95))
    outer = max(outer, inner * 1.12)
    angle = float(np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])))
    wide, narrow = float(np.sqrt(values[1])), float(np.sqrt(values[0]))
    half, width = (outer * float(np.sqrt(spread[axis, axis])) for axis in (1, 0))
    return {
        "x": round(float(middle[0]), 1),
        "y": round(float(middle[1]), 1),
        "angle": round(angle, 1),
        "inner": [round(inner * wide, 1), round(inner * narrow, 1)],
        "outer": [round(outer * wide, 1), round(outer * narrow, 1)],
        "half": round(half, 1),
        "wide": round(width, 1),
    }


def _name(drawn: list[dict[str, Any]], points: Points, height: float) -> None:
    """Choose a place for the name of each group: near its hull, over as few marks and names as can be."""
    taken: list[Place] = []
    for one in sorted(drawn, key=lambda one: float(one["hulls"]["y"])):
        hull = one["hulls"]
        x, y, half, wide = hull["x"], hull["y"], hull["half"], hull["wide"]
        wished = [
            (x + aside, level)
            for aside in (0, -30, 30, -60, 60)
            for level in (y - half - 6, y + half + 15, y - half - 18, y + half + 27)
        ]
        wished += [(x + side * (wide + NAME[0] / 2 + 6), y) for side in (-1, 1)]
        others = [other["hulls"] for other in drawn if other is not one]
        place = min(
            wished,
            key=lambda place: _cost(place, (x, y), points, taken, height) + _astray(place, hull, others),
        )
        taken.append(place)
        one["name"] = [round(place[0], 1), round(place[1], 1)]


def _astray(place: Place, own: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> float:
    """Return the cost of a name that stands by the hull of another group: it would be read as that group's."""
    middle = (place[0], place[1] - NAME[1] / 2)

    def distance(hull: Mapping[str, Any]) -> float:
        return float(np.hypot((middle[0] - hull["x"]) / hull["wide"], (middle[1] - hull["y"]) / hull["half"]))

    nearest = min(map(distance, others), default=np.inf) / distance(own)
    return 300.0 if nearest < 1 else 100.0 if nearest < 1.5 else 0.0


def _cost(place: Place, middle: Place, points: Points, taken: Sequence[Place], height: float) -> float:
    left, right, top, bottom = place[0] - NAME[0] / 2, place[0] + NAME[0] / 2, place[1] - NAME[1], place[1] + 3
    outside = max(0, 2 - left) + max(0, right - WIDTH + 2) + max(0, 2 - top) + max(0, bottom - height)
    over = ((points[:, 0] > left - 3) & (points[:, 0] < right + 3)).astype(int)
    over *= ((points[:, 1] > top - 3) & (points[:, 1] < bottom + 3)).astype(int)
    met = sum(1 for x, y in taken if abs(place[0] - x) < NAME[0] and abs(place[1] - y) < NAME[1] + 2)
    away = float(np.hypot(place[0] - middle[0], place[1] - middle[1]))
    return 60 * outside + 10 * int(over.sum()) + 200 * met + 0.1 * away
