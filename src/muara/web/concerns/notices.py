"""The words of this room in notices and in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "concern_read": _("A facilitator has read your concern. Everybody can see it now."),
    "concern_worded": _("Your concern became statement %(number)s: “%(text)s”"),
    "concern_merged": _("Your concern was joined with another that says the same: “%(text)s”"),
    "concern_rejected": _("Your concern was not taken up. The reason: %(reason)s"),
    "concern_reconsidered": _("Your concern is being looked at again."),
    "statement_accepted": _("Your statement was accepted. People vote on it as number %(number)s now."),
    "statement_reworded": _("Your statement was accepted in other words, as number %(number)s: “%(text)s”"),
    "statement_mended": _("A typo in your statement was mended. It reads now: “%(text)s”"),
    "statement_rejected": _("Your statement was not accepted. The reason: %(reason)s"),
    "statement_withdrawn": _("Your statement was taken back from voting. The reason: %(reason)s"),
    "statement_merged": _("Your statement was merged into number %(number)s: “%(text)s”"),
    "statement_replaced": _(
        "Your statement was replaced by number %(number)s, which says something else: “%(text)s”"
    ),
    "statement_reconsidered": _("Your statement is being looked at again."),
}
VERBS = {
    "topic_planned": _("planned a topic"),
    "topic_imported": _("brought in a conversation from elsewhere"),
    "topic_edited": _("changed a topic"),
    "topic_opened": _("opened a topic"),
    "topic_closed": _("closed a topic"),
    "concern_raised": _("said what worries them"),
    "concern_recorded": _("recorded a concern"),
    "concern_read": _("read a concern and showed it"),
    "concern_rejected": _("did not take up a concern"),
    "concern_merged": _("joined a concern with another"),
    "concern_reconsidered": _("took a concern up again"),
    "statement_written": _("wrote a statement"),
    "statement_worded": _("worded a statement from concerns"),
    "statements_seeded": _("put statements into a topic"),
    "statement_accepted": _("accepted a statement"),
    "statement_reworded": _("accepted a statement in other words"),
    "statement_rejected": _("did not accept a statement"),
    "statement_withdrawn": _("took a statement back from voting"),
    "statement_merged": _("merged a statement into another"),
    "statement_mended": _("mended a typo in a statement"),
    "statement_replaced": _("replaced a statement"),
    "statement_reconsidered": _("took a statement up again"),
    "sheet_entered": _("typed in a sheet of votes"),
}
