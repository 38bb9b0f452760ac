"""The three forms of network governance as published: an ordinal table, and no numbers in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ENGINE_VERSION = "governance 1.0"
FORMS = ("participant_governed", "lead_organization", "network_administrative_organization")
CONTINGENCIES = ("trust", "centralisation", "participants", "goals", "need")
CITATION = (
    "After Provan and Kenis 2008, table 1 (Journal of Public Administration Research and Theory 18:229-252, "
    "https://doi.org/10.1093/jopart/mum015)."
)
SOURCE = f"{CITATION} Cells from two independent recollections, not from the page."
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
LEVELS = ("low", "few", "moderately_low", "moderate", "moderate_to_many", "moderately_high", "high")
"""Every word of the table."""

CHECKLIST_SOURCE = (
    "Raab, Mannak and Cambré 2015, Combining structure, governance and context (Journal of Public Administration "
    "Research and Theory 25:479-511): 39 Dutch Safety Houses, crisp-set comparison."
)


@dataclass(frozen=True)
class Checklist:
    """What the effective ones of 39 networks had in common; a list to look at, no forecast.

    Attributes
    ----------
    is_old_enough : bool or None
        Three years or more: the one cut that was published. None here and below: cannot be judged yet.
    is_stable, is_integrated, has_means : bool or None
        Stable; centrally integrated; considerable resources, or an administrative organization.
    """

    is_old_enough: bool | None
    is_stable: bool | None
    is_integrated: bool | None
    has_means: bool | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not there yet."""
        return tuple(name for name, found in vars(self).items() if found is False)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What cannot be judged yet."""
        return tuple(name for name, found in vars(self).items() if found is None)


def checklist(
    *,
    age_years: float | None,
    is_stable: bool | None,
    is_integrated: bool | None,
    has_resources: bool | None,
    has_administrative_organization: bool,
) -> Checklist:
    """Hold a network against the list of Raab and others; None is what nobody knows.

    Examples
    --------
    >>> young = {"age_years": 2, "is_stable": None, "is_integrated": False}
    >>> found = checklist(**young, has_resources=False, has_administrative_organization=True)
    >>> found.missing, found.unknown
    (('is_old_enough', 'is_integrated'), ('is_stable',))
    """
    means = True if has_administrative_organization else has_resources
    return Checklist(None if age_years is None else age_years >= 3, is_stable, is_integrated, means)


def judged(low: float | None, high: float | None, crossing: tuple[float, float]) -> bool | None:
    """Say whether a share is high, where "high" begins somewhere in a declared range; None where it may be either.

    Parameters
    ----------
    low, high : float or None
        What is known of the share, from 0 to 1.
    crossing : (float, float)
        From where to where "high" may begin.

    Examples
    --------
    >>> judged(0.85, 0.9, (0.55, 0.8)), judged(0.3, 0.5, (0.55, 0.8)), judged(0.5, 0.9, (0.55, 0.8))
    (True, False, None)
    """
    if low is None or high is None:
        return None
    if low >= crossing[1]:
        return True
    return False if high < crossing[0] else None
