"""How a network decides together: written down, adopted by its members, changed and ended by them."""

from muara.web.governance.actions.arrangements.basis import CannotChangeTerms, CannotTakeEffect, refuse_outdated
from muara.web.governance.actions.arrangements.drafts import (
    CannotAddBody,
    CannotDraftArrangement,
    CannotProposeChange,
    CannotSetMandate,
    add_body,
    change_terms,
    draft_arrangement,
    drop_terms,
    propose_change,
    propose_ending,
    remove_mandate,
    renew_terms,
    set_mandate,
)
from muara.web.governance.actions.arrangements.effects import take_effect
from muara.web.governance.actions.arrangements.members import (
    CannotAdmit,
    CannotLeaveArrangement,
    CannotNameDelegate,
    admit_member,
    member_leaves,
    name_delegate,
)

__all__ = [
    "CannotAddBody",
    "CannotAdmit",
    "CannotChangeTerms",
    "CannotDraftArrangement",
    "CannotLeaveArrangement",
    "CannotNameDelegate",
    "CannotProposeChange",
    "CannotSetMandate",
    "CannotTakeEffect",
    "add_body",
    "admit_member",
    "change_terms",
    "draft_arrangement",
    "drop_terms",
    "member_leaves",
    "name_delegate",
    "propose_change",
    "propose_ending",
    "refuse_outdated",
    "remove_mandate",
    "renew_terms",
    "set_mandate",
    "take_effect",
]
