"""Every write about people: one file for each kind."""

from muara.web.accounts.actions.admitting import (
    CannotOpenAssisted,
    admit,
    claim_device,
    find_participant,
    open_account,
    open_assisted,
)
from muara.web.accounts.actions.city import (
    CannotDescribeCity,
    CannotRecordFigure,
    CannotWithdrawFigure,
    describe_city,
    record_figure,
    withdraw_figure,
)
from muara.web.accounts.actions.describing import CannotDescribe, call_me, describe_self, read_notices
from muara.web.accounts.actions.inviting import (
    CannotAcceptInvitation,
    CannotInvite,
    accept_invitation,
    make_invitation,
    token_hash,
)
from muara.web.accounts.actions.leaving import (
    CannotErase,
    erase_account,
    erase_guest,
    forget_unfinished_accounts,
    take_audit,
)
from muara.web.accounts.actions.operating import appoint_by_operator
from muara.web.accounts.actions.reminding import choose_reminders, keep_language
from muara.web.accounts.actions.roles import CannotGiveRole, CannotWithdrawRole, appoint, give_role, withdraw_role
from muara.web.accounts.actions.signing_in import CannotReveal, keep_code, reveal_code
from muara.web.accounts.actions.verifying import (
    CannotPasteRoll,
    match_roll,
    paste_roll,
    verify_by_hall,
    verify_by_roll,
)

__all__ = [
    "CannotAcceptInvitation",
    "CannotDescribe",
    "CannotDescribeCity",
    "CannotErase",
    "CannotGiveRole",
    "CannotInvite",
    "CannotOpenAssisted",
    "CannotPasteRoll",
    "CannotRecordFigure",
    "CannotReveal",
    "CannotWithdrawFigure",
    "CannotWithdrawRole",
    "accept_invitation",
    "admit",
    "appoint",
    "appoint_by_operator",
    "call_me",
    "choose_reminders",
    "claim_device",
    "describe_city",
    "describe_self",
    "erase_account",
    "erase_guest",
    "find_participant",
    "forget_unfinished_accounts",
    "give_role",
    "keep_code",
    "keep_language",
    "make_invitation",
    "match_roll",
    "open_account",
    "open_assisted",
    "paste_roll",
    "read_notices",
    "record_figure",
    "reveal_code",
    "take_audit",
    "token_hash",
    "verify_by_hall",
    "verify_by_roll",
    "withdraw_figure",
    "withdraw_role",
]
