"""Every write of this room. Callers name it here; the files beside this one hold it."""

from muara.web.concerns.actions.votes import move_votes

__all__ = [
    "move_votes",
]
