"""The candidates of a draft as fields: who of those who decide each of them is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from muara.web.accounts.models import User
from muara.web.cities.models import City
from muara.web.governance.models import Decision
from muara.web.governance.queries.candidates import Electable, electable_for


def key_of(arrangement_id: int, participant_id: int) -> str:
    return f"{arrangement_id}-{participant_id}"


class DraftCandidates:
    """Whom the reader may tie to a candidate: those whose names they may see. By name alone stays possible."""

    def __init__(self, *, city: City, decision: Decision | None, reader: User | None, rows: int) -> None:
        self.decision, self.rows = decision, range(1, rows + 1)
        here = {
            arrangement: people
            for arrangement, people in electable_for(reader, city).items()
            if people and (decision is None or arrangement.pk == decision.arrangement_id)
        }
        self.groups = [(one.name, [(self._key(who), who.label) for who in people]) for one, people in here.items()]
        self.people = {self._key(who): who for people in here.values() for who in people}

    def _key(self, who: Electable) -> str:
        return key_of(who.arrangement_id, who.participant_id)

    def fields(self) -> dict[str, forms.Field]:
        if not self.groups:
            return {}
        several = self.groups if len(self.groups) > 1 else self.groups[0][1]
        label, choices = _("Who that is among the members"), [("", _("by name only")), *several]
        return {f"person{n}": forms.ChoiceField(label=label, choices=choices, required=False) for n in self.rows}

    def read(self, form: forms.Form, given: dict[str, Any]) -> None:
        """Tie each person once, in the arrangement that decides; a row without a name takes theirs."""
        decides = self.decision.arrangement_id if self.decision else getattr(given.get("arrangement"), "pk", None)
        taken: set[int] = set()
        for n in self.rows:
            if (who := self.people.get(given.get(f"person{n}") or "")) is None:
                continue
            if decides is not None and who.arrangement_id != decides:
                form.add_error(
                    f"person{n}", _("This person belongs to another arrangement. Choose somebody else.")
                )
            if who.participant_id in taken:
                form.add_error(f"person{n}", _("This person stands already. Everybody stands once."))
            taken.add(who.participant_id)
            if not given.get(f"name{n}") and f"name{n}" not in form.errors:
                given[f"name{n}"] = who.name[:80]
                if not who.name:
                    form.add_error(f"name{n}", _("Write the name as it will stand on the ballot."))

    def tied(self, given: Mapping[str, Any], options: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[str, Any]:
        """Return whose seat each option would be, as the effect of a decision holds it."""
        return {
            option["id"]: {"participant": who.participant_id}
            for n, option in options
            if (who := self.people.get(given.get(f"person{n}") or "")) is not None
        }
