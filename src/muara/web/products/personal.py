"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "products.adoption.told_by": Held(),
    "products.booking.user": Held(fields=("space__name", "purpose", "n_people", "starts_at", "ends_at", "state")),
}
