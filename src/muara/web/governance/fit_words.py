"""How the reading of the forms is said in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

FORMS = {
    "participant_governed": _("self-managed together"),
    "lead_organization": _("lead organization"),
    "network_administrative_organization": _("network administrative organization"),
}
SHORT_FORMS = {
    "participant_governed": _("Self-managed"),
    "lead_organization": _("Lead"),
    "network_administrative_organization": _("Administered"),
}
CONDITIONS = {
    "trust": _("density of trust"),
    "centralisation": _("trust in one centre"),
    "participants": _("number of participants"),
    "goals": _("agreement on goals"),
    "need": _("need for common competence"),
}
PARTS = {
    "joint": _("joint work that takes several organisations"),
    "handoffs": _("work that goes to and fro between organisations"),
    "outside": _("demands from outside: funders, regulators, deadlines, reports"),
}
MEANINGS = {
    "trust": _("Of the pairs that work with each other, how many trust each other?"),
    "centralisation": _("How far does trust heap up at one organisation? 0 means evenly spread, 100 all at one."),
    "goals": _("Of the goals that the network talks about, on how many do all groups agree?"),
    "joint": _("Of the work that comes again, how much takes two organisations or more?"),
    "handoffs": _("Of the joint work, how much goes to and fro, so that each waits for the other?"),
    "outside": _("How much of the work has to answer to somebody outside the network?"),
}
LEVELS = {
    "low": _("low"),
    "few": _("few"),
    "moderately_low": _("rather low"),
    "moderate": _("moderate"),
    "moderate_to_many": _("moderate to many"),
    "moderately_high": _("rather high"),
    "high": _("high"),
}
GAUGES = {
    "efficiency": _("Efficiency"),
    "inclusiveness": _("Inclusiveness"),
    "internal": _("Legitimacy inside"),
    "external": _("Legitimacy outside"),
    "flexibility": _("Flexibility"),
    "stability": _("Stability"),
}
COUNTS = {
    "efficiency": _("Days from the draft of a decision to its close, the middle one."),
    "inclusiveness": _("Of those on the rolls of decisions, how many took part."),
    "internal": _("Of the member organisations, for how many somebody of their own speaks."),
    "external": _("Members who were admitted after the beginning."),
    "flexibility": _("Of the ties between organisations, how many were not there before or are gone."),
    "stability": _("Of the roles in processes that somebody held, how many they still hold."),
}
TENSIONS = (
    (_("Efficient and inclusive"), ("efficiency", "inclusiveness")),
    (_("Legitimate inside and outside"), ("internal", "external")),
    (_("Flexible and stable"), ("flexibility", "stability")),
)
TRENDS = {
    "rising": _("rising"),
    "falling": _("falling"),
    "level": _("unchanged"),
    "unclear": _("no clear trend"),
    "unknown": _("cannot be judged yet"),
}
FASTER = {"rising": _("it takes longer"), "falling": _("it goes faster")}
"""Efficiency is counted in days, so a rising line is no rising efficiency."""

CHECKS = {
    "is_old_enough": _("Three years old or more"),
    "is_stable": _("Stable"),
    "is_integrated": _("Integrated by a centre"),
    "has_means": _("Considerable means, or an administrative organization"),
}
