"""The words of this room in notices and in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "asset_published": _("Your report of %(name)s is public now. A second person who was there makes it count."),
    "asset_hidden": _("Your report of %(name)s is not shown: %(reason)s"),
    "asset_reported": _("%(name)s, which you reported, has to be seen by two people again."),
    "asset_seen": _("%(name)s, which you reported, has been seen by two people now."),
    "asset_confirmed": _("The owner of %(name)s, which you reported, is known now."),
    "asset_open": _("%(name)s, which you reported, is open for proposals now."),
    "asset_applied": _("Somebody has applied to use %(name)s, which you reported."),
    "asset_agreed": _("It is agreed who will use %(name)s, which you reported."),
    "asset_in_use": _("%(name)s, which you reported, is in use again."),
    "asset_returned": _("%(name)s, which you reported, was given back to its owner."),
    "proposal_chosen": _("Your proposal for %(name)s was chosen."),
    "proposal_declined": _("Another proposal was chosen for %(name)s."),
}
VERBS = {
    "reported_asset": _("reported an idle place"),
    "sighted_asset": _("said that they were at an idle place"),
    "published_asset": _("published the report of an idle place"),
    "hid_asset": _("took an idle place out of sight"),
    "added_asset_photo": _("added a photo of an idle place"),
    "dropped_asset_photo": _("deleted a photo of an idle place"),
    "stated_fact": _("stated a fact about an idle place"),
    "recorded_condition": _("recorded the condition of an idle place"),
    "imported_areas": _("brought in the borders of areas"),
    "guarded_asset": _("changed how exactly an idle place is shown"),
    "moved_asset": _("took a step with an idle place"),
    "proposed_reuse": _("proposed a use of an idle place"),
    "changed_proposal": _("changed a proposed use"),
    "withdrew_proposal": _("withdrew a proposed use"),
    "drafted_pact": _("drafted a pact about a place"),
    "changed_pact": _("changed the draft of a pact"),
    "signed_pact": _("recorded that a pact was signed"),
    "ended_pact": _("recorded that a pact ended"),
    "imported_assets": _("took idle places over from a file"),
}
