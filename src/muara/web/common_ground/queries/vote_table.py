from __future__ import annotations

from muara.engine.opinion.votes import VoteTable
from muara.web.common_ground.models import Reading
from muara.web.common_ground.votes import ballots
from muara.web.concerns.models import Topic


def vote_table(topic: Topic, audience: str = Reading.Audience.ALL) -> VoteTable:
    """Return participants (by key) × accepted statements (by number) of a topic, from the current votes."""
    return ballots(topic, audience).votes
