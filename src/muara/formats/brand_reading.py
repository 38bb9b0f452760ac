"""A kept reading of a campaign: what it was made from, and how to make it again, to the byte.

The inputs are one object of JSON (`muara-brand-1`): counts of attention with their days, activities with the tags
of their raters, who was involved, what the rooms upstream counted before and after, and the rules. `read_brand`
turns them into four readings and one word without asking anybody; the same inputs and seed give the same text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from muara.engine.brand import (
    Activity,
    Attention,
    Burst,
    HalfLife,
    Persistence,
    Rules,
    TooEarly,
    bursts,
    evenness,
    judge,
    kappa,
    persistence,
    visual_share,
)
from muara.engine.brand.bursts import BASE_DAYS, CALM_DAYS
from muara.engine.brand.persistence import LATE_DAYS
from muara.engine.errors import BadReading

KIND = "muara-brand-1"
SEED = 2018
LEVELS = ("LOCAL_COMMUNITY", "LOCAL_BUSINESS", "REGIONAL", "GOVERNMENT", "MEDIA", "ACADEMIA")
PARTS = ("INITIATED", "DECIDED", "PAID", "DID", "BENEFITED")
QUIET_DAYS = 2 * LATE_DAYS
"""Without a burst for so many days after its beginning, a campaign had none."""


def read_brand(inputs: Mapping[str, Any], *, seed: int = SEED) -> dict[str, Any]:
    """Read attention, visual share, involvement and substance of a campaign, and which word the rules give it.

    Parameters
    ----------
    inputs : mapping
        As kept in a reading; see docs/explanation/brand.md.
    seed : int
        Of the bootstraps.

    Returns
    -------
    dict
        ``attention`` (one entry a series), ``visual``, ``agreement``, ``involvement``, ``substance``, ``verdict``,
        ``because``, ``grew``, ``fell``.

    Raises
    ------
    BadReading
        If the inputs are of another kind.
    """
    if inputs.get("kind") != KIND:
        raise BadReading(f"These are no inputs of a reading of a campaign: kind is {inputs.get('kind')!r}.")
    told = [_read_series(one, inputs, seed) for one in inputs["series"]]
    main = next((kept for kept, one in zip(told, inputs["series"], strict=True) if one["is_main"]), None)
    known = {
        one["key"]: (float(one["before"]), float(one["after"]))
        for one in inputs["substance"]
        if one["before"] is not None and one["after"] is not None
    }
    judged = judge(
        main[0] if main else Persistence(None, why_not=TooEarly.TOO_SHORT), known, _rules_of(inputs["rules"])
    )
    return {
        "kind": KIND,
        "attention": [data for _kept, data in told],
        **_read_activities(inputs["activities"]),
        "involvement": _read_involvement(inputs["involvement"], seed),
        "verdict": judged.verdict.value,
        "because": judged.because.value,
        "grew": list(judged.grew),
        "fell": list(judged.fell),
    }


def stretch(points: Sequence[tuple[date, float]], step: int, day: date) -> list[tuple[date, float]]:
    """Return the counts without a gap around a day; those up to the first gap where the day has no count.

    Examples
    --------
    >>> days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 5), date(2026, 1, 6)]
    >>> [on.day for on, _n in stretch([(one, 1.0) for one in days], 1, date(2026, 1, 5))]
    [5, 6]
    >>> stretch([(one, 1.0) for one in days], 1, date(2026, 1, 3))
    []
    """
    runs: list[list[tuple[date, float]]] = []
    for on, n in sorted(points):
        if runs and on - runs[-1][-1][0] == timedelta(days=step):
            runs[-1].append((on, n))
        else:
            runs.append([(on, n)])
    return next((run for run in runs if run[0][0] <= day < run[-1][0] + timedelta(days=step)), [])


def _rules_of(data: Mapping[str, Any]) -> Rules:
    return Rules(float(data["stayed_above"]), float(data["grew_by"]), int(data["series_needed"]))


def _read_series(
    one: Mapping[str, Any], inputs: Mapping[str, Any], seed: int
) -> tuple[Persistence | None, dict[str, Any]]:
    """Return what stayed (None: there was no burst), and all that is told of the series."""
    step, started = int(one["step"]), date.fromisoformat(inputs["started"])
    points = [(date.fromisoformat(on), float(n)) for on, n in one["points"]]
    run = stretch(points, step, started)
    told: dict[str, Any] = {"name": one["name"], "n": len(points), "n_without_gap": len(run), "bursts": []}

    def unknown(why: TooEarly, *, days: int = 0) -> tuple[Persistence, dict[str, Any]]:
        kept = Persistence(None, why_not=why, days_missing=days)
        return kept, told | {"persistence": _persistence_to_data(kept, run, step), "is_quiet": False}

    if not run:
        missing = not points or started > points[-1][0]
        return unknown(TooEarly.TOO_SHORT if missing else TooEarly.NOTHING_BEFORE)
    first, place = run[0][0], (started - run[0][0]).days // step
    series = Attention.of([n for _on, n in run], step)
    found = bursts(series)
    until = date.fromisoformat(inputs["ended"]) + timedelta(days=LATE_DAYS) if inputs["ended"] else None
    own = [
        which
        for which, burst in enumerate(found)
        if burst.begins >= place - series.steps(CALM_DAYS)
        and (until is None or first + timedelta(days=burst.begins * step) <= until)
    ]
    highest = max(own, key=lambda which: found[which].height, default=None)
    told["bursts"] = [
        _burst_to_data(burst, first, step) | {"is_own": which in own, "is_judged": which == highest}
        for which, burst in enumerate(found)
    ]
    if place < series.steps(BASE_DAYS):
        return unknown(TooEarly.NOTHING_BEFORE)
    if highest is None:
        so_far = (len(run) - place) * step
        if so_far < QUIET_DAYS:
            return unknown(TooEarly.TOO_SHORT, days=QUIET_DAYS - so_far)
        return None, told | {"persistence": None, "is_quiet": True}
    kept = persistence(series, highest, seed=seed, found=found)
    return kept, told | {"persistence": _persistence_to_data(kept, run, step), "is_quiet": False}


def _burst_to_data(burst: Burst, first: date, step: int) -> dict[str, Any]:
    def day(place: int) -> str:
        return (first + timedelta(days=place * step)).isoformat()

    return {
        "begins": day(burst.begins),
        "peak": day(burst.peak),
        "ends": day(burst.ends),
        "usual": round(burst.usual, 3),
        "height": round(burst.height, 3),
    }


def _persistence_to_data(kept: Persistence, run: Sequence[tuple[date, float]], step: int) -> dict[str, Any]:
    late = None
    if kept.late is not None:
        start = run[0][0]
        late = [(start + timedelta(days=place * step)).isoformat() for place in kept.late]
    return {
        "ratio": _rounded(kept.ratio),
        "low": _rounded(kept.low),
        "high": _rounded(kept.high),
        "why_not": kept.why_not.value if kept.why_not else None,
        "half_life": _half_life_to_data(kept.half_life),
        "late": late,
        "days_missing": kept.days_missing,
        "trend_removed": kept.trend_removed,
        "n_before": kept.n_before,
        "n_late": kept.n_late,
    }


def _half_life_to_data(found: HalfLife | None) -> dict[str, float] | None:
    return {name: round(float(value), 3) for name, value in vars(found).items()} if found else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)


def _read_activities(activities: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Count what the first rater of each activity said; the second says how far one may rely on it."""
    rated = [one for one in activities if one["tags"]]
    twice = [one for one in rated if len(one["tags"]) > 1]
    found = visual_share([(Activity(one["tags"][0].lower()), one["spend"]) for one in rated])
    other = visual_share([(Activity(one["tags"][-1].lower()), one["spend"]) for one in rated])
    agreed = kappa([one["tags"][0] for one in twice], [one["tags"][1] for one in twice])
    return {
        "visual": {
            "n": found.n,
            "n_unrated": len(activities) - len(rated),
            "n_visual": found.n_visual,
            "of_count": _rounded(found.of_count),
            "of_count_other": _rounded(other.of_count),
            "of_spend": _rounded(found.of_spend),
            "n_spend_unknown": found.n_spend_unknown,
            "by_tag": dict(sorted(Counter(one["tags"][0] for one in rated).items())),
        },
        "agreement": {
            "value": _rounded(agreed.value),
            "low": _rounded(agreed.low),
            "high": _rounded(agreed.high),
            "agreed": _rounded(agreed.agreed),
            "n": agreed.n,
        },
    }


def _read_involvement(records: Sequence[Sequence[str]], seed: int) -> dict[str, Any]:
    """Count records by level and part; who decided is counted apart from who was merely there."""
    counted = Counter((level, part) for level, part in records)
    by_level = {level: sum(counted[level, part] for part in PARTS) for level in LEVELS}
    even = evenness(by_level, seed=seed)
    return {
        "n": len(records),
        "by_level": by_level,
        "by_part": {part: sum(counted[level, part] for level in LEVELS) for part in PARTS},
        "decided": {level: counted[level, "DECIDED"] for level in LEVELS},
        "evenness": {"value": _rounded(even.value), "low": _rounded(even.low), "high": _rounded(even.high)},
    }
