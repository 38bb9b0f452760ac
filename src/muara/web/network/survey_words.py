"""The questions of the survey in words; another wording is another version (`QUESTIONS`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# After the three parts of trust in PARTNER (Visible Network Labs): reliability, shared mission, openness.
ITEM_WORDS = {
    "reliability": (_("Reliable"), _("They do what they promise.")),
    "mission": (_("Same aim"), _("They want the same for the city as we do.")),
    "openness": (_("Talks openly"), _("With them we can also talk about what is difficult.")),
}
SCALE = {1: _("not"), 2: _("hardly"), 3: _("fairly"), 4: _("very much")}
ITEM_MEANS = {
    "reliability": _("do what they promise"),
    "mission": _("want the same"),
    "openness": _("talk openly"),
}
CUT_WORDS = {
    "half": _("a little above the middle"),
    "two_thirds": _("three of four on average"),
    "five_sixths": _("nearly full trust"),
}
