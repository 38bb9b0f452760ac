"""Keep the map: place who is new, draw afresh when it has outgrown its picture or somebody asks."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from muara.engine.network import layout
from muara.web.accounts.audit import record
from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.network.models import Layout
from muara.web.network.permissions import can_keep_network
from muara.web.network.picture import MOST_MARKS, TALL
from muara.web.network.queries.state import network_at

OUTGROWN = 2


@transaction.atomic
def lay_out(*, city: City, at: datetime, by: User | None = None, afresh: bool = False) -> Layout | None:
    """Place every actor of today that has no place yet; `afresh`, or with twice as many as then, place all anew.

    The clock calls it without `by`; a person may only ask for a new drawing.

    Raises
    ------
    PermissionDenied
        If a person asks who doesn't keep the network.
    """
    if by is not None and not can_keep_network(by, city):
        raise PermissionDenied
    City.objects.select_for_update().get(pk=city.pk)
    known = Layout.objects.filter(city=city).first()
    network = network_at(city, timezone.localdate(at)).network
    if network.n_actors == 0 or network.n_actors > MOST_MARKS:
        return known
    afresh = afresh or known is None or network.n_actors >= OUTGROWN * max(known.n_when_drawn, 5)
    kept = {} if known is None or afresh else known.kept(network)
    if len(kept) == network.n_actors:
        return known
    placed = layout(network, kept=kept, height=TALL)
    degrees = network.adjacency.degrees
    places = {} if known is None else dict(known.places)
    for i, actor in enumerate(network.actors):
        x, y = placed[i].tolist()
        places[str(actor)] = [x, y, bool(degrees[i])]
    if known is None:
        known = Layout(city=city)
    known.places, known.changed_at = places, at
    if afresh:
        known.n_when_drawn, known.drawn_at = network.n_actors, at
    known.save()
    if by is not None:
        record("drew_map", known, by=by, city=city, at=at, n=network.n_actors)
    return known
