"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "network.actormembership.user": Held(
        fields=("actor__name", "status", "note", "asked_at", "since_at", "ended_at"), erase="DELETE"
    ),
    "network.claimapproval.by": Held(fields=("membership__actor__name", "at")),
}
