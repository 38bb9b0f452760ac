"""Everything a reading of the forms is made from, as one object of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from muara.formats.fit_reading import DRAWS, KIND, condition_to_data, crossings_of, crossings_to_data
from muara.web.governance.models import Arrangement, Terms
from muara.web.governance.queries.conditions import Known, Measured
from muara.web.governance.queries.periods import age_of, counted_in, known_for_the_list, periods_until

FORM_OF = {
    Terms.Form.PARTICIPANT_GOVERNED.value: "participant_governed",
    Terms.Form.LEAD_ORGANIZATION.value: "lead_organization",
    Terms.Form.ADMINISTRATIVE.value: "network_administrative_organization",
}
"""How the engine calls a declared form."""


def declared_form(arrangement: Arrangement) -> str:
    """Return the form of the terms in force in the words of the engine; empty where none are."""
    form = arrangement.terms.in_force().values_list("form", flat=True).first()
    return FORM_OF[form] if form else ""


def inputs_of(arrangement: Arrangement, known: Known, day: date) -> dict[str, Any]:
    """Put together what `muara.formats.fit_reading.read_fit` reads; every condition has to be known."""
    declared = declared_form(arrangement)
    return {
        "kind": KIND,
        "city": arrangement.city.slug,
        "arrangement": arrangement.slug,
        "version": arrangement.version,
        "day": day.isoformat(),
        "declared": declared,
        "draws": DRAWS,
        "crossings": crossings_to_data(crossings_of(arrangement.crossings)),
        "conditions": _written(known.conditions),
        "parts": _written(known.parts),
        "periods": counted_in(arrangement, periods_until(day, age_of(arrangement))),
        "checklist": known_for_the_list(arrangement, day, declared),
    }


def _written(measured: Mapping[str, Measured]) -> dict[str, Any]:
    return {
        name: condition_to_data(one.condition) | {"from": dict(one.origin)} if one.condition else None
        for name, one in measured.items()
    }
