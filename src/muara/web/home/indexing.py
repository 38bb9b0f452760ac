"""Keep what can be found what the rooms say, a minute behind them at most."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from muara.web.cities.models import City
from muara.web.home.finding import SOURCES
from muara.web.search.actions import Refreshed, empty, refresh
from muara.web.tasks.queue import Work, background


@background(lease=300)
def keep_the_index(work: Work) -> None:
    """Bring the index of every city up to what its rooms say now."""
    for city in City.objects.order_by("pk"):
        index(city=city, at=timezone.now())


def index(*, city: City, at: datetime, anew: bool = False) -> Refreshed:
    """Bring the index of a city up to what its rooms say; `anew`, after throwing it away."""
    if anew:
        empty(city=city)
    done = (refresh(city=city, kind=kind, documents=source(city, at)) for kind, source in SOURCES.items())
    return sum(done, Refreshed())
