"""Every write of this room. Callers name it here; the files beside this one hold it."""

from muara.web.concerns.actions.paper import CannotEnterSheet, Entered, SheetIsTaken, enter_sheet
from muara.web.concerns.actions.splits import move_splits
from muara.web.concerns.actions.undoing import agree_as_author, clear_vote, move_votes, retract_vote
from muara.web.concerns.actions.votes import (
    CannotVote,
    Given,
    Receipt,
    VotingIsClosed,
    cast_batch,
    cast_vote,
    closed,
)

__all__ = [
    "CannotEnterSheet",
    "CannotVote",
    "Entered",
    "Given",
    "Receipt",
    "SheetIsTaken",
    "VotingIsClosed",
    "agree_as_author",
    "cast_batch",
    "cast_vote",
    "clear_vote",
    "closed",
    "enter_sheet",
    "move_splits",
    "move_votes",
    "retract_vote",
]
