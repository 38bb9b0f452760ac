"""What is done again and again for the network."""

from __future__ import annotations

from django.utils import timezone

from muara.web.cities.models import City
from muara.web.tasks.queue import Work, background


@background(lease=300)
def keep_the_maps(work: Work) -> None:
    """Give a lasting place on the map to everybody who joined since."""
    from muara.web.network.actions import lay_out  # numpy and scipy, for a worker that may never draw a map

    for city in City.objects.order_by("pk"):
        lay_out(city=city, at=timezone.now())
