"""The three forms of network governance as published: an ordinal table, and no numbers in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FORMS = ("participant_governed", "lead_organization", "network_administrative_organization")
CONTINGENCIES = ("trust", "centralisation", "participants", "goals", "need")
SOURCE = (
    "After Provan and Kenis 2008, table 1 (Journal of Public Administration Research and Theory 18:229-252, "
    "https://doi.org/10.1093/jopart/mum015). Cells from two independent recollections, not from the page."
)
TABLE: Mapping[str, Mapping[str, str]] = {
    "participant_governed": {"trust": "high", "participants": "few", "goals": "high", "need": "low"},
    "lead_organization": {
        "trust": "low",
        "centralisation": "high",
        "participants": "moderate",
        "goals": "moderately_low",
        "need": "moderate",
    },
    "network_administrative_organization": {
        "trust": "moderate",
        "participants": "moderate_to_many",
        "goals": "moderately_high",
        "need": "high",
    },
}
CHECKLIST_SOURCE = (
    "Raab, Mannak and Cambré 2015, Combining structure, governance and context (Journal of Public Administration "
    "Research and Theory 25:479-511): 39 Dutch Safety Houses, crisp-set comparison."
)


@dataclass(frozen=True)
class Checklist:
    """What the effective ones of 39 networks had in common; a list to look at, no forecast.

    Attributes
    ----------
    is_old_enough : bool
        Three years or more: the one cut that was published.
    is_stable, is_integrated, has_means : bool
        Stable; centrally integrated; considerable resources, or an administrative organization.
    """

    is_old_enough: bool
    is_stable: bool
    is_integrated: bool
    has_means: bool

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there yet."""
        return tuple(name for name, found in vars(self).items() if not found)


def checklist(
    *,
    age_years: float,
    is_stable: bool,
    is_integrated: bool,
    has_resources: bool,
    has_administrative_organization: bool,
) -> Checklist:
    """Hold a network against the list of Raab and others.

    Examples
    --------
    >>> young = {"age_years": 2, "is_stable": True, "is_integrated": False}
    >>> checklist(**young, has_resources=False, has_administrative_organization=True).missing
    ('is_old_enough', 'is_integrated')
    """
    return Checklist(age_years >= 3, is_stable, is_integrated, has_resources or has_administrative_organization)
