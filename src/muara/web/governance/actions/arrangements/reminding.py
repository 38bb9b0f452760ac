"""Terms that run out are not forgotten: everybody who votes hears of it once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from muara.web.accounts.audit import record, tell
from muara.web.accounts.models import AuditLine, Participant
from muara.web.governance.actions.arrangements.basis import locked_terms
from muara.web.governance.models import Terms


class CannotRemindOfTerms(Exception):
    """Nobody was reminded; the message says why."""


@transaction.atomic
def remind_of_terms(*, by: None, terms: Terms, at: datetime) -> int:
    """Tell everybody who votes that terms run out, once; return how many were told. Only the clock asks.

    Raises
    ------
    CannotRemindOfTerms
        If the terms do not hold or have no end, or all were told of this end already.
    """
    terms = locked_terms(terms)
    arrangement, until = terms.arrangement, terms.until_date
    if terms.state != Terms.State.IN_FORCE or until is None:
        raise CannotRemindOfTerms(_("These terms do not run out."))
    told = AuditLine.objects.filter(verb="reminded_of_terms", what="governance.terms", what_id=str(terms.pk))
    if told.exists():
        raise CannotRemindOfTerms(_("Everybody was told already."))
    now = arrangement.members.current()
    people = Participant.objects.filter(arrangements__in=now) | Participant.objects.filter(delegations__in=now)
    link = reverse("governance:arrangement", args=[arrangement.city.slug, arrangement.slug])
    day = formats.date_format(until, "j F Y")
    voters = list(people.distinct().order_by("pk"))
    for person in voters:
        params = {"arrangement": arrangement.name, "day": day}
        tell(person, "terms_run_out", city=arrangement.city, at=at, link=link, **params)
    record("reminded_of_terms", terms, by=by, city=arrangement.city, at=at, n=len(voters), until=until)
    return len(voters)
