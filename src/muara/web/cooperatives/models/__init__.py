"""Cooperatives that exist, groups that found one, and what a year leaves over for the members."""

from muara.web.cooperatives.models.founding import Founder, Founding
from muara.web.cooperatives.models.register import AnnualMeeting, Cooperative, Kind, PublishedCount
from muara.web.cooperatives.models.surplus import MemberLine, SurplusShare, SurplusYear

__all__ = [
    "AnnualMeeting",
    "Cooperative",
    "Founder",
    "Founding",
    "Kind",
    "MemberLine",
    "PublishedCount",
    "SurplusShare",
    "SurplusYear",
]
