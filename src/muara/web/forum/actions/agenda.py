from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.forum.actions.telling import longest
from muara.web.forum.models import AgendaItem, Session
from muara.web.forum.permissions import can_run_sessions

LINE = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?:\s*WI(?:B|TA|T))?[\s,–-]+(\S.*)")
A_DAY, EARLY = 24 * 60, 3 * 60
MOST_ITEMS = 40


class CannotSetAgenda(Exception):
    """The agenda was refused; the message is fit to show to the person."""


@transaction.atomic
def set_agenda(*, by: User, session: Session, text: str, at: datetime) -> list[AgendaItem]:
    """Write down what happens when, one line for each: “19.30 Pembukaan”; in place of what was written before.

    Raises
    ------
    PermissionDenied
        If `by` does not run sessions in its city.
    CannotSetAgenda
        If the record is published, the session cancelled, or a line cannot be read or stands out of order.
    """
    if not can_run_sessions(by, session.city):
        raise PermissionDenied
    session = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if session.status in {Session.Status.PUBLISHED, Session.Status.CANCELLED}:
        raise CannotSetAgenda(_("This session is over, so its agenda stays as it is."))
    read = read_agenda(text, session)
    session.agenda.all().delete()
    written = [AgendaItem.objects.create(session=session, minute=minute, what=what) for minute, what in read]
    session.changed_at = at
    session.save(update_fields=["changed_at"])
    record("set_agenda", session, by=by, city=session.city, at=at, n=len(written))
    return written


def read_agenda(text: str, session: Session) -> list[tuple[int, str]]:
    """Return the minutes from the start of the session, and what happens then.

    A clock time means the one nearest to the evening: up to three hours before it begins, else after.
    """
    begins = session.starts_at.astimezone(ZoneInfo(session.city.time_zone))
    read: list[tuple[int, str]] = []
    for place, line in enumerate(text.splitlines(), start=1):
        if not (line := line.strip()):
            continue
        found = LINE.fullmatch(line)
        hour, minute = (int(found[1]), int(found[2])) if found else (24, 60)
        if found is None or hour > 23 or minute > 59:
            raise CannotSetAgenda(
                _("Line %(line)s: begin with the time, for example “19.30 Welcome”.") % {"line": place}
            )
        if len(found[3]) > longest(AgendaItem, "what"):
            raise CannotSetAgenda(_("Line %(line)s is too long. Keep it within 120 characters.") % {"line": place})
        since = (hour * 60 + minute - begins.hour * 60 - begins.minute) % A_DAY
        since -= A_DAY if since >= A_DAY - EARLY else 0
        if read and since <= read[-1][0]:
            raise CannotSetAgenda(
                _("Line %(line)s comes before the line above it. Put the times in order.") % {"line": place}
            )
        read.append((since, found[3]))
    if len(read) > MOST_ITEMS:
        raise CannotSetAgenda(_("That is more than an evening holds. Keep it within forty lines."))
    return read
