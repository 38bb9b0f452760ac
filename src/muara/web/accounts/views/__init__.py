"""The pages about people."""

from muara.web.accounts.views.assisting import assisted
from muara.web.accounts.views.city import figures, withdraw_figure, words
from muara.web.accounts.views.codes import code, codes
from muara.web.accounts.views.inviting import invitation, invitations
from muara.web.accounts.views.me import describe, download, erase, me, name, read
from muara.web.accounts.views.people import audit, audit_file, people, roll, withdraw
from muara.web.accounts.views.reminding import reminders, set_language, stop_reminders

__all__ = [
    "assisted",
    "audit",
    "audit_file",
    "code",
    "codes",
    "describe",
    "download",
    "erase",
    "figures",
    "invitation",
    "invitations",
    "me",
    "name",
    "people",
    "read",
    "reminders",
    "roll",
    "set_language",
    "stop_reminders",
    "withdraw",
    "withdraw_figure",
    "words",
]
