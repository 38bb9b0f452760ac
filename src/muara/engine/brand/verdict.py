"""One of four words for a campaign, by published rules; four readings never become one score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from muara.engine.brand.persistence import Persistence
from muara.engine.errors import BadSeries

ENGINE_VERSION = "brand 1.0"


class Verdict(Enum):
    """What can be said about a campaign."""

    LOUD_THEN_GONE = "loud_then_gone"
    """*Ramai lalu hilang*: a burst, attention as before afterwards, substance flat."""
    LOUD_AND_STAYED = "loud_and_stayed"
    """*Ramai dan menetap*: a burst, and attention afterwards above before by more than chance."""
    QUIET_BUT_GROWING = "quiet_but_growing"
    """*Sunyi tapi tumbuh*: no burst that stayed, and substance grew."""
    CANNOT_BE_JUDGED = "cannot_be_judged"
    """*Belum bisa dinilai*: everything else, with the reason."""


class Because(Enum):
    """Which condition led to the word."""

    PERSISTS = "persists"
    FADED_AND_FLAT = "faded_and_flat"
    GREW = "grew"
    NOTHING_MOVED = "nothing_moved"
    ATTENTION_UNKNOWN = "attention_unknown"
    SUBSTANCE_UNKNOWN = "substance_unknown"


@dataclass(frozen=True)
class Rules:
    """The thresholds; a city may set its own, and they stand beside every word.

    Attributes
    ----------
    stayed_above : float
        Attention stayed if the lower end of its interval is above this multiple of before.
    grew_by : float
        A series of substance grew if it rose by more than this part, and by at least one.
    series_needed : int
        Substance is known from so many series at least.
    """

    stayed_above: float = 1.0
    grew_by: float = 0.1
    series_needed: int = 2

    def __post_init__(self) -> None:
        if self.stayed_above < 1 or self.grew_by < 0 or self.series_needed < 1:
            raise BadSeries("Attention stays above 1 at least, growth is 0 or more, and one series is needed.")


@dataclass(frozen=True)
class Judgement:
    """The word, why, and the series of substance behind it.

    Attributes
    ----------
    verdict : Verdict
    because : Because
    grew, fell : tuple of str
        Series of substance that rose or fell beyond the rule.
    """

    verdict: Verdict
    because: Because
    grew: tuple[str, ...]
    fell: tuple[str, ...]


def judge(
    kept: Persistence | None, substance: Mapping[str, tuple[float, float]], rules: Rules | None = None
) -> Judgement:
    """Say which of the four words fits.

    Parameters
    ----------
    kept : Persistence or None
        Of the campaign's burst; None if there was no burst.
    substance : mapping of str to (before, after)
        One entry a series: cooperatives with their annual meeting held, assets in use, outcomes …
    rules : Rules, optional

    Returns
    -------
    Judgement

    Notes
    -----
    Substance *grew* if more series rose than fell, is *flat* if not, and is unknown below `series_needed`. In this
    order: attention that stayed, "loud and stayed"; substance that grew, with attention known to have faded or
    never come, "quiet but growing"; a burst that faded and flat substance, "loud then gone"; else it cannot be
    judged.

    Examples
    --------
    >>> judge(Persistence(1.02, 0.9, 1.15), {"assets in use": (3, 3), "meetings held": (5, 4)}).verdict.value
    'loud_then_gone'
    >>> judge(None, {"assets in use": (3, 6), "meetings held": (5, 9)}).verdict.value
    'quiet_but_growing'
    """
    rules = rules or Rules()
    grew = tuple(name for name, (before, after) in substance.items() if _rose(before, after, rules))
    fell = tuple(name for name, (before, after) in substance.items() if _rose(after, before, rules))
    verdict, because = _word(kept, len(substance), len(grew) - len(fell), rules)
    return Judgement(verdict, because, grew, fell)


def _word(kept: Persistence | None, n_series: int, net: int, rules: Rules) -> tuple[Verdict, Because]:
    if kept is not None and kept.low is None:
        return Verdict.CANNOT_BE_JUDGED, Because.ATTENTION_UNKNOWN
    if kept is not None and kept.low is not None and kept.low > rules.stayed_above:
        return Verdict.LOUD_AND_STAYED, Because.PERSISTS
    if n_series < rules.series_needed:
        return Verdict.CANNOT_BE_JUDGED, Because.SUBSTANCE_UNKNOWN
    if net > 0:
        return Verdict.QUIET_BUT_GROWING, Because.GREW
    if kept is not None:
        return Verdict.LOUD_THEN_GONE, Because.FADED_AND_FLAT
    return Verdict.CANNOT_BE_JUDGED, Because.NOTHING_MOVED


def _rose(before: float, after: float, rules: Rules) -> bool:
    return after - before >= 1 and after > before * (1 + rules.grew_by)
