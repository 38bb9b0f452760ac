"""Every write of this room. Callers name it here; the files beside this one hold it."""

from muara.web.concerns.actions.undoing import agree_as_author, clear_vote, move_votes, retract_vote
from muara.web.concerns.actions.votes import (
    CannotVote,
    Given,
    Receipt,
    VotingIsClosed,
    cast_batch,
    cast_vote,
)

__all__ = [
    "CannotVote",
    "Given",
    "Receipt",
    "VotingIsClosed",
    "agree_as_author",
    "cast_batch",
    "cast_vote",
    "clear_vote",
    "move_votes",
    "retract_vote",
]
