"""What pages and the engine know of the network."""

from muara.web.network.queries.state import ActorFacts, State, first_day, network_at, quarters

__all__ = ["ActorFacts", "State", "first_day", "network_at", "quarters"]
