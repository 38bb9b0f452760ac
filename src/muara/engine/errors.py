"""Errors of the engines. Every one says what is wrong with the input and what would be right.

EngineError
└─ BadVotes          a vote table that cannot be read
"""


class EngineError(ValueError):
    """The input of an engine cannot be used; the message says what would be right."""


class BadVotes(EngineError):
    """A vote table holds something that is no vote."""
