"""The way of an initiative as a line: time goes right, the six phases go down. Pure geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from muara.web.initiatives.models import Phase, PhaseStep

WIDTH, LANE = 1000, 34
PLACE = {phase.value: place for place, phase in enumerate(Phase)}


@dataclass(frozen=True)
class Way:
    """Values of the `d` attribute: the way on, the ways back, and where it ended."""

    on: str = ""
    back: str = ""
    end: str = ""


def way_of(steps: Sequence[PhaseStep], at: datetime) -> Way:
    """Draw the way from its steps up to now; a way of one moment is a dot."""
    if not steps:
        return Way()
    is_closed = steps[-1].kind == PhaseStep.Kind.CLOSED
    start, until = steps[0].at, steps[-1].at if is_closed else max(at, steps[-1].at)
    whole = (until - start).total_seconds() or 1

    def x_of(moment: datetime) -> int:
        return round(WIDTH * (moment - start).total_seconds() / whole)

    y = _y(steps[0].to_phase)
    on, back = [f"M0 {y}"], []
    for step in steps[1:]:
        x = x_of(step.at)
        on.append(f"H{x}")
        if step.kind == PhaseStep.Kind.CLOSED:
            break
        new = _y(step.to_phase)
        if step.kind == PhaseStep.Kind.RETURNED:
            back.append(f"M{x} {y}V{new}")
            on.append(f"M{x} {new}")
        else:
            on.append(f"V{new}")
        y = new
    on.append(f"H{WIDTH}")
    return Way("".join(on), "".join(back), f"M{WIDTH} {y}h0" if is_closed else "")


def _y(phase: str) -> int:
    return PLACE[phase] * LANE + LANE // 2
