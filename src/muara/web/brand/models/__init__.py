"""What a city becomes known for: campaigns with their counts, what it says about itself, and what was promised."""

from muara.web.brand.models.campaigns import (
    Activity,
    BrandRules,
    Campaign,
    CampaignReading,
    Involvement,
    Point,
    Rating,
    Series,
)
from muara.web.brand.models.saying import Claim, Evidence, ReferenceCity, RoadmapFigure, RoadmapTarget

__all__ = [
    "Activity",
    "BrandRules",
    "Campaign",
    "CampaignReading",
    "Claim",
    "Evidence",
    "Involvement",
    "Point",
    "Rating",
    "ReferenceCity",
    "RoadmapFigure",
    "RoadmapTarget",
    "Series",
]
