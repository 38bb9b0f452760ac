from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muara.web.common_ground.models import Reading
from muara.web.common_ground.picture import place
from muara.web.common_ground.queries.drawing import You, you_on
from muara.web.common_ground.wording import between_sentence, you_sentence


@dataclass(frozen=True)
class Where:
    """Where one participant stands in a reading. Shown to that participant, and to nobody else."""

    label: str
    bold: str
    rest: str
    mark: You | None

    @property
    def key(self) -> str:
        return self.label.lower() or "n"


def where_somebody_is(reading: Reading, mine: Mapping[str, Any] | None) -> Where | None:
    """Put into words where somebody is, from their own row of `Reading.people`; None if they are not in it."""
    result = reading.result
    if mine is None or not result.get("has_groups"):
        return None
    readings = (result["stability"] or {}).get("readings", 0)
    label = result["groups"][mine["group"]]["label"] if mine["group"] is not None else ""
    bold, rest = you_sentence(label, mine["steadiness"], readings) if label else between_sentence()
    mark = None
    if result.get("picture"):
        mark = you_on(result, place(result["picture"]["frame"], mine["at"]), label.lower() or "n")
    return Where(label, bold, rest, mark)
