"""The words of this room in notices and in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "initiative_from_concern": _("Somebody does something about your concern: %(owner)s began “%(title)s”."),
    "initiative_from_statement": _("Somebody acts on what you wrote: %(owner)s began “%(title)s”."),
    "initiative_from_supported": _("Somebody acts on what you agreed with: %(owner)s began “%(title)s”."),
    "initiative_from_opposed": _(
        "Somebody acts on what you disagreed with: %(owner)s began “%(title)s”. Your no is part of its story."
    ),
    "initiative_from_attended": _("From an evening where you were: %(owner)s began “%(title)s”."),
    "initiative_started": _("“%(title)s”, which goes back to your voice among others, has started."),
    "initiative_reached": _("“%(title)s” was measured: it reached what was written before the start."),
    "initiative_not_reached": _(
        "“%(title)s” was measured: it did not reach what was written before the start. Read what was found."
    ),
    "initiative_outcome_withdrawn": _("A measurement of “%(title)s” was taken back. Read why."),
    "initiative_closed_adopted": _("“%(title)s” became a rule that others can take over."),
    "initiative_closed_failed": _("“%(title)s” failed. What it taught is written down."),
    "initiative_closed_stopped": _("“%(title)s” was stopped. What it taught is written down."),
    "stop_rule_due": _("“%(title)s”: say whether it has come to the result that ends it: %(rule)s"),
}
VERBS = {
    "proposed_initiative": _("began an initiative"),
    "changed_initiative": _("changed an initiative"),
    "tied_initiative": _("tied an initiative to a common thread"),
    "rested_on_mandate": _("wrote down the mandate of an initiative"),
    "wrote_measure": _("wrote down what an initiative is measured by"),
    "advanced_initiative": _("let an initiative go on to its next phase"),
    "started_initiative": _("started an initiative"),
    "returned_initiative": _("let an initiative go back a phase"),
    "closed_initiative": _("closed an initiative"),
    "added_evidence": _("added evidence to an initiative"),
    "withdrew_evidence": _("took evidence back"),
    "added_idea": _("added an idea"),
    "dropped_idea": _("took an idea out"),
    "added_means": _("added means to an initiative"),
    "settled_means": _("wrote down whether means are there"),
    "wrote_cash": _("wrote into a cash book"),
    "reversed_cash": _("took a line of a cash book back"),
    "recorded_initiative_outcome": _("wrote down what an initiative reached"),
    "withdrew_initiative_outcome": _("took an outcome back"),
    "opened_gate": _("began the twelve questions in a village"),
    "answered_gate": _("answered one of the twelve questions"),
    "wrote_stop_rule": _("wrote a stop rule"),
    "asked_stop_rule": _("reminded an owner of a stop rule"),
    "answered_stop_rule": _("answered a stop rule"),
}
