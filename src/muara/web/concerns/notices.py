"""The words of this room in notices and in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "sheet_entered": _("typed in a sheet of votes"),
}
