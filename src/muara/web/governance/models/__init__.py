"""How a network decides: arrangements with their mandates, and decisions that anyone can check."""

from muara.web.governance.models.arrangements import (
    Arrangement,
    ArrangementMember,
    Body,
    ExpertEntry,
    FitReading,
    Mandate,
    Matter,
    Seat,
    Terms,
)
from muara.web.governance.models.decisions import (
    Amendment,
    Ballot,
    BallotCode,
    Decision,
    Elector,
    Event,
    HandCount,
    KeptHead,
    Objection,
    SealedBallot,
    Witness,
)

__all__ = [
    "Amendment",
    "Arrangement",
    "ArrangementMember",
    "Ballot",
    "BallotCode",
    "Body",
    "Decision",
    "Elector",
    "Event",
    "ExpertEntry",
    "FitReading",
    "HandCount",
    "KeptHead",
    "Mandate",
    "Matter",
    "Objection",
    "SealedBallot",
    "Seat",
    "Terms",
    "Witness",
]
