"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "governance.arrangement.created_by": Held(),
    "governance.arrangementmember.participant": Held(
        fields=("arrangement__name", "name", "since_at", "left_at"), claim="STEP"
    ),
    "governance.arrangementmember.delegate": Held(fields=("arrangement__name", "since_at"), claim="MOVE"),
    "governance.seat.participant": Held(fields=("body__name", "name", "since_at", "until_at"), claim="STEP"),
    "governance.terms.written_by": Held(),
    "governance.expertentry.rater": Held(fields=("condition", "low", "mid", "high", "why", "at")),
    "governance.fitreading.taken_by": Held(),
    "governance.decision.proposed_by": Held(fields=("title", "created_at")),
    "governance.decision.roll_by": Held(),
    "governance.decision.closed_by": Held(),
    "governance.elector.participant": Held(fields=("decision__title", "member", "weight"), claim="STEP"),
    "governance.ballot.recorded_by": Held(),
    "governance.handcount.recorded_by": Held(),
    "governance.handcount.witness": Held(),
    "governance.amendment.by": Held(fields=("decision__title", "after", "at")),
    "governance.reminderletter.participant": Held(fields=("decision__title",), erase="DELETE"),
    "governance.witness.user": Held(fields=("city__name", "name", "hub", "since_at", "until_at")),
}
