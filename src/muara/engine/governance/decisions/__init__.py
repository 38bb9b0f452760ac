"""Decisions: rules as data, choices, exact counts, and every condition ticked off.

>>> rules = Rules("d1", "Ketua", "ranked", (Option("ani"), Option("budi"), Option("cici")), ties="listed")
>>> choices = ["ani"], ["budi"], ["budi"], ["ani"], ["cici", "budi"]
>>> votes = [Vote(rules.read_choice(choice)) for choice in choices]
>>> decide(rules, votes, eligible=7).chosen
('budi',)
"""

from muara.engine.governance.decisions.objections import CHECKS, STATES, Objection, standing_objections
from muara.engine.governance.decisions.outcome import (
    Outcome,
    Tick,
    Turnout,
    Vote,
    decide,
    decide_so_far,
    tie_order,
)
from muara.engine.governance.decisions.ranked import UNIT, Ranked, Round, count_ranked
from muara.engine.governance.decisions.rules import (
    KINDS,
    MEASURES,
    OF_ONE_OPTION,
    Choice,
    Condition,
    Option,
    Rules,
    read_rules,
)
from muara.engine.governance.decisions.shares import Bought, Spending, equal_shares

__all__ = [
    "CHECKS",
    "KINDS",
    "MEASURES",
    "OF_ONE_OPTION",
    "STATES",
    "UNIT",
    "Bought",
    "Choice",
    "Condition",
    "Objection",
    "Option",
    "Outcome",
    "Ranked",
    "Round",
    "Rules",
    "Spending",
    "Tick",
    "Turnout",
    "Vote",
    "count_ranked",
    "decide",
    "decide_so_far",
    "equal_shares",
    "read_rules",
    "standing_objections",
    "tie_order",
]
