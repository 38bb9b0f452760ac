"""Errors of the engines. Every one says what is wrong with the input and what would be right.

EngineError
├─ BadVotes          a vote table that cannot be read
├─ BadNetwork        actors, ties or something said about them that make no network
├─ BadProcesses      processes, roles or holders that do not fit together
├─ BadSurplus        shares, trade or deposits from which no surplus can be divided
├─ BadCashFlow       amounts or ranges from which no plan can be judged
├─ BadEvent          something that cannot be an event of a log, or a log that has no such place
├─ BadRules          the rules of a decision that cannot be counted by
├─ BadChoice         a choice that the rules of a decision do not allow
├─ BadReading        a condition of a network's governance that cannot be read
└─ BadSeries         counts, tags or records from which no attention or involvement can be read
"""


class EngineError(ValueError):
    """The input of an engine cannot be used; the message says what would be right.

    Attributes
    ----------
    code : str
        A word for the reason, by which it is said in another language; empty where nobody asks for one.
    values : dict
        What that sentence names.
    """

    def __init__(self, message: str = "", *, code: str = "", **values: object) -> None:
        super().__init__(message)
        self.code, self.values = code, values


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


class BadEvent(EngineError):
    """Something cannot be an event of a log, or the log has no such place."""


class BadRules(EngineError):
    """The rules of a decision cannot be counted by."""


class BadChoice(EngineError):
    """A choice is none that the rules of the decision allow."""


class BadReading(EngineError):
    """A condition of a network's governance cannot be read."""


class BadSeries(EngineError):
    """Counts, tags or records cannot be read as attention, activities or involvement."""
