"""How a network decides together: written down, adopted by its members, changed and ended by them."""

from muara.web.governance.actions.arrangements.basis import CannotChangeTerms, CannotTakeEffect, refuse_outdated
from muara.web.governance.actions.arrangements.drafts import (
    CannotAddBody,
    CannotDraftArrangement,
    CannotProposeChange,
    CannotSetMandate,
    add_body,
    begin_from,
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
    CannotLinkSeat,
    CannotNameDelegate,
    admit_member,
    link_seat,
    member_leaves,
    name_delegate,
)
from muara.web.governance.actions.arrangements.reminding import CannotRemindOfTerms, remind_of_terms

__all__ = [
    "CannotAddBody",
    "CannotAdmit",
    "CannotChangeTerms",
    "CannotDraftArrangement",
    "CannotLeaveArrangement",
    "CannotLinkSeat",
    "CannotNameDelegate",
    "CannotProposeChange",
    "CannotRemindOfTerms",
    "CannotSetMandate",
    "CannotTakeEffect",
    "add_body",
    "admit_member",
    "begin_from",
    "change_terms",
    "draft_arrangement",
    "drop_terms",
    "link_seat",
    "member_leaves",
    "name_delegate",
    "propose_change",
    "propose_ending",
    "refuse_outdated",
    "remind_of_terms",
    "remove_mandate",
    "renew_terms",
    "set_mandate",
    "take_effect",
]
