"""Initiatives: what they answer, how far they came, what they took, and what they reached."""

from muara.web.initiatives.models.initiatives import (
    Direction,
    Evidence,
    Idea,
    Initiative,
    Outcome,
    Phase,
    PhaseStep,
    StopRule,
)
from muara.web.initiatives.models.means import CashEntry, Means
from muara.web.initiatives.models.villages import GateAnswer, VillageGate

__all__ = [
    "CashEntry",
    "Direction",
    "Evidence",
    "GateAnswer",
    "Idea",
    "Initiative",
    "Means",
    "Outcome",
    "Phase",
    "PhaseStep",
    "StopRule",
    "VillageGate",
]
