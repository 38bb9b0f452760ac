"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "assets.idleasset.reported_by": Held(
        fields=("name", "place", "reporter_role", "reported_at", "state"), claim="MOVE", is_voice=True
    ),
    "assets.idleasset.recorded_by": Held(),
    "assets.sighting.participant": Held(
        fields=("asset__name", "is_idle", "note", "seen_date", "at"), claim="MOVE", is_voice=True
    ),
    "assets.sighting.by": Held(),
    "assets.step.by": Held(),
    "assets.fact.by": Held(),
    "assets.condition.by": Held(),
    "assets.photo.participant": Held(fields=("asset__name", "text", "at"), claim="MOVE"),
    "assets.photo.by": Held(),
    "assets.reuseproposal.by": Held(),
    "assets.pact.by": Held(),
}
