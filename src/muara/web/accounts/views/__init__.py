"""The pages about people."""

from muara.web.accounts.views.assisting import assisted
from muara.web.accounts.views.codes import code, codes
from muara.web.accounts.views.inviting import invitation, invitations
from muara.web.accounts.views.me import describe, download, erase, me, name, read
from muara.web.accounts.views.people import audit, audit_file, people, roll, withdraw

__all__ = [
    "assisted",
    "audit",
    "audit_file",
    "code",
    "codes",
    "describe",
    "download",
    "erase",
    "invitation",
    "invitations",
    "me",
    "name",
    "people",
    "read",
    "roll",
    "withdraw",
]
