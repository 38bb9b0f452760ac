"""A kept reading of the forms: what it was made from, and how to make it again, to the byte.

The inputs are one object of JSON (`muara-fit-1`): the conditions with their sources, the declared crossings, what
the log counted in each period, and what is known for the list of Raab and others. `read_fit` turns them into the
result without asking anybody; the same inputs and seed give the same text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from muara.engine.errors import BadReading
from muara.engine.governance import (
    CONTINGENCIES,
    FORMS,
    Condition,
    Crossings,
    Fit,
    assess_fit,
    checklist,
    judged,
    trend,
)

KIND = "muara-fit-1"
SEED = 2018
DRAWS = 4000
GAUGES = ("efficiency", "inclusiveness", "internal", "external", "flexibility", "stability")


def canonical(data: Any) -> str:
    """Write data as the one text by which two readings are compared.

    Examples
    --------
    >>> canonical({"b": 1, "a": [0.5, None]})
    '{"a":[0.5,null],"b":1}'
    """
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def hash_of(inputs: Mapping[str, Any]) -> str:
    """Return the fingerprint of inputs, 64 hexadecimal digits.

    Examples
    --------
    >>> hash_of({"kind": "muara-fit-1"})[:8]
    '2a263b36'
    """
    return hashlib.sha256(canonical(inputs).encode()).hexdigest()


def condition_to_data(condition: Condition) -> dict[str, Any]:
    """Write a condition for JSON, numbers to six places.

    Examples
    --------
    >>> condition_to_data(Condition(2 / 3, 0.5, 0.8, 9, "survey"))["value"]
    0.666667
    """
    low, value, high = (round(float(one), 6) for one in (condition.low, condition.value, condition.high))
    return {
        "value": value,
        "low": low,
        "high": high,
        "n": condition.n,
        "source": condition.source,
        "shape": condition.shape,
        "entries": [[round(float(one), 6) for one in entry] for entry in condition.entries],
    }


def condition_of(data: Mapping[str, Any]) -> Condition:
    """Read back what `condition_to_data` wrote; what else is said beside it is passed over.

    Examples
    --------
    >>> one = Condition(0.5, 0.25, 0.75, 9, "survey")
    >>> condition_of(condition_to_data(one)) == one
    True
    """
    entries = tuple((float(low), float(mid), float(high)) for low, mid, high in data["entries"])
    value, low, high = (float(data[key]) for key in ("value", "low", "high"))
    return Condition(value, low, high, int(data["n"]), str(data["source"]), str(data["shape"]), entries)


def crossings_to_data(crossings: Crossings) -> dict[str, Any]:
    """Write the declared crossings for JSON.

    Examples
    --------
    >>> crossings_to_data(Crossings())["few"]
    [6.0, 15.0]
    """
    ranges = {name: [float(one) for one in getattr(crossings, name)] for name in ("low", "high", "few", "many")}
    numbers = {name: float(getattr(crossings, name)) for name in ("width", "width_count", "enough")}
    return {**ranges, **numbers}


def crossings_of(data: Mapping[str, Any]) -> Crossings:
    """Read declared crossings; what is not said is as the engine declares it.

    Examples
    --------
    >>> crossings_of({"few": [7, 9]}).few, crossings_of({}) == Crossings()
    ((7.0, 9.0), True)
    """
    said = {**crossings_to_data(Crossings()), **data}

    def pair(name: str) -> tuple[float, float]:
        return float(said[name][0]), float(said[name][1])

    return Crossings(
        pair("low"),
        pair("high"),
        pair("few"),
        pair("many"),
        float(said["width"]),
        float(said["width_count"]),
        float(said["enough"]),
    )


def read_fit(inputs: Mapping[str, Any], *, seed: int = SEED) -> dict[str, Any]:
    """Read which form the inputs support, the trends of the three tensions, and the list of Raab and others.

    Parameters
    ----------
    inputs : mapping
        As kept in a reading; see docs/explanation/governance.md.
    seed : int
        Of the draws.

    Returns
    -------
    dict
        ``fit`` with what `muara.engine.governance.Fit` holds, ``declared``, ``is_as_declared`` (None where
        nothing is declared, or nothing supported), ``trends`` by gauge, ``checklist``.

    Raises
    ------
    BadReading
        If the inputs are of another kind, or the engine cannot read them.
    """
    if inputs.get("kind") != KIND:
        raise BadReading(f"These are no inputs of a reading of the forms: kind is {inputs.get('kind')!r}.")
    conditions = {name: condition_of(inputs["conditions"][name]) for name in CONTINGENCIES}
    crossings = crossings_of(inputs["crossings"])
    found = assess_fit(
        conditions, rng=np.random.default_rng(seed), draws=int(inputs["draws"]), crossings=crossings
    )
    declared = inputs["declared"]
    return {
        "kind": KIND,
        "fit": _fit_to_data(found),
        "declared": declared,
        "is_as_declared": found.supported == declared if declared and found.supported in FORMS else None,
        "trends": {name: _trend_of(inputs["periods"], name) for name in GAUGES},
        "checklist": _checklist_of(inputs["checklist"], crossings),
    }


def _fit_to_data(found: Fit) -> dict[str, Any]:
    return {
        "supported": found.supported,
        "by_mean": found.by_mean,
        "none": round(found.none, 6),
        "first_mend": found.first_mend,
        "draws": found.draws,
        "source": found.source,
        "forms": {
            form: {
                "best": round(one.best, 6),
                "best_by_mean": round(one.best_by_mean, 6),
                "belongs": [round(share, 4) for share in one.belongs],
                "binds": one.binds,
                "binding": {name: round(share, 6) for name, share in sorted(one.binding.items())},
            }
            for form, one in found.forms.items()
        },
        "changes": [
            {
                "condition": one.contingency,
                "now": round(one.now, 6),
                "to": round(one.to, 6),
                "supported": one.supported,
            }
            for one in found.changes
        ],
    }


def _trend_of(periods: list[Mapping[str, Any]], name: str) -> dict[str, Any]:
    found = trend([period[name]["value"] for period in periods])
    p_value = None if found.p_value != found.p_value else round(found.p_value, 6)
    return {"word": found.word, "score": found.score, "p_value": p_value, "n": found.n}


def _checklist_of(known: Mapping[str, Any], crossings: Crossings) -> dict[str, Any]:
    """Hold what is known against the list; "high" begins where the declared crossings say."""

    def is_high(name: str) -> bool | None:
        low, high = known[name] if known[name] else (None, None)
        return judged(low, high, crossings.high)

    found = checklist(
        age_years=known["age_years"],
        is_stable=is_high("stability"),
        is_integrated=is_high("integration"),
        has_resources=known["has_resources"],
        has_administrative_organization=known["has_administrative_organization"],
    )
    return dict(vars(found))
