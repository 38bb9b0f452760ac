"""What pages and the engine know of the network."""

from muara.web.network.queries.map import Asked, NetworkMap, network_map
from muara.web.network.queries.state import ActorFacts, State, first_day, network_at, quarters
from muara.web.network.queries.times import address_of, change_before, filters, times
from muara.web.network.queries.whatif import leaving_of, start_of
from muara.web.network.queries.whole import bridges_of, health_of

__all__ = [
    "ActorFacts",
    "Asked",
    "NetworkMap",
    "State",
    "address_of",
    "bridges_of",
    "change_before",
    "filters",
    "first_day",
    "health_of",
    "leaving_of",
    "network_at",
    "network_map",
    "quarters",
    "start_of",
    "times",
]
