"""With what: idle places, what is known of them and from where, and how they come back into use."""

from muara.web.assets.models.knowledge import Condition, Fact, Photo
from muara.web.assets.models.outlines import DistrictOutline
from muara.web.assets.models.places import IdleAsset, Sighting, Step
from muara.web.assets.models.reuse import Pact, ReuseProposal

__all__ = [
    "Condition",
    "DistrictOutline",
    "Fact",
    "IdleAsset",
    "Pact",
    "Photo",
    "ReuseProposal",
    "Sighting",
    "Step",
]
