"""The life of a decision, from its draft to its review."""

from muara.web.governance.actions.decisions.closing import CannotClose, close_decision
from muara.web.governance.actions.decisions.following import (
    CannotRecordOutcome,
    CannotReview,
    CannotTakeUpAgain,
    record_outcome,
    review,
    take_up_again,
)
from muara.web.governance.actions.decisions.opening import CannotOpen, Opened, draw_roll, open_decision
from muara.web.governance.actions.decisions.preparing import (
    RESERVED_SLUGS,
    WAITING,
    CannotCancel,
    CannotChangeDraft,
    CannotDraftDecision,
    CannotSchedule,
    DraftHasChanged,
    cancel,
    change_draft,
    draft_decision,
    schedule,
)
from muara.web.governance.actions.decisions.telling import page_of, tell_electors, tell_people

__all__ = [
    "RESERVED_SLUGS",
    "WAITING",
    "CannotCancel",
    "CannotChangeDraft",
    "CannotClose",
    "CannotDraftDecision",
    "CannotOpen",
    "CannotRecordOutcome",
    "CannotReview",
    "CannotSchedule",
    "CannotTakeUpAgain",
    "DraftHasChanged",
    "Opened",
    "cancel",
    "change_draft",
    "close_decision",
    "draft_decision",
    "draw_roll",
    "open_decision",
    "page_of",
    "record_outcome",
    "review",
    "schedule",
    "take_up_again",
    "tell_electors",
    "tell_people",
]
