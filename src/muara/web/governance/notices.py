"""The words of this room in notices and in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    # Arrangements
    "admitted_to_arrangement": _("You are a member of %(arrangement)s now, and vote in its decisions."),
    "named_delegate": _("You vote for %(actor)s in %(arrangement)s now."),
    "delegate_no_more": _("You no longer vote for %(actor)s in %(arrangement)s."),
    "given_seat": _("The members chose you: you sit in %(body)s of %(arrangement)s now."),
    "terms_run_out": _(
        "The terms of %(arrangement)s run out on %(day)s. The members confirm, change or end them."
    ),
}
VERBS = {
    # Arrangements
    "drafted_arrangement": _("wrote down an arrangement"),
    "changed_terms": _("changed a draft of terms"),
    "began_from_form": _("filled a draft of terms from a starting point"),
    "set_mandate": _("wrote a mandate into a draft"),
    "removed_mandate": _("took a mandate out of a draft"),
    "began_change": _("began a change of an arrangement"),
    "began_ending": _("began the end of an arrangement"),
    "renewed_terms": _("laid terms on the version in force"),
    "dropped_terms": _("put a draft of terms away"),
    "proposed_terms": _("put terms before the members"),
    "added_body": _("added a body"),
    "admitted_member": _("admitted a member"),
    "member_left": _("recorded that a member left"),
    "named_delegate": _("named who votes for a member"),
    "terms_took_effect": _("terms came into force by a decision"),
    "ended_arrangement": _("an arrangement ended by a decision"),
    "mandate_recalled": _("a mandate was taken back by a decision"),
    "seats_given": _("seats were given by a decision"),
    "seat_ended": _("a seat was taken back by a decision"),
    "reminded_of_terms": _("reminded the members that terms run out"),
    # Fit of the forms
    "fit_reading_taken": _("took a reading of the forms"),
    "crossings_set": _("declared the ranges of the forms"),
    "expert_view_entered": _("entered what they think of a condition"),
    "expert_view_taken_back": _("took back what they thought of a condition"),
}
