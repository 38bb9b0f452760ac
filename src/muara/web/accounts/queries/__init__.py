"""What the pages about people show. Reads only."""

from muara.web.accounts.queries.me import NoticeShown, has_spoken, hubs_with_enough, notices_of, own_data
from muara.web.accounts.queries.staff import (
    AuditShown,
    assisted_in,
    audit_page,
    audit_table,
    codes_to_read_out,
    members_of,
    people_in_numbers,
    whose_contact,
)

__all__ = [
    "AuditShown",
    "NoticeShown",
    "assisted_in",
    "audit_page",
    "audit_table",
    "codes_to_read_out",
    "has_spoken",
    "hubs_with_enough",
    "members_of",
    "notices_of",
    "own_data",
    "people_in_numbers",
    "whose_contact",
]
