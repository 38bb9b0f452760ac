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
    # Decisions
    "named_candidate": _(
        "You stand as a candidate for %(body)s in “%(title)s”. If you do not want that, tell the secretariat soon."
    ),
    "decision_opened": _("“%(title)s” is being decided. You are on the roll."),
    "decision_closed": _("“%(title)s” is closed and counted."),
    "decision_closed_early": _("“%(title)s” was closed before its hour and is counted. Why: %(why)s"),
    "decision_closes_soon": _("“%(title)s” closes soon, and you have not voted yet."),
    "ballot_recorded": _(
        "Your vote on “%(title)s” was written down for you. If it is not what you said, change it in time."
    ),
    "ballot_changed": _("Your vote on “%(title)s” was changed. The last one counts."),
    "ballot_changed_late": _(
        "Your vote on “%(title)s” was changed in the last hour. If that was not you, tell the secretariat now."
    ),
    "proposal_amended": _(
        "“%(title)s” has a new wording that takes an objection in. Look whether your vote still fits."
    ),
    "objection_moved": _("Something happened to your objection to “%(title)s”."),
    "outcome_recorded": _("What was decided about “%(title)s” is written down."),
    "review_due": _("It is time to look again at what became of “%(title)s”."),
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
    "proposed_admission": _("asked the members to admit somebody"),
    "proposed_recall": _("asked the members to take a mandate back"),
    "added_body": _("added a body"),
    "admitted_member": _("admitted a member"),
    "member_left": _("recorded that a member left"),
    "named_delegate": _("named who votes for a member"),
    "terms_took_effect": _("terms came into force by a decision"),
    "ended_arrangement": _("an arrangement ended by a decision"),
    "mandate_recalled": _("a mandate was taken back by a decision"),
    "linked_seat": _("wrote down who sits in a seat"),
    "seats_given": _("seats were given by a decision"),
    "seat_ended": _("a seat was taken back by a decision"),
    "reminded_of_terms": _("reminded the members that terms run out"),
    # Fit of the forms
    "fit_reading_taken": _("took a reading of the forms"),
    "crossings_set": _("declared the ranges of the forms"),
    "expert_view_entered": _("entered what they think of a condition"),
    "expert_view_taken_back": _("took back what they thought of a condition"),
    # Decisions
    "drafted_decision": _("drafted a decision"),
    "changed_decision": _("changed the draft of a decision"),
    "scheduled_decision": _("set the days of a decision"),
    "cancelled_decision": _("called a decision off"),
    "drew_roll": _("drew up the roll of a decision"),
    "marked_present": _("marked somebody present"),
    "opened_decision": _("opened a decision"),
    "closed_decision": _("closed a decision"),
    "decision_hindered": _("could not let a decision come into force"),
    "recorded_outcome": _("wrote down what was decided"),
    "reviewed_decision": _("wrote down what became of a decision"),
    "cast_ballot": _("gave an open ballot"),
    "recorded_ballot": _("wrote a ballot down for somebody"),
    "counted_hands": _("counted hands"),
    "raised_objection": _("raised an objection"),
    "checked_objection": _("checked an objection"),
    "integrated_objection": _("took an objection in"),
    "withdrew_objection": _("withdrew their objection"),
    "let_objection_stand": _("let an objection stand"),
    "named_witness": _("named a witness"),
    "kept_head": _("kept the head of a log"),
    "checked_head": _("checked a log against a head that was kept"),
    "forgot_elector": _("took a name out of the rolls"),
    "reminded_of_decision": _("reminded those who had not voted"),
    "mailed_reminders": _("sent reminders by e-mail to those who had not voted"),
    "reminded_of_review": _("reminded of a review"),
    "joined_places": _("joined two places of one person"),
}
