"""A reading as a table of numbers, for whoever facilitates and asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy

from muara.web.common_ground import wording
from muara.web.common_ground.models import Reading
from muara.web.common_ground.queries.finding import Said, said_of
from muara.web.concerns.models import Statement

WORDS = {
    "thread": gettext_lazy("common thread"),
    "divides": gettext_lazy("divides"),
    "not_yet_known": gettext_lazy("not known yet"),
    "open": gettext_lazy("neither"),
}
SMALLEST_Q = 0.001


@dataclass(frozen=True)
class Numbers:
    """What the engine found of one statement; ranges and bound in per cent."""

    said: Said
    status: str
    range: str
    bound: str
    weighted: str
    q_value: str
    fragility: int


def numbers_of(reading: Reading, statements: Mapping[int, Statement]) -> list[Numbers]:
    """List the statements whose numbers may all be shown, surest first; none of a reading without q-values."""
    items = [item for item in reading.result["statements"] if "q_value" in item]
    return [
        Numbers(
            said=said_of(statements, item["statement"]),
            status=str(WORDS[item["status"]]),
            range=wording.span(item["worst_low"], item["worst_high"]),
            bound=f"{100 * item['lower_bound']:.0f}",
            weighted=_weighted(item),
            q_value=chance(item["q_value"]),
            fragility=item["fragility"],
        )
        for item in sorted(items, key=lambda item: (item["q_value"], -item["lower_bound"], item["statement"]))
    ]


def _weighted(item: Mapping[str, Any]) -> str:
    return f"{100 * item['weighted']['bound']:.0f}" if "weighted" in item else "–"


def chance(q: float) -> str:
    """Write a q-value with three digits after the point.

    Examples
    --------
    >>> chance(0.0), chance(0.0464)
    ('< 0,001', '0,046')
    """
    if q < SMALLEST_Q:
        return f"< {number_format(SMALLEST_Q)}"
    return number_format(q, decimal_pos=3)
