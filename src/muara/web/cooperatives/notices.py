"""The words of this room in notices and in the audit log: see `muara.web.accounts.notices`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NOTICES = {
    "founding_listed": _("Everybody can now see “%(name)s”, for which you look for founders."),
    "founding_meets": _("The founders of “%(name)s” meet: look when and where."),
    "founding_founded": _(
        "“%(name)s”, of which you are a founder, is registered. Its first annual meeting comes next."
    ),
    "founding_given_up": _(
        "“%(name)s”, of which you wanted to be a founder, was given up. Its lesson is written down."
    ),
}
VERBS = {
    "wrote_down_cooperative": _("wrote down a cooperative"),
    "changed_cooperative": _("changed the entry of a cooperative"),
    "imported_cooperatives": _("took cooperatives over from a file"),
    "recorded_annual_meeting": _("recorded an annual members' meeting"),
    "withdrew_annual_meeting": _("took back an annual members' meeting that was recorded wrongly"),
    "withdrew_published_count": _("took back a published count of cooperatives"),
    "added_published_count": _("added a published count of cooperatives"),
    "began_founding": _("began to found a cooperative"),
    "changed_founding": _("changed what a cooperative in the making is to be"),
    "listed_founding": _("showed a cooperative in the making to everybody"),
    "joined_founding": _("joined the founders of a cooperative"),
    "left_founding": _("left the founders of a cooperative"),
    "added_founder": _("wrote a founder down"),
    "dropped_founder": _("took a founder off the list"),
    "founded_cooperative": _("recorded that a cooperative was founded"),
    "gave_up_founding": _("recorded that a founding was given up"),
    "prepared_surplus": _("prepared how a surplus is divided"),
    "changed_surplus": _("changed how a surplus would be divided"),
    "listed_members_of_surplus": _("listed what members did in a year"),
    "locked_surplus": _("recorded that the members decided on a surplus"),
    "reopened_surplus": _("began to divide a decided surplus anew"),
}
