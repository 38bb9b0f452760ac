"""How every action of this room begins: may they, and the row of the initiative locked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from muara.web.accounts.models import User
from muara.web.initiatives.models import Initiative
from muara.web.initiatives.permissions import can_keep


def locked(initiative: Initiative) -> Initiative:
    rows = Initiative.objects.select_for_update(of=("self",)).select_related(
        "city", "owner", "thread__topic", "thread__statement", "concern", "mandate", "decision", "process"
    )
    return rows.get(pk=initiative.pk)


def kept_by(
    by: User, initiative: Initiative, error: type[Exception], *, may_be_closed: bool = False
) -> Initiative:
    """Return the locked row of an initiative that `by` writes for and that still runs."""
    if not can_keep(by, initiative):
        raise PermissionDenied
    initiative = locked(initiative)
    if initiative.is_closed and not may_be_closed:
        raise error(_("This initiative is closed. What it left behind stays as it is."))
    return initiative
