"""The words of this room in notices and in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "claim_approved": _("You now speak for %(actor)s."),
    "claim_refused": _(
        "Your wish to speak for %(actor)s was refused. Talk to the secretariat if that is a mistake."
    ),
    "membership_ended": _("You no longer speak for %(actor)s."),
    "survey_reminder": _("%(actor)s has not answered “%(title)s” yet. It takes a few minutes."),
    "survey_replaced": _("The secretariat typed in a sheet of %(actor)s, in place of what you had answered."),
}
VERBS = {
    "declared_actor": _("wrote down an actor"),
    "changed_actor": _("changed the entry of an actor"),
    "actor_left": _("recorded that an actor left"),
    "actor_returned": _("recorded that an actor came back"),
    "reviewed_actor": _("confirmed the entry of an actor"),
    "reminded_actor": _("reminded an actor of its entry"),
    "added_contact": _("added a contact person"),
    "forgot_contact": _("deleted a contact person"),
    "claimed_actor": _("asked to speak for an actor"),
    "approved_claim": _("said yes to a claim"),
    "joined_actor": _("let somebody speak for an actor"),
    "refused_claim": _("refused a claim"),
    "ended_membership": _("ended that somebody speaks for an actor"),
    "imported_network": _("took actors and ties over from a file"),
    "declared_tie": _("wrote down a tie"),
    "confirmed_tie": _("confirmed a tie"),
    "disputed_tie": _("disputed a tie"),
    "ended_tie": _("recorded that a tie ended"),
    "started_process": _("wrote down a process"),
    "changed_process": _("changed a process"),
    "ended_process": _("recorded that a process ended"),
    "added_role": _("added a role to a process"),
    "changed_role": _("changed a role"),
    "dropped_role": _("took a role out of a process"),
    "assigned_role": _("gave a role to an actor"),
    "released_role": _("took a role back from an actor"),
    "drew_map": _("drew the map of the network anew"),
    "survey_prepared": _("prepared a survey round"),
    "survey_partners_chosen": _("chose about whom an organisation is asked"),
    "survey_opened": _("opened a survey round"),
    "survey_closed": _("closed a survey round"),
    "survey_reminded": _("reminded an organisation of the survey"),
    "survey_link_renewed": _("made a new survey link"),
    "survey_exported": _("downloaded the answers of a survey under codes"),
    "survey_partner_added": _("added a partner to a survey"),
    "survey_entered": _("typed in a survey sheet"),
    "survey_answered": _("answered the survey for an organisation"),
}
