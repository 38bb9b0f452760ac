"""Who can act: actors, the ties between them, and the processes that hold them together."""

from muara.web.network.models.actors import Actor, ActorEvent, ActorMembership, ClaimApproval, ContactPerson
from muara.web.network.models.layout import Layout
from muara.web.network.models.processes import Holding, Process, Role
from muara.web.network.models.survey import SurveyAnswer, SurveyReading, SurveyRespondent, SurveyRound
from muara.web.network.models.ties import Tie

__all__ = [
    "Actor",
    "ActorEvent",
    "ActorMembership",
    "ClaimApproval",
    "ContactPerson",
    "Holding",
    "Layout",
    "Process",
    "Role",
    "SurveyAnswer",
    "SurveyReading",
    "SurveyRespondent",
    "SurveyRound",
    "Tie",
]
