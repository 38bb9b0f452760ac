"""What is done again and again for the network: places on the map, and surveys that remind and close."""

from __future__ import annotations

from django.utils import timezone

from muara.web.cities.models import City
from muara.web.network.models import SurveyRound
from muara.web.tasks.queue import Work, background


@background(lease=300)
def keep_the_maps(work: Work) -> None:
    """Give a lasting place on the map to everybody who joined since."""
    from muara.web.network.actions import lay_out  # numpy and scipy, for a worker that may never draw a map

    for city in City.objects.order_by("pk"):
        lay_out(city=city, at=timezone.now())


@background(lease=300)
def look_after_surveys(work: Work) -> None:
    """Close rounds whose time is over, then remind who is silent; each reminder is counted before it is sent."""
    if not SurveyRound.objects.open().exists():
        return
    from muara.web.network.actions.survey import CannotCloseSurvey, CannotRemind, close_survey, remind
    from muara.web.network.letters import letters_to
    from muara.web.network.queries.survey import silent_due

    now = timezone.now()
    for survey in SurveyRound.objects.open().filter(closes_at__lte=now).order_by("pk"):
        try:
            close_survey(by=None, survey=survey, at=now)
        except CannotCloseSurvey:  # the secretariat was faster
            continue
    for respondent in silent_due(now):
        try:
            reminder = remind(by=None, respondent=respondent, at=now)
        except CannotRemind:  # answered meanwhile, reminded often enough or only just
            continue
        letters_to(reminder)
