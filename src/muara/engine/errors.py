"""Errors of the engines. Every one says what is wrong with the input and what would be right.

EngineError
├─ BadVotes          a vote table that cannot be read
├─ BadNetwork        actors, ties or something said about them that make no network
├─ BadProcesses      processes, roles or holders that do not fit together
├─ BadSurplus        shares, trade or deposits from which no surplus can be divided
└─ BadCashFlow       amounts or ranges from which no plan can be judged
"""


class EngineError(ValueError):
    """The input of an engine cannot be used; the message says what would be right."""


class BadVotes(EngineError):
    """A vote table holds something that is no vote."""


class BadNetwork(EngineError):
    """Actors, ties or something said about them make no network."""


class BadProcesses(EngineError):
    """Processes, roles and their holders do not fit together."""


class BadSurplus(EngineError):
    """The surplus of a cooperative cannot be divided from these shares, trade or deposits."""


class BadCashFlow(EngineError):
    """A plan cannot be judged from these amounts, rates or ranges."""
