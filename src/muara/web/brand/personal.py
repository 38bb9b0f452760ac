"""What this room holds about people: see `muara.web.accounts.personal`."""

from muara.web.accounts.personal import Held

HELD = {
    "brand.campaign.created_by": Held(),
    "brand.rating.rater": Held(fields=("activity__title", "tag", "at")),
    "brand.brandrules.set_by": Held(),
    "brand.campaignreading.taken_by": Held(),
    "brand.claim.made_by": Held(fields=("text", "made_at")),
    "brand.roadmapfigure.added_by": Held(),
}
