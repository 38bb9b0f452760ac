"""The stored picture of a reading as paths of an SVG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muara.web.common_ground.picture import WIDTH

# Each shape is drawn around its middle; a circle is a line of no length with round ends.
SHAPES = {
    "a": (0, 0, "h0"),
    "b": (0, -3.6, "l3.2 5.8h-6.4z"),
    "c": (-2.5, -2.5, "h5v5h-5z"),
    "d": (0, -3.7, "l3.7 3.7-3.7 3.7-3.7-3.7z"),
    "e": (-1, -3.2, "h2v2.2h2.2v2h-2.2v2.2h-2v-2.2h-2.2v-2h2.2z"),
    "n": (-2.5, -2.5, "l5 5m0-5l-5 5"),
}


@dataclass(frozen=True)
class Layer:
    """One group on the map."""

    key: str
    label: str
    path: str
    hull: Mapping[str, Any]
    name: Sequence[float]
    n: int


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    layers: Sequence[Layer]
    between: str
    stands_for: int
    title: str
    text: str


@dataclass(frozen=True)
class You:
    """The ring around oneself, with a line to the word."""

    x: float
    y: float
    key: str
    shape: str
    line: str
    text_x: float
    text_y: float
    anchor: str


def path_of(key: str, dots: Iterable[Sequence[float]]) -> str:
    left, up, shape = SHAPES[key]
    return "".join(f"M{x + left:g} {y + up:g}{shape}" for x, y in dots)


def drawing(result: Mapping[str, Any], n_participants: int) -> Drawing | None:
    picture = result.get("picture")
    if not picture or not result["has_groups"]:
        return None
    layers = [
        Layer(
            group["label"].lower(),
            group["label"],
            path_of(group["label"].lower(), group["dots"]),
            group["hulls"],
            group["name"],
            group["n"],
        )
        for group in picture["groups"]
    ]
    sizes = [
        ngettext("%(label)s %(n)s person", "%(label)s %(n)s people", layer.n)
        % {"label": layer.label, "n": number_format(layer.n)}
        for layer in layers
    ]
    text = _("Groups on the map: %(sizes)s.") % {"sizes": ", ".join(sizes)}
    if result["between"]:
        text += " " + ngettext(
            "%(n)s person stands between them.", "%(n)s people stand between them.", result["between"]
        ) % {"n": number_format(result["between"])}
    return Drawing(
        WIDTH,
        picture["frame"]["height"],
        layers,
        path_of("n", picture["between"]),
        picture["stands_for"],
        _("Opinion map of %(n)s people") % {"n": number_format(n_participants)},
        text,
    )


def you_on(result: Mapping[str, Any], at: tuple[float, float], key: str) -> You:
    """Mark one place on the map, with the word where it covers least."""
    picture = result["picture"]
    height = picture["frame"]["height"]
    dots = [dot for group in picture["groups"] for dot in group["dots"]] + picture["between"]
    names = [group["name"] for group in picture["groups"]]
    x, y = at

    def cost(way: tuple[int, int, int]) -> float:
        down, side, far = way
        left, level = x + side * 14 - (34 if side < 0 else 0), y + down * far
        over = sum(1 for dot in dots if left - 3 < dot[0] < left + 37 and level - 10 < dot[1] < level + 8)
        near = sum(1 for name in names if abs(name[0] - left - 17) < 60 and abs(name[1] - level) < 18)
        outside = left < 2 or left > WIDTH - 36 or level < 10 or level > height + 6
        return over + 8 * near + 40 * outside + far / 40

    down, side, far = min(((d, s, f) for f in (30, 52, 76) for d in (1, -1) for s in (1, -1)), key=cost)
    end = y + down * far
    return You(
        x=x,
        y=y,
        key=key,
        shape=path_of(key, [(x, y)]),
        line=f"M{x:g} {y + down * 8:g}V{end:g}h{10 * side}",
        text_x=round(x + 14 * side, 1),
        text_y=round(end + 4, 1),
        anchor="start" if side > 0 else "end",
    )
