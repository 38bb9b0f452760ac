"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "network.surveyround.created_by": Held(),
    "network.surveyrespondent.answered_by": Held(
        fields=("round__title", "actor__name", "begun_at", "finished_at"), claim="MOVE"
    ),
    "network.surveyrespondent.recorded_by": Held(),
    "network.actormembership.user": Held(
        fields=("actor__name", "status", "note", "asked_at", "since_at", "ended_at"), erase="DELETE"
    ),
    "network.claimapproval.by": Held(fields=("membership__actor__name", "at")),
}
