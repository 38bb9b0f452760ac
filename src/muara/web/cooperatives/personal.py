"""What this room holds about people: see `muara.web.accounts.personal`. Members stand by number alone."""

from muara.web.accounts.personal import Held

HELD = {
    "cooperatives.founding.initiator": Held(fields=("name", "purpose", "created_at")),
    "cooperatives.founder.user": Held(fields=("founding__name", "name", "group", "added_at"), erase="DELETE"),
    "cooperatives.surplusyear.locked_by": Held(),
}
