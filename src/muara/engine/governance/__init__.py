"""How a network governs itself: the form that its conditions support, and (in `decisions`) how it decides.

Pure: values in, frozen results out; no clock, no global randomness (`rng` is passed in). Why and the limits are in
docs/explanation/governance.md.
"""

from muara.engine.governance.conditions import (
    Condition,
    expert_entry,
    goal_consensus,
    participants,
    trust_conditions,
)
from muara.engine.governance.fit import Change, Crossings, Fit, FormReading, assess_fit
from muara.engine.governance.forms import (
    CHECKLIST_SOURCE,
    CONTINGENCIES,
    FORMS,
    SOURCE,
    TABLE,
    Checklist,
    checklist,
)

__all__ = [
    "CHECKLIST_SOURCE",
    "CONTINGENCIES",
    "FORMS",
    "SOURCE",
    "TABLE",
    "Change",
    "Checklist",
    "Condition",
    "Crossings",
    "Fit",
    "FormReading",
    "assess_fit",
    "checklist",
    "expert_entry",
    "goal_consensus",
    "participants",
    "trust_conditions",
]
