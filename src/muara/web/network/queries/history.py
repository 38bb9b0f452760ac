"""The ties of a city on many days, from two queries: for reading the network against its own past."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from muara.engine.network import Network
from muara.web.cities.models import City
from muara.web.network.models import ActorEvent, Tie


def networks_on(city: City, days: Sequence[date]) -> list[Network]:
    """Return the network of each day, as `network_at` does but without names, members and processes."""
    events = list(
        ActorEvent.objects.filter(actor__city=city)
        .order_by("on_date", "pk")
        .values_list("actor", "on_date", "kind")
    )
    ties = list(Tie.objects.in_city(city).undisputed().order_by("pk"))
    found = []
    for day in days:
        last = {actor: kind for actor, on, kind in events if on <= day}
        here = {actor for actor, kind in last.items() if kind in ActorEvent.PRESENT}
        stood = [
            tie
            for tie in ties
            if tie.since_date <= day
            and (tie.until_date is None or tie.until_date > day)
            and {tie.a_id, tie.b_id} <= here
        ]
        found.append(
            Network.from_ties(
                [tie.a_id for tie in stood],
                [tie.b_id for tie in stood],
                actors=sorted(here),
                weights=[tie.weight for tie in stood],
                evidence=[tie.sureness for tie in stood],
                layers=[tie.kind for tie in stood],
                twice="max",
            )
        )
    return found
