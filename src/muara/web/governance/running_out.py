"""What the clock does for terms that run out: whoever votes hears of it a month before."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone, translation

from muara.web.cities.models import City
from muara.web.governance.actions.arrangements import CannotRemindOfTerms, remind_of_terms
from muara.web.governance.queries.arrangements import terms_running_out
from muara.web.tasks.queue import Work, background


@background(lease=300)
def remind_of_ends(work: Work) -> None:
    """Remind the members of terms that end within a month; each is noted, so that nobody hears it twice."""
    now = timezone.now()
    for city in City.objects.order_by("pk"):
        for terms in terms_running_out(city, now):
            with translation.override(settings.LANGUAGE_CODE):
                try:
                    remind_of_terms(by=None, terms=terms, at=now)
                except CannotRemindOfTerms:
                    continue
