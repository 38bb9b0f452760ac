"""The words of this room in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

VERBS = {
    "started_campaign": _("wrote down a campaign"),
    "changed_campaign": _("changed a campaign"),
    "involved": _("wrote down who had a part in a campaign"),
    "dropped_involvement": _("took a part in a campaign out"),
    "added_activity": _("wrote down an activity of a campaign"),
    "rated_activity": _("said what an activity mainly was"),
    "began_series": _("began a series of counts"),
    "added_counts": _("added counts of attention"),
    "campaign_read": _("took a reading of a campaign"),
    "brand_rules_set": _("set the thresholds of the words for campaigns"),
    "city_claim_made": _("said something about the city, with evidence"),
    "city_claim_renewed": _("said it for some time more"),
    "city_claim_withdrawn": _("took a sentence about the city back"),
    "took_published_targets": _("took over the published targets"),
    "added_target": _("wrote down a target"),
    "added_figure": _("wrote down a figure beside a target"),
    "took_published_references": _("took over what is known of other cities"),
    "added_reference": _("wrote down what is said of another city"),
}
