"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "common_ground.commonthread.named_by": Held(),
    "common_ground.reading.taken_by": Held(),
}
