"""How a network governs itself: the form that its conditions support, and (in `decisions`) how it decides.

Pure: values in, frozen results out; no clock, no global randomness (`rng` is passed in). Why and the limits are in
docs/explanation/governance.md.
"""

from muara.engine.governance.conditions import (
    Condition,
    expert_entry,
    goal_consensus,
    need_of,
    participants,
    share_condition,
    survey_condition,
    trust_conditions,
    unknown,
)
from muara.engine.governance.fit import Change, Crossings, Fit, FormReading, assess_fit
from muara.engine.governance.forms import (
    CHECKLIST_SOURCE,
    CITATION,
    CONTINGENCIES,
    ENGINE_VERSION,
    FORMS,
    LEVELS,
    SOURCE,
    TABLE,
    Checklist,
    checklist,
    judged,
)
from muara.engine.governance.ranges import Range, range_of
from muara.engine.governance.tensions import Trend, gini, persistence, trend, turnover

__all__ = [
    "CHECKLIST_SOURCE",
    "CITATION",
    "CONTINGENCIES",
    "ENGINE_VERSION",
    "FORMS",
    "LEVELS",
    "SOURCE",
    "TABLE",
    "Change",
    "Checklist",
    "Condition",
    "Crossings",
    "Fit",
    "FormReading",
    "Range",
    "Trend",
    "assess_fit",
    "checklist",
    "expert_entry",
    "gini",
    "goal_consensus",
    "judged",
    "need_of",
    "participants",
    "persistence",
    "range_of",
    "share_condition",
    "survey_condition",
    "trend",
    "trust_conditions",
    "turnover",
    "unknown",
]
