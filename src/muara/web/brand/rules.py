"""The published rules: which word a campaign gets, on which condition, and where its thresholds lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PUBLISHED: Mapping[str, float] = {
    "stayed_above": 1.05,
    "grew_by": 0.1,
    "series_needed": 2,
    "window_days": 180,
    "horizon_days": 365,
}
"""What holds where a city has set nothing else."""


@dataclass(frozen=True)
class WrittenRule:
    """One condition and the word that it gives. They are asked in their order; the first that holds counts."""

    verdict: str
    because: str
    condition: str | Promise
    valid_from: date
    source: str | Promise
    superseded_by: str = ""


HERE = _("Muara, docs/explanation/brand.md; measured on planted series")
SINCE = date(2026, 11, 24)
WRITTEN: tuple[WrittenRule, ...] = (
    WrittenRule(
        "cannot_be_judged",
        "attention_unknown",
        _("It cannot be said yet, or never, how much attention stayed: the reason stands beside the word."),
        SINCE,
        HERE,
    ),
    WrittenRule(
        "loud_and_stayed",
        "persists",
        _(
            "There was a burst, and long after it the lower end of what stayed is above %(stayed_above)s times "
            "what was before."
        ),
        SINCE,
        HERE,
    ),
    WrittenRule(
        "cannot_be_judged",
        "substance_unknown",
        _("Fewer than %(series_needed)s of the series that the campaign was to move are known before and after."),
        SINCE,
        HERE,
    ),
    WrittenRule(
        "quiet_but_growing",
        "grew",
        _(
            "No burst that stayed, and more of its series rose than fell, each by more than %(grew_by)s and by at "
            "least one."
        ),
        SINCE,
        HERE,
    ),
    WrittenRule(
        "loud_then_gone",
        "faded_and_flat",
        _("There was a burst, what stayed cannot be told from before, and no more of its series rose than fell."),
        SINCE,
        HERE,
    ),
    WrittenRule(
        "cannot_be_judged", "nothing_moved", _("No burst, and no more of its series rose than fell."), SINCE, HERE
    ),
)
