"""Which cards a city offers to other pages, with the line to copy."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _

from muara.web.common_ground.queries.pages import threads_of_city
from muara.web.initiatives.models import Initiative
from muara.web.opendata.place import Place

MOST_OF_A_KIND = 5
# Heights in pixels hold a card of the narrowest width, 280; what is longer scrolls in its frame.


@dataclass(frozen=True)
class OfferedCard:
    """A card: what it shows, where it is, and the line that puts it into another page."""

    title: str
    address: str
    snippet: str


def offered_cards(place: Place, language: str) -> list[OfferedCard]:
    """Return the card of the river and of the next session, and those of the newest threads and initiatives."""
    threads = threads_of_city(place.city)[:MOST_OF_A_KIND]
    deeds = Initiative.objects.in_city(place.city).order_by("-phase_since_at", "-pk")[:MOST_OF_A_KIND]
    found = [
        (_("The river of %(city)s") % {"city": place.city.name}, place.link("opendata:card_river"), 520),
        (_("The next session"), place.link("opendata:card_session"), 430),
        *((one.name, place.link("opendata:card_thread", one.number), 500) for one in threads),
        *((one.title, place.link("opendata:card_initiative", one.slug), 480) for one in deeds),
    ]
    return [
        OfferedCard(title, f"{address}?lang={language}", frame_of(title, f"{address}?lang={language}", height))
        for title, address, height in found
    ]


def frame_of(title: str, address: str, height: int) -> str:
    """Write the line of HTML that shows a card.

    >>> frame_of('Air "bersih"', "/kartu/", 300)
    '<iframe src="/kartu/" title="Air &quot;bersih&quot;" width="100%" height="300" loading="lazy" ...></iframe>'
    """
    named = f'src="{escape(address)}" title="{escape(title)}"'
    return f'<iframe {named} width="100%" height="{height}" loading="lazy" style="border:0"></iframe>'
