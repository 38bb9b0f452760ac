"""What the clock does for initiatives: a stop rule that is due comes back to its owner."""

from __future__ import annotations

from django.utils import timezone

from muara.web.cities.models import City
from muara.web.initiatives.actions.stopping import ask_stop_rule, due_rules
from muara.web.network.actions.checks import day_in
from muara.web.tasks.queue import Work, background


@background(lease=300)
def ask_stop_rules(work: Work) -> None:
    """Tell owners which stop rules are due; each is noted first, so that nobody hears it twice."""
    now = timezone.now()
    for city in City.objects.order_by("pk"):
        for rule in due_rules(city, day_in(city, now)):
            ask_stop_rule(rule=rule, at=now)
